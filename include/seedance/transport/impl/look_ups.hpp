// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/error.hpp>
#include <boost/asio/ip/address.hpp>
#include <boost/asio/post.hpp>

#include <seedance/core/error.hpp>
#include <seedance/transport/impl/current_exception.hpp>
#include <seedance/transport/impl/look_up_threads.hpp>
#include <seedance/transport/resolver.hpp>

namespace seedance::detail {

using host_addresses = std::vector<boost::asio::ip::address>;

/// Says for people what an error of a look-up means, where its own words do not.
inline std::string_view describe_look_up(const error_code& error) noexcept {
    if (error == boost::asio::error::no_data) return "the host has no address";
    if (error == boost::asio::error::invalid_argument) return "the resolver has given something that is no IP address";
    if (error == boost::asio::error::no_recovery) return "the resolver has failed";
    if (error == boost::asio::error::try_again) return "too many hosts are being looked up at once";
    return {};
}

/// How long what a transport knows of names is used.
struct name_ages {
    std::chrono::milliseconds young{};                        ///< an answer is used without asking
    std::chrono::milliseconds patience{};                     ///< a question without an answer is asked again
    std::chrono::milliseconds stale = std::chrono::hours{1};  ///< an answer is used where a later question failed
};

/// The look-ups of one transport: what was asked, who waits for it, and what is known. Answers may come on any thread,
/// and when transport and context are gone: such a thread touches neither, but asks the executor, while there is one,
/// to tell those who wait. Hosts of accounts and foreign ones share nothing, and take no room from each other.
///
/// @par Thread safety
/// All functions may be called from any thread.
class look_ups : public std::enable_shared_from_this<look_ups> {
  public:
    using clock = std::chrono::steady_clock;
    using ticket = std::uint64_t;

    /// What one who waits is told.
    struct answer {
        error_code error{};
        host_addresses addresses{};
        bool is_to_be_counted = false;  ///< a look-up has found them, and nobody else is told to count it
    };
    using waiter = std::function<void(answer)>;

    look_ups(boost::asio::any_io_executor executor, resolver by, name_ages ages)
        : executor_{std::move(executor)}, resolver_{std::move(by)}, ages_{ages} {}

    /// Gives the addresses that were known before, of hosts of accounts. They are used from now on, while the host is
    /// being asked for: whoever asks next does not wait as long for nothing.
    std::optional<host_addresses> stale(const name_query& query) {
        const std::lock_guard lock{mutex_};
        auto* const host = find(query);
        const bool is_known = host && !query.is_foreign && host->is_younger_than(ages_.stale);
        return is_known ? std::optional{host->use_stale()} : std::nullopt;
    }

    /// Gives the addresses of a host where they need not be waited for; null otherwise. It is asked for where its
    /// answer is too old, unless that is under way, and the waiter is then called once on the executor, unless it
    /// leaves with the ticket that `own` is set to; without a ticket nobody waits.
    std::optional<host_addresses> known_or_ask(const name_query& query, waiter who, ticket& own) {
        std::optional<host_addresses> meanwhile;
        {
            const std::lock_guard lock{mutex_};
            if (!executor_) return std::nullopt;
            auto& host = host_of(query);
            if (!host.is_distrusted && host.is_younger_than(ages_.young)) return host.addresses;
            const bool is_stale_enough = host.is_used_stale && host.is_younger_than(ages_.stale);
            if (is_stale_enough && !host.is_distrusted)
                meanwhile = host.addresses;
            else
                host.waiting.emplace_back(own = ++last_ticket_, std::move(who));
            if (clock::now() < host.asked_until) return meanwhile;
            host.asked_until = later_by(ages_.patience);
        }
        ask(query);
        return meanwhile;
    }

    /// The waiter with this ticket does not wait any more.
    void leave(const name_query& query, ticket own) noexcept {
        const std::lock_guard lock{mutex_};
        if (auto* const host = find(query))
            std::erase_if(host->waiting, [own](const auto& w) { return w.first == own; });
    }

    /// None of the host's addresses could be connected to: it is asked for again when it is next needed.
    void distrust(const name_query& query) {
        const std::lock_guard lock{mutex_};
        if (auto* const host = find(query)) host->is_distrusted = true;
    }

    /// Calls nobody any more.
    void close() noexcept {
        table accounts, foreign;
        const std::lock_guard lock{mutex_};
        executor_ = {};
        accounts.swap(accounts_);
        foreign.swap(foreign_);
    }

    /// How many hosts are remembered.
    std::size_t size() {
        const std::lock_guard lock{mutex_};
        return accounts_.size() + foreign_.size();
    }

