// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
// A download: attempts, progress, redirects, and a URL that is of no use any more.
#include <seedance/retry/download_machine.hpp>

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <string>
#include <variant>

#include <boost/asio/error.hpp>
#include <boost/test/unit_test.hpp>

#include "checks.hpp"
#include "printing.hpp"

using namespace std::chrono_literals;
using namespace seedance;

BOOST_AUTO_TEST_SUITE(download_machine_)

using detail::download_machine;
using detail::milliseconds;
using detail::retry_quota;

namespace {

http_reply status(int code, std::vector<http_header> headers = {}) {
    http_reply reply;
    reply.sent = delivery::complete;
    reply.status = code;
    reply.headers = std::move(headers);
    return reply;
}

http_reply cut_off() {
    auto reply = status(200);
    reply.error = transport_errc::cut_reply;
    reply.phase = exchange_phase::read;
    return reply;
}

/// The connection broke before the whole request was written: nobody has acted on it.
http_reply not_delivered() {
    http_reply reply;
    reply.error = boost::asio::error::connection_reset;
    reply.phase = exchange_phase::write;
    return reply;
}

struct download {
    download_machine machine{};
    retry_quota quota{};
    std::string url = "https://files.example/a/1.mp4";

    download_machine::action on(const http_reply& reply, download_machine::file_state file = {}, double random = 0.5) {
        return machine.on_reply(reply, url, file, {}, random, quota);
    }

    download_machine::action redirected_to(const std::string& location) {
        return on(status(302, {{"Location", location}}));
    }
};

/// What a reply is made into by a sink to which no file came.
http_reply no_file(int code, std::vector<http_header> headers = {}) {
    auto reply = status(code, std::move(headers));
    reply.error = errc::result_expired;
    reply.phase = exchange_phase::read;
    return reply;
}

template <class Action>
bool is(const download_machine::action& action) {
    return std::holds_alternative<Action>(action);
}

errc end_of(const download_machine::action& action) { return std::get<download_machine::gave_up>(action).why.code; }

}  // namespace

// ---- attempts

BOOST_AUTO_TEST_CASE(a_whole_file_is_the_end) {
    download d;
    BOOST_TEST(is<download_machine::finished>(d.on(status(200), {.received = 10, .has_all = true})));
    BOOST_TEST(is<download_machine::finished>(d.on(status(200), {.received = 10})), "its length was not told");
}

BOOST_AUTO_TEST_CASE(eight_attempts_without_a_new_byte_are_the_end) {
    download d;
    for (int attempt = 1; attempt != download_machine::max_attempts; ++attempt)
        BOOST_TEST(is<download_machine::fetch_again>(d.on(cut_off(), {.received = 5, .lacks_some = true})));
    // The first attempt brought five bytes: it counts, and seven more without any.
    BOOST_TEST(end_of(d.on(cut_off(), {.received = 5, .lacks_some = true})) == errc::download_failed);
}

BOOST_AUTO_TEST_CASE(a_new_byte_starts_the_count_again) {
    download d;
    for (std::uint64_t received = 1; received != 100; ++received)
        BOOST_TEST(is<download_machine::fetch_again>(d.on(cut_off(), {.received = received, .lacks_some = true})));
}

BOOST_AUTO_TEST_CASE(the_first_request_that_was_not_delivered_is_sent_again_at_once_on_a_new_connection) {
    download d;
    const auto first = d.on(not_delivered());
    BOOST_TEST_REQUIRE(is<download_machine::fetch_again>(first));
    BOOST_TEST(std::get<download_machine::fetch_again>(first).on_new_connection);
    BOOST_TEST(std::get<download_machine::fetch_again>(first).after == 0ms);
    BOOST_TEST(d.quota.tokens() == retry_quota::capacity, "it is free");
    const auto second = d.on(not_delivered());
    BOOST_TEST(!std::get<download_machine::fetch_again>(second).on_new_connection);
    BOOST_TEST(d.quota.tokens() == retry_quota::capacity - retry_quota::transient_cost);
}

BOOST_AUTO_TEST_CASE(after_a_new_byte_a_request_that_was_not_delivered_is_sent_again_at_once_again) {
    download d;
    static_cast<void>(d.on(not_delivered()));
    static_cast<void>(d.on(cut_off(), {.received = 5, .lacks_some = true}));
    const auto again = d.on(not_delivered(), {.received = 5});
    BOOST_TEST(std::get<download_machine::fetch_again>(again).on_new_connection);
}

BOOST_AUTO_TEST_CASE(a_reply_that_ends_in_order_before_the_file_does_is_a_failure) {
    download d;
    const auto action = d.on(status(200), {.received = 5, .lacks_some = true});
    BOOST_TEST_REQUIRE(is<download_machine::fetch_again>(action));
    BOOST_TEST(std::get<download_machine::fetch_again>(action).why == errc::download_failed);
    BOOST_TEST(d.quota.tokens() == retry_quota::capacity - retry_quota::transient_cost);
}

