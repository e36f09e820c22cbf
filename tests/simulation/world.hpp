// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

/// @file
/// A world in one process where everything comes from one seed: a gateway with a memory, a network that fails, a
/// journal that outlives crashes, and a clock that jumps from event to event.

#include <algorithm>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <random>
#include <set>
#include <span>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include <boost/asio/append.hpp>
#include <boost/asio/associated_cancellation_slot.hpp>
#include <boost/asio/error.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <boost/json.hpp>

#include <seedance/client.hpp>
#include <seedance/journal/account.hpp>
#include <seedance/journal/budget.hpp>
#include <seedance/journal/decide.hpp>
#include <seedance/journal/journal.hpp>
#include <seedance/provider/apixo.hpp>
#include <seedance/testing/clock.hpp>
#include <seedance/testing/scripted_transport.hpp>

namespace test {

namespace asio = boost::asio;
using namespace seedance;
using namespace std::chrono_literals;
using testing::reply_failed;
using testing::reply_with;

/// Numbers from a seed.
class dice {
  public:
    explicit dice(std::uint64_t seed) : source_{seed} {}

    /// Gives a number from 0 to below `sides`.
    std::size_t roll(std::size_t sides) { return static_cast<std::size_t>(source_() % sides); }
    bool chance(int percent) { return roll(100) < static_cast<std::size_t>(percent); }
    std::chrono::milliseconds time(std::chrono::milliseconds most) {
        return std::chrono::milliseconds{static_cast<std::int64_t>(roll(static_cast<std::size_t>(most.count()) + 1))};
    }

  private:
    std::mt19937_64 source_;
};

/// What the gateway remembers of a task.
struct made_task {
    std::string order;  ///< whose it is: the prompt's text
    int polls_until_done = 0;
    bool fails = false;
    bool told_the_end = false;  ///< a terminal answer was delivered, to the only one who waited
};

/// A gateway that counts what it is asked to make.
class gateway {
  public:
    explicit gateway(dice& chance) : dice_{chance} {}

    std::string make(const std::string& body) {
        const auto order = std::string{boost::json::parse(body).at("input").at("prompt").as_string()};
        ++made_of[order];
        const auto id = "task_" + std::to_string(tasks.size());
        tasks[id] = {.order = order, .polls_until_done = static_cast<int>(dice_.roll(4)), .fails = dice_.chance(20)};
        return id;
    }

    http_reply status(const std::string& id) {
        const auto found = tasks.find(id);
        if (found == tasks.end()) return reply_with(404, R"({"code":404,"message":"no such task"})");
        auto& task = found->second;
        if (task.polls_until_done > 0) {
            --task.polls_until_done;
            return reply_with(200, R"({"code":200,"data":{"taskId":")" + id + R"(","state":"processing"}})");
        }
        if (task.fails)
            return reply_with(200, R"({"code":200,"data":{"taskId":")" + id +
                                       R"(","state":"failed","failCode":"InternalError","failMsg":"x"}})");
        return reply_with(200,
                          R"({"code":200,"data":{"taskId":")" + id +
                              R"(","state":"success","resultJson":"{\"resultUrls\":[\"https://f.example/1.mp4\"]}"}})");
    }

    static bool is_end(const http_reply& reply) {
        return reply.body.find(R"("state":"success")") != std::string::npos ||
               reply.body.find(R"("state":"failed")") != std::string::npos;
    }

    std::map<std::string, int> made_of;  ///< how often each order was made: paid for
    std::map<std::string, made_task> tasks;

  private:
    dice& dice_;
};

/// What happens at which time, besides the clients' alarms. Of two entries for the same time the earlier one comes
/// first.
class timeline {
  public:
    using time = std::chrono::milliseconds;

    void at(time when, std::function<void()> what) { events_.emplace(std::pair{when, number_++}, std::move(what)); }
    bool empty() const { return events_.empty(); }
    time next() const { return events_.begin()->first.first; }

    void happen() {
        auto first = events_.extract(events_.begin());
        first.mapped()();
    }

  private:
    std::map<std::pair<time, std::uint64_t>, std::function<void()>> events_;
    std::uint64_t number_ = 0;
};

/// A journal whose records outlive its objects, and that knows which of them are alive, as one on disk does.
struct disk {
    struct record {
        intent what;
        int owner = 0;
    };
    std::map<std::string, record> records;
    std::map<std::string, std::string> requests;  ///< of those that are queued
    std::map<std::string, budget_row> budgets;
    std::set<int> living;
    int next_owner = 1;
    bool broken = false;         ///< writing fails
    bool loses_answers = false;  ///< writing fails after it was done
};

class disk_journal final : public journal {
  public:
    explicit disk_journal(disk& on) : disk_{on}, owner_{on.next_owner++} { disk_.living.insert(owner_); }
    ~disk_journal() override { disk_.living.erase(owner_); }