  private:
    struct known_host {
        host_addresses addresses{};
        clock::time_point known_since{};
        clock::time_point asked_until{};
        bool is_distrusted = false;
        bool is_used_stale = false;  ///< there was no answer since
        std::vector<std::pair<ticket, waiter>> waiting{};

        bool is_younger_than(std::chrono::milliseconds age) const {
            return !addresses.empty() && clock::now() - known_since < age;
        }

        const host_addresses& use_stale() noexcept {
            is_distrusted = false;
            is_used_stale = true;
            return addresses;
        }
    };
    using table = std::unordered_map<std::string, known_host>;

    static constexpr std::size_t most_hosts = 256;     // of each table
    static constexpr std::size_t most_addresses = 32;  // of a host: the others are not tried

    static clock::time_point later_by(std::chrono::milliseconds time) {
        return clock::now() + std::min<std::chrono::milliseconds>(time, std::chrono::hours{24 * 365});
    }

    static std::string key_of(const name_query& query) { return query.host + ':' + std::to_string(query.port); }

    table& table_of(const name_query& query) noexcept { return query.is_foreign ? foreign_ : accounts_; }

    known_host* find(const name_query& query) {
        auto& hosts = table_of(query);
        const auto found = hosts.find(key_of(query));
        return found != hosts.end() ? &found->second : nullptr;
    }

    known_host& host_of(const name_query& query) {
        auto& hosts = table_of(query);
        auto key = key_of(query);
        if (hosts.size() >= most_hosts && !hosts.contains(key)) make_room(hosts);
        return hosts[std::move(key)];
    }

    /// Forgets the host that was asked for the longest time ago, of those for which nobody waits.
    static void make_room(table& hosts) {
        auto oldest = hosts.end();
        for (auto it = hosts.begin(); it != hosts.end(); ++it) {
            const bool is_older = oldest == hosts.end() || it->second.known_since < oldest->second.known_since;
            if (it->second.waiting.empty() && is_older) oldest = it;
        }
        if (oldest != hosts.end()) hosts.erase(oldest);
    }

    void ask(const name_query& query) {
        const auto take_answer = answerer(query);
        try {
            resolver_(query, take_answer);
        } catch (...) {
            take_answer(error_of_current_exception(boost::asio::error::no_recovery), {});
        }
    }

    /// Makes what the resolver calls, of which the first call counts.
    name_handler answerer(const name_query& query) {
        return [weak = weak_from_this(), query, used = std::make_shared<bool>(false)](error_code error,
                                                                                      std::vector<std::string> texts) {
            const auto self = weak.lock();
            if (self) self->take(query, *used, error, texts);
        };
    }

    /// Takes the addresses that an answer holds, or the error that it is.
    static error_code read(error_code error, const std::vector<std::string>& texts, host_addresses& out) {
        if (error) return error;
        for (const auto& text : texts) {
            error_code malformed;
            out.push_back(boost::asio::ip::make_address(text, malformed));
            if (malformed) return boost::asio::error::invalid_argument;
            if (out.size() == most_addresses) break;
        }
        return out.empty() ? error_code{boost::asio::error::no_data} : error_code{};
    }

    void take(const name_query& query, bool& used, error_code error, const std::vector<std::string>& texts) {
        answer found;
        found.error = read(error, texts, found.addresses);
        const std::lock_guard lock{mutex_};
        if (std::exchange(used, true) || !executor_) return;
        auto& host = host_of(query);
        host.asked_until = {};
        if (!found.error) {
            host.addresses = found.addresses;
            host.known_since = clock::now();
            host.is_distrusted = host.is_used_stale = false;
            found.is_to_be_counted = true;
        } else if (!query.is_foreign && host.is_younger_than(ages_.stale)) {
            found = {{}, host.use_stale()};
        }
        tell(std::exchange(host.waiting, {}), std::move(found));
    }

    void tell(std::vector<std::pair<ticket, waiter>> waiting, answer found) {
        if (waiting.empty()) return;
        boost::asio::post(executor_, [waiting = std::move(waiting), found = std::move(found)]() mutable {
            for (const auto& [number, who] : waiting) {
                who(found);
                found.is_to_be_counted = false;
            }
        });
    }

    std::mutex mutex_;
    boost::asio::any_io_executor executor_;  ///< empty: closed
    const resolver resolver_;
    const name_ages ages_;
    table accounts_, foreign_;
    ticket last_ticket_ = 0;
};

}  // namespace seedance::detail
