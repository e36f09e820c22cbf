// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

/// @file
/// What the benchmarks of journals share: a client that submits, answers from memory, and a timer that notes how late
/// it is.

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdio>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include <boost/asio/append.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>

#include <seedance/seedance.hpp>

#include "measuring.hpp"

namespace journal_load {

namespace asio = boost::asio;
using namespace seedance;
using namespace std::chrono_literals;
using steady = std::chrono::steady_clock;

inline double seconds_since(steady::time_point start) {
    return std::chrono::duration<double>(steady::now() - start).count();
}

/// A gateway that accepts everything at once.
class accepting_transport final : public transport {
  public:
    explicit accepting_transport(asio::any_io_executor executor) : executor_{std::move(executor)} {}

    void exchange(http_request, body_sink*, exchange_handler handler) override {
        http_reply reply;
        reply.sent = delivery::complete;
        reply.status = 200;
        reply.body = R"({"code":200,"message":"success","data":{"taskId":"task_)" + std::to_string(++number_) + "\"}}";
        asio::post(executor_, asio::append(std::move(handler), std::move(reply)));
    }

  private:
    asio::any_io_executor executor_;
    std::size_t number_ = 0;
};

/// A journal that is asked for one change at a time: what a store without batches would cost.
class one_by_one final : public journal {
  public:
    explicit one_by_one(std::shared_ptr<journal> store) : store_{std::move(store)} {}

    std::vector<journal_answer> apply(std::span<const journal_change> changes) override {
        std::vector<journal_answer> answers;
        for (const auto& change : changes) answers.push_back(std::move(store_->apply({&change, 1}).front()));
        return answers;
    }
    std::optional<intent> find(const std::string& name) override { return store_->find(name); }
    std::optional<intent> find(const task& what) override { return store_->find(what); }
    std::optional<intent> find_handle(const std::string& handle) override { return store_->find_handle(handle); }
    std::string request_of(const intent& queued) override { return store_->request_of(queued); }
    std::size_t claim(std::size_t at_most) override { return store_->claim(at_most); }
    journal_page list(const journal_query& query) override { return store_->list(query); }
    std::size_t prune(std::chrono::system_clock::time_point before) override { return store_->prune(before); }
    budget_figures set_budget(const std::string& name, money limit, const budget_period& period,
                              std::chrono::system_clock::time_point now) override {
        return store_->set_budget(name, limit, period, now);
    }
    std::optional<budget_figures> find_budget(const std::string& name,
                                              std::chrono::system_clock::time_point now) override {
        return store_->find_budget(name, now);
    }
    std::vector<std::string> budget_names(const std::string& after, std::size_t at_most) override {
        return store_->budget_names(after, at_most);
    }
    budget_answer adjust_budget(const budget_booking& what, std::chrono::system_clock::time_point now) override {
        return store_->adjust_budget(what, now);
    }

  private:
    std::shared_ptr<journal> store_;
};

/// A timer of 1 ms that notes how late it is called.
class lateness_watch {
  public:
    explicit lateness_watch(asio::io_context& context) : timer_{context} { arm(steady::now()); }

    void stop() {
        stopped_ = true;
        timer_.cancel();
    }
    double worst_ms() const { return of(1.0); }
    double p999_ms() const { return of(0.999); }

  private:
    void arm(steady::time_point from) {
        timer_.expires_at(from + 1ms);
        timer_.async_wait([this](error_code) {
            if (stopped_) return;
            const auto now = steady::now();
            late_.push_back(std::chrono::duration<double, std::milli>(now - timer_.expiry()).count());
            arm(now);
        });
    }

    double of(double part) const {
        if (late_.empty()) return 0;
        auto sorted = late_;
        std::sort(sorted.begin(), sorted.end());
        return sorted[static_cast<std::size_t>(part * static_cast<double>(sorted.size() - 1))];
    }

    asio::steady_timer timer_;
    std::vector<double> late_;
    bool stopped_ = false;
};

inline text_to_video<apixo::seedance_2_0_fast> rain() { return {.prompt = "rain on a tin roof"}; }

/// Keeps so many submits under way until the time is up, and prints a row of the table.
inline void submits(const char* name, std::shared_ptr<journal> store, std::size_t at_once, double seconds) {
    asio::io_context context{1};
    client own{context.get_executor(),
               std::make_shared<accepting_transport>(context.get_executor()),
               {.journal = std::move(store)}};
    own.use(apixo::account{.api_key = secret{"key"}});
    lateness_watch watch{context};
    const auto start = steady::now();
    const auto cpu = cpu_seconds();
    std::size_t done = 0, under_way = 0;
    std::function<void()> submit = [&] {
        ++under_way;
        own.submit(rain(), [&](error_code code, const task&) {
            if (code) std::printf("%s\n", code.message().c_str());
            ++done;
            --under_way;
            if (seconds_since(start) < seconds)
                submit();
            else if (under_way == 0)
                watch.stop();
        });
    };
    for (std::size_t i = 0; i != at_once; ++i) submit();
    context.run();
    const auto took = seconds_since(start);
    std::printf("| %s | %zu | %.0f | %.1f | %.2f | %.2f |\n", name, at_once, static_cast<double>(done) / took,
                (cpu_seconds() - cpu) / static_cast<double>(done) * 1e6, watch.p999_ms(), watch.worst_ms());
    std::fflush(stdout);
}

/// Prints the titles of the table of submits.
inline void print_titles() {
    std::printf("| journal | at once | submits a second | CPU us each | timer late p99.9, ms | worst, ms |\n");
    std::printf("|---|---|---|---|---|---|\n");
}

/// Writes intents that have come as far as `state`.
inline void fill(journal& store, std::size_t intents, intent_state state) {
    for (std::size_t i = 0; i < intents; i += 1'000) {
        std::vector<journal_change> begun, further;
        for (std::size_t n = i; n != std::min(intents, i + 1'000); ++n) {
            intent one{.name = "order-" + std::to_string(n), .provider = "apixo", .model = "seedance-2-0-fast"};
            begun.push_back({one, 0});
            one.state = state;
            one.task = task{.provider = "apixo", .model = one.model, .id = "task_" + std::to_string(n)};
            further.push_back({one, 1});
        }
        store.apply(begun);
        store.apply(further);
    }
}

}  // namespace journal_load