    bool is_immediate() const noexcept override { return true; }

    std::vector<journal_answer> apply(std::span<const journal_change> changes) override {
        check();
        std::vector<journal_answer> answers;
        for (const auto& change : changes) answers.push_back(apply(change));
        if (disk_.loses_answers) throw std::runtime_error{"the disk does not answer"};
        return answers;
    }

    std::optional<intent> find(const std::string& name) override {
        const auto found = disk_.records.find(name);
        if (found == disk_.records.end()) return std::nullopt;
        return seedance::detail::as_seen(row(found->second));
    }

    std::optional<intent> find(const task& what) override {
        for (const auto& [name, record] : disk_.records)
            if (record.what.task && record.what.task->id == what.id) return record.what;
        return std::nullopt;
    }

    std::string request_of(const intent& queued) override {
        const auto found = disk_.requests.find(queued.name);
        return found == disk_.requests.end() ? std::string{} : found->second;
    }

    std::size_t claim(std::size_t at_most) override {
        check();
        std::size_t claimed = 0;
        for (auto& [name, record] : disk_.records) {
            if (claimed == at_most || is_over(record.what.state) || is_alive(record)) continue;
            const auto money =
                account_for_claim(record.what, [this](const std::string& of) { return budget_named(of); });
            for (const auto& each : money.changed) disk_.budgets[each.name] = each;
            record.owner = owner_;
            record.what = claimed_by_next(std::move(record.what));
            ++claimed;
        }
        return claimed;
    }

    /// Gives everything on one page: worlds are small.
    journal_page list(const journal_query& query) override {
        journal_page page;
        for (const auto& [name, record] : disk_.records)
            if ((!query.own || record.owner == owner_) && (!query.open || !is_over(record.what.state)))
                page.intents.push_back(record.what);
        return page;
    }

    std::size_t prune(std::chrono::system_clock::time_point) override { return 0; }

    budget_figures set_budget(const std::string& name, money limit, const budget_period& period,
                              std::chrono::system_clock::time_point now) override {
        check();
        return (disk_.budgets[name] = with_terms(budget_named(name), name, limit, period, now)).figures();
    }

    std::optional<budget_figures> find_budget(const std::string& name,
                                              std::chrono::system_clock::time_point now) override {
        return figures_at(budget_named(name), now);
    }

    /// Nobody books anything in these worlds.
    budget_answer adjust_budget(const budget_booking&, std::chrono::system_clock::time_point) override { return {}; }

  private:
    static intent claimed_by_next(intent left) { return seedance::claimed(std::move(left)); }

    std::optional<budget_row> budget_named(const std::string& name) const {
        const auto found = disk_.budgets.find(name);
        return found == disk_.budgets.end() ? std::nullopt : std::optional{found->second};
    }

    journal_answer apply(const journal_change& change) {
        const auto name = change.wanted.name.empty() ? name_of(*change.wanted.task) : change.wanted.name;
        const auto found = disk_.records.find(name);
        const bool is_there = found != disk_.records.end();
        auto step = decide(change, is_there ? std::optional{row(found->second)} : std::nullopt);
        auto money = account_for(change, step, is_there ? &found->second.what : nullptr,
                                 [this](const std::string& of) { return budget_named(of); });
        if (money.refused) return {.refused = std::move(money.refused)};
        for (auto& each : money.changed) disk_.budgets[each.name] = std::move(each);
        if (step.what == journal_step::kind::insert) disk_.records[name] = {*step.row, owner_};
        if (step.what == journal_step::kind::replace || step.what == journal_step::kind::second_task)
            found->second.what = *step.row;
        if (step.what == journal_step::kind::insert && step.row->queued) disk_.requests[name] = change.request;
        if (step.row && !step.row->queued) disk_.requests.erase(name);
        return std::move(step).answer();
    }

    std::string name_of(const task& what) {
        const auto known = find(what);
        return known ? known->name : "";
    }

    journal_row row(const disk::record& record) const {
        const auto of = record.owner == owner_ ? journal_row::owner::own
                        : is_alive(record)     ? journal_row::owner::alive
                                               : journal_row::owner::gone;
        return {record.what, of};
    }

    void check() const {
        if (disk_.broken) throw std::runtime_error{"the disk is full"};
    }
    bool is_alive(const disk::record& record) const { return disk_.living.contains(record.owner); }

    disk& disk_;
    int owner_;
};

