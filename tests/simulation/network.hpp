// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

/// @file
/// A network between a client and the gateway that does everything that networks do.

#include <algorithm>
#include <array>
#include <chrono>
#include <functional>
#include <iterator>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include <boost/asio/append.hpp>
#include <boost/asio/associated_cancellation_slot.hpp>
#include <boost/asio/error.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>

#include <seedance/testing/scripted_transport.hpp>
#include <seedance/transport/transport.hpp>

#include "dice.hpp"
#include "gateway.hpp"
#include "timeline.hpp"

namespace test {

namespace asio = boost::asio;
using testing::reply_failed;

class network final : public transport,
                      public seedance::detail::context_listener,
                      public std::enable_shared_from_this<network> {
  public:
    network(asio::any_io_executor executor, gateway& other_side, timeline& events, dice& chance,
            std::array<int, 2> faults)
        : executor_{std::move(executor)},
          gateway_{other_side},
          timeline_{events},
          dice_{chance},
          faults_{faults},
          asks_first_{chance.chance(50)} {}

    bool calls_before_first_byte() const noexcept override { return asks_first_; }

    void exchange(http_request request, body_sink* sink, exchange_handler handler) override {
        if (!told_) seedance::detail::context_watch::add(executor_, weak_from_this());
        told_ = true;
        const auto held = std::make_shared<pending>(pending{std::move(handler), std::move(request), sink});
        if (auto slot = asio::get_associated_cancellation_slot(held->handler); slot.is_connected())
            slot.assign([this, weak = std::weak_ptr{held}](asio::cancellation_type) {
                if (const auto cancelled = weak.lock(); cancelled && cancelled->handler) cancel(*cancelled);
            });
        all_.push_back(held);
        if (held->request.before_first_byte) return connect(held);
        send(held);
    }

    /// Says whether a submit is on its way, or has its connection and may be yet.
    bool is_sending(bool has_left) const {
        return std::any_of(all_.begin(), all_.end(), [has_left](const auto& weak) {
            const auto held = weak.lock();
            const bool counts = held && held->handler && (held->is_sent || !has_left);
            return counts && held->request.method == "POST";
        });
    }

    int idle_polls = 0;                                  ///< for a task that nobody waits for, or whose end was told
    std::set<std::string> told_the_end;                  ///< the tasks whose end the only one who waited was told
    std::function<void()> on_submit;                     ///< is called when a submit reaches the gateway, or may have
    std::function<int(const std::string&)> waiting_for;  ///< how many calls of an order are under way

  private:
    struct pending {
        exchange_handler handler;
        http_request request;
        body_sink* sink = nullptr;
        bool is_sent = false;
    };
    using shared_pending = std::shared_ptr<pending>;

    void on_context_shutdown() noexcept override {
        for (const auto& weak : std::exchange(all_, {}))
            if (const auto held = weak.lock()) {
                held->handler = nullptr;
                held->request.before_first_byte = nullptr;
            }
    }

    void cancel(pending& held) {
        answer(held, held.is_sent
                         ? reply_failed(asio::error::operation_aborted, exchange_phase::read, delivery::complete)
                         : reply_failed(asio::error::operation_aborted, exchange_phase::write, delivery::nothing));
    }

    void answer(pending& held, http_reply reply) {
        asio::get_associated_cancellation_slot(held.handler).clear();
        held.request.before_first_byte = nullptr;
        held.sink = nullptr;
        note(held, reply);
        asio::post(executor_, asio::append(std::exchange(held.handler, nullptr), std::move(reply)));
        std::erase_if(all_, [](const auto& weak) { return weak.expired(); });
    }

    /// Notes what a client will have read when it goes on, if it is not killed before.
    void note(const pending& held, const http_reply& reply) {
        if (reply.error) return;
        asio::post(executor_, [self = shared_from_this(), request = held.request.method + held.request.url,
                               status = reply.status, body = reply.body] { self->is_read(request, status, body); });
    }

    void is_read(const std::string& request, int status, const std::string& body) {
        const bool is_submit = request.starts_with("POST");
        const auto id_at = body.find("\":\"task_");
        if (is_submit && id_at != std::string::npos) {
            auto& made = gateway_.tasks.at(body.substr(id_at + 3, body.find('"', id_at + 3) - id_at - 3));
            (status == 200 ? made.is_heard : made.is_hinted) = true;
        }
        if (is_submit || request.find("task_") == std::string::npos) return;
        if (!gateway_.tasks.contains(id_of(request))) return;
        auto& task = gateway_.tasks.at(id_of(request));
        if (status == 404 && body.find("message") != std::string::npos) task.has_said_gone = true;
        if (status == 200 && gateway::is_end(body) && waiting_for && waiting_for(task.order) == 1)
            told_the_end.insert(id_of(request));
    }

    static std::string id_of(const std::string& url) { return url.substr(url.find("task_")); }

    // ---- the way there

    void connect(const shared_pending& held) {
        timeline_.after(dice_.time(3s), [weak = weak_from_this(), held] {
            const auto self = weak.lock();
            if (!self || !held->handler) return;
            if (self->trouble_of(held->request) == trouble::unreachable) return self->answer(*held, unreachable());
            if (self->dice_.chance(self->faults_of(held->request) / 4)) return self->answer(*held, *self->unsent());
            asio::post(self->executor_, [self, held] { self->ask_first(held); });
        });
    }

    void ask_first(const shared_pending& held) {
        if (!held->handler) return;
        const auto ask = std::exchange(held->request.before_first_byte, nullptr);
        if (!ask) return;
        ask([weak = weak_from_this(), held](error_code refusal) {
            const auto self = weak.lock();
            if (!self || !held->handler || held->is_sent) return;
            if (!refusal) return self->send(held);
            self->answer(*held, reply_failed(refusal, exchange_phase::write, delivery::nothing));
        });
    }

    void send(const shared_pending& held) {
        held->is_sent = true;
        auto reply = answer_to(*held);
        const auto limit = held->request.reply_timeout;
        const auto delay = dice_.chance(faults_of(held->request) / 4) ? dice_.time(900s) : dice_.time(2s);
        if (delay > limit) reply = reply_failed(transport_errc::timed_out, exchange_phase::read, reply.sent);
        timeline_.after(std::min<std::chrono::milliseconds>(delay, limit),
                        [weak = weak_from_this(), held, reply = std::move(reply)]() mutable {
                            const auto self = weak.lock();
                            if (!self || !held->handler) return;
                            if (held->sink != nullptr) stream(*held, reply);
                            self->answer(*held, std::move(reply));
                        });
    }

    http_reply answer_to(const pending& held) {
        if (held.request.method == "POST") return submit(held.request);
        return held.sink != nullptr ? file(held.request) : poll(held.request);
    }

    static void stream(const pending& held, http_reply& reply) {
        if (reply.status < 200 || reply.status > 299) return;
        auto error = held.sink->begin(reply);
        if (!error) error = held.sink->write(reply.body);
        if (error && !reply.error) {
            reply.error = error;
            reply.phase = exchange_phase::read;
        }
        reply.body.clear();
    }

    // ---- which gateway is asked

    static std::size_t place_of(const http_request& request) {
        return request.url.find("xenodia") != std::string::npos;
    }
    int faults_of(const http_request& request) const { return faults_[place_of(request)]; }
    trouble trouble_of(const http_request& request) const { return gateway_.troubles[place_of(request)]; }

    // ---- answers

    /// The exchange fails before the gateway sees anything.
    std::optional<http_reply> unsent() {
        switch (dice_.roll(5)) {
            case 0: return reply_failed(asio::error::host_not_found, exchange_phase::resolve, delivery::nothing);
            case 1: return reply_failed(asio::error::connection_refused, exchange_phase::connect, delivery::nothing);
            case 2: return reply_failed(asio::error::connection_reset, exchange_phase::handshake, delivery::nothing);
            case 3: return reply_failed(asio::error::broken_pipe, exchange_phase::write, delivery::nothing);
            default: return reply_failed(asio::error::connection_reset, exchange_phase::write, delivery::partial);
        }
    }

    static http_reply unreachable() {
        return reply_failed(asio::error::connection_refused, exchange_phase::connect, delivery::nothing);
    }

    /// What a gateway answers to a submit while something is wrong with it, of which it makes nothing.
    std::optional<http_reply> in_trouble(const http_request& request) {
        switch (trouble_of(request)) {
            case trouble::none: return std::nullopt;
            case trouble::no_balance: return reply_with(402, R"({"code":402,"message":"no balance"})");
            case trouble::throttles:
                return reply_with(429, R"({"code":429,"message":"slow down"})",
                                  {{"Retry-After", std::to_string(1 + dice_.roll(100))}});
            case trouble::unreachable: return unreachable();
            case trouble::overloaded: return reply_with(503, R"({"code":503,"message":"busy"})");
        }
        return std::nullopt;
    }

    /// The gateway refuses and makes nothing.
    http_reply refused() {
        static constexpr int statuses[] = {400, 401, 402, 403, 404, 409, 422, 425, 429, 429, 429, 429};
        const int status = statuses[dice_.roll(std::size(statuses))];
        auto reply = reply_with(status, R"({"code":)" + std::to_string(status) + R"(,"message":"no"})");
        if (dice_.chance(50)) reply.headers.push_back({"Retry-After", std::to_string(dice_.roll(200))});
        return reply;
    }

    /// The gateway has made a task or not, and its answer does not tell.
    http_reply lost(const std::string& whole) {
        switch (dice_.roll(10)) {
            case 0: return reply_failed(asio::error::eof, exchange_phase::read, delivery::complete);
            case 9: return reply_with(502, whole);
            case 8: return reply_with(503, R"({"code":503,"message":"busy"})", {{"Retry-After", "5"}});
            case 1: return reply_failed(asio::error::connection_reset, exchange_phase::write, delivery::complete);
            case 2: return reply_failed(transport_errc::timed_out, exchange_phase::read, delivery::complete);
            case 3: return reply_with(500, R"({"code":500,"message":"oops"})");
            case 4: return reply_with(502, "<html>Bad Gateway</html>");
            case 5: return reply_with(200, "<html>Welcome</html>");
            case 6: return reply_with(504, "");
            default: {
                auto cut = reply_failed(transport_errc::cut_reply, exchange_phase::read, delivery::complete);
                cut.status = 200;
                cut.body = whole.substr(0, dice_.roll(whole.size() + 1));
                return cut;
            }
        }
    }

    http_reply submit(const http_request& request) {
        if (on_submit) on_submit();
        if (auto reply = in_trouble(request)) return std::move(*reply);
        if (dice_.chance(faults_of(request))) {
            const auto kind = dice_.roll(4);
            if (kind == 0) return *unsent();
            if (kind == 1) return dice_.chance(10) ? denied(request) : refused();
            if (kind == 2) return lost("{}");
        }
        const auto whole = gateway_.acceptance(gateway_.make(request.body));
        if (dice_.chance(faults_of(request) / 2)) return lost(whole);
        return reply_with(200, whole);
    }

    /// The gateway lies: it says that it refuses, and makes a task of which it may call back later.
    http_reply denied(const http_request& request) {
        const auto& made = gateway_.tasks.at(gateway_.make(request.body, true));
        ++gateway_.lies[made.order];
        return refused();
    }

    http_reply poll(const http_request& request) {
        const auto id = id_of(request.url);
        if (!gateway_.tasks.contains(id)) return gateway_.status(id);  // a callback has named it
        auto& task = gateway_.tasks.at(id);
        if (waiting_for && !task.is_hinted &&
            !task.is_called_back) {  // who asks whether it is a task may be nobody's any more
            const auto waiting = waiting_for(task.order);
            if (waiting == 0 || (waiting == 1 && told_the_end.contains(id))) ++idle_polls;
        }
        if (trouble_of(request) == trouble::unreachable) return unreachable();
        if (!dice_.chance(faults_of(request))) return gateway_.status(id);
        switch (dice_.roll(6)) {
            case 0: return *unsent();
            case 1: return refused();
            case 2: return reply_with(404, "<html>Not Found</html>");  // a proxy's
            case 3: return dice_.chance(20) ? gateway::gone(task) : reply_with(404, "");
            default: return lost(gateway_.status(id).body);
        }
    }

    http_reply file(const http_request& request) {
        static const std::string bytes(1'000, 'v');
        if (dice_.chance(faults_of(request) / 2)) {
            static constexpr int statuses[] = {403, 404, 410, 416, 500, 503};
            return dice_.chance(50) ? *unsent() : reply_with(statuses[dice_.roll(std::size(statuses))], "no");
        }
        auto whole = testing::reply_with_file(request, bytes, "\"1\"");
        if (!dice_.chance(faults_of(request) / 2)) return whole;
        const auto size = whole.body.size();
        return testing::cut_after(dice_.roll(size + 1), std::move(whole));
    }

    asio::any_io_executor executor_;
    gateway& gateway_;
    timeline& timeline_;
    dice& dice_;
    std::array<int, 2> faults_;
    bool asks_first_;
    bool told_ = false;
    std::vector<std::weak_ptr<pending>> all_;
};

}  // namespace test
