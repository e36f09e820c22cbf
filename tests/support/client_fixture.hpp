// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

/// @file
/// A client on a scripted transport and a clock that the test moves: nothing sleeps, nothing leaves the process.

#include <algorithm>
#include <chrono>
#include <deque>
#include <exception>
#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include <boost/asio/awaitable.hpp>
#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/test/unit_test.hpp>

#include <seedance/client.hpp>
#include <seedance/provider/apixo.hpp>
#include <seedance/testing/clock.hpp>
#include <seedance/testing/scripted_transport.hpp>

#include "files_at_work.hpp"
#include "printing.hpp"

// GCC 12 takes the pair of operators in Asio's coroutine frames for a mismatch (chriskohlhoff/asio issue 1391) and,
// with sanitizers, the copy of the empty asio::use_future for the use of something uninitialised.
#if defined(__GNUC__) && !defined(__clang__)
#pragma GCC diagnostic ignored "-Wmismatched-new-delete"
#pragma GCC diagnostic ignored "-Wmaybe-uninitialized"
#endif

namespace test {

namespace asio = boost::asio;
using namespace seedance;
using namespace std::chrono_literals;
using testing::reply_failed;
using testing::reply_with;

using fast = apixo::seedance_2_0_fast;
using mini = apixo::seedance_2_0_mini;
using pro = apixo::seedance_1_5_pro;

// ---- answers

inline http_reply accepted(const std::string& id) {
    return reply_with(200, R"({"code":200,"message":"success","data":{"taskId":")" + id + "\"}}");
}

// Answers to polls do not repeat the id here: they fit whatever task is asked for.

inline http_reply state_is(const std::string& state) {
    return reply_with(200, R"({"code":200,"message":"success","data":{"state":")" + state + "\"}}");
}

/// One that repeats it.
inline http_reply status_of(const std::string& id, const std::string& state) {
    return reply_with(200, R"({"code":200,"data":{"taskId":")" + id + R"(","state":")" + state + "\"}}");
}

inline http_reply succeeded(const std::string& url) {
    return reply_with(
        200, R"({"code":200,"message":"success","data":{"state":"success","resultJson":"{\"resultUrls\":[\")" + url +
                 R"(\"]}","createTime":1767965610929,"completeTime":1767965910929}})");
}

inline http_reply failed(const std::string& code) {
    return reply_with(200, R"({"code":200,"message":"success","data":{"state":"failed","failCode":")" + code +
                               R"(","failMsg":"the gateway's words"}})");
}

inline http_reply refused(int status) {
    return reply_with(status, R"({"code":)" + std::to_string(status) + R"(,"message":"no","data":null})");
}

inline http_reply refused_for(int status, const std::string& retry_after) {
    return reply_with(status, R"({"code":)" + std::to_string(status) + R"(,"message":"slow down","data":null})",
                      {{"Retry-After", retry_after}});
}

inline http_reply not_connected() {
    return reply_failed(asio::error::connection_refused, exchange_phase::connect, delivery::nothing);
}

/// The request left whole, and the connection ended before any byte of an answer.
inline http_reply answer_lost() { return reply_failed(asio::error::eof, exchange_phase::read, delivery::complete); }

/// The connection ended inside the answer, after this much of its body.
inline http_reply cut(std::string body, int status = 200) {
    auto reply = reply_failed(transport_errc::cut_reply, exchange_phase::read, delivery::complete);
    reply.status = status;
    reply.body = std::move(body);
    return reply;
}

// ---- what an operation came to

/// What an operation's completion handler `void(error_code, T)` was called with.
template <class T>
struct outcome {
    int calls = 0;
    error_code code{};
    T value{};
    failure why{};

    bool done() const { return calls == 1; }

    auto handler() {
        return [this](error_code result, T given) {
            ++calls;
            code = result;
            value = std::move(given);
        };
    }

    /// Makes a handler whose operation ends when `signal` is emitted.
    auto handler(asio::cancellation_signal& signal) { return asio::bind_cancellation_slot(signal.slot(), handler()); }

