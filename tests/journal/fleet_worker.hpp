// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

/// @file
/// A process of a fleet that shares a journal: it orders videos, takes up what others have left, and says on its
/// standard output what became of each order, a line each: "done NAME", "unknown NAME", "refused NAME", "wrong NAME
/// WORDS".

#include <chrono>
#include <cstddef>
#include <functional>
#include <memory>
#include <set>
#include <string>
#include <string_view>
#include <tuple>
#include <utility>

#include <unistd.h>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <seedance/seedance.hpp>
#include <seedance/testing/clock.hpp>

namespace test {

namespace asio = boost::asio;
using namespace std::chrono_literals;

/// Where a member of the fleet finds what all share.
struct fleet_place {
    std::string gateway;  ///< base URL
    std::string refuses;  ///< base URL of one that refuses everybody
    std::string ca_pem;
    std::shared_ptr<seedance::journal> journal;
    double time_scale = 1;
};

/// The budgets: one that is never used up, and one that is.
inline constexpr const char* wide_budget = "wide";
inline constexpr const char* tight_budget = "tight";

/// Gives the name of an order; it is in the prompt, so that the gateway knows it too.
inline std::string order_name(std::size_t number) { return "order-" + std::to_string(number); }

/// Gives the budget that an order is paid from: one of ten has the tight one.
inline const char* budget_of(std::size_t number) { return number % 10 == 0 ? tight_budget : wide_budget; }

inline seedance::any_request request_of(const std::string& name) {
    return {.model = "pixazo/seedance-2-0",
            .mode = seedance::mode::text_to_video,
            .prompt = "a quiet street at night, " + name,
            .resolution = "480p",
            .duration = 5s};
}

/// Gives what an order asks for: every other one is a route, of which the first gateway refuses everybody.
inline seedance::any_request request_of(std::size_t number) {
    auto request = request_of(order_name(number));
    if (number % 2 == 0) return request;
    request.models = {"apixo/seedance-2-0-fast", std::exchange(request.model, {})};
    return request;
}

inline seedance::money price_of_order() {
    return prepare(request_of("any"), seedance::catalog{seedance::all_models::entries}).price().amount();
}

inline seedance::client_options fleet_client_options(asio::io_context& io, const fleet_place& at) {
    seedance::client_options options;
    options.https.ca_pem = at.ca_pem;
    options.clock = std::make_shared<seedance::testing::scaled_clock>(io.get_executor(), at.time_scale);
    options.journal = at.journal;
    options.models = seedance::all_models::entries;
    return options;
}

/// A member of the fleet, which has some orders of its own: from `first` on, each `step`th, until `end`.
class fleet_worker {
  public:
    struct orders {
        std::size_t first = 0, step = 1, end = 0;
        std::size_t at_once = 10;
    };

    fleet_worker(const fleet_place& at, orders own) : client_{io_.get_executor(), options_of(at)}, own_{own} {
        client_.use(seedance::pixazo::account{.api_key = seedance::secret{"sandbox-key"}, .base_url = at.gateway});
        client_.use(seedance::apixo::account{.api_key = seedance::secret{"another-key"}, .base_url = at.refuses});
    }

    void run() {
        working_ = own_.at_once;
        for (std::size_t i = 0; i != own_.at_once; ++i) asio::co_spawn(io_, order_on(), asio::detached);
        while (working_ != 0) io_.run_one();
    }

    /// Takes up what others leave, and orders nothing, until it is told to stop.
    void take_up_until(const std::function<bool()>& is_told) {
        while (!is_told()) io_.run_one_for(50ms);
    }

  private:
    static constexpr auto as_tuple = asio::as_tuple(asio::use_awaitable);
    static constexpr auto long_enough = std::chrono::hours{24};

    seedance::client_options options_of(const fleet_place& at) {
        auto options = fleet_client_options(io_, at);
        options.fleet = {.takes_over = true, .on_taken = [this](const seedance::recovery& taken) { take_up(taken); }};
        return options;
    }

