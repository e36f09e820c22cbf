// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include <libpq-fe.h>

#include <seedance/journal/impl/journal_error.hpp>
#include <seedance/journal/postgres_options.hpp>

namespace seedance::detail {

/// Where a journal is: what libpq is told, and what people are told, which is never a password.
class postgres_address {
  public:
    postgres_address(std::string url, const postgres_journal_options& options) : url_{std::move(url)} {
        if (options.schema.empty() || options.schema.size() > longest_schema)
            journal_fails("in PostgreSQL", "opened",
                          "its schema \"" + options.schema + "\" has no name that it may have",
                          "give it one of 1 to 63 bytes: postgres_journal_options::schema");
        const fields given{PQconninfoParse(url_.c_str(), nullptr)};
        if (!given)
            journal_fails("in PostgreSQL", "opened", "libpq cannot read the address of its server",
                          "write it as postgresql://user@host:5432/database");
        const fields defaults{PQconndefaults()};
        const auto value = [&](const char* keyword) {
            const auto own = value_in(given.get(), keyword);
            return own.empty() ? value_in(defaults.get(), keyword) : own;
        };
        refuse_ambiguous(given.get());
        const auto user = value("user"), host = value("hostaddr").empty() ? value("host") : value("hostaddr");
        const auto database = value("dbname").empty() ? user : value("dbname");
        has_several_hosts_ = host.find(',') != std::string::npos;
        const bool is_socket = host.starts_with('/');
        const auto server = is_socket ? "/" + database + "?host=" + host + "&port=" + value("port")
                                      : (host.empty() ? "localhost" : host) + ":" + value("port") + "/" + database;
        name_ = "postgresql://" + user + "@" + server + " (schema " + options.schema + ")";
    }

    /// Gives what errors call the journal.
    const std::string& name() const noexcept { return name_; }

    /// Gives libpq's names and values; what the address says itself comes last, and counts.
    std::vector<std::pair<const char*, std::string>> words(const postgres_journal_options& options) const {
        const auto seconds = std::chrono::ceil<std::chrono::seconds>(options.connect_timeout).count();
        std::vector<std::pair<const char*, std::string>> all{
            {"fallback_application_name", "seedance"},
            {"connect_timeout", std::to_string(std::max<long long>(seconds, 2))},
            {"tcp_user_timeout", std::to_string((options.statement_timeout + options.network_timeout).count())},
            {"keepalives_idle", "10"},
            {"keepalives_interval", "5"},
            {"keepalives_count", "3"}};
        if (has_several_hosts_) all.emplace_back("target_session_attrs", "read-write");
        all.emplace_back("dbname", url_);
        all.emplace_back("client_encoding", "UTF8");
        return all;
    }

  private:
    static constexpr std::size_t longest_schema = 63;

    struct free_fields {
        void operator()(PQconninfoOption* all) const noexcept { PQconninfoFree(all); }
    };
    using fields = std::unique_ptr<PQconninfoOption, free_fields>;

    /// Refuses an address that libpq reads in another way than it was meant, and shows nothing of it: some of a
    /// password with "@", "/" or ":" would be a host's name.
    static void refuse_ambiguous(const PQconninfoOption* given) {
        const auto ports = value_in(given, "port");
        const bool has_number = ports.find_first_not_of("0123456789,") == ports.npos;
        bool is_clear = has_number;
        for (const auto* const keyword : {"host", "hostaddr", "dbname"})
            is_clear = is_clear && value_in(given, keyword).find('@') == std::string::npos;
        if (is_clear) return;
        journal_fails("in PostgreSQL", "opened", "its address says other things than it was meant to",
                      "write what is special in user and password with percent signs: %40 for @, %2F for /, %3A for :, "
                      "%25 for %; or leave the password to ~/.pgpass");
    }

    static std::string value_in(const PQconninfoOption* all, const std::string& keyword) {
        for (; all != nullptr && all->keyword != nullptr; ++all)
            if (all->keyword == keyword) return all->val != nullptr ? all->val : "";
        return {};
    }

    std::string url_;
    std::string name_;
    bool has_several_hosts_ = false;
};

}  // namespace seedance::detail