    call_options options(std::chrono::milliseconds deadline = 30min) { return {.deadline = deadline, .why = &why}; }
};

/// Says an event in one line: "accepted task_1", "polled running", "retrying submit: ...". What is told of every
/// exchange and every call, whatever becomes of it, is left out.
inline std::string text_of(const event& what) {
    struct describe_event {
        std::string operator()(const events::accepted& e) const { return "accepted " + e.task.id; }
        std::string operator()(const events::polled& e) const { return "polled " + std::string{e.raw_state}; }
        std::string operator()(const events::retrying& e) const {
            return "retrying " + std::string{to_string(e.step)} + ": " + e.code.message();
        }
        std::string operator()(const events::paused& e) const { return "paused: " + e.code.message(); }
        std::string operator()(const events::journal_failed& e) const {
            return "journal failed: " + std::string{e.why};
        }
        std::string operator()(const events::journal_mended&) const { return "journal mended"; }
        std::string operator()(const events::intent_not_compared& e) const {
            return "not compared: " + std::string{e.intent};
        }
        std::string operator()(const events::task_conflict& e) const {
            return "task " + e.task.id + " of " + std::string{e.intent} + " beside task " +
                   std::string{e.other_task_id} + " of " + std::string{e.other_intent};
        }
        std::string operator()(const events::answer_mended& e) const {
            return "mended " + std::string{to_string(e.step)} + ": " + std::string{e.task_id};
        }
        std::string operator()(const events::queued_failure& e) const {
            return "queued failed: " + e.why.code.message() + (e.next_try ? ", again" : "");
        }
        std::string operator()(const events::called_back& e) const { return "called back " + std::string{e.task_id}; }
        std::string operator()(const events::renewal_failed& e) const {
            return "renewal failed: " + std::string{e.why};
        }
        std::string operator()(const events::take_over_failed& e) const {
            return "take-over failed: " + std::string{e.why};
        }
        std::string operator()(const events::taken_over& e) const {
            return "taken over " + std::to_string(e.tasks) + " tasks, " + std::to_string(e.unknown) + " unknown, " +
                   std::to_string(e.queued) + " queued, " + std::to_string(e.not_sent) + " not sent, " +
                   std::to_string(e.expired) + " expired";
        }
        std::string operator()(const events::leg_ended& e) const {
            const auto next = e.next_provider.empty() ? "nobody" : std::string{e.next_provider};
            return e.why.provider + " ended: " + std::string{name_of(static_cast<errc>(e.why.code.value()))} +
                   ", then " + next;
        }
        std::string operator()(const events::unknown_container&) const { return "an unknown container"; }
        std::string operator()(const events::queued&) const { return {}; }
        std::string operator()(const events::sending&) const { return {}; }
        std::string operator()(const events::exchanged&) const { return {}; }
        std::string operator()(const events::finished&) const { return {}; }
        std::string operator()(const events::downloaded& e) const {
            return "bytes " + std::to_string(e.received) + "/" + std::to_string(e.total);
        }
    };
    std::string text;
    const describe_event words;
    const auto keep = [&](const auto& e) { text = words(e); };
    what.pass_to(keep);
    return text;
}

/// Adds an event's line to others, where it has one.
inline void add_text(std::vector<std::string>& to, const event& what) {
    if (auto text = text_of(what); !text.empty()) to.push_back(std::move(text));
}

// ---- the fixture

class client_fixture {
  public:
    client_fixture() { client.use(apixo::account{.api_key = secret{"test-key"}}); }
    client_fixture(const client_fixture&) = delete;
    client_fixture& operator=(const client_fixture&) = delete;
    ~client_fixture() { BOOST_TEST(replies.empty(), "every answer of the script is asked for"); }

    /// Gives the client's options. One more client can be made with them.
    client_options options() {
        return {.clock = clock, .on_event = [this](const event& e) { add_text(log, e); }, .random_seed = 7};
    }

