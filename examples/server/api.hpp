// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

#include <algorithm>
#include <array>
#include <atomic>
#include <chrono>
#include <cstddef>
#include <exception>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <seedance/provider/catalog_json.hpp>
#include <seedance/provider/request_json.hpp>
#include <seedance/server/addresses.hpp>
#include <seedance/server/http_server.hpp>
#include <seedance/server/json_views.hpp>
#include <seedance/server/problems.hpp>
#include <seedance/server/request_parts.hpp>
#include <seedance/server/video_saver.hpp>
#include <seedance/webhook/receiver.hpp>

#include "customers.hpp"
#include "log.hpp"
#include "metrics.hpp"
#include "order.hpp"
#include "route.hpp"
#include "settings.hpp"

namespace server {

namespace asio = boost::asio;

using request = seedance::server_request;
using reply = seedance::server_answer;

/// For operations whose failure is a value and no exception.
inline constexpr auto as_tuple = asio::as_tuple(asio::use_awaitable);

using price_lists = std::vector<seedance::price_list>;

using seedance::json_answer;
using seedance::problem;

/// The interface: what is asked, of whom, and what is answered. It knows no sockets.
class api final : public seedance::http_handler {
  public:
    /// What the interface works with; all of it must outlive it.
    struct parts {
        seedance::client& client;
        seedance::video_saver& orders;
        const settings& chosen;
        const server::customers& customers;
        seedance::catalog offered;
        seedance::http_server& server;
        const route& stand_ins;
    };

    explicit api(metrics& figures) : figures_{figures} {}

    /// Begins to answer; until then everybody is asked to come again.
    void open(parts made_of) {
        at_.emplace(std::move(made_of));
        receiver_.emplace(at_->client);
        is_open_ = true;
    }

    /// Takes the prices that gateways tell at run time; until then they are not known.
    void take(std::vector<seedance::price_list> lists) {
        const std::lock_guard lock{lists_mutex_};
        lists_ = std::make_shared<const price_lists>(std::move(lists));
    }

    std::optional<reply> refuse(const request& head) override {
        if (!is_open_) return seedance::problem_for_now(503, "begins", "the server is about to begin");
        const auto path = path_of(head);
        const auto* const found = seedance::find_address(addresses, head);
        if (auto refusal = path.starts_with("/hooks/") ? receiver_->refuse(head) : std::nullopt)
            return to_answer(std::move(*refusal));
        if (found == nullptr) return problem(404, "not_found", "there is nothing at this address");
        if (found->method != seedance::method_of(head))
            return problem(405, "method", "this address does not take this method",
                           {{"Allow", seedance::methods_at(addresses, path)}});
        if (found->is_open || customer_of(head) != nullptr) return std::nullopt;
        return problem(401, "token", "the header Authorization must hold Bearer and a customer's token",
                       {{"WWW-Authenticate", "Bearer"}});
    }

    asio::awaitable<reply> answer(request& from) override try {
        const auto handler = seedance::find_address(addresses, from)->handler;
        auto made = co_await (this->*handler)(from);
        co_return made;
    } catch (const seedance::error& e) {
        auto said = problem_of(e.why());
        if (said.status == 503) log("failure", {{"step", to_string(e.why().step)}, {"code", e.code().message()}});
        co_return said;
    } catch (const std::exception& e) {
        log("exception", {{"words", e.what()}});
        co_return failed(500);
    }

    void answered(const request& from, int status, std::chrono::nanoseconds took) noexcept override try {
        const auto* const taken = seedance::find_address(addresses, from);  // nothing that somebody else has chosen
        log("answer",
            {{"route", taken != nullptr ? taken->path : "other"}, {"status", status}, {"us", took.count() / 1000}});
    } catch (const std::exception&) {  // without memory for the line there is none
    }

  private:
    struct address {
        std::string_view method, path;
        asio::awaitable<reply> (api::*handler)(request&);
        bool is_open = false;  ///< without a token
    };
    static const std::array<address, 14> addresses;

    // ---- reading requests

    const customer* customer_of(const request& from) const noexcept {
        return at_->customers.with_token(seedance::bearer_token(from));
    }

    std::shared_ptr<const price_lists> told_prices() const {
        const std::lock_guard lock{lists_mutex_};
        return lists_;
    }

    /// Estimates what a request costs that breaks no rule; of several models, the dearest. Where the price of one is
    /// not known, theirs is not: what is paid for one must not be held at the price of another.
    seedance::price price_of(const seedance::any_request& wanted) const {
        const auto lists = told_prices();
        seedance::price dearest = seedance::price_gap::broken_rule;
        for (const auto& quote : compare_prices(wanted, at_->offered, *lists)) {
            const auto name = quote.entry->name();
            const auto is_leg = std::count(wanted.models.begin(), wanted.models.end(), name) != 0;
            if (!is_leg && name != wanted.model) continue;
            if (!quote.price.known()) return quote.price;
            if (!dearest.known() || quote.price.amount() > dearest.amount()) dearest = quote.price;
        }
        return dearest;
    }

