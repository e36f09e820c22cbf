// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

#include <exception>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>

#include <boost/url/params_view.hpp>
#include <boost/url/parse.hpp>

#include <seedance/provider/catalog_json.hpp>
#include <seedance/provider/request_json.hpp>
#include <seedance/webhook/receiver.hpp>

#include "customers.hpp"
#include "http.hpp"
#include "json_views.hpp"
#include "orders.hpp"

namespace server {

/// The interface: what is asked, of whom, and what is answered. It knows no sockets.
class api {
  public:
    /// What the interface works with; all of it must outlive it.
    struct parts {
        seedance::client& client;
        server::orders& orders;
        order_book& book;
        const server::customers& customers;
        seedance::catalog offered;
        metrics& figures;
        std::map<std::string, std::string> page = {};  ///< its files by name
    };

    explicit api(parts made_of) : at_{std::move(made_of)}, receiver_{at_.client} {}

    /// Takes the prices that gateways tell at run time, before the first request comes.
    void know(std::vector<seedance::price_list> lists) { lists_ = std::move(lists); }

    /// Gives the answer to a request that is refused by its head alone: its body need not be read.
    std::optional<reply> refuse(const request& head) const {
        const auto path = path_of(head);
        const route *found = nullptr, *other = nullptr;
        for (const auto& each : routes)
            if (matches(each.path, path)) (each.method == method_of(head) ? found : other) = &each;
        if (path.starts_with("/hooks/")) return reply_from(receiver_.refuse(head));
        if (found == nullptr && other != nullptr)
            return problem(405, "method", "this address does not take this method");
        if (found == nullptr) return problem(404, "not_found", "there is nothing at this address");
        if (found->is_open || customer_of(head) != nullptr) return std::nullopt;
        auto refused = problem(401, "token", "the header Authorization must hold Bearer and a customer's token");
        refused.headers.push_back({"WWW-Authenticate", "Bearer"});
        return refused;
    }

    /// Answers a request that `refuse` has let pass.
    asio::awaitable<reply> answer_to(request from) try {
        for (const auto& each : routes) {
            if (each.method != method_of(from) || !matches(each.path, path_of(from))) continue;
            auto made = co_await (this->*each.handler)(from);
            co_return made;
        }
        co_return problem(404, "not_found", "there is nothing at this address");
    } catch (const seedance::error& e) {
        co_return problem_of(e.why());
    } catch (const std::exception& e) {
        log("exception", {{"words", e.what()}});
        co_return problem(500, "fault", "this server has a fault, which is in its log");
    }

    /// The route that a request takes, for logs: nothing that somebody else has chosen.
    static std::string_view route_of(const request& from) noexcept {
        for (const auto& each : routes)
            if (matches(each.path, path_of(from))) return each.path;
        return "other";
    }

  private:
    struct route {
        std::string_view method, path;
        asio::awaitable<reply> (api::*handler)(const request&);
        bool is_open = false;  ///< without a token
    };
    static const std::array<route, 13> routes;

    // ---- reading requests

    static std::string_view method_of(const request& from) noexcept {
        return from.method == "HEAD" ? std::string_view{"GET"} : std::string_view{from.method};
    }

    static std::string_view path_of(const request& from) noexcept {
        return std::string_view{from.target}.substr(0, from.target.find('?'));
    }

    /// Says whether a path is one of a pattern, in which * stands for one part.
    static bool matches(std::string_view pattern, std::string_view path) noexcept {
        const auto star = pattern.find('*');
        if (star == pattern.npos) return path == pattern;
        const auto tail = pattern.substr(star + 1);
        if (path.size() <= star + tail.size() || !path.starts_with(pattern.substr(0, star)) || !path.ends_with(tail))
            return false;
        return path.substr(star, path.size() - star - tail.size()).find('/') == path.npos;
    }

    /// Gives a value of the query, without escapes; empty where there is none, or where it cannot be read.
    static std::string query_value(const request& from, std::string_view name) {
        const auto target = boost::urls::parse_origin_form(from.target);
        if (!target) return {};
        const auto found = target->params().find(name);
        return found == target->params().end() ? std::string{} : std::string{(*found).value};
    }

    const customer* customer_of(const request& from) const noexcept {
        constexpr std::string_view scheme = "bearer ";
        const auto given = header_of(from, "Authorization");
        if (!seedance::text::starts_with_ignoring_case(given, scheme)) return nullptr;
        return at_.customers.with_token(given.substr(scheme.size()));
    }

    /// Estimates what a request costs that breaks no rule.
    seedance::price price_of(const seedance::any_request& wanted) const {
        for (const auto& quote : compare_prices(wanted, at_.offered, lists_))
            if (quote.entry->name() == wanted.model) return quote.price;
        return seedance::price_gap::broken_rule;
    }

    // ---- answers to what went wrong

    static reply broken(const seedance::violations& rules) {
        auto fields = fields_of(rules);
        return answer({{"error", "invalid_request"},
                       {"message", "the request breaks rules of its model"},
                       {"fields", std::move(fields)}},
                      422);
    }

    static reply try_again(int status, std::string_view code, std::string_view message) {
        auto made = problem(status, code, message);
        made.headers.push_back({"Retry-After", "10"});
        return made;
    }

    static reply problem_of(const seedance::failure& why) {
        using seedance::errc;
        if (!why.broken_rules.empty()) return broken(why.broken_rules);
        if (why.code == errc::over_limit)
            return problem(402, "over_limit", "this video costs more than is left of your limit for this month");
        if (why.code == errc::price_unknown)
            return problem(422, "price_unknown", "what this video costs is not known: choose another model");
        if (why.code == errc::invalid_request) return problem(422, "invalid_request", why.detail);
        if (why.code == errc::intent_mismatch)
            return problem(409, "mismatch", "this Idempotency-Key belongs to another request of yours");
        log("failure", {{"step", to_string(why.step)}, {"code", why.code.message()}});
        return try_again(503, "not_now", "this cannot be answered now; ask again, nothing is paid twice");
    }

