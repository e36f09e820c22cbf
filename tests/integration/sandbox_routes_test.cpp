// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
// A route over two gateways of the sandbox: one line of each decision of decisions.txt as what the first leg gets,
// times one of each as what the second gets. The sandbox counts the submits that arrive at each gateway, and the tasks
// that it has accepted: at most one of them is paid for. What no server can play is client_route_decisions_test.cpp's:
// a name that is not found, a certificate that is refused, a request that is cut on its way, silence.
#include "checks.hpp"
#include "route_decisions.hpp"

#include <algorithm>
#include <array>
#include <chrono>
#include <cstddef>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/associated_cancellation_slot.hpp>
#include <boost/asio/associated_executor.hpp>
#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/bind_executor.hpp>
#include <boost/test/data/monomorphic.hpp>
#include <boost/test/data/test_case.hpp>

#include <seedance/models.hpp>
#include <seedance/testing/sandbox.hpp>
#include <seedance/transport/https.hpp>

using namespace test;
namespace data = boost::unit_test::data;

BOOST_AUTO_TEST_SUITE(sandbox_routes)

using namespace test::routes;

namespace {

// ---- what a server can play

constexpr std::string_view nobody_listens = "connect refused";

bool is_there(const answered& what) { return what.l.what != nobody_listens; }

bool can_be_played(const answered& what) {
    const std::string_view text = what.l.what;
    const bool is_answer = text.starts_with("http ") || text.starts_with("body-code ") || text.starts_with("task ") ||
                           text.starts_with("2xx ") || text.starts_with("unknown ") || text.starts_with("success ");
    if (text == nobody_listens) return what.to == what_for::submit;
    if (text == "read eof" || text == "read reset") return true;
    return is_answer && !has(text, "partial") && !has(text, "young") && !has(text, "large");
}

/// One answer for each decision that a server can bring about.
std::vector<answered> played_kinds() {
    auto all = all_answers();
    std::erase_if(all, [](const answered& each) { return !can_be_played(each); });
    std::vector<answered> kinds;
    for (std::size_t i = 0; i != all.size(); ++i)
        if (is_first_of_its_kind(all, i)) kinds.push_back(all[i]);
    return kinds;
}

/// Makes the server's answer: one that does not prove that nothing was accepted comes of a task that was.
testing::scripted_answer scripted(const leg& of, const http_reply& reply, const std::string& task_id) {
    testing::scripted_answer answer{.accept_first = of.expected.may_be_paid};
    if (reply.status == 0) {  // the sandbox's own answer, which does not arrive
        answer.ending = has(of.gets.l.what, "reset") ? testing::cut::rst : testing::cut::fin;
        answer.accept_first = false;
        return answer;
    }
    answer.status = reply.status;
    answer.headers = reply.headers;
    answer.body = reply.body;
    if (const auto at = answer.body.find("task_1"); at != std::string::npos) answer.body.replace(at, 6, task_id);
    return answer;
}

// ---- the way there

/// Counts what is under way, and calls a function before each exchange.
class watched_transport final : public transport {
  public:
    watched_transport(asio::any_io_executor executor, std::shared_ptr<transport> inner,
                      std::function<void(const http_request&)> before)
        : executor_{std::move(executor)}, inner_{std::move(inner)}, before_{std::move(before)} {}

    bool calls_before_first_byte() const noexcept override { return inner_->calls_before_first_byte(); }

    void exchange(http_request request, body_sink* sink, exchange_handler handler) override {
        before_(request);
        ++*under_way_;
        const auto slot = asio::get_associated_cancellation_slot(handler);
        const auto executor = asio::get_associated_executor(handler, executor_);
        auto counted = [under_way = under_way_, handler = std::move(handler)](http_reply reply) mutable {
            --*under_way;
            std::move(handler)(std::move(reply));
        };
        inner_->exchange(std::move(request), sink,
                         asio::bind_cancellation_slot(slot, asio::bind_executor(executor, std::move(counted))));
    }

    int under_way() const noexcept { return *under_way_; }

