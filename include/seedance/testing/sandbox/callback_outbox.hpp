// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

/// @file
/// The callbacks that are due: to be posted where the program said, or to be taken; and what came of those that were
/// posted.

#include <algorithm>
#include <deque>
#include <optional>
#include <utility>
#include <vector>

#include <seedance/core/impl/milliseconds.hpp>
#include <seedance/testing/sandbox/callback_target.hpp>
#include <seedance/testing/sandbox/callback_types.hpp>
#include <seedance/testing/sandbox/callbacks.hpp>
#include <seedance/testing/sandbox/tasks.hpp>
#include <seedance/testing/sandbox/types.hpp>

namespace seedance::testing::detail {

/// A callback that is to be posted now, and where to.
struct callback_order {
    callback_post post;
    callback_target target;
    milliseconds answer_within;  ///< in real time
};

class callback_outbox {
  public:
    explicit callback_outbox(const sandbox_options& options)
        : queue_{options}, target_{options.callbacks.deliver_to}, before_answer_{options.callbacks.before_answer} {}

    /// What comes when; see <seedance/testing/sandbox/callbacks.hpp>.
    callback_queue& queue() noexcept { return queue_; }

    /// Makes due what happens until now.
    void settle(milliseconds now) {
        for (auto& post : queue_.due(now)) {
            if (!target_) reaches_client(post);
            due_.push_back(std::move(post));
        }
    }

    void deliver_to(const callback_target& target) { target_ = target; }

    /// Says whether the answer to this task's submit has to wait until a callback has been posted.
    bool precedes_answer(const task_record& record) const {
        const auto is_its = [&record](const callback_post& post) { return post.record == &record; };
        return before_answer_ && target_ && std::any_of(due_.begin(), due_.end(), is_its);
    }

    std::vector<sandbox_callback> take() {
        std::vector<sandbox_callback> taken;
        for (auto& post : std::exchange(due_, {})) taken.push_back(std::move(post.callback));
        return taken;
    }

    /// Takes what is to be posted next. There is nothing as long as there is nowhere to post it to.
    std::optional<callback_order> next() {
        if (!has_next()) return std::nullopt;
        callback_order order{std::move(due_.front()), target_, {}};
        due_.pop_front();
        order.answer_within = queue_.answer_within(order.post);
        return order;
    }

    /// Says whether there is something to be posted.
    bool has_next() const noexcept { return target_ && !due_.empty(); }

    /// Gives the gateway time at which more is to be posted.
    std::optional<milliseconds> next_at() const { return target_ ? queue_.next_due() : std::nullopt; }

    /// Records that a client may know of a callback from now on.
    static void reaches_client(const callback_post& post) {
        if (post.callback.forged != callback_forgery::wrong_token) post.record->called_back = true;
    }

    /// Records what came of a try.
    void ended(callback_post post, callback_delivery delivery, milliseconds now) {
        const bool is_2xx = delivery.status >= 200 && delivery.status < 300;
        delivery.acknowledged = post.speaker->callbacks().only_200 ? delivery.status == 200 : is_2xx;
        if (!delivery.acknowledged) queue_.failed(std::move(post), now);
        deliveries_.push_back(std::move(delivery));
    }

    const std::vector<callback_delivery>& deliveries() const noexcept { return deliveries_; }

  private:
    callback_queue queue_;
    callback_target target_;
    bool before_answer_;
    std::deque<callback_post> due_;  ///< neither taken nor posted yet
    std::vector<callback_delivery> deliveries_;
};

}  // namespace seedance::testing::detail