BOOST_AUTO_TEST_CASE(a_retry_says_why) {
    const auto action = download{}.on(status(500));
    BOOST_TEST_REQUIRE(is<download_machine::fetch_again>(action));
    BOOST_TEST(std::get<download_machine::fetch_again>(action).why == errc::download_failed);
}

BOOST_AUTO_TEST_CASE(a_file_that_has_all_its_bytes_is_whole_whatever_became_of_the_connection) {
    download d;
    BOOST_TEST(is<download_machine::finished>(d.on(cut_off(), {.received = 10, .has_all = true})));
    BOOST_TEST(is<download_machine::refresh_url>(d.on(status(403), {.received = 10, .has_all = true})),
               "a refusal is no broken connection");
}

BOOST_AUTO_TEST_CASE(waits_grow_are_longer_when_throttled_and_heed_the_server) {
    const auto after = [](const http_reply& reply) {
        return std::get<download_machine::fetch_again>(download{}.on(reply, {}, 0.999)).after;
    };
    BOOST_TEST(after(status(500)) < 250ms);
    BOOST_TEST(after(status(429)) > 250ms);
    BOOST_TEST(after(status(429, {{"Retry-After", "9"}})) == 9s);
    download d;
    milliseconds last{0};
    for (int attempt = 1; attempt != download_machine::max_attempts; ++attempt) {
        const auto next = std::get<download_machine::fetch_again>(d.on(status(500), {}, 0.999)).after;
        BOOST_TEST(next > last);
        last = next;
    }
}

BOOST_AUTO_TEST_CASE(an_empty_quota_makes_it_wait_at_the_cap) {
    download d;
    while (d.quota.take(1)) {
    }
    const auto action = d.on(status(500));
    BOOST_TEST_REQUIRE(is<download_machine::fetch_again>(action));
    BOOST_TEST(std::get<download_machine::fetch_again>(action).after >= 20s);
    const auto after = [&d](const http_reply& reply, double random) {
        return std::get<download_machine::fetch_again>(d.on(reply, {}, random)).after;
    };
    BOOST_TEST(after(status(500), 0.999) > after(status(500), 0.0), "not everybody at the same time");
    BOOST_TEST(after(status(429, {{"Retry-After", "9"}}), 0.5) >= 20s, "the server's wait is a minimum");
    d.machine.on_saved(d.quota);
    BOOST_TEST(d.quota.tokens() == 1, "nothing was taken that could be given back");
}

BOOST_AUTO_TEST_CASE(a_file_that_was_saved_gives_back_what_its_last_retry_cost) {
    download d;
    static_cast<void>(d.on(status(500)));
    BOOST_TEST(d.quota.tokens() == retry_quota::capacity - retry_quota::transient_cost);
    d.machine.on_saved(d.quota);
    BOOST_TEST(d.quota.tokens() == retry_quota::capacity);
}

// ---- a file that cannot be gone on with

BOOST_AUTO_TEST_CASE(a_range_that_does_not_fit_starts_over_once) {
    download d;
    BOOST_TEST(is<download_machine::start_over>(d.on(status(416), {.received = 5, .asked_rest = true})));
    BOOST_TEST(end_of(d.on(status(416))) == errc::integrity);
    download other;
    BOOST_TEST(
        is<download_machine::start_over>(other.on(status(206), {.received = 5, .asked_rest = true, .misfit = true})));
}

BOOST_AUTO_TEST_CASE(a_416_that_is_cut_off_is_a_broken_connection) {
    auto reply = cut_off();
    reply.status = 416;
    BOOST_TEST(is<download_machine::fetch_again>(download{}.on(reply, {.received = 5, .asked_rest = true})));
}

BOOST_AUTO_TEST_CASE(a_416_to_a_request_for_the_whole_file_is_an_ordinary_refusal) {
    BOOST_TEST(end_of(download{}.on(status(416))) == errc::download_failed);
}

// ---- redirects

BOOST_AUTO_TEST_CASE(five_redirects_are_followed_and_not_a_sixth) {
    download d;
    for (int i = 0; i != download_machine::max_redirects; ++i) {
        const auto action = d.redirected_to("../b/" + std::to_string(i) + ".mp4");
        BOOST_TEST_REQUIRE(is<download_machine::follow_redirect>(action));
        BOOST_TEST(std::get<download_machine::follow_redirect>(action).url ==
                   "https://files.example/b/" + std::to_string(i) + ".mp4");
    }
    const auto sixth = d.redirected_to("../b/6.mp4");
    BOOST_TEST_REQUIRE(is<download_machine::refresh_url>(sixth));
    BOOST_TEST(std::get<download_machine::refresh_url>(sixth).why.code == errc::download_failed);
    BOOST_TEST(!std::get<download_machine::refresh_url>(sixth).may_come);
    for (int i = 0; i != download_machine::max_redirects; ++i)
        BOOST_TEST(is<download_machine::follow_redirect>(d.redirected_to("/b.mp4")));
    const auto last = d.redirected_to("../b/6.mp4");
    BOOST_TEST(end_of(last) == errc::download_failed);
    BOOST_TEST(test::contains(std::get<download_machine::gave_up>(last).detail, "at most 5"));
}