    /// Makes one more client, with these options.
    seedance::client another(const client_options& chosen) {
        seedance::client made{context.get_executor(), network, chosen};
        made.use(apixo::account{.api_key = secret{"test-key"}});
        return made;
    }

    /// Makes the client anew, with other options.
    void use_options(const client_options& changed) { client = another(changed); }

    /// Recovers, and runs until the gateways have said what they are asked.
    recovery recover(const call_options& call = {}) {
        outcome<recovery> result;
        client.recover(call, result.handler());
        run();
        BOOST_TEST_REQUIRE(result.done());
        BOOST_TEST(!result.code);
        return result.value;
    }

    /// Gives how many requests were sent that make a task.
    long submits() const {
        return std::count_if(requests().begin(), requests().end(), [](const auto& r) { return r.method == "POST"; });
    }

    /// Puts an answer into the script: for the next request that has none yet.
    void reply(http_reply next) { replies.push_back(std::move(next)); }

    template <class... Replies>
    void reply(http_reply first, Replies... rest) {
        reply(std::move(first));
        reply(std::move(rest)...);
    }

    /// Runs what is ready, and what other threads are still working on. Time stands still.
    void settle() {
        bool goes_on = true;
        while (goes_on) {
            goes_on = others_work();  // if not, what they have to say is there to be run
            goes_on = files_are_at_work(context) || goes_on;
            context.restart();
            goes_on = context.poll() != 0 || goes_on;
        }
    }

    /// Runs until nothing waits any more, moving time from alarm to alarm.
    void run() {
        int alarms = 0;
        settle();
        while (clock->advance_to_alarm()) {
            BOOST_TEST_REQUIRE(++alarms < 100'000);
            settle();
        }
    }

    /// Runs until a condition holds, moving time from alarm to alarm.
    template <class Condition>
    void run_until(Condition holds) {
        int alarms = 0;
        settle();
        while (!holds()) {
            BOOST_TEST_REQUIRE(++alarms < 100'000);
            BOOST_TEST_REQUIRE(clock->advance_to_alarm());
            settle();
        }
    }

    /// Runs a coroutine to its end; what it throws is thrown here.
    void run(asio::awaitable<void> coroutine) {
        bool done = false;
        std::exception_ptr thrown;
        asio::co_spawn(context, std::move(coroutine), [&](std::exception_ptr e) {
            done = true;
            thrown = e;
        });
        run();
        BOOST_TEST_REQUIRE(done);
        if (thrown) std::rethrow_exception(thrown);
    }

    const std::vector<http_request>& requests() const { return network->requests(); }

    std::chrono::milliseconds elapsed() const {
        return std::chrono::duration_cast<std::chrono::milliseconds>(clock->now() - seedance::clock::time_point{});
    }

    /// Says whether other threads work on something that this context will hear of; besides that for files.
    std::function<bool()> others_work = [] { return false; };

    asio::io_context context;
    std::shared_ptr<testing::manual_clock> clock = std::make_shared<testing::manual_clock>();
    std::shared_ptr<testing::scripted_transport> network = make_network();
    std::vector<std::string> log;  ///< the client's own events
    std::deque<http_reply> replies;
    std::vector<std::chrono::milliseconds> times;  ///< when each request was answered
    seedance::client client{context.get_executor(), network, options()};

  private:
    std::shared_ptr<testing::scripted_transport> make_network() {
        auto made = std::make_shared<testing::scripted_transport>(context.get_executor());
        made->answer_with([this](const http_request&) {
            times.push_back(elapsed());
            if (replies.empty()) {
                BOOST_ERROR("a request that the test does not expect");
                return reply_with(400, "unexpected");
            }
            auto next = std::move(replies.front());
            replies.pop_front();
            return next;
        });
        return made;
    }
};

/// A request that every test may send.
inline auto rain() { return text_to_video<fast>{.prompt = "rain on a tin roof"}; }

}  // namespace test