    static std::optional<reply> reply_from(std::optional<seedance::webhook_reply> from) {
        if (!from) return std::nullopt;
        return reply{.status = from->status, .body = std::move(from->body), .headers = std::move(from->headers)};
    }

    // ---- routes

    asio::awaitable<reply> get_page(const request& from) {
        const auto path = path_of(from);
        const std::string name{path == "/" ? "index.html" : path.substr(1)};
        const auto type = name.ends_with("css") ? "text/css" : name.ends_with("js") ? "text/javascript" : "text/html";
        co_return reply{.body = at_.page.at(name), .type = std::string{type} + "; charset=utf-8"};
    }

    asio::awaitable<reply> get_health(const request&) { co_return answer({{"status", "ok"}}); }

    asio::awaitable<reply> get_metrics(const request&) {
        co_return reply{.body = at_.figures.text(), .type = "text/plain; version=0.0.4; charset=utf-8"};
    }

    asio::awaitable<reply> get_models(const request&) { co_return reply{.body = seedance::to_json(at_.offered)}; }

    /// Says what a request costs, ?request=JSON as POST /videos takes it. It may be without a prompt, which changes no
    /// price: that need not stand in an address.
    asio::awaitable<reply> get_price(const request& from) {
        auto read = seedance::request_from_json(query_value(from, "request"));
        if (const auto* words = std::get_if<std::string>(&read)) co_return problem(400, "not_a_request", *words);
        auto& wanted = std::get<seedance::any_request>(read);
        if (wanted.prompt.empty()) wanted.prompt = "not written yet";
        auto fields = fields_of(price_of(wanted));
        fields["fields"] = fields_of(prepare(wanted, at_.offered).broken_rules());
        co_return answer(fields);
    }

    asio::awaitable<reply> post_hook(const request& from) {
        auto taken = co_await receiver_.handle(from);
        ++at_.figures.callbacks.value;
        if (taken.status != 200) log("callback", {{"status", taken.status}, {"words", taken.body}});
        co_return *reply_from(std::move(taken));
    }

    asio::awaitable<reply> post_video(const request& from) {
        const auto& who = *customer_of(from);
        auto read = seedance::request_from_json(from.body);
        if (const auto* words = std::get_if<std::string>(&read)) co_return problem(400, "not_a_request", *words);
        auto& wanted = std::get<seedance::any_request>(read);
        if (!wanted.callback_url.empty() || wanted.callback_progress)
            co_return problem(422, "callback_url", "callbacks go to this server: leave callback_url out");
        std::string key{header_of(from, "Idempotency-Key")};
        if (key.size() > 200) co_return problem(400, "key", "an Idempotency-Key has at most 200 bytes");
        if (key.empty()) key = random_text();
        const auto price = price_of(wanted);
        const auto name = name_of(who.name, id_of(who.name, key));
        const auto made = co_await at_.orders.place(name, std::move(wanted), price);
        if (!made) co_return try_again(429, "too_many", "too many of your orders are under way");
        auto taken = answer(to_json(*made), 202);
        taken.headers.push_back({"Location", "/videos/" + made->id});
        co_return taken;
    }

    asio::awaitable<reply> list_videos(const request& from) {
        const auto& who = *customer_of(from);
        const auto before = seedance::text::parse_number<std::size_t>(query_value(from, "before"));
        const auto page = at_.book.page(who.name, before.value_or(std::size_t(-1)), 20);
        json::array rows;
        for (const auto& id : page.first) {
            const auto found = co_await at_.orders.find(name_of(who.name, id));
            if (found) rows.push_back(to_json(*found));
        }
        const auto budget = co_await at_.client.budget(who.name);
        json::object fields{{"videos", std::move(rows)}, {"budget", fields_of(budget)}};
        if (page.second != 0) fields["next"] = "/videos?before=" + std::to_string(page.second);
        co_return answer(fields);
    }

    asio::awaitable<reply> get_video(const request& from) {
        const auto found = co_await at_.orders.find(name_in(from));
        co_return found ? answer(to_json(*found)) : no_order();
    }

    asio::awaitable<reply> get_events(const request& from) {
        const auto found = co_await at_.orders.find(name_in(from));
        co_return found ? reply{.events_of = name_in(from)} : no_order();
    }

    asio::awaitable<reply> get_file(const request& from) {
        const auto found = co_await at_.orders.find(name_in(from));
        if (!found) co_return no_order();
        if (found->state != "succeeded") co_return problem(404, "no_file", "this order has no video, or not yet");
        co_return reply{.type = "video/mp4", .file = at_.orders.path_of(name_in(from)).string()};
    }

    /// Gives the name of the order of a path, "/videos/ID/file": of one that is the caller's, if there is one.
    std::string name_in(const request& from) const {
        const auto rest = path_of(from).substr(sizeof "/videos/" - 1);
        return name_of(customer_of(from)->name, std::string{rest.substr(0, rest.find('/'))});
    }

    static reply no_order() { return problem(404, "no_order", "you have no order of this id"); }

    parts at_;
    std::vector<seedance::price_list> lists_;
    seedance::webhook_receiver receiver_;
};

inline const std::array<api::route, 13> api::routes{{
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
    {"GET", "/videos/*/events", &api::get_events},
    {"GET", "/videos/*/file", &api::get_file},
}};

}  // namespace server
