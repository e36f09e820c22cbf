// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

/// @file
/// `seedance doctor`: what of the way to each gateway works, without paying.

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/use_future.hpp>

#include <seedance/seedance.hpp>

#include "../open_journal.hpp"
#include "accounts.hpp"
#include "gateways.hpp"
#include "option_words.hpp"
#include "output.hpp"
#include "session.hpp"
#include "settings.hpp"

namespace cli {

namespace detail {

/// The journal that was named, or why it cannot be used.
struct journal_found {
    std::string place = {};
    std::shared_ptr<seedance::journal> store = {};
    std::string problem = {};
};

inline journal_found find_journal(const settings& chosen) try {
    if (!chosen.journal.empty())
        return {.place = without_password(chosen.journal),
                .store = open_journal(chosen.journal, {.must_exist = is_database_url(chosen.journal)})};
    if (!uses_default_journal(chosen)) return {};
    return {.place = default_journal_path(), .store = open_default_journal()};
} catch (const seedance::error& e) {
    return {.place = chosen.journal.empty() ? default_journal_path() : without_password(chosen.journal),
            .problem = in_option_words(e.why().detail)};
}

/// The variable that names a proxy, for this program or for others.
struct proxy {
    std::string variable;
    std::string url;       ///< without the name and password that may be in it
    bool is_used = false;  ///< but for the hosts in NO_PROXY, and this machine
};

inline proxy proxy_of_environment() {
    for (const std::string_view name : {"https_proxy", "HTTPS_PROXY", "ALL_PROXY", "all_proxy"}) {
        const char* const value = std::getenv(name.data());
        if (value == nullptr || *value == 0) continue;
        std::string url = value;
        const auto scheme = url.find("://");
        const auto begin = scheme == url.npos ? 0 : scheme + 3;
        if (const auto at = url.rfind('@'); at != url.npos && at >= begin) url.erase(begin, at + 1 - begin);
        return {std::string{name}, url, name == "https_proxy" || name == "HTTPS_PROXY"};
    }
    return {};
}

inline boost::asio::awaitable<seedance::account_check> check(seedance::client& client, std::string gateway) {
    const seedance::call_options soon{.deadline = std::chrono::minutes{1}};
    auto found = co_await client.check(gateway, soon);
    co_return found;
}

/// A key that cannot even be sent is a finding, too.
inline seedance::account_check examine(std::string gateway, const settings& chosen,
                                       const std::shared_ptr<seedance::journal>& store) try {
    boost::asio::io_context io;
    auto client = client_of(chosen, io, store);
    use_account(client, gateway, chosen);
    auto found = boost::asio::co_spawn(io, check(client, gateway), boost::asio::use_future);
    io.run();
    auto seen = found.get();
    seen.detail = in_option_words(std::move(seen.detail));
    seen.journal_detail = in_option_words(std::move(seen.journal_detail));
    return seen;
} catch (const seedance::error& e) {
    seedance::account_check found{.provider = std::move(gateway)};
    found.key_accepted = e.code() == seedance::errc::bad_key ? seedance::finding::no : seedance::finding::unknown;
    found.detail = in_option_words(e.why());
    return found;
}

/// The gateways that are meant: the one that was named, or all whose key is in the environment.
inline std::vector<std::string> patients(const settings& chosen) {
    if (!chosen.argument.empty()) return {chosen.argument};
    std::vector<std::string> names;
    for (const auto* gateway : seedance::all_gateways::tables)
        if (has_key(gateway->name)) names.emplace_back(gateway->name);
    return names;
}

inline json::object fields_of(const seedance::account_check& found) {
    json::object fields{{"gateway", found.provider},
                        {"base_url", found.base_url},
                        {"reached", to_string(found.reached)},
                        {"trusted", to_string(found.trusted)},
                        {"key_accepted", to_string(found.key_accepted)},
                        {"took_ms", found.times.total / std::chrono::milliseconds{1}},
                        {"well", found.is_well()}};
    if (found.http_status != 0) fields["http_status"] = found.http_status;
    if (found.balance) fields["balance_micro_usd"] = found.balance->micro_usd;
    if (found.clock_ahead) fields["clock_ahead_seconds"] = found.clock_ahead->count();
    if (!found.detail.empty()) fields["detail"] = found.detail;
    return fields;
}

inline std::string times_of(const seedance::account_check& found) {
    const auto in_ms = [](std::chrono::nanoseconds time) {
        return std::to_string(std::chrono::ceil<std::chrono::milliseconds>(time).count()) + " ms";
    };
    const auto& times = found.times;
    return "connected after " + in_ms(times.connected) + ", TLS after " + in_ms(times.secured) + ", answered after " +
           in_ms(times.total);
}

inline std::string text_of(const seedance::account_check& found) {
    const auto line = [](std::string_view what, const std::string& words) {
        return "  " + std::string{what} + std::string(12 - what.size(), ' ') + words + '\n';
    };
    const auto clock = found.clock_ahead ? std::to_string(found.clock_ahead->count()) + " s ahead of this machine's"
                                         : std::string{"it does not tell the time"};
    return found.provider + "  " + found.base_url + '\n' +
           line("reached", std::string{to_string(found.reached)} + ", " + times_of(found)) +
           line("TLS trusted", std::string{to_string(found.trusted)}) +
           line("key taken", std::string{to_string(found.key_accepted)} + ", from " + key_variable_of(found.provider)) +
           (found.balance ? line("balance", to_string(*found.balance)) : std::string{}) + line("clock", clock) +
           (found.detail.empty() ? std::string{} : line("problem", found.detail));
}

/// Gives the exit code: see `exit_codes` in help.hpp.
inline int exit_code_of(const std::vector<seedance::account_check>& all, bool journal_is_well) {
    using seedance::finding;
    for (const auto& found : all) {
        if (found.key_accepted == finding::no) return 3;
        if (found.reached != finding::yes || found.trusted != finding::yes) return 4;
    }
    for (const auto& found : all)
        if (!found.is_well()) return 1;
    return journal_is_well ? 0 : 1;
}

}  // namespace detail

/// Prints what works and what does not; gives 0 only where all does.
inline int doctor(const settings& chosen, const output& out) {
    const auto names = detail::patients(chosen);
    if (names.empty())
        return out.failed(
            {.code = seedance::errc::bad_key,
             .detail = "no key is set: doctor looks at gateways whose key is in " + in_words(key_variables())});
    chosen.base_urls.check_for(names);
    const auto file = detail::find_journal(chosen);
    std::vector<seedance::account_check> all;
    for (const auto& name : names) all.push_back(detail::examine(name, chosen, file.store));

    json::array rows;
    std::string text;
    for (const auto& found : all) {
        rows.push_back(detail::fields_of(found));
        text += detail::text_of(found);
    }
    const auto asked = std::find_if(all.begin(), all.end(), [](const seedance::account_check& each) {
        return each.journal_writable != seedance::finding::unknown;
    });
    const bool is_written = file.problem.empty() && asked != all.end() && asked->journal_detail.empty();
    const auto problem = !file.problem.empty() || asked == all.end() ? file.problem : asked->journal_detail;
    const auto proxy = detail::proxy_of_environment();
    text += "proxy  " + (proxy.variable.empty() ? std::string{"none is set"} : proxy.variable + "=" + proxy.url) +
            (proxy.is_used            ? " is used, but for hosts in NO_PROXY and this machine"
             : proxy.variable.empty() ? ""
                                      : " is not used: HTTPS_PROXY names one") +
            '\n';
    text += "journal  " + (file.place.empty() ? std::string{"none: --journal FILE names one"}
                                              : file.place + (is_written ? " can be written" : "  " + problem));
    const int code = detail::exit_code_of(all, is_written);
    json::object fields{{"well", code == 0}, {"gateways", rows}};
    fields["journal"] = {{"file", file.place}, {"writable", is_written}, {"detail", problem}};
    fields["proxy"] = {{"variable", proxy.variable}, {"url", proxy.url}, {"used", proxy.is_used}};
    out.result(fields, text);
    return code;
}

}  // namespace cli
