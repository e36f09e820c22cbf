// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
// What holds for every reply, also for those that no table has. The table is decisions.txt, with a test of its own.
#include <seedance/retry/classify.hpp>

#include <iterator>
#include <string>
#include <string_view>
#include <vector>

#include <boost/asio/error.hpp>
#include <boost/test/unit_test.hpp>

#include <seedance/models.hpp>

#include "checks.hpp"
#include "printing.hpp"

using namespace seedance;
using namespace std::chrono_literals;

BOOST_AUTO_TEST_SUITE(classify)

using detail::decision;
using detail::decision_kind;
using detail::reply_context;
namespace asio = boost::asio;

namespace {

constexpr reply_context now{.now = std::chrono::system_clock::time_point{1767965610s}, .polled_for = 1h};

http_reply reply_of(int status, const char* retry_after = nullptr) {
    http_reply reply;
    reply.sent = delivery::complete;
    reply.status = status;
    if (retry_after != nullptr) reply.headers.push_back({"Retry-After", retry_after});
    return reply;
}

http_reply error_of(error_code error, exchange_phase phase, delivery sent) {
    http_reply reply;
    reply.error = error;
    reply.phase = phase;
    reply.sent = sent;
    return reply;
}

decision of_submit(const http_reply& reply, const reply_context& when = now) {
    return detail::classify_submit(reply, submit_answer{.status = reply.error ? 0 : reply.status}, when);
}

decision of_poll(const http_reply& reply, const reply_context& when = now) {
    return detail::classify_poll(reply, status_answer{.status = reply.error ? 0 : reply.status}, when);
}

const error_code all_errors[] = {asio::error::host_not_found,
                                 asio::error::host_not_found_try_again,
                                 asio::error::connection_refused,
                                 asio::error::network_unreachable,
                                 asio::error::connection_reset,
                                 asio::error::broken_pipe,
                                 asio::error::eof,
                                 asio::error::operation_aborted,
                                 transport_errc::timed_out,
                                 transport_errc::untrusted,
                                 transport_errc::bad_url,
                                 transport_errc::bad_header,
                                 transport_errc::reply_too_large,
                                 transport_errc::bad_reply,
                                 transport_errc::cut_reply,
                                 transport_errc::refused_by_sink,
                                 transport_errc::private_address,
                                 transport_errc::expectation_refused,
                                 transport_errc::proxy_refused,
                                 transport_errc::coded_reply};
constexpr exchange_phase all_phases[] = {exchange_phase::resolve, exchange_phase::connect, exchange_phase::handshake,
                                         exchange_phase::write,   exchange_phase::read,    exchange_phase::done};
constexpr delivery all_deliveries[] = {delivery::nothing, delivery::partial, delivery::complete};
constexpr const char* all_waits[] = {nullptr, "5", "500", "soon"};

/// Every reply with an error: also those that no transport gives.
template <class Check>
void for_each_broken_exchange(Check check) {
    for (const auto& error : all_errors)
        for (const auto phase : all_phases)
            for (const auto sent : all_deliveries)
                for (const int status : {0, 200, 302, 401, 429, 503})
                    for (const bool reused : {false, true}) {
                        auto reply = error_of(error, phase, sent);
                        reply.status = status;  // what had arrived of the head when the connection broke
                        reply.reused_connection = reused;
                        check(reply);
                    }
}

}  // namespace

// ---- submits

BOOST_AUTO_TEST_CASE(a_submit_is_sent_again_only_after_a_proof) {
    for (int status = -1; status != 1000; ++status) {
        for (const char* retry_after : all_waits) {
            const auto decided = of_submit(reply_of(status, retry_after));
            BOOST_TEST(decided.kind != decision_kind::done, status);
            BOOST_TEST((decided.kind == decision_kind::retry) == (status == 425), status);
            BOOST_TEST((decided.kind == decision_kind::queue) == (status == 429), status);
            const bool refusal = status >= 300 && status < 500 && status != 303 && status != 408;
            if (decided.kind == decision_kind::give_up) BOOST_TEST(refusal, status);
        }
    }
    for_each_broken_exchange([](const http_reply& reply) {
        const auto decided = of_submit(reply);
        if (decided.kind == decision_kind::retry) BOOST_TEST(reply.sent != delivery::complete);
        BOOST_TEST(decided.kind != decision_kind::queue, "a part of an answer proves nothing");
    });
}