BOOST_AUTO_TEST_CASE(each_attempt_has_redirects_of_its_own) {
    download d;
    for (int attempt = 0; attempt != 3; ++attempt) {
        for (int i = 0; i != download_machine::max_redirects; ++i)
            BOOST_TEST(is<download_machine::follow_redirect>(d.redirected_to("/b.mp4")));
        BOOST_TEST(is<download_machine::fetch_again>(d.on(status(500))));
    }
}

BOOST_AUTO_TEST_CASE(a_redirect_that_leaves_https_is_not_followed) {
    for (const auto* location :
         {"http://files.example/b.mp4", "ftp://files.example/b", "https://user@files.example/", "", "//"}) {
        download d;
        BOOST_TEST(is<download_machine::refresh_url>(d.redirected_to(location)), location);
        BOOST_TEST(end_of(d.redirected_to(location)) == errc::download_failed, location);
    }
}

// ---- a URL that is of no use any more

BOOST_AUTO_TEST_CASE(the_gateway_is_asked_for_another_url_once) {
    download d;
    const auto first = d.on(status(401));
    BOOST_TEST_REQUIRE(is<download_machine::refresh_url>(first));
    BOOST_TEST(std::get<download_machine::refresh_url>(first).why.code == errc::result_expired);
    BOOST_TEST(std::get<download_machine::refresh_url>(first).after == 0ms);
    BOOST_TEST(!std::get<download_machine::refresh_url>(first).may_come);
    BOOST_TEST(is<download_machine::fetch_again>(d.on(status(500))), "the new URL has attempts");
    BOOST_TEST(end_of(d.on(status(401))) == errc::result_expired);
    download other;
    BOOST_TEST(is<download_machine::refresh_url>(other.on(status(400))));
    BOOST_TEST(end_of(other.on(status(422))) == errc::download_failed);
}

BOOST_AUTO_TEST_CASE(a_file_that_is_not_there_yet_is_asked_for_for_minutes) {
    const http_reply absent[] = {status(403), status(404), status(410), no_file(200), no_file(202), no_file(204)};
    for (const auto& reply : absent) {
        download d;
        milliseconds longest{0};
        for (int i = 0; i != 50; ++i) {
            const auto action = d.on(reply, {.since_end = 9min}, 0.999);
            BOOST_TEST_REQUIRE(is<download_machine::refresh_url>(action));
            const auto& refresh = std::get<download_machine::refresh_url>(action);
            BOOST_TEST(refresh.may_come);
            BOOST_TEST((refresh.after == 0ms) == (i == 0), "at once the first time, and never again");
            BOOST_TEST(refresh.after <= 24s);
            longest = std::max(longest, refresh.after);
        }
        BOOST_TEST(longest >= 19s);
        BOOST_TEST(end_of(d.on(reply, {.since_end = 10min})) == errc::result_expired);
    }
}

BOOST_AUTO_TEST_CASE(a_file_of_an_old_task_is_asked_for_once_more) {
    download d;
    BOOST_TEST(is<download_machine::refresh_url>(d.on(status(404), {.since_end = 24h})));
    BOOST_TEST(end_of(d.on(status(404), {.since_end = 24h})) == errc::result_expired);
}

BOOST_AUTO_TEST_CASE(a_server_may_say_when_its_file_will_be_there) {
    download d;
    const auto after = [&d](const http_reply& reply) {
        return std::get<download_machine::refresh_url>(d.on(reply)).after;
    };
    BOOST_TEST(after(no_file(202, {{"Retry-After", "7"}})) == 7s);
    BOOST_TEST(after(status(404, {{"Retry-After", "30"}})) == 30s);
    BOOST_TEST(after(status(403, {{"Retry-After", "86400"}})) == 120s, "it is not waited for in vain");
}

BOOST_AUTO_TEST_CASE(other_refusals_end_what_was_not_there) {
    download d;
    static_cast<void>(d.on(status(404)));
    BOOST_TEST(end_of(d.on(status(401))) == errc::result_expired);
    BOOST_TEST(end_of(d.on(status(402))) == errc::download_failed);
}

BOOST_AUTO_TEST_SUITE_END()