  private:
    asio::any_io_executor executor_;
    std::shared_ptr<transport> inner_;
    std::function<void(const http_request&)> before_;
    std::shared_ptr<int> under_way_ = std::make_shared<int>(0);
};

/// A client and two gateways of a sandbox, each of which gets one line.
class cell : public client_fixture {
  public:
    cell(testing::sandbox& at, std::string prompt, std::array<leg, 2> both)
        : gateways{at}, legs{std::move(both)}, prompt_{std::move(prompt)}, before_{at.received().size()} {
        for (std::size_t i = 0; i != legs.size(); ++i) {
            urls_[i] = is_there(legs[i].gets) ? gateways.base_url(legs[i].g.name) : "https://127.0.0.1:1";
            legs[i].g.use_at(tested, urls_[i]);
        }
        others_work = [this] {
            if (network_->under_way() == 0) return false;
            context.restart();
            context.run_one_for(1s);
            return true;
        };
    }

    outcome<generated_video> generate() {
        outcome<generated_video> result;
        tested.generate(request(), {.deadline = 1h, .intent = "order-1", .why = &result.why}, result.handler());
        run_until_done(result);
        return result;
    }

    /// Puts it into the queue, and waits for it by its name.
    outcome<generated_video> enqueue_and_wait() {
        outcome<intent> queued;
        outcome<generated_video> result;
        tested.enqueue(request(), {.intent = "order-1", .why = &queued.why}, queued.handler());
        tested.wait("order-1", result.options(30min), result.handler());
        run_until_done(result);
        BOOST_TEST(queued.done());
        BOOST_TEST(!queued.code, queued.why.detail);
        return result;
    }

    /// Counts what has arrived at a gateway.
    int arrived(const leg& of, testing::sandbox_operation what) const {
        const auto all = gateways.received();
        return static_cast<int>(
            std::count_if(all.begin() + static_cast<std::ptrdiff_t>(before_), all.end(),
                          [&](const auto& each) { return each.provider == of.g.name && each.operation == what; }));
    }
    int submits(const leg& of) const { return arrived(of, testing::sandbox_operation::submit); }

    /// Counts the tasks of this cell that are paid for, or may be.
    int paid() const {
        int count = 0;
        for (const auto& task : gateways.tasks()) {
            if (task.body.find(prompt_) == task.body.npos) continue;
            for (const auto& each : legs) count += each.g.name == task.provider && each.may_be_paid ? 1 : 0;
        }
        return count;
    }

    testing::sandbox& gateways;
    std::array<leg, 2> legs;
    seedance::clock::time_point takes_from = seedance::clock::time_point::max();  ///< submits

  private:
    any_request request() const { return {.models = {legs[0].g.model, legs[1].g.model}, .prompt = prompt_}; }

    void run_until_done(const outcome<generated_video>& result) {
        settle();
        for (int alarms = 0; !result.done() && alarms != 1000 && clock->has_alarm(); ++alarms) {
            const auto left = std::chrono::ceil<std::chrono::milliseconds>(clock->until_alarm());
            gateways.advance(std::max(left, std::chrono::milliseconds{0}));
            clock->advance_to_alarm();
            settle();
        }
        BOOST_TEST_REQUIRE(result.done());
    }

    /// Tells the sandbox how to answer what is about to be sent.
    void script(const http_request& request) {
        const bool is_first = request.url.starts_with(urls_[0]);
        auto& asked = legs[is_first ? 0 : 1];
        const bool is_bad = asked.is_answered_badly(request, request.method == "POST" && clock->now() >= takes_from);
        const bool is_accepted = request.method == "POST" && asked.expected.what == leg_result::video;
        if (!is_bad || is_accepted || asked.gets.l.what == nobody_listens) return;
        const auto id = request.url.substr(request.url.find_last_of("/=") + 1);
        gateways.answer_next(
            request.method == "POST" ? testing::sandbox_operation::submit : testing::sandbox_operation::poll,
            scripted(asked, reply_of(asked.g, asked.gets.l, asked.gets.to), id));
    }

