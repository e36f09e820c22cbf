// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

/// @file
/// The other side of the network: two gateways in one that count what they are asked to make, tell what it costs or do
/// not, and forget it after a while.

#include <algorithm>
#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <iterator>
#include <map>
#include <optional>
#include <string>
#include <utility>

#include <boost/json.hpp>

#include <seedance/core/money.hpp>
#include <seedance/engine/clock.hpp>
#include <seedance/provider/apixo.hpp>
#include <seedance/request/estimate.hpp>
#include <seedance/request/requests.hpp>
#include <seedance/task/impl/task_key.hpp>
#include <seedance/testing/scripted_transport.hpp>

#include "dice.hpp"

namespace test {

using namespace seedance;
using namespace std::chrono_literals;
using testing::reply_with;

/// What every order is estimated at.
constexpr money price = *[] {
    constexpr auto estimated = estimate(text_to_video<apixo::seedance_2_0_fast>{.prompt = "order"});
    return std::optional{estimated.amount()};
}();

/// What the gateway remembers of a task.
struct made_task {
    std::string order;  ///< whose it is: what the prompt begins with
    bool is_xenodia = false;
    int polls_until_done = 0;
    bool fails = false;
    bool fails_for_content = false;
    bool is_denied = false;     ///< the gateway has said that it refuses the request, and has made it all the same
    std::optional<money> cost;  ///< which the gateway tells at its end
    seedance::clock::time_point made_at;
    bool has_said_gone = false;    ///< it was said in the gateway's own words that there is no such task
    bool is_end_known = false;     ///< a client has read how it ended
    bool is_fetched = false;       ///< somebody was told that it is known that its video is there, or is not needed
    bool is_heard = false;         ///< a client has read its id
    bool is_hinted = false;        ///< a client has read its id, and not whether that is a task
    std::string callback_url{};    ///< empty: none was given
    bool is_called_back = false;   ///< a client was posted its end
    bool is_acknowledged = false;  ///< and has said that it knows it now

    const char* gateway() const { return is_xenodia ? "xenodia" : "apixo"; }
    std::string key(const std::string& id) const {
        return seedance::detail::task_key({.provider = gateway(), .id = id});
    }

    /// Says whether a client has read the gateway's word that there is no video, and no bill.
    bool is_proved_free() const { return fails && cost == money{} && is_end_known; }
};

/// What is wrong with a gateway for a while.
enum class trouble : std::uint8_t { none, no_balance, throttles, unreachable, overloaded };

class gateway {
  public:
    gateway(dice& chance, const seedance::clock& time)
        : dice_{chance}, clock_{time}, memory_{chance.chance(30) ? 1h + chance.time(48h) : 24h * 365} {
        for (auto& each : failing_) each = chance.chance(30) ? 60 : 20;
    }

    /// Makes a task, which is to be paid for; gives its id.
    std::string make(const std::string& body, bool is_denied = false) {
        const auto request = boost::json::parse(body);
        const auto* const input = request.as_object().if_contains("input");
        const auto& prompt = (input != nullptr ? *input : request).at("prompt").as_string();
        const std::string words{prompt};
        const auto order = words.substr(0, words.find(','));
        ++made_of[order];
        if (!is_denied) note_those_before(order);
        const auto id = "task_" + std::to_string(tasks.size());
        auto& made = tasks[id];
        made = {.order = order,
                .is_xenodia = input == nullptr,
                .polls_until_done = static_cast<int>(dice_.roll(4)),
                .fails = dice_.chance(failing_[input == nullptr ? 1 : 0]),
                .fails_for_content = false,
                .is_denied = is_denied,
                .cost = {},
                .made_at = clock_.now()};
        made.fails_for_content = made.fails && dice_.chance(20);
        if (made.is_xenodia) made.cost = some_cost(made.fails);
        for (const auto* const name : {"callback_url", "callBackUrl"})
            if (const auto* const url = request.as_object().if_contains(name)) made.callback_url = url->as_string();
        return id;
    }

    /// Gives what it posts about a task: its end, or that it goes on.
    std::string callback_of(const std::string& id, bool is_end) const {
        const auto& task = tasks.at(id);
        if (!is_end) return state_of(id, task, task.is_xenodia ? "generating" : "processing", {});
        return state_of(id, task, end_of(task), task.is_xenodia ? xenodia_end(task) : apixo_end(task));
    }

    std::string acceptance(const std::string& id) const {
        if (tasks.at(id).is_xenodia) return R"({"task_id":")" + id + R"(","state":"waiting"})";
        return R"({"code":200,"message":"success","data":{"taskId":")" + id + "\"}}";
    }

