// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

#include <atomic>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_set>
#include <utility>

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/dispatch.hpp>
#include <boost/asio/execution/outstanding_work.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/prefer.hpp>

#include <seedance/engine/impl/engine.hpp>
#include <seedance/task/failure.hpp>
#include <seedance/transport/transport.hpp>

namespace seedance::detail {

/// A task's name among those of all gateways; no intent has such a name, for it holds a line end.
inline std::string key_of(const task& what) { return what.provider + '\n' + what.id; }

/// One operation under way. Lives on the engine's strand; whatever will call it next (the alarm, an exchange) keeps it
/// alive.
class actor : public timer_entry, public std::enable_shared_from_this<actor> {
  public:
    explicit actor(std::shared_ptr<engine> home) : engine_{std::move(home)} {}
    actor(const actor&) = delete;
    actor& operator=(const actor&) = delete;
    virtual ~actor() { engine_->dismiss(*this); }

    /// Begins, on the strand.
    virtual void start() = 0;

    /// The time that was asked for with `wake_at` has come.
    virtual void on_time() = 0;

    /// The caller is to be let go with this error: it cancelled, or the client closed.
    virtual void let_go(errc why) = 0;

    /// Adds what it works on: the name of an intent, or `key_of` a task.
    virtual void name_work(std::unordered_set<std::string>&) const {}

    /// From any thread, before anything else: lets the slot's signal end the operation.
    void listen(boost::asio::cancellation_slot slot) {
        if (!slot.is_connected()) return;
        cancel_target_ = std::make_shared<cancel_target>();
        cancel_target_->who = weak_from_this();
        // The signal may outlive the client and its execution context: nothing of them may be held here.
        slot.assign([home = std::weak_ptr{engine_}, target = cancel_target_](boost::asio::cancellation_type) {
            const auto alive = home.lock();
            if (!alive) return;
            target->called = true;
            boost::asio::post(alive->executor(), [target] {
                if (const auto self = target->who.lock()) self->let_go(errc::cancelled);
            });
        });
    }

    /// On the strand: this actor goes on for another one's caller.
    void take_over_from(actor& other) {
        cancel_target_ = std::move(other.cancel_target_);
        if (cancel_target_) cancel_target_->who = weak_from_this();
    }

    /// From any thread: begins on the strand, or ends there when it was cancelled or the client closed in the meantime.
    /// Takes the caller's hold on the actor along: an actor must die on the strand.
    static void post_start(std::shared_ptr<actor> made) {
        const auto strand = made->engine_->executor();
        boost::asio::post(strand, [self = std::move(made)] {
            if (self->cancel_target_ && self->cancel_target_->called) return self->let_go(errc::cancelled);
            if (self->engine_->closed()) return self->let_go(errc::client_closed);
            self->engine_->enlist(*self);
            self->start();
        });
    }

    std::shared_ptr<actor> kept_by_alarm;                            ///< the waiting room's hold on this actor
    std::uint32_t place_in_roster = static_cast<std::uint32_t>(-1);  ///< the engine's

  protected:
    engine& home() const noexcept { return *engine_; }
    const std::shared_ptr<engine>& shared_home() const noexcept { return engine_; }

    void wake_at(clock::time_point due) { engine_->wake_at(*this, due); }
    void forget_alarm() { engine_->forget_alarm(*this); }

    /// Does an exchange; `on_reply` is a member function of the derived class, called on the strand with the reply and
    /// `with`. (The handler goes to the strand by itself: one with an associated executor would have it erased for
    /// every exchange. Until then it is work for the client's context, which need not be the transport's.)
    template <class Derived, class... With>
    void exchange(http_request request, body_sink* sink, void (Derived::*on_reply)(http_reply, With...), With... with) {
        auto work = boost::asio::prefer(engine_->callers(), boost::asio::execution::outstanding_work.tracked);
        auto handler = [self = std::static_pointer_cast<Derived>(shared_from_this()), work = std::move(work), on_reply,
                        ... with = std::move(with)](http_reply reply) mutable {
            const auto& strand = self->engine_->executor();
            auto step = [self = std::move(self), on_reply, ... with = std::move(with),
                         reply = std::make_unique<http_reply>(std::move(reply))]() mutable {
                if (!self->stopping_) self->stop_exchange_.slot().clear();  // its memory is not kept while a task waits
                ((*self).*on_reply)(std::move(*reply), std::move(with)...);
            };
            boost::asio::dispatch(strand, std::move(step));
        };
        engine_->transport().exchange(std::move(request), sink,
                                      boost::asio::bind_cancellation_slot(stop_exchange_.slot(), std::move(handler)));
    }

    void stop_exchange() {
        stopping_ = true;  // what is called now must not be cleared under it
        stop_exchange_.emit(boost::asio::cancellation_type::terminal);
        stopping_ = false;
    }

    /// An event for the operation's caller and for the client.
    void emit(const event_sink& caller, const event& what) const {
        caller(what);
        if (engine_->options().on_event) engine_->options().on_event(what);
    }

  private:
    /// Whom the caller's cancellation reaches.
    struct cancel_target {
        std::weak_ptr<actor> who;         ///< used on the strand
        std::atomic<bool> called{false};  ///< before anything has begun, this alone counts
    };

    bool stopping_ = false;  ///< `stop_exchange` is at work
    std::shared_ptr<engine> engine_;
    boost::asio::cancellation_signal stop_exchange_;
    std::shared_ptr<cancel_target> cancel_target_;
};

/// A failure before or at the gateway, with what is known of the request.
inline failure failure_of(errc code, step where, std::string_view provider, std::string_view model) {
    failure why;
    why.code = code;
    why.step = where;
    why.provider = provider;
    why.model = model;
    return why;
}

/// Adds what the reply says.
inline void add_reply(failure& why, const http_reply& reply, const gateway_error& said) {
    why.http_status = reply.status;
    why.gateway_code = said.code;
    why.gateway_message = said.message;
    if (!reply.error) return;
    why.detail = reply.error.message();
    if (!reply.detail.empty()) why.detail += " (" + reply.detail + ")";
    static constexpr std::string_view phases[] = {"looking up the host", "connecting", "the TLS handshake", "sending",
                                                  "reading the answer",  "the end"};
    why.detail += std::string{" while "} + std::string{phases[static_cast<std::size_t>(reply.phase)]};
}

/// A gateway may repeat the key in its answer; no text that leaves the library may hold it. Answers are decoded before:
/// an id is never touched.
inline void hide_key(std::string& text, const account_entry& account) {
    const auto key = account.key();
    if (text.size() < key.size()) return;
    for (auto at = text.find(key); at != std::string::npos; at = text.find(key, at + key.size()))
        text.replace(at, key.size(), key.size(), '*');
}

inline void hide_key(gateway_error& said, const account_entry& account) {
    hide_key(said.code, account);
    hide_key(said.message, account);
}

inline void hide_key(status_answer& answer, const account_entry& account) {
    hide_key(answer.error, account);
    hide_key(answer.raw_state, account);
}

inline http_request request_to(const account_entry& account, std::string method, std::string_view target) {
    http_request request;
    request.method = std::move(method);
    request.url.reserve(account.base_url.size() + target.size());
    request.url.append(account.base_url).append(target);
    request.headers.push_back(account.authorization);
    return request;
}

}  // namespace seedance::detail
