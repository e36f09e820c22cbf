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
/// to tell those who wait. Hosts of accounts and foreign ones share nothing.
///
/// @par Thread safety
/// All functions may be called from any thread.
class look_ups : public std::enable_shared_from_this<look_ups> {
  public:
    using clock = std::chrono::steady_clock;
    using waiter = std::function<void(error_code, const host_addresses&)>;
    using ticket = std::uint64_t;

    look_ups(boost::asio::any_io_executor executor, resolver by, name_ages ages)
        : executor_{std::move(executor)}, resolver_{std::move(by)}, ages_{ages} {}

    /// Gives the addresses that were known before, of hosts of accounts.
    std::optional<host_addresses> stale(const name_query& query) {
        const std::lock_guard lock{mutex_};
        const auto host = hosts_.find(key_of(query));
        const bool is_known = host != hosts_.end() && host->second.is_younger_than(ages_.stale);
        return is_known && !query.is_foreign ? std::optional{host->second.addresses} : std::nullopt;
    }

    /// Gives the addresses of a host where they need not be asked for; null otherwise. It is then asked for, unless
    /// that is under way, and the waiter is called once on the executor, unless it leaves with the ticket that `own` is
    /// set to.
    std::optional<host_addresses> known_or_ask(const name_query& query, waiter who, ticket& own) {
        {
            const std::lock_guard lock{mutex_};
            if (!executor_) return std::nullopt;
            auto& host = host_of(query);
            if (!host.is_distrusted && host.is_younger_than(ages_.young)) return host.addresses;
            own = ++last_ticket_;
            host.waiting.emplace_back(own, std::move(who));
            if (clock::now() < host.asked_until) return std::nullopt;
            host.asked_until = later_by(ages_.patience);
        }
        ask(query);
        return std::nullopt;
    }

    /// The waiter with this ticket does not wait any more.
    void leave(const name_query& query, ticket own) noexcept {
        const std::lock_guard lock{mutex_};
        const auto host = hosts_.find(key_of(query));
        if (host != hosts_.end()) std::erase_if(host->second.waiting, [own](const auto& w) { return w.first == own; });
    }

    /// None of the host's addresses could be connected to: it is asked for again when it is next needed.
    void distrust(const name_query& query) {
        const std::lock_guard lock{mutex_};
        const auto host = hosts_.find(key_of(query));
        if (host != hosts_.end()) host->second.is_distrusted = true;
    }

    /// Calls nobody any more.
    void close() noexcept {
        decltype(hosts_) dropped;
        const std::lock_guard lock{mutex_};
        executor_ = {};
        dropped.swap(hosts_);
    }

    /// How many hosts are remembered.
    std::size_t size() {
        const std::lock_guard lock{mutex_};
        return hosts_.size();
    }

  private:
    struct known_host {
        host_addresses addresses{};
        clock::time_point known_since{};
        clock::time_point asked_until{};
        bool is_distrusted = false;
        std::vector<std::pair<ticket, waiter>> waiting{};

        bool is_younger_than(std::chrono::milliseconds age) const {
            return !addresses.empty() && clock::now() - known_since < age;
        }
    };

    static constexpr std::size_t most_hosts = 256;
    static constexpr std::size_t most_addresses = 32;  // of a host: the others are not tried

    static clock::time_point later_by(std::chrono::milliseconds time) {
        return clock::now() + std::min<std::chrono::milliseconds>(time, std::chrono::hours{24 * 365});
    }

    static std::string key_of(const name_query& query) {
        return query.host + ':' + std::to_string(query.port) + (query.is_foreign ? " foreign" : "");
    }

    known_host& host_of(const name_query& query) {
        auto key = key_of(query);
        if (hosts_.size() >= most_hosts && !hosts_.contains(key)) make_room();
        return hosts_[std::move(key)];
    }

    /// Forgets the host that was asked for the longest time ago, of those for which nobody waits.
    void make_room() {
        auto oldest = hosts_.end();
        for (auto it = hosts_.begin(); it != hosts_.end(); ++it) {
            const bool is_older = oldest == hosts_.end() || it->second.known_since < oldest->second.known_since;
            if (it->second.waiting.empty() && is_older) oldest = it;
        }
        if (oldest != hosts_.end()) hosts_.erase(oldest);
    }

    void ask(const name_query& query) {
        const auto answer = answerer(query);
        try {
            resolver_(query, answer);
        } catch (...) {
            answer(error_of_current_exception(boost::asio::error::no_recovery), {});
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
        host_addresses addresses;
        error = read(error, texts, addresses);
        const std::lock_guard lock{mutex_};
        if (std::exchange(used, true) || !executor_) return;
        auto& host = host_of(query);
        host.asked_until = {};
        if (!error) {
            host.addresses = addresses;
            host.known_since = clock::now();
            host.is_distrusted = false;
        } else if (!query.is_foreign && host.is_younger_than(ages_.stale)) {
            addresses = host.addresses;
            error = {};
        }
        tell(std::exchange(host.waiting, {}), error, std::move(addresses));
    }

    void tell(std::vector<std::pair<ticket, waiter>> waiting, error_code error, host_addresses addresses) {
        if (waiting.empty()) return;
        boost::asio::post(executor_, [waiting = std::move(waiting), error, addresses = std::move(addresses)] {
            for (const auto& [number, who] : waiting) who(error, addresses);
        });
    }

    std::mutex mutex_;
    boost::asio::any_io_executor executor_;  ///< empty: closed
    const resolver resolver_;
    const name_ages ages_;
    std::unordered_map<std::string, known_host> hosts_;
    ticket last_ticket_ = 0;
};

}  // namespace seedance::detail
