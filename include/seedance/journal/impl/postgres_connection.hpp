// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <cstddef>
#include <initializer_list>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <libpq-fe.h>
#include <poll.h>

#include <seedance/journal/impl/fork_guard.hpp>
#include <seedance/journal/impl/postgres_statement.hpp>

#if !defined(LIBPQ_HAS_PIPELINING)
#error "a postgres_journal needs libpq 14 or newer"
#endif

namespace seedance::detail {

/// What a server, or the way to it, has said instead of an answer. It is thrown between the classes of this folder;
/// nobody else sees it.
struct postgres_failure {
    std::string words{};             ///< the server's, or libpq's: never with a password
    std::string state{};             ///< SQLSTATE; empty: it does not come from the server
    bool is_lost = false;            ///< the connection is gone: whether the last transaction was made is not known
    bool is_about_password = false;  ///< it is missing or wrong
    bool is_final = false;           ///< it was tried for as long as it may be
    bool is_once = false;            ///< what was lost must not be done again
};

/// A connection to a server, for one thread at a time. A child of `fork` must not touch those of its parent, not even
/// close them: there they are left alone.
class postgres_connection {
  public:
    using clock = std::chrono::steady_clock;

    /// `words` are libpq's names and values, the address among them; `patience` is how long an answer may take.
    postgres_connection(const std::vector<std::pair<const char*, std::string>>& words,
                        std::chrono::milliseconds patience)
        : patience_{patience} {
        std::vector<const char*> keys, values;
        for (const auto& [key, value] : words) keys.push_back(key), values.push_back(value.c_str());
        keys.push_back(nullptr), values.push_back(nullptr);
        connection_ = PQconnectdbParams(keys.data(), values.data(), 1);
        if (connection_ == nullptr) throw postgres_failure{.words = "there is not enough memory", .is_lost = true};
        if (PQstatus(connection_) != CONNECTION_OK) {
            auto why = lost();
            why.is_about_password = PQconnectionNeedsPassword(connection_) != 0 ||
                                    (PQconnectionUsedPassword(connection_) != 0 && is_about_authentication(why.words));
            PQfinish(connection_);
            throw why;
        }
        PQsetNoticeReceiver(connection_, &postgres_connection::on_notice, this);
        PQsetnonblocking(connection_, 1);
    }
    postgres_connection(const postgres_connection&) = delete;
    postgres_connection& operator=(const postgres_connection&) = delete;
    ~postgres_connection() {
        if (!is_of_parent()) PQfinish(connection_);
    }

    PGconn* get() const noexcept { return connection_; }
    bool is_of_parent() const noexcept { return forks_ != fork_guard::get().forks(); }
    void wait_at_most(std::chrono::milliseconds patience) noexcept { patience_ = std::min(patience_, patience); }
    bool is_in_transaction() const noexcept { return PQtransactionStatus(connection_) != PQTRANS_IDLE; }

    /// Runs statements one after the other, in one round trip where libpq can: none after one that has failed. Without
    /// a BEGIN they are a transaction.
    std::vector<postgres_result> run(std::span<const postgres_statement> all) {
        deadline_ = clock::now() + patience_;
        std::vector<postgres_result> results;
        results.reserve(all.size());
        std::optional<postgres_failure> failed;
        const pipeline together{*this};
        for (const auto& each : all) send(each);
        if (PQpipelineSync(connection_) != 1) throw lost();
        for (std::size_t i = 0; i != all.size(); ++i) {
            results.push_back(next());
            if (!failed && !is_good(results.back())) failed = failure_in(results.back());
            while (next_or_null() != nullptr) {
            }
        }
        next();  // of the pipeline itself
        if (failed) throw *failed;
        refuse_unreplicated();
        return results;
    }

    std::vector<postgres_result> run(std::initializer_list<postgres_statement> all) {
        return run(std::span{all.begin(), all.size()});
    }

    postgres_result run(const postgres_statement& one) {
        auto results = run(std::span{&one, 1});
        return std::move(results.front());
    }

    /// Runs many statements that give nothing; they may take so long.
    void script(const std::string& sql) { script(sql, patience_); }
    void script(const std::string& sql, std::chrono::milliseconds patience) {
        deadline_ = clock::now() + patience;
        if (PQsendQuery(connection_, sql.c_str()) != 1) throw lost();
        std::optional<postgres_failure> failed;
        while (auto* const given = next_or_null()) {
            const postgres_result result{given};
            if (!failed && !is_good(result)) failed = failure_in(result);
        }
        if (failed) throw *failed;
        refuse_unreplicated();
    }

    /// Ends a transaction that shall not be made.
    void roll_back() {
        if (is_in_transaction()) run(postgres_statement{"ROLLBACK"});
    }