    // ---- what there is at each address

    asio::awaitable<reply> get_page(request& from) {
        const auto path = path_of(from);
        const std::string name{path == "/" ? "index.html" : path.substr(1)};
        const auto type = name.ends_with("css") ? "text/css" : name.ends_with("js") ? "text/javascript" : "text/html";
        co_return reply{.headers = {{"Content-Type", std::string{type} + "; charset=utf-8"}},
                        .body = seedance::served_file{.path = at_->chosen.page + '/' + name}};
    }

    asio::awaitable<reply> get_health(request&) { co_return json_answer({{"status", "ok"}}); }

    asio::awaitable<reply> get_metrics(request&) {
        const auto now = co_await at_->client.load();
        auto text = figures_.text() + seedance::metrics_text(now) + seedance::metrics_text(at_->server.load()) +
                    seedance::metrics_text(at_->client.network_load());
        seedance::append_metric(text, "seedance_open_orders", "gauge", at_->orders.size());
        co_return reply{.headers = {{"Content-Type", std::string{seedance::metrics_type}}}, .body = std::move(text)};
    }

    asio::awaitable<reply> get_models(request&) {
        co_return reply{.headers = {{"Content-Type", "application/json"}}, .body = seedance::to_json(at_->offered)};
    }

    /// Says what a request costs, ?request=JSON as POST /videos takes it. It may be without a prompt, which changes no
    /// price: that need not stand in an address.
    asio::awaitable<reply> get_price(request& from) {
        auto read = seedance::request_from_json(seedance::value_in_query(from, "request"));
        if (const auto* words = std::get_if<std::string>(&read)) co_return problem(400, "not_a_request", *words);
        auto& wanted = std::get<seedance::any_request>(read);
        if (wanted.prompt.empty()) wanted.prompt = "not written yet";
        at_->stand_ins.stand_in(wanted, at_->offered);  // as where it is ordered
        auto fields = seedance::json_of(price_of(wanted));
        fields["fields"] = seedance::json_of(prepare_route(wanted, at_->offered).broken_rules());
        co_return json_answer(fields);
    }

    asio::awaitable<reply> post_hook(request& from) {
        auto taken = co_await receiver_->handle(from);
        ++figures_.callbacks;
        if (taken.status != 200) log("callback", {{"status", taken.status}, {"words", taken.body}});
        co_return to_answer(std::move(taken));
    }

    asio::awaitable<reply> post_video(request& from) {
        const auto& customer = *customer_of(from);
        auto read = seedance::request_from_json(from.body);
        if (const auto* words = std::get_if<std::string>(&read)) co_return problem(400, "not_a_request", *words);
        auto& wanted = std::get<seedance::any_request>(read);
        if (!wanted.callback_url.empty() || wanted.callback_progress)
            co_return problem(422, "callback_url", "callbacks go to this server: leave callback_url out");
        if (wanted.models.size() > at_->offered.size())
            co_return problem(422, "models", "models names more than there are: a route has each of them once");
        const auto given = seedance::single_value_of_header(from, "Idempotency-Key");
        if (given && (given->empty() || given->size() > 200))
            co_return problem(400, "key", "an Idempotency-Key has 1 to 200 bytes, and a request has one");
        const auto key = given ? std::string{*given} : seedance::random_id();
        at_->stand_ins.stand_in(wanted, at_->offered);
        const auto name = name_of(customer.name, id_of(customer.name, key));
        seedance::call_options options{.intent = name, .budget = customer.name};
        const auto price = price_of(wanted);  // it counts where documents have none
        if (price.known()) options.price_if_unknown = price.amount();
        std::optional<seedance::intent_progress> made;
        try {
            made = co_await at_->orders.save(std::move(wanted), options);
        } catch (const seedance::error& e) {
            if (given || problem_of(e.why()).status != 503) throw;
            co_return not_known(id_in(name), key);
        }
        if (!made) co_return seedance::problem_for_now(429, "too_many", "too many of your orders are under way");
        ++figures_.orders;
        auto taken = json_answer(json_of(*made), 202);
        taken.headers.push_back({"Location", "/videos/" + id_in(name)});
        co_return taken;
    }

    asio::awaitable<reply> list_videos(request& from) {
        const auto& customer = *customer_of(from);
        seedance::journal_query query{.prefix = customer.name + '/', .limit = 20};
        query.after = seedance::text::parse_number<std::int64_t>(seedance::value_in_query(from, "before")).value_or(0);
        const auto page = co_await at_->client.intents(query);
        json::array rows;
        for (const auto& each : page.intents) {
            const auto found = co_await at_->orders.find(each.name);
            if (found) rows.push_back(json_of(*found));
        }
        const auto budget = co_await at_->client.budget(customer.name);
        json::object fields{{"videos", std::move(rows)}, {"budget", seedance::json_of(budget)}};
        if (page.more) fields["next"] = "/videos?before=" + std::to_string(page.end);
        co_return json_answer(fields);
    }

