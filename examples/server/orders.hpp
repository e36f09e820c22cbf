// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

#include <chrono>
#include <cstdint>
#include <exception>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <system_error>
#include <tuple>
#include <utility>
#include <vector>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <seedance/client.hpp>

#include "customers.hpp"
#include "order_book.hpp"

namespace server {

namespace asio = boost::asio;

/// For operations whose failure is a value and no exception.
inline constexpr auto as_tuple = asio::as_tuple(asio::use_awaitable);

/// Ends a coroutine that nobody awaits. What it throws is a fault of this program: it is logged.
inline void log_exception(std::exception_ptr thrown) try {
    if (thrown) std::rethrow_exception(thrown);
} catch (const std::exception& e) {
    log("exception", {{"words", e.what()}});
}

/// Counts and shows what the client does, for `client_options::on_event`.
inline auto observer(metrics& figures, order_book& book) {
    return seedance::event_handler{
        [&](const seedance::events::accepted& e) {
            ++figures.tasks.value;
            book.change(std::string{e.intent}, [](order& shown) { shown.state = "running"; });
        },
        [&](const seedance::events::polled&) { ++figures.polls.value; },
        [&](const seedance::events::retrying&) { ++figures.retries.value; },
        [&](const seedance::events::queued_failure&) { ++figures.queue_failures.value; },
        [&](const seedance::events::journal_failed&) { ++figures.journal_failures.value; },
    };
}

/// Takes orders, and follows each until its video is saved: from the queue in the journal over the gateway to the disk.
class orders {
  public:
    /// `places` is how many orders of a customer may be under way, `pause` what lies between two attempts at what has
    /// failed.
    orders(seedance::client& client, order_book& book, metrics& counted, std::filesystem::path folder,
           std::size_t places, asio::steady_timer::duration pause)
        : client_{client}, book_{book}, metrics_{counted}, folder_{std::move(folder)}, places_{places}, pause_{pause} {}

    /// Writes an order down and begins it, unless it is there already: the same call twice makes one video. Gives
    /// nothing where the customer has too many orders under way. `price` counts where documents have none.
    asio::awaitable<std::optional<order>> place(std::string name, seedance::any_request wanted, seedance::price price) {
        const std::string customer = customer_in(name);
        const bool has_place = book_.take_place(customer, places_);
        if (!has_place) {
            const auto known = co_await find(name);
            if (!known || known->state == "refused") co_return std::nullopt;
        }
        seedance::failure why;
        seedance::call_options options{.intent = name, .budget = customer, .why = &why};
        if (price.known()) options.price_if_unknown = price.amount();
        const auto answer = co_await client_.enqueue(wanted, options, as_tuple);
        const auto& intent = std::get<1>(answer);
        const bool is_new = !why.code && begin(intent);
        if (has_place && !is_new) book_.give_place(customer);
        if (why.code) throw seedance::error{why};
        if (is_new && intent.attempt == 1) book_.list(name);
        if (is_new) ++metrics_.orders.value;
        co_return order_of(intent, has_file(name));
    }

    /// Gives an order as it is now.
    asio::awaitable<std::optional<order>> find(std::string name) {
        if (auto under_way = book_.find(name)) co_return under_way;
        const auto found = co_await client_.find(name);
        if (!found) co_return std::nullopt;
        co_return order_of(*found, has_file(name));
    }

    /// Goes on with what earlier runs have left. Every intent of the journal is an order: nobody else writes to it.
    asio::awaitable<void> recover() {
        const auto left = co_await client_.recover();
        for (const auto* list : {&left.tasks, &left.unknown, &left.queued})
            for (const auto& intent : *list)
                if (book_.take_place(customer_in(intent.name), std::size_t(-1)) && !begin(intent))
                    book_.give_place(customer_in(intent.name));
        log("recovered",
            {{"tasks", left.tasks.size()}, {"unknown", left.unknown.size()}, {"queued", left.queued.size()}});
    }

    /// Gives where the video of an order is, or will be. The name is a hash: nobody has chosen it.
    std::filesystem::path path_of(const std::string& name) const { return folder_ / (id_in(name) + ".mp4"); }

  private:
    /// Shows how far an order has got. It is called on the client's strand and must be quick.
    struct progress {
        order_book& book;
        const std::string& name;

        void operator()(const seedance::events::polled& e) const {
            book.change(name, [&e](order& shown) { shown.state = "running", shown.percent = e.progress; });
        }
        void operator()(const seedance::events::downloaded& e) const {
            const auto percent = e.total == 0 ? std::optional<int>{} : static_cast<int>(100 * e.received / e.total);
            book.change(name, [percent](order& shown) { shown.state = "saving", shown.percent = percent; });
        }
    };

    bool has_file(const std::string& name) const {
        std::error_code ignored;
        return std::filesystem::exists(path_of(name), ignored);
    }

    /// Begins to follow an order; gives false where that is done, or where it is over.
    bool begin(const seedance::intent& intent) {
        auto now = order_of(intent, has_file(intent.name));
        if (now.is_over() || !book_.begin(intent.name, std::move(now))) return false;
        asio::co_spawn(client_.get_executor(), follow(intent.name), log_exception);
        return true;
    }

    /// Tries until there is a video, or until it is sure that there will be none. Where it is not known whether a task
    /// was accepted, only the gateway's callback or a person can tell (`client.resolve`): it waits for them.
    /// What waits here waits for minutes, thousands of times: what is needed for a moment is in coroutines of its own.
    asio::awaitable<void> follow(std::string name) {
        const counted open{metrics_.open_orders};
        asio::steady_timer timer{client_.get_executor()};
        for (bool is_over = false; !is_over;) {
            const auto failed = co_await save_video(name);
            log("order", {{"id", id_in(name)}, {"result", failed ? failed.message() : "saved"}});
            if (failed == seedance::errc::client_closed) co_return;
            if (!failed) break;
            is_over = co_await look(name);
            if (is_over) break;
            timer.expires_after(pause_);
            co_await timer.async_wait(as_tuple);
        }
        book_.end(name);
    }

    asio::awaitable<seedance::error_code> save_video(const std::string& name) {
        const progress shown{book_, name};
        const seedance::call_options options{.deadline = std::chrono::hours{24 * 365}, .on_event = shown};
        auto [failed, video] = co_await client_.wait(name, options, as_tuple);
        if (!failed) failed = co_await download(name, std::move(video), options);
        co_return failed;
    }

    asio::awaitable<seedance::error_code> download(const std::string& name, seedance::generated_video video,
                                                   const seedance::call_options& options) {
        const auto path = path_of(name).string();
        const auto saved = co_await client_.download(video, path, options, as_tuple);
        const auto failed = std::get<0>(saved);
        if (!failed) ++metrics_.videos.value;
        if (failed == seedance::errc::result_expired)  // there is nothing left to wait for
            co_await client_.acknowledge(video.task, as_tuple);
        co_return failed;
    }

    /// Shows an order as the journal has it, and gives whether it is over.
    asio::awaitable<bool> look(const std::string& name) {
        const auto answer = co_await client_.find(name, as_tuple);
        if (std::get<0>(answer)) co_return false;  // the journal cannot be read: nothing is known
        const auto& intent = std::get<1>(answer);
        const auto now = intent ? order_of(*intent, has_file(name)) : order{.state = "refused"};
        if (!now.is_over()) book_.change(name, [&now](order& shown) { shown = now; });
        co_return now.is_over();
    }

    seedance::client& client_;
    order_book& book_;
    metrics& metrics_;
    std::filesystem::path folder_;
    std::size_t places_;
    asio::steady_timer::duration pause_;
};

}  // namespace server