  private:
    struct pipeline {
        explicit pipeline(postgres_connection& by) : of{by} {
            if (PQenterPipelineMode(of.connection_) != 1) throw of.lost();
        }
        pipeline(const pipeline&) = delete;
        pipeline& operator=(const pipeline&) = delete;
        ~pipeline() { PQexitPipelineMode(of.connection_); }
        postgres_connection& of;
    };

    /// Libpq gives no SQLSTATE of a connection that was not made, and says that a password was used whatever failed
    /// after it. A server that speaks another language is tried again in vain, and its words stand in the error.
    static bool is_about_authentication(std::string_view words) noexcept {
        return words.find("authentication failed") != std::string_view::npos;
    }

    /// Who cancels the wait for a synchronous standby gets a warning, and the commit counts. The words of the warning
    /// are in any language, the function that gives it is always the same.
    static void on_notice(void* self, const PGresult* notice) {
        const char* const from = PQresultErrorField(notice, PG_DIAG_SOURCE_FUNCTION);
        if (from != nullptr && std::string_view{from} == "SyncRepWaitForLSN")
            static_cast<postgres_connection*>(self)->is_unreplicated_ = true;
    }

    /// Whoever asks again waits for the standby again.
    void refuse_unreplicated() const {
        if (is_unreplicated_)
            throw postgres_failure{.words = "somebody has cancelled the wait for the synchronous standby",
                                   .is_lost = true};
    }

    void send(const postgres_statement& what) {
        const auto values = what.pointers();
        if (PQsendQueryParams(connection_, what.sql(), what.count(), nullptr, values.data(), nullptr, nullptr, 0) != 1)
            throw lost();
    }

    /// Gives what comes next, as soon as it is there.
    PGresult* next_or_null() {
        while (true) {
            const int unsent = PQflush(connection_);
            if (unsent < 0) throw lost();
            if (PQisBusy(connection_) == 0) return PQgetResult(connection_);
            wait(unsent != 0);
            if (PQconsumeInput(connection_) != 1) throw lost();
        }
    }

    postgres_result next() {
        auto* const given = next_or_null();
        if (given == nullptr) throw lost();
        postgres_result result{given};
        if (PQstatus(connection_) != CONNECTION_OK) throw lost();
        return result;
    }

    void wait(bool to_send) {
        pollfd socket{PQsocket(connection_), static_cast<short>(to_send ? POLLIN | POLLOUT : POLLIN), 0};
        while (true) {
            const auto left = std::chrono::ceil<std::chrono::milliseconds>(deadline_ - clock::now()).count();
            const int ready = ::poll(&socket, 1, static_cast<int>(std::clamp<long long>(left, 0, 1'000'000)));
            if (ready > 0) return;
            if (ready == 0 && clock::now() >= deadline_)
                throw postgres_failure{
                    .words = "the server has not answered for " + std::to_string(patience_.count()) + " ms",
                    .is_lost = true};
            if (ready < 0 && errno != EINTR) throw lost();
        }
    }

    static bool is_good(const postgres_result& result) noexcept {
        const auto status = PQresultStatus(result.get());
        return status == PGRES_TUPLES_OK || status == PGRES_COMMAND_OK || status == PGRES_EMPTY_QUERY;
    }

    static postgres_failure failure_in(const postgres_result& result) {
        const auto field = [&](int which) {
            const char* const text = PQresultErrorField(result.get(), which);
            return std::string{text != nullptr ? text : ""};
        };
        postgres_failure why{.words = field(PG_DIAG_MESSAGE_PRIMARY), .state = field(PG_DIAG_SQLSTATE)};
        if (why.words.empty()) why.words = one_line(PQresultErrorMessage(result.get()));
        const auto kind = std::string_view{why.state}.substr(0, 3);
        why.is_lost = kind == "57P" || std::string_view{why.state}.starts_with("08");
        return why;
    }

    postgres_failure lost() const {
        auto words = one_line(PQerrorMessage(connection_));
        if (words.empty()) words = "the connection to the server is gone";
        return {.words = std::move(words), .is_lost = true};
    }

    static std::string one_line(std::string_view words) {
        std::string line;
        for (const char c : words)
            if (c != '\n' && c != '\t')
                line.push_back(c);
            else if (!line.empty() && line.back() != ' ')
                line.push_back(' ');
        while (!line.empty() && line.back() == ' ') line.pop_back();
        return line;
    }

    std::chrono::milliseconds patience_;
    unsigned forks_ = fork_guard::get().forks();
    PGconn* connection_ = nullptr;
    clock::time_point deadline_{};
    bool is_unreplicated_ = false;  ///< a commit of this connection may be on its server only
};

}  // namespace seedance::detail
