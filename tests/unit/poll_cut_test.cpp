// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
// A poll whose connection is cut: what had arrived whole is read, and nothing else is.
#include "decisions.hpp"

#include <seedance/engine/impl/poll_answer.hpp>

using namespace test;

BOOST_AUTO_TEST_SUITE(poll_cut)

namespace {

detail::decision_kind decided_on(const gateway& g, http_reply reply) {
    if (detail::has_whole_json(reply)) reply.error = {};
    return detail::classify_poll(reply, g.decode_status(reply.whole_status(), reply.body), {}).kind;
}

}  // namespace

BOOST_AUTO_TEST_CASE(an_answer_cut_at_any_byte_is_read_when_it_is_whole_and_not_before) {
    for (const auto& g : gateways()) {
        for (const auto& rest : {g.success, g.failed("E1"), g.unknown}) {
            const auto whole = g.task(rest);
            for (std::size_t size = 0; size != whole.size(); ++size)
                BOOST_TEST(decided_on(g, cut(whole.substr(0, size))) == decision_kind::retry, g.name << ", " << size);
            for (const std::string behind : {"", "\n", "\r\n  "})
                BOOST_TEST(decided_on(g, cut(whole + behind)) == decision_kind::done, g.name);
        }
    }
}

BOOST_AUTO_TEST_CASE(however_the_exchange_ended_half_an_answer_is_none) {
    for (const auto& g : gateways()) {
        for (const error_code error :
             {make_error_code(transport_errc::timed_out), make_error_code(transport_errc::bad_reply),
              make_error_code(transport_errc::reply_too_large), error_code{asio::error::connection_reset}}) {
            auto reply = cut(g.task(g.success));
            reply.error = error;
            BOOST_TEST(decided_on(g, reply) == decision_kind::done, g.name << ": " << error.message());
            reply.body.pop_back();
            BOOST_TEST(decided_on(g, reply) == decision_kind::retry, g.name << ": " << error.message());
        }
    }
}

BOOST_FIXTURE_TEST_CASE(a_video_whose_answer_was_cut_behind_it_is_there, client_fixture) {
    reply(accepted("task_1"), cut(succeeded("https://file.apixo.ai/1.mp4").body));
    outcome<generated_video> result;
    client.generate(rain(), result.options(), result.handler());
    run();
    BOOST_TEST(!result.code, result.code.message());
    BOOST_TEST(result.value.urls.at(0) == "https://file.apixo.ai/1.mp4");
    BOOST_TEST(requests().size() == 2u);
}

BOOST_AUTO_TEST_CASE(an_answer_that_is_damaged_and_not_cut_is_read_though_its_connection_was) {
    for (const auto& g : gateways()) {
        for (const std::string damage : {R"("x":"\ud83d",)", "\"x\":NaN,", "\"x\":\"\xFF\","}) {
            auto whole = g.task(g.success);
            whole.insert(1, damage);
            BOOST_TEST(decided_on(g, cut(whole)) == decision_kind::done, g.name << damage);
            for (std::size_t size = 0; size != whole.size(); ++size)
                BOOST_TEST(decided_on(g, cut(whole.substr(0, size))) == decision_kind::retry, g.name << ", " << size);
        }
    }
}

// ---- submits

namespace {

struct end_of_connection {
    std::string name;
    error_code error;
};

const std::vector<end_of_connection>& ends() {
    static const std::vector<end_of_connection> all{{"cut", transport_errc::cut_reply},
                                                    {"too long a length", transport_errc::timed_out},
                                                    {"a foreign coding", transport_errc::coded_reply},
                                                    {"reset", asio::error::connection_reset}};
    return all;
}

http_reply broken_off(int status, std::string body, error_code error) {
    auto reply = cut(std::move(body), status);
    reply.error = error;
    return reply;
}

}  // namespace

BOOST_AUTO_TEST_CASE(a_refusal_that_is_whole_refuses_however_its_connection_ended) {
    const std::pair<int, errc> refusals[] = {{400, errc::rejected},
                                             {401, errc::rejected_key},
                                             {402, errc::rejected_balance},
                                             {403, errc::rejected_access},
                                             {404, errc::not_found}};
    for (const auto& [status, code] : refusals) {
        for (const auto& [name, error] : ends()) {
            for (const std::string x : {"1", R"("\ud83d")", "NaN"}) {
                client_fixture f;
                const auto body = R"({"code":)" + std::to_string(status) + R"(,"x":)" + x + R"(,"message":"no"})";
                f.reply(broken_off(status, body + "\r\n", error));
                outcome<task> result;
                f.client.submit(rain(), result.options(), result.handler());
                f.run();
                BOOST_TEST(result.code == code, status << ", " << name << ", " << x);
                BOOST_TEST(result.why.billed == billed::no);
                BOOST_TEST(f.requests().size() == 1u);
            }
        }
    }
}

BOOST_AUTO_TEST_CASE(a_refusal_of_which_some_is_missing_is_none) {
    const std::string body = R"({"code":402,"message":"no","data":{"x":{}}})";
    for (const auto& [name, error] : ends()) {
        for (std::size_t size = 0; size != body.size(); ++size) {
            client_fixture f;
            f.reply(broken_off(402, body.substr(0, size), error));
            outcome<task> result;
            f.client.submit(rain(), result.options(), result.handler());
            f.run();
            BOOST_TEST(result.code == errc::outcome_unknown, name << ", " << size);
            BOOST_TEST(f.requests().size() == 1u);
        }
        for (const std::string& other :
             {body + "{", body + R"({"data":{"taskId":")", body + " x", "<p>" + body + "</p>"}) {
            client_fixture f;
            f.reply(broken_off(402, other, error));
            outcome<task> result;
            f.client.submit(rain(), result.options(), result.handler());
            f.run();
            BOOST_TEST(result.code == errc::outcome_unknown, name << ", " << other);
        }
    }
}

BOOST_AUTO_TEST_CASE(what_says_neither_stays_unknown_and_is_not_sent_again) {
    for (const int status : {200, 202, 408, 500, 502, 503}) {
        for (const auto& [name, error] : ends()) {
            client_fixture f;
            f.reply(broken_off(status, R"({"code":)" + std::to_string(status) + R"(,"message":"busy"})", error));
            outcome<task> result;
            f.client.submit(rain(), result.options(), result.handler());
            f.run();
            BOOST_TEST(result.code == errc::outcome_unknown, status << ", " << name);
            BOOST_TEST(f.requests().size() == 1u);
        }
    }
}

BOOST_AUTO_TEST_CASE(a_cut_answer_that_asks_for_fewer_requests_is_heeded) {
    for (const auto& [name, error] : ends()) {
        client_fixture f;
        f.reply(broken_off(429, R"({"code":429,"message":"slow down"})", error), accepted("task_1"));
        outcome<task> result;
        f.client.submit(rain(), result.options(), result.handler());
        f.run();
        BOOST_TEST(!result.code, name);
        BOOST_TEST(result.value.id == "task_1");
        BOOST_TEST(f.requests().size() == 2u);
    }
}

BOOST_AUTO_TEST_SUITE_END()
