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

BOOST_AUTO_TEST_SUITE_END()