    static void say(const std::string& line) {
        const auto text = line + '\n';  // one call: a line is whole or not there
        if (::write(STDOUT_FILENO, text.data(), text.size()) != static_cast<ssize_t>(text.size())) ::_exit(3);
    }

    asio::awaitable<void> pause(std::chrono::milliseconds time) {
        asio::steady_timer timer{io_, time};
        co_await timer.async_wait(as_tuple);
    }

    asio::awaitable<void> order_on() {
        while (own_.first < own_.end) {
            const auto number = std::exchange(own_.first, own_.first + own_.step);
            co_await order(number);
        }
        --working_;
    }

    /// Goes on until it is known what became of an order.
    asio::awaitable<void> order(std::size_t number) {
        const auto name = order_name(number);
        following_.insert(name);
        for (bool is_settled = false; !is_settled;) {
            const auto [failed, found] = co_await client_.find(name, as_tuple);
            if (failed) {
                co_await pause(200ms);
            } else if (found && (found->state == seedance::intent_state::fetched)) {
                say("done " + name);
                is_settled = true;
            } else if (found && found->state == seedance::intent_state::unknown) {
                say("unknown " + name);
                is_settled = true;
            } else {
                is_settled = co_await try_order(number, name);
            }
        }
        following_.erase(name);
    }

    /// Calls once: one of three orders is sent by who waits for its video, the others are queued.
    asio::awaitable<bool> try_order(std::size_t number, const std::string& name) {
        seedance::failure why;
        const seedance::call_options options{
            .deadline = long_enough, .intent = name, .budget = budget_of(number), .why = &why};
        const auto request = request_of(number);
        seedance::error_code failed;
        if (number % 3 == 2) {
            const auto made = co_await client_.generate(request, options, as_tuple);
            failed = std::get<0>(made);
        } else {
            const auto queued = co_await client_.enqueue(request, options, as_tuple);
            failed = std::get<0>(queued);
            if (!failed) {
                const auto waited = co_await client_.wait(name, options, as_tuple);
                failed = std::get<0>(waited);
            }
        }
        if (!failed) {
            const auto noted = co_await client_.acknowledge(name, as_tuple);
            failed = std::get<0>(noted);
        }
        if (failed == seedance::errc::over_limit) {
            say("refused " + name);
            co_return true;
        }
        if (failed && is_wrong(failed)) {
            say("wrong " + name + ' ' + to_string(why));
            co_return true;
        }
        if (failed) co_await pause(100ms);
        co_return false;  // the journal is asked what it has become
    }

    /// Says whether an order must not end so: the gateway takes all of them.
    static bool is_wrong(const seedance::error_code& code) {
        using seedance::errc;
        return code == errc::invalid_request || code == errc::intent_mismatch || code == errc::task_failed ||
               code == errc::task_not_found || code == errc::rejected || code == errc::no_budget ||
               code == errc::conflict;
    }

    /// Follows what was left to the client, by processes that are gone, this one's earlier lives among them.
    void take_up(const seedance::recovery& taken) {
        for (const auto* list : {&taken.tasks, &taken.queued})
            for (const auto& left : *list)
                if (following_.insert(left.name).second) asio::co_spawn(io_, follow(left.name), asio::detached);
    }

    /// Goes on until its end is in the journal, or only a person knows it.
    asio::awaitable<void> follow(std::string name) {
        const seedance::call_options options{.deadline = long_enough};
        for (bool is_settled = false; !is_settled;) {
            const auto waited = co_await client_.wait(name, options, as_tuple);
            if (!std::get<0>(waited)) co_await client_.acknowledge(name, as_tuple);
            const auto [failed, found] = co_await client_.find(name, as_tuple);
            is_settled =
                !failed && (!found || is_over(found->state) || found->state == seedance::intent_state::unknown);
            if (!is_settled) co_await pause(100ms);
        }
        following_.erase(name);
    }

    asio::io_context io_{1};
    seedance::client client_;
    orders own_;
    std::size_t working_ = 0;
    std::set<std::string> following_;
};

}  // namespace test