BOOST_AUTO_TEST_CASE(a_gateways_document_may_prove_that_nothing_was_done) {
    auto documented = now;
    documented.refused_before_acting = true;
    for (const int status : {500, 502, 503, 504, 529}) {
        BOOST_TEST(of_submit(reply_of(status, "5"), documented).kind == decision_kind::queue);
        BOOST_TEST(of_submit(reply_of(status, "5"), documented).retry_after == 5s);
        BOOST_TEST(of_submit(reply_of(status), documented).kind == decision_kind::queue);
        BOOST_TEST(of_submit(reply_of(status, "5")).kind == decision_kind::uncertain);
    }
    BOOST_TEST(detail::classify_submit(reply_of(503),
                                       submit_answer{.task_id = "task_1", .status = 503, .strength = evidence::task},
                                       documented)
                   .kind == decision_kind::done);
}

BOOST_AUTO_TEST_CASE(words_do_not_change_what_429_means) {
    for (const auto* words : {"insufficient balance", "quota exceeded", "no credits left"}) {
        const submit_answer said{.status = 429, .error = {.code = "429", .message = words}};
        BOOST_TEST(detail::classify_submit(reply_of(429), said, now).kind == decision_kind::queue);
    }
}

BOOST_AUTO_TEST_CASE(what_left_whole_is_never_sent_again) {
    for_each_broken_exchange([](const http_reply& reply) {
        if (reply.sent != delivery::complete) return;
        const auto decided = of_submit(reply);
        BOOST_TEST(decided.kind == decision_kind::uncertain, reply.error.message());
        BOOST_TEST(decided.code == errc::outcome_unknown, reply.error.message());
    });
}

BOOST_AUTO_TEST_CASE(what_did_not_leave_whole_is_never_uncertain) {
    for_each_broken_exchange([](const http_reply& reply) {
        if (reply.sent == delivery::complete) return;
        const auto decided = of_submit(reply);
        BOOST_TEST(test::is_one_of(decided.kind, {decision_kind::retry, decision_kind::give_up}),
                   reply.error.message());
    });
}

BOOST_AUTO_TEST_CASE(a_head_that_came_before_the_request_was_written_decides_though_its_body_was_cut) {
    const auto decided = [](int status, transport_errc why) {
        auto reply = error_of(why, exchange_phase::write, delivery::partial);
        reply.status = status;
        return detail::classify_submit(reply, submit_answer{.status = status}, now);
    };
    for (const auto why : {transport_errc::cut_reply, transport_errc::timed_out, transport_errc::bad_reply}) {
        for (const int status : {400, 403, 404, 405, 409, 413, 414, 415, 422, 431, 451})
            BOOST_TEST(decided(status, why).kind == decision_kind::give_up, status);
        BOOST_TEST(decided(413, why).code == errc::rejected);
        BOOST_TEST(decided(401, why).code == errc::rejected_key);
        BOOST_TEST(decided(402, why).code == errc::rejected_balance);
        BOOST_TEST(decided(301, why).code == errc::redirect_refused);
        for (const int status : {200, 201, 202, 204, 303})  // it says that it has made something
            BOOST_TEST(decided(status, why).kind == decision_kind::uncertain, status);
        for (const int status : {0, 408, 425, 429, 500, 502, 503})
            BOOST_TEST(decided(status, why).kind == decision_kind::retry, status);
    }
    BOOST_TEST(decided(417, transport_errc::expectation_refused).kind == decision_kind::retry);
    BOOST_TEST(decided(417, transport_errc::cut_reply).kind == decision_kind::give_up);
}