/// A network between clients and the gateway that does everything that networks do.
class network final : public transport,
                      public seedance::detail::context_listener,
                      public std::enable_shared_from_this<network> {
  public:
    network(asio::any_io_executor executor, gateway& other_side, timeline& events, dice& chance,
            testing::manual_clock& clock, int faults)
        : executor_{std::move(executor)},
          gateway_{other_side},
          timeline_{events},
          dice_{chance},
          clock_{clock},
          faults_{faults} {}

    void exchange(http_request request, body_sink*, exchange_handler handler) override {
        if (!told_) seedance::detail::context_watch::add(executor_, weak_from_this());
        told_ = true;
        auto reply = request.method == "POST" ? submit(request) : poll(request);
        const auto delay = dice_.chance(faults_ / 4) ? dice_.time(900s) : dice_.time(2s);
        if (delay > request.reply_timeout)
            reply = reply_failed(transport_errc::timed_out, exchange_phase::read, reply.sent);
        auto held = std::make_shared<pending>(pending{std::move(handler), std::move(reply), request});
        auto slot = asio::get_associated_cancellation_slot(held->handler);
        if (slot.is_connected())
            slot.assign([this, weak = std::weak_ptr{held}](asio::cancellation_type) {
                if (const auto cancelled = weak.lock(); cancelled && cancelled->handler)
                    answer(*cancelled,
                           reply_failed(asio::error::operation_aborted, exchange_phase::read, delivery::complete));
            });
        all_.push_back(held);
        timeline_.at(now() + std::min<std::chrono::milliseconds>(delay, request.reply_timeout),
                     [weak = weak_from_this(), held] {
                         const auto self = weak.lock();
                         if (!self || !held->handler) return;
                         self->delivered(*held);
                         self->answer(*held, std::move(held->reply));
                     });
    }

    int submits = 0;
    int polls = 0;
    int idle_polls = 0;  ///< for a task that nobody waits for, or whose end the only one who waits was told
    std::map<std::string, std::string> heard;  ///< order: the id that a whole answer has brought to a living client
    std::function<void()> on_submit;
    std::function<int(const std::string&)> waiting_for;  ///< how many calls of an order are under way

  private:
    struct pending {
        exchange_handler handler;
        http_reply reply;
        http_request request;
    };

    std::chrono::milliseconds now() const {
        return std::chrono::duration_cast<std::chrono::milliseconds>(clock_.now() - seedance::clock::time_point{});
    }

    void on_context_shutdown() noexcept override {
        for (const auto& weak : std::exchange(all_, {}))
            if (const auto held = weak.lock()) held->handler = nullptr;
    }

    void answer(pending& held, http_reply reply) {
        asio::get_associated_cancellation_slot(held.handler).clear();
        asio::post(executor_, asio::append(std::exchange(held.handler, nullptr), std::move(reply)));
    }

    void delivered(const pending& held) {
        if (held.reply.error || held.reply.status != 200) return;
        if (held.request.method == "POST") {
            const auto at = held.reply.body.find("task_");
            if (at == std::string::npos) return;
            const auto id = held.reply.body.substr(at, held.reply.body.find('"', at) - at);
            heard[gateway_.tasks.at(id).order] = id;
        } else if (gateway::is_end(held.reply)) {
            auto& task = gateway_.tasks.at(id_of(held.request));
            task.told_the_end = !waiting_for || waiting_for(task.order) == 1;
        }
    }

    static std::string id_of(const http_request& request) { return request.url.substr(request.url.find("task_")); }

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
        switch (dice_.roll(9)) {
            case 0: return reply_failed(asio::error::eof, exchange_phase::read, delivery::complete);
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
        ++submits;
        if (on_submit) on_submit();
        if (dice_.chance(faults_)) {
            const auto kind = dice_.roll(4);
            if (kind == 0) return *unsent();
            if (kind == 1) return refused();
            if (kind == 2) return lost("{}");
        }
        const auto whole =
            R"({"code":200,"message":"success","data":{"taskId":")" + gateway_.make(request.body) + "\"}}";
        if (dice_.chance(faults_ / 2)) return lost(whole);
        return reply_with(200, whole);
    }

    http_reply poll(const http_request& request) {
        ++polls;
        const auto id = id_of(request);
        if (const auto task = gateway_.tasks.find(id); task != gateway_.tasks.end()) {
            const auto waiting = waiting_for ? waiting_for(task->second.order) : 1;
            if (waiting == 0 || (waiting == 1 && task->second.told_the_end)) ++idle_polls;
        }
        if (!dice_.chance(faults_)) return gateway_.status(id);
        switch (dice_.roll(5)) {
            case 0: return *unsent();
            case 1: return refused();
            case 2: return reply_with(404, R"({"code":404})");
            default: return lost(gateway_.status(id).body);
        }
    }

    asio::any_io_executor executor_;
    gateway& gateway_;
    timeline& timeline_;
    dice& dice_;
    testing::manual_clock& clock_;
    int faults_;
    bool told_ = false;
    std::vector<std::weak_ptr<pending>> all_;
};

}  // namespace test