    http_reply status(const std::string& id) {
        const auto found = tasks.find(id);
        if (found == tasks.end()) return reply_with(404, R"({"code":404,"message":"no such task"})");
        auto& task = found->second;
        if (clock_.now() - task.made_at > memory_) return gone(task);
        if (task.polls_until_done > 0) {
            --task.polls_until_done;
            return reply_with(200, state_of(id, task, task.is_xenodia ? "generating" : "processing", {}));
        }
        return reply_with(200, callback_of(id, true));
    }

    /// What an answer says that is nobody's but the gateway's: that it knows no such task.
    static http_reply gone(const made_task& what) {
        return reply_with(404, what.is_xenodia ? R"({"error":"not_found","message":"no such task"})"
                                               : R"({"code":404,"message":"no such task"})");
    }

    static bool is_end(const std::string& body) {
        for (const auto* word : {R"("state":"success")", R"("state":"failed")", R"("state":"fail")"})
            if (body.find(word) != std::string::npos) return true;
        return false;
    }

    std::map<std::string, int> made_of;  ///< how often each order was made

    /// By order: the most tasks that were made before another one and that nobody knew not to be paid for. What the
    /// gateway has denied does not count.
    std::map<std::string, int> paid_before;
    std::map<std::string, int> lies;           ///< by order: how often it was made, and the answer was a refusal
    std::map<std::string, int> after_content;  ///< by order: how often it was made after a refusal of its content
    std::array<trouble, 2> troubles{};         ///< of the one, and of Xenodia
    std::map<std::string, made_task> tasks;

  private:
    void note_those_before(const std::string& order) {
        const auto is_of_it = [&order](const auto& each) { return each.second.order == order; };
        const auto is_paid = [&](const auto& each) {
            return is_of_it(each) && !each.second.is_denied && !each.second.is_proved_free();
        };
        const auto is_refused = [&](const auto& each) { return is_of_it(each) && each.second.fails_for_content; };
        auto& most = paid_before[order];
        most = std::max(most, static_cast<int>(std::count_if(tasks.begin(), tasks.end(), is_paid)));
        if (std::any_of(tasks.begin(), tasks.end(), is_refused)) ++after_content[order];
    }

    /// Gives what Xenodia says that a task has cost: nothing, the price, or something odd.
    std::optional<money> some_cost(bool is_failure) {
        switch (dice_.roll(6)) {
            case 0: return std::nullopt;
            case 1: return money{1};
            case 2: return price * 3;
            case 3: return is_failure ? money{} : price;
            case 4: return is_failure ? money{} : price;
            default: return price;
        }
    }

    static std::string end_of(const made_task& task) {
        if (!task.fails) return "success";
        return task.is_xenodia ? "fail" : "failed";
    }

    static std::string state_of(const std::string& id, const made_task& task, const std::string& word,
                                const std::string& more) {
        if (task.is_xenodia) return R"({"task_id":")" + id + R"(","state":")" + word + '"' + more + '}';
        return R"({"code":200,"data":{"taskId":")" + id + R"(","state":")" + word + '"' + more + "}}";
    }

    /// Gives code and words of a failure. Some of them speak of the content in the words alone.
    static std::pair<std::string, std::string> reason_of(const made_task& task) {
        const bool has_code = task.made_at.time_since_epoch().count() / 1'000'000 % 2 == 0;
        return {task.fails_for_content && has_code ? "ContentPolicy" : "InternalError",
                task.fails_for_content && !has_code ? "content policy violation" : "x"};
    }

    static std::string apixo_end(const made_task& task) {
        const auto [code, words] = reason_of(task);
        return task.fails ? R"(,"failCode":")" + code + R"(","failMsg":")" + words + "\""
                          : R"(,"resultJson":"{\"resultUrls\":[\"https://f.example/1.mp4\"]}")";
    }

    std::string xenodia_end(const made_task& task) const {
        const auto [code, words] = reason_of(task);
        const std::string end = task.fails ? R"(,"error":{"code":")" + code + R"(","message":")" + words + "\"}"
                                           : R"(,"result":{"data":[{"url":"https://f.example/1.mp4"}]})";
        return end + R"(,"billing":{"actual_amount_micro_usdc":)" + amount_of(task) +
               R"(,"reserve_amount_micro_usdc":380000,"released_amount_micro_usdc":)" + (task.cost ? "380000}" : "0}");
    }

    /// An amount that says nothing is missing, no number, negative, beyond belief, or 0 while money is reserved.
    static std::string amount_of(const made_task& task) {
        static constexpr const char* odd[] = {"null", "\"0.38\"", "-380000", "99999999999999999", "0"};
        if (task.cost) return std::to_string(task.cost->micro_usd);
        return odd[static_cast<std::size_t>(task.made_at.time_since_epoch().count() / 1'000'000) % std::size(odd)];
    }

    dice& dice_;
    const seedance::clock& clock_;
    std::chrono::milliseconds memory_;  ///< for how long it knows a task
    std::array<int, 2> failing_{};      ///< of a hundred tasks
};

}  // namespace test