BOOST_AUTO_TEST_CASE(a_refusal_to_be_asked_is_proof_also_when_the_body_has_left) {
    auto reply = error_of(transport_errc::expectation_refused, exchange_phase::read, delivery::complete);
    for (const int status : {0, 200, 400, 417, 500}) {
        reply.status = status;
        const bool is_proof = status == 417;
        BOOST_TEST(of_submit(reply).kind == (is_proof ? decision_kind::retry : decision_kind::uncertain), status);
    }
    reply.status = 417;
    for (const auto strength : {evidence::candidate, evidence::task}) {
        const submit_answer with_id{.task_id = "task_1", .status = 417, .strength = strength};
        BOOST_TEST(detail::classify_submit(reply, with_id, now).kind != decision_kind::retry);
    }
}

BOOST_AUTO_TEST_CASE(an_id_means_accepted_whatever_else_went_wrong) {
    const submit_answer with_id{.task_id = "task_1", .status = 500, .strength = evidence::task};
    const auto accepted = [&](const http_reply& reply) {
        BOOST_TEST(detail::classify_submit(reply, with_id, now).kind == decision_kind::done, reply.status);
    };
    for (int status = -1; status != 1000; ++status)
        for (const char* retry_after : all_waits) accepted(reply_of(status, retry_after));
    for_each_broken_exchange(accepted);
}

BOOST_AUTO_TEST_CASE(what_may_be_a_task_is_never_sent_again) {
    const auto uncertain = [&](const http_reply& reply) {
        const submit_answer candidate{.task_id = "task_1", .status = reply.status, .strength = evidence::candidate};
        const auto decided = detail::classify_submit(reply, candidate, now);
        BOOST_TEST(decided.kind == decision_kind::uncertain, reply.status);
        BOOST_TEST(decided.code == errc::outcome_unknown, reply.status);
    };
    for (int status = -1; status != 1000; ++status)
        for (const char* retry_after : all_waits) uncertain(reply_of(status, retry_after));
    for_each_broken_exchange(uncertain);
}

BOOST_AUTO_TEST_CASE(a_reference_changes_nothing) {
    for (int status = 400; status != 500; ++status) {
        const submit_answer plain{.status = status};
        const submit_answer named{.task_id = "req_1", .status = status, .strength = evidence::reference};
        const auto reply = reply_of(status);
        BOOST_TEST(detail::classify_submit(reply, named, now).kind == detail::classify_submit(reply, plain, now).kind);
        BOOST_TEST(detail::classify_submit(reply, named, now).code == detail::classify_submit(reply, plain, now).code);
    }
}

BOOST_AUTO_TEST_CASE(a_redirect_to_a_task_says_that_there_is_one) {
    const auto decision_on = [](const std::string& location) {
        auto reply = reply_of(302);
        reply.headers.push_back({"location", location});
        return of_submit(reply).kind;
    };
    for (const auto* place : {"/statusTask/m?taskId=1", "https://a/v2/requests/status/1", "/V1/TASKS/1", "?task_id=1",
                              "/x?a=b&request_id=1"})
        BOOST_TEST(decision_on(place) == decision_kind::uncertain, place);
    for (const auto* place : {"", "/", "https://www.apixo.ai/api/v1/generateTask/seedance-2-0-fast",
                              "/login?next=/v1/videos/generations", "/v1/videos/generations/"})
        BOOST_TEST(decision_on(place) == decision_kind::give_up, place);
}

BOOST_AUTO_TEST_CASE(a_submit_does_not_wait_beyond_its_deadline) {
    for (const char* wait : {"59", "60", "61"}) {
        const reply_context when{.now = now.now, .time_left = 60s};
        const bool too_long = std::string_view{wait} == "61";
        const auto decided = of_submit(reply_of(429, wait), when);
        BOOST_TEST(decided.kind == (too_long ? decision_kind::give_up : decision_kind::queue), wait);
        BOOST_TEST(decided.code == errc::throttled);
        for (const int status : {429, 503}) {
            const auto fetched = detail::classify_download(reply_of(status, wait), when).kind;
            BOOST_TEST(fetched == (too_long ? decision_kind::give_up : decision_kind::retry), wait);
        }
    }
}

// ---- polls