    std::string prompt_;
    std::size_t before_;
    std::array<std::string, 2> urls_;
    std::shared_ptr<watched_transport> network_ = std::make_shared<watched_transport>(
        context.get_executor(), make_https_transport(context.get_executor(), {.ca_pem = gateways.ca_pem()}),
        [this](const http_request& request) { script(request); });
    seedance::client tested{context.get_executor(), network_, [this] {
                                auto chosen = options();
                                chosen.models = all_models::entries;
                                return chosen;
                            }()};
};

void check_submits(const cell& c, const leg& of) {
    BOOST_TEST(c.submits(of) >= (is_there(of.gets) ? of.expected.fewest : 0));
    BOOST_TEST(c.submits(of) <= (is_there(of.gets) ? of.expected.most : 0));
}

void check_call(cell& c) {
    const auto result = c.generate();
    const bool moves_on = c.legs[0].expected.what == leg_result::next;
    const auto& last = c.legs[moves_on ? 1 : 0];
    check_submits(c, c.legs[0]);
    if (moves_on) check_submits(c, c.legs[1]);
    if (!moves_on) BOOST_TEST(c.submits(c.legs[1]) + c.arrived(c.legs[1], testing::sandbox_operation::poll) == 0);
    BOOST_TEST(c.paid() <= 1);
    BOOST_TEST((last.expected.what == leg_result::video) == !result.code, result.why.detail);
    if (result.code) BOOST_TEST(result.code == last.expected.code);
    if (!result.code) BOOST_TEST(result.value.task.provider == last.g.name);
    if (!result.code) BOOST_TEST(c.paid() == 1);
}

/// From the queue a route is tried until a gateway takes it.
void check_queue(cell& c) {
    c.takes_from = c.clock->now() + 3min;
    const auto result = c.enqueue_and_wait();
    const bool moves_on = c.legs[0].expected.what == leg_result::next;
    const auto& last = c.legs[moves_on ? 1 : 0].expected;
    if (!moves_on) BOOST_TEST(c.submits(c.legs[1]) + c.arrived(c.legs[1], testing::sandbox_operation::poll) == 0);
    BOOST_TEST(c.paid() <= 1);
    const bool fails_for_nothing = last.state == intent_state::failed;  // the last leg's task is the end
    const bool may_take_it =
        is_there(c.legs[1].gets) || (is_there(c.legs[0].gets) && c.legs[0].gets.to == what_for::submit);
    const bool is_made =
        last.what == leg_result::video || (last.what == leg_result::next && may_take_it && !fails_for_nothing);
    BOOST_TEST(is_made == !result.code, result.why.detail);
    if (!result.code) BOOST_TEST(c.paid() == 1);
}

/// Checks what the first leg gets with each that the second may get, or with every nth.
void check_row(const answered& first, void (*check)(cell&), std::size_t nth = 1) {
    testing::sandbox at{{.key = "test-key", .time_scale = 0}};
    const auto seconds = played_kinds();
    const bool moves_on = expected_of(first).what == leg_result::next;
    std::size_t cells = 0;
    for (std::size_t i = 0; i != (moves_on ? seconds.size() : 1); ++i) {
        const auto of = pair_for(first, seconds[i], i);
        if ((i + static_cast<std::size_t>(first.l.row)) % nth != 0 && moves_on) continue;
        if (!of) continue;  // two lines that are for one gateway alone
        BOOST_TEST_CONTEXT(of->first->name << " " << first << ", then " << of->second->name << " " << seconds[i]) {
            cell c{at, "cell " + std::to_string(i) + ".", {leg{*of->first, first}, leg{*of->second, seconds[i]}}};
            check(c);
        }
        ++cells;
    }
    BOOST_TEST(cells > 0u);
}

}  // namespace

BOOST_DATA_TEST_CASE(of_two_gateways_at_most_one_is_paid, data::make(played_kinds()), first) {
    check_row(first, check_call);
}

BOOST_DATA_TEST_CASE(of_two_gateways_at_most_one_is_paid_from_the_queue, data::make(played_kinds()), first) {
    check_row(first, check_queue, 3);  // all of them client_route_decisions_test.cpp has
}

BOOST_AUTO_TEST_CASE(a_server_can_play_most_decisions) {
    const auto kinds = played_kinds();
    const auto moving = std::count_if(kinds.begin(), kinds.end(),
                                      [](const auto& each) { return expected_of(each).what == leg_result::next; });
    BOOST_TEST(kinds.size() == 27u);
    BOOST_TEST(moving == 10);
}

BOOST_AUTO_TEST_SUITE_END()
