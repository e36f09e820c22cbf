// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

#include <atomic>
#include <memory>
#include <utility>

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/bind_executor.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/cancellation_type.hpp>
#include <boost/asio/dispatch.hpp>
#include <boost/asio/execution/outstanding_work.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/prefer.hpp>

#include <seedance/core/error.hpp>
#include <seedance/engine/clock.hpp>
#include <seedance/engine/event.hpp>
#include <seedance/engine/impl/engine.hpp>
#include <seedance/engine/impl/timer_service.hpp>
#include <seedance/engine/impl/tracked_operation.hpp>
#include <seedance/task/failure.hpp>
#include <seedance/transport/http.hpp>
#include <seedance/transport/transport.hpp>

namespace seedance::detail {

/// The state of one operation under way. It lives on the engine's strand; whatever will call it next (a timer, an
/// exchange) keeps it alive.
class operation_state : public tracked_operation {
  public:
    explicit operation_state(std::shared_ptr<engine> shared) : engine_{std::move(shared)} {}
    operation_state(const operation_state&) = delete;
    operation_state& operator=(const operation_state&) = delete;
    ~operation_state() override { engine_->remove(*this); }

    /// Begins the operation; called on the strand.
    virtual void start() = 0;

    /// Lets the slot's signal cancel the operation. It is called from any thread, before anything else.
    void connect_cancellation(boost::asio::cancellation_slot slot) {
        if (!slot.is_connected()) return;
        cancel_target_ = std::make_shared<cancel_target>();
        cancel_target_->operation = weak_from_this();
        // The signal may outlive the client and its execution context: nothing of them may be held here.
        slot.assign([weak = std::weak_ptr{engine_}, target = cancel_target_](boost::asio::cancellation_type) {
            const auto engine = weak.lock();
            if (!engine) return;
            target->requested = true;
            boost::asio::post(engine->strand(), [target] {
                const auto alive = target->operation.lock();
                if (alive) static_cast<operation_state&>(*alive).cancel(errc::cancelled);
            });
        });
    }

    /// Goes on for the caller of another operation; called on the strand. A caller of its own cannot cancel it any
    /// more.
    void take_cancellation_from(operation_state& other) {
        if (cancel_target_) cancel_target_->operation.reset();
        cancel_target_ = std::move(other.cancel_target_);
        if (cancel_target_) cancel_target_->operation = weak_from_this();
    }

    /// Begins on the strand, or ends there when it was cancelled or the client closed in the meantime. It is called
    /// from any thread, and takes the caller's share of the operation along: an operation must be destroyed on the
    /// strand.
    static void post_start(std::shared_ptr<operation_state> made) {
        const auto strand = made->engine_->strand();
        boost::asio::post(strand, [self = std::move(made)] {
            if (self->cancel_target_ && self->cancel_target_->requested) return self->cancel(errc::cancelled);
            if (self->engine_->closed()) return self->cancel(errc::client_closed);
            self->engine_->add(*self);
            self->engine_->look_for_times();
            self->start();
        });
    }

  protected:
    /// Gives this operation as what it is, for what is to keep it alive.
    template <class Derived>
    std::shared_ptr<Derived> self_as() {
        return std::static_pointer_cast<Derived>(shared_from_this());
    }

    void wake_at(clock::time_point due) { engine_->wake_at(*this, due); }
    void cancel_timer() { engine_->cancel_timer(*this); }

    /// Does an exchange; `on_reply` is a member function of the derived class, called on the strand with the reply and
    /// `with`. One is under way at a time: `stop_exchange` stops it.
    template <class Derived, class... With>
    void exchange(http_request&& request, body_sink* sink, void (Derived::*on_reply)(http_reply&&, With...),
                  With... with) {
        engine_->transport().exchange(
            std::move(request), sink,
            boost::asio::bind_cancellation_slot(stop_exchange_.slot(), handler_of_reply(on_reply, std::move(with)...)));
    }

    /// Does one of several exchanges that are under way together. They cannot be stopped: a signal has one slot, and
    /// the next handler that is bound to it takes the memory of the one before.
    template <class Derived, class... With>
    void exchange_beside_others(http_request&& request, void (Derived::*on_reply)(http_reply&&, With...),
                                With... with) {
        engine_->transport().exchange(std::move(request), nullptr, handler_of_reply(on_reply, std::move(with)...));
    }

    void stop_exchange() {
        stopping_ = true;  // what is called now must not be cleared under it
        stop_exchange_.emit(boost::asio::cancellation_type::terminal);
        stopping_ = false;
    }

    /// Passes an event to the handlers of the operation's caller and of the client.
    void emit(const event_sink& caller, const event& what) const noexcept {
        engine_->tell(caller, what);
        engine_->tell(what);
    }

    /// Tells of an exchange that has ended, and what it was for.
    void emit_exchanged(const event_sink& caller, step what, const http_reply& reply,
                        const events::subject& about) const noexcept {
        if (!engine_->listens(caller)) return;
        emit(caller, exchanged_of(what, reply, about));
    }

    static events::exchanged exchanged_of(step what, const http_reply& reply, const events::subject& about) {
        return {what,
                reply.status,
                reply.error,
                reply.phase,
                reply.times,
                reply.reused_connection,
                reply.resumed_session,
                reply.bytes_sent,
                reply.bytes_received,
                about};
    }

  private:
    /// The target of the caller's cancellation.
    struct cancel_target {
        std::weak_ptr<timer_waiter> operation;  ///< used on the strand
        std::atomic<bool> requested{false};     ///< before anything has begun, this alone counts
    };

    /// Runs what it is given where it stands.
    struct right_here {
        template <class Function>
        void execute(Function function) const {
            function();
        }
        friend bool operator==(const right_here&, const right_here&) = default;
    };

    /// Makes what a transport calls. (The handler goes to the strand by itself: a larger associated executor, and the
    /// transport's own too, would be erased for every exchange. Until then the handler is work for the client's
    /// context, which need not be the transport's.)
    template <class Derived, class... With>
    auto handler_of_reply(void (Derived::*on_reply)(http_reply&&, With...), With... with) {
        auto self = self_as<Derived>();
        auto work = boost::asio::prefer(engine_->client_executor(), boost::asio::execution::outstanding_work.tracked);
        auto go_on = [self = std::move(self), work = std::move(work), on_reply,
                      ... with = std::move(with)](http_reply reply) mutable {
            const auto& strand = self->engine_->strand();
            auto step = [self = std::move(self), on_reply, ... with = std::move(with),
                         reply = std::make_unique<http_reply>(std::move(reply))]() mutable {
                if (!self->stopping_) self->stop_exchange_.slot().clear();  // its memory is not kept while a task waits
                ((*self).*on_reply)(std::move(*reply), std::move(with)...);
            };
            boost::asio::dispatch(strand, std::move(step));
        };
        return boost::asio::bind_executor(right_here{}, std::move(go_on));
    }

    bool stopping_ = false;  ///< `stop_exchange` is at work

  protected:
    const std::shared_ptr<engine> engine_;

  private:
    boost::asio::cancellation_signal stop_exchange_;
    std::shared_ptr<cancel_target> cancel_target_;
};

}  // namespace seedance::detail