BOOST_AUTO_TEST_CASE(a_poll_ends_only_where_asking_cannot_help) {
    for (int status = -1; status != 1000; ++status) {
        for (const char* retry_after : all_waits) {
            const auto decided = of_poll(reply_of(status, retry_after));
            const bool pauses = status == 402 || status == 403;
            BOOST_TEST((decided.kind == decision_kind::pause) == pauses, status);
            const bool refusal = status >= 300 && status < 500;
            if (!pauses)
                BOOST_TEST(test::is_one_of(decided.kind, {decision_kind::retry, decision_kind::give_up}), status);
            if (decided.kind == decision_kind::give_up) BOOST_TEST(refusal, status);
        }
    }
    for_each_broken_exchange([](const http_reply& reply) {
        const bool hopeless = reply.error == transport_errc::untrusted || reply.error == transport_errc::bad_url ||
                              reply.error == transport_errc::bad_header ||
                              reply.error == transport_errc::private_address;
        BOOST_TEST(of_poll(reply).kind == (hopeless ? decision_kind::give_up : decision_kind::retry),
                   reply.error.message());
    });
}

BOOST_AUTO_TEST_CASE(an_understood_answer_can_be_used) {
    const auto of = [](const status_answer& answer) { return detail::classify_poll(reply_of(200), answer, now); };
    for (const auto state : {task_state::queued, task_state::running, task_state::unknown, task_state::failed})
        BOOST_TEST(of({.understood = true, .status = 200, .state = state}).kind == decision_kind::done);
    status_answer success{.understood = true, .status = 200, .state = task_state::succeeded};
    BOOST_TEST(of(success).kind == decision_kind::retry);
    BOOST_TEST(of(success).code == errc::result_malformed);
    success.urls = {"https://a/1.mp4"};
    BOOST_TEST(of(success).kind == decision_kind::done);
}

