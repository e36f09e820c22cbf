// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

/// @file
/// Who uses a client of a world: a server that places orders and fetches videos, and a person who looks after what is
/// left.

#include <algorithm>
#include <chrono>
#include <functional>
#include <iterator>
#include <string>
#include <type_traits>
#include <utility>

#include <seedance/client.hpp>
#include <seedance/task/recovery.hpp>

#include "orders.hpp"
#include "process.hpp"

namespace test {

class caller {
  public:
    /// `may_be_sent` says whether a submit of anybody's is on its way, now or when its process wakes up.
    caller(process& at, std::function<bool()> may_be_sent)
        : at_{at}, around_{at.around()}, chance_{around_.chance}, may_be_sent_{std::move(may_be_sent)} {
        at_.on_taken = [this](const recovery& found) { take_up(found); };
    }

    /// Calls for one of the orders, in one of the ways.
    void place() {
        const auto number = chance_.roll(order_count);
        const auto order = name_of_order(number);
        const auto prompt = chance_.chance(8) ? order + ", in blue" : order;  // another request under the same name
        if (is_route(order) && !chance_.chance(8))                            // seldom one leg alone
            place(order, route_of(order, prompt));
        else if (number % 2 == 0)
            place(order, text_to_video<apixo::seedance_2_0_fast>{.prompt = runtime(prompt)});
        else
            place(order, text_to_video<xenodia::seedance_2>{.prompt = runtime(prompt)});
        if (chance_.chance(15)) at_.cancel_last();
    }

    /// Takes over what others have left.
    void recover() {
        at_.own().recover([this, began = around_.clock->now()](error_code code, const recovery& found) {
            if (code || !at_.is_open()) return;
            const bool has_taken_time = at_.asks_for_old() || around_.clock->now() != began;
            if (!has_taken_time && has_something_of_the_gone())
                around_.broken = "somebody has recovered, and what the gone left is left";
            take_up(found);
        });
    }

  private:
    void take_up(const recovery& found) {
        for (const auto& each : found.tasks) go_on_with(each);
        for (const auto& each : found.unknown)
            if (chance_.chance(60)) look_for(each);
        for (const auto* list : {&found.not_sent, &found.expired})
            for (const auto& each : *list)
                if (chance_.chance(50)) acknowledge(each.name);
    }

    auto handler_of_video(const std::string& order) {
        return at_.call<generated_video>(order, [this, order](error_code code, const generated_video& video) {
            if (!code && at_.is_open() && chance_.chance(60)) use(order, video);
        });
    }

    template <class Request>
    void place(const std::string& order, const Request& request) {
        const call_options options{
            .deadline = chance_.chance(50) ? std::chrono::minutes{30} : chance_.time(20min),
            .intent = order,
            .price_if_unknown = price,
            .route = {.order = some_order(), .despite_content = goes_on_despite_content(order)},
        };
        switch (chance_.roll(8)) {
            case 0: return at_.own().wait(order, options, at_.call<generated_video>(order));
            case 1: return at_.own().submit(request, options, at_.call<task>(order));
            case 2:
            case 3: return at_.own().enqueue(request, options, handler_of_queued<Request>(order));
            default: return at_.own().generate(request, options, handler_of_video(order));
        }
    }

    /// Gives in which order a route is tried: mostly as it is written.
    route_order some_order() {
        return all_route_orders[chance_.chance(80) ? 0 : chance_.roll(std::size(all_route_orders))];
    }

    template <class Request>
    auto handler_of_queued(const std::string& order) {
        return at_.call<intent>(order, [this, order](error_code code, const intent& now) {
            if (std::is_same_v<Request, any_request> && !code && now.queued) around_.queued[order] = now.attempt;
        });
    }

    /// Fetches a video, or its file by other means.
    void use(const std::string& order, const generated_video& video) {
        if (at_.downloads())
            at_.own().download(
                video, around_.folder + '/' + order,
                at_.call<saved_file>(order, [this, id = video.task.id](error_code code, const saved_file&) {
                    if (!code) around_.other_side.tasks.at(id).is_fetched = true;
                }));
        else
            acknowledge(order);
    }

    void acknowledge(const std::string& order) {
        around_.dismissed.insert(order);
        at_.own().acknowledge(order, at_.call<intent>(order, [this](error_code code, const intent& now) {
            if (!code && now.task && now.state == intent_state::fetched)
                around_.other_side.tasks.at(now.task->id).is_fetched = true;
        }));
    }

    bool has_something_of_the_gone() const {
        const auto& disk = around_.disk;
        return std::any_of(disk.rows.begin(), disk.rows.end(), [&](const auto& each) {
            return is_open(each.second.what) && !disk.is_alive(each.second.owner);
        });
    }

    void go_on_with(const intent& left) {
        if (chance_.chance(10)) return;
        if (chance_.chance(10)) return acknowledge(left.name);
        at_.own().wait(*left.task, handler_of_video(left.name));
    }

    /// Looks at the gateway's own list for what became of an order; or, seldom, does not look carefully.
    void look_for(const intent& left) {
        const auto made = made_of(left);
        if (!made.empty() && !chance_.chance(20))
            return at_.own().resolve(left.name, task{.id = made}, at_.call<intent>(left.name));
        at_.own().resolve(left.name, not_sent,
                          at_.call<intent>(left.name, [this, left](error_code code, const intent&) {
                              if (code && code != errc::journal_unavailable) return;  // whose answer may be lost
                              around_.trace += left.name + " is said not to be sent\n";
                              around_.dismissed.insert(left.name);
                              if (may_be_sent_() || !made_of(left).empty()) ++around_.mistakes[left.name];
                          }));
    }

    /// Gives a task that an attempt's gateway has of its order, and that the journal does not have; empty where there
    /// is none. One whose submit was refused belongs to that refusal, and not to the answer that was lost after it.
    std::string made_of(const intent& attempt) const {
        std::string denied;
        for (const auto& [id, task] : around_.other_side.tasks) {
            if (task.order != attempt.name || task.gateway() != attempt.provider) continue;
            if (around_.disk.row_of_task(task.key(id)) != nullptr) continue;
            if (!task.is_denied) return id;
            denied = id;
        }
        return denied;
    }

    process& at_;
    surroundings& around_;
    dice& chance_;
    std::function<bool()> may_be_sent_;
};

}  // namespace test