    asio::awaitable<reply> get_video(request& from) {
        const auto found = co_await at_->orders.find(name_in(from));
        co_return found ? json_answer(json_of(*found)) : no_order();
    }

    /// Shows an order whenever it has changed.
    asio::awaitable<reply> get_events(request& from) {
        const auto name = name_in(from);
        const auto found = co_await at_->orders.find(name);
        if (!found) co_return no_order();
        const auto place = customer_of(from)->places.take(at_->chosen.streams_at_once);
        if (!place) co_return too_many_readers();
        auto look = [this, name, place]() -> asio::awaitable<seedance::shown_state> {
            const auto now = co_await at_->orders.find(name);
            co_return seedance::shown_state{json::serialize(json_of(now.value())), now->is_over()};
        };
        co_return reply{.headers = {{"Content-Type", "text/event-stream"}}, .body = std::move(look)};
    }

    asio::awaitable<reply> get_file(request& from) {
        const auto name = name_in(from);
        const auto found = co_await at_->orders.find(name);
        if (!found) co_return no_order();
        const auto reason = reason_of(found->what, state_of(*found));
        if (!found->has_file)
            co_return problem(404, "no_file", reason.empty() ? "this order has no video, or not yet" : reason);
        auto place = customer_of(from)->places.take(at_->chosen.streams_at_once);
        if (!place) co_return too_many_readers();
        // What is in a file never changes: its order's id tells it from all others.
        co_return reply{.headers = {{"Content-Type", "video/mp4"}},
                        .body = seedance::served_file{file_of(at_->chosen.data, name), id_in(name), std::move(place)}};
    }

    asio::awaitable<reply> delete_video(request& from) {
        const auto name = name_in(from);
        const auto found = co_await at_->orders.find(name);
        if (!found) co_return no_order();
        const auto state = state_of(*found);
        if (state == "queued")
            co_return problem(409, "not_begun", "its gateway has not taken this order yet: ask again");
        if (!found->what.task) co_return problem(409, state, reason_of(found->what, state));
        seedance::failure why;
        const seedance::call_options options{.why = &why};
        co_await at_->client.cancel(*found->what.task, options, as_tuple);
        if (why.code) co_return problem_of(why);
        auto known = co_await at_->client.find(name);  // it has ended, and whoever follows it may not know that yet
        if (!known) co_return no_order();
        const seedance::intent_progress now{.what = std::move(*known), .has_file = found->has_file};
        co_return json_answer(json_of(now));
    }

    /// Gives the name of the order of a path, "/videos/ID/file": of one that is the caller's, if there is one.
    std::string name_in(const request& from) const {
        const auto rest = path_of(from).substr(sizeof "/videos/" - 1);
        return name_of(customer_of(from)->name, std::string{rest.substr(0, rest.find('/'))});
    }

    static reply too_many_readers() {
        return seedance::problem_for_now(429, "too_many", "too many of your orders are looked at");
    }

    /// The answer where the key was made up here, and its caller has heard nothing of it: another call without it would
    /// be another order.
    static reply not_known(const std::string& id, const std::string& key) {
        return json_answer({{"error", "not_known"},
                            {"message",
                             "it may be in the queue: look at GET /videos/ID first, or send it again with this `key` "
                             "as its Idempotency-Key; nothing is paid twice then"},
                            {"id", id},
                            {"key", key}},
                           503);
    }

    static reply no_order() { return problem(404, "no_order", "you have no order of this id"); }

    metrics& figures_;
    std::optional<parts> at_;
    std::optional<seedance::webhook_receiver> receiver_;
    mutable std::mutex lists_mutex_;
    std::shared_ptr<const price_lists> lists_ = std::make_shared<const price_lists>();
    std::atomic<bool> is_open_{false};
};

inline const std::array<api::address, 14> api::addresses{{
    {"GET", "/", &api::get_page, true},
    {"GET", "/page.css", &api::get_page, true},
    {"GET", "/page.js", &api::get_page, true},
    {"GET", "/healthz", &api::get_health, true},
    {"POST", "/hooks/*", &api::post_hook, true},
    {"GET", "/metrics", &api::get_metrics},
    {"GET", "/models", &api::get_models},
    {"GET", "/prices", &api::get_price},
    {"GET", "/videos", &api::list_videos},
    {"POST", "/videos", &api::post_video},
    {"GET", "/videos/*", &api::get_video},
    {"DELETE", "/videos/*", &api::delete_video},
    {"GET", "/videos/*/events", &api::get_events},
    {"GET", "/videos/*/file", &api::get_file},
}};

}  // namespace server