BOOST_AUTO_TEST_CASE(a_task_may_take_a_minute_to_appear) {
    for (const int status : {404, 410}) {
        for (const auto since : {0ms, 1ms, 59'999ms})
            BOOST_TEST(of_poll(reply_of(status), {.polled_for = since}).kind == decision_kind::retry);
        for (const auto since : {60'000ms, 60'001ms, 3'600'000ms})
            BOOST_TEST(of_poll(reply_of(status), {.polled_for = since}).kind == decision_kind::give_up);
    }
}

BOOST_AUTO_TEST_CASE(a_task_that_is_not_found_yet_is_told_by_words_too) {
    const auto decided_on = [](int status, const gateway_error& said) {
        return detail::classify_poll(reply_of(status), {.status = status, .error = said}, now).code;
    };
    for (const int status : {400, 422}) {
        for (const std::string words :
             {"The task doesn't exist", "task not found", "Task does not exist yet", "TASK_NOT_FOUND", "no such task",
              "The task doesn\u2019t exist", "not_found", "Unknown task", "the request was not found"}) {
            BOOST_TEST(decided_on(status, {.message = words}) == errc::task_not_found, words);
            BOOST_TEST(decided_on(status, {.code = words, .message = "no"}) == errc::task_not_found, words);
        }
        for (const std::string words :
             {"", "no", "bad request", "task id is malformed", "the task exists", "Model not found"})
            BOOST_TEST(decided_on(status, {.message = words}) == errc::poll_failed, words);
    }
    BOOST_TEST(decided_on(413, {.message = "task not found"}) == errc::poll_failed);
}

// ---- downloads

BOOST_AUTO_TEST_CASE(what_a_sink_refused_is_final) {
    for (const auto code : {errc::too_large, errc::integrity, errc::file_error}) {
        const auto decided = detail::classify_download(error_of(code, exchange_phase::read, delivery::complete), now);
        BOOST_TEST(decided.kind == decision_kind::give_up);
        BOOST_TEST(decided.code == code);
    }
    const auto inside = detail::classify_download(
        error_of(transport_errc::private_address, exchange_phase::resolve, delivery::nothing), now);
    BOOST_TEST(inside.kind == decision_kind::give_up);
    BOOST_TEST(inside.code == errc::address_refused);
}

BOOST_AUTO_TEST_CASE(every_status_of_a_download_is_decided) {
    for (int status = -1; status != 1000; ++status) {
        const auto decided = detail::classify_download(reply_of(status), now);
        const bool success = status >= 200 && status < 300;
        BOOST_TEST((decided.kind == decision_kind::done) == success, status);
        BOOST_TEST(decided.kind != decision_kind::uncertain, status);
        BOOST_TEST(decided.kind != decision_kind::pause, status);
        if (status >= 500) BOOST_TEST(decided.kind == decision_kind::retry, status);
    }
}

// ---- all of them

BOOST_AUTO_TEST_CASE(only_repetitions_cost_something) {
    const auto check = [](const decision& decided) {
        BOOST_TEST((decided.cost > 0) == (decided.kind == decision_kind::retry));
        BOOST_TEST(test::is_one_of(decided.cost, {0, 5, 14}));
        if (decided.at_once) BOOST_TEST(decided.kind == decision_kind::retry);
        if (decided.kind != decision_kind::done) BOOST_TEST(decided.code != errc{});
    };
    const auto check_all = [&](const http_reply& reply) {
        check(of_submit(reply));
        check(of_poll(reply));
        check(detail::classify_download(reply, now));
    };
    for (int status = -1; status != 1000; ++status)
        for (const char* retry_after : all_waits) check_all(reply_of(status, retry_after));
    for_each_broken_exchange(check_all);
}

BOOST_AUTO_TEST_CASE(a_decision_carries_what_the_gateway_asks_for) {
    for (const char* seconds : {"7", "500"}) {
        const std::chrono::seconds wait{std::stoi(seconds)};
        BOOST_TEST(of_submit(reply_of(429, seconds)).retry_after == wait);
        for (const int status : {429, 503}) {
            BOOST_TEST(of_poll(reply_of(status, seconds)).retry_after == wait);
            BOOST_TEST(detail::classify_download(reply_of(status, seconds), now).retry_after == wait);
        }
        for (const int status : {408, 409, 500, 502, 504})
            BOOST_TEST(of_poll(reply_of(status, seconds)).retry_after == wait);
    }
    BOOST_TEST(!of_submit(reply_of(429)).retry_after.has_value());
}

namespace {

template <class Gateway>
bool says_gone(const char* body) {
    const auto answer = provider_traits<Gateway>::decode_status(404, body);
    return detail::is_gone(reply_of(404), answer);
}

}  // namespace

BOOST_AUTO_TEST_CASE(only_the_gateways_own_words_say_that_a_task_is_gone) {
    BOOST_TEST(says_gone<apixo::gateway>(R"({"code":404,"message":"Task not found","data":null})"));
    BOOST_TEST(says_gone<pixazo::gateway>(R"({"error":"Not Found","message":"Request not found"})"));
    BOOST_TEST(says_gone<xenodia::gateway>(
        R"({"error":"not_found","message":"Task not found","type":"invalid_request_error","code":"not_found"})"));
    for (const auto* words : {R"({"message":"no Route matched with those values"})", R"({"message":"Not Found"})",
                              R"({"detail":"Not Found"})", R"({"error_msg":"404 Route Not Found"})",
                              R"({"statusCode":404,"message":"Resource not found"})", "<html>", "{}", ""}) {
        BOOST_TEST(!says_gone<apixo::gateway>(words), words);
        BOOST_TEST(!says_gone<pixazo::gateway>(words), words);
        BOOST_TEST(!says_gone<xenodia::gateway>(words), words);
    }
}

/// A host that compresses all that it sends serves no video; what it says in place of one may be over soon.
BOOST_AUTO_TEST_CASE(a_compressed_file_is_an_error_at_once_and_a_compressed_page_is_not) {
    const reply_context now{};
    auto compressed = error_of(transport_errc::coded_reply, exchange_phase::read, delivery::complete);
    compressed.status = 200;
    compressed.body.assign(600, '\x8b');
    const auto decided = detail::classify_download(compressed, now);
    BOOST_TEST(decided.kind == decision_kind::give_up);
    BOOST_TEST(decided.code == errc::download_failed);
    compressed.body = "<html>not yet</html>";
    BOOST_TEST(detail::classify_download(compressed, now).kind == decision_kind::refresh);
}

BOOST_AUTO_TEST_SUITE_END()
