// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
// When a route moves on, over everything that a failure can say; and in which order its legs are tried.
#include <chrono>
#include <cstddef>
#include <map>
#include <optional>
#include <utility>
#include <vector>

#include <boost/asio/error.hpp>
#include <boost/test/unit_test.hpp>

#include <seedance/retry/next_leg.hpp>

#include "printing.hpp"

using namespace seedance;
using namespace std::chrono_literals;

BOOST_AUTO_TEST_SUITE(next_legs)

namespace {

using detail::leg_end;
using detail::leg_figures;

constexpr billed all_bills[] = {billed::no, billed::yes, billed::unknown};
constexpr step all_steps[] = {step::check, step::submit, step::poll, step::download};
constexpr fail_reason all_reasons[] = {fail_reason::unknown, fail_reason::prompt,    fail_reason::moderation,
                                       fail_reason::media,   fail_reason::throttled, fail_reason::timeout,
                                       fail_reason::balance, fail_reason::upstream,  fail_reason::cancelled};

std::vector<errc> all_codes() {
    std::vector<errc> codes;
    for (int i = 1; name_of(static_cast<errc>(i)) != "?"; ++i) codes.push_back(static_cast<errc>(i));
    return codes;
}

/// What is moved on from where nothing is billed, and what of that says something about the leg. What stands here
/// stands nowhere else.
leg_end end_by_document(errc code, step when) {
    if (code == errc::deadline_reached) return when == step::check ? leg_end::skipped : leg_end::final;
    static const std::map<errc, leg_end> ends{
        {errc::no_account, leg_end::skipped},      {errc::over_limit, leg_end::skipped},
        {errc::price_unknown, leg_end::skipped},   {errc::not_sent, leg_end::failed},
        {errc::tls_untrusted, leg_end::failed},    {errc::rejected_key, leg_end::failed},
        {errc::rejected_balance, leg_end::failed}, {errc::rejected_access, leg_end::failed},
        {errc::not_found, leg_end::failed},        {errc::throttled, leg_end::failed},
        {errc::redirect_refused, leg_end::failed}, {errc::task_failed, leg_end::failed},
    };
    const auto at = ends.find(code);
    return at == ends.end() ? leg_end::final : at->second;
}

template <class Check>
void for_every_failure(Check check) {
    for (const auto code : all_codes())
        for (const auto bill : all_bills)
            for (const auto at : all_steps)
                for (const auto reason : all_reasons) {
                    failure why{.code = code, .step = at, .billed = bill, .reason = reason};
                    BOOST_TEST_CONTEXT(name_of(code) << ", " << to_string(at) << ", " << to_string(reason) << ", bill "
                                                     << static_cast<int>(bill)) {
                        check(why, code);
                    }
                }
}

bool is_content(fail_reason reason) { return reason == fail_reason::moderation || reason == fail_reason::prompt; }

std::vector<std::size_t> ordered(route_order by, std::vector<leg_figures> legs) { return detail::order_of(by, legs); }

using order = std::vector<std::size_t>;

}  // namespace

BOOST_AUTO_TEST_CASE(a_route_moves_on_only_where_nothing_is_billed_and_the_document_says_so) {
    for_every_failure([](failure why, errc code) {
        const bool is_before_task = why.step <= step::submit;
        const bool has_content = code == errc::task_failed && is_content(why.reason);
        const bool may_move_on = why.billed == billed::no && (is_before_task || code == errc::task_failed);
        const bool is_cancelled = code == errc::task_failed && why.reason == fail_reason::cancelled;
        const auto expected =
            may_move_on && !has_content && !is_cancelled ? end_by_document(code, why.step) : leg_end::final;
        BOOST_TEST(detail::end_of_leg(why, false) == expected);
        const bool is_refused_content = code == errc::rejected && why.billed == billed::no && is_before_task;
        const auto despite = may_move_on && has_content ? leg_end::failed
                             : is_refused_content       ? leg_end::failed
                                                        : expected;
        BOOST_TEST(detail::end_of_leg(why, true) == despite);
    });
}

BOOST_AUTO_TEST_CASE(where_a_task_is_or_may_be_nothing_but_its_own_failure_moves_on) {
    for_every_failure([](failure why, errc code) {
        if (code == errc::task_failed) return;
        why.task = task{.provider = "apixo", .model = "m", .id = "task_1"};
        BOOST_TEST(detail::end_of_leg(why, true) == leg_end::final);
        why.candidate = std::exchange(why.task, {});
        BOOST_TEST(detail::end_of_leg(why, true) == leg_end::final);
    });
}

BOOST_AUTO_TEST_CASE(what_is_no_code_of_the_library_proves_nothing) {
    for (const auto code : {make_error_code(boost::asio::error::connection_refused),
                            error_code{static_cast<int>(errc::not_sent), boost::system::generic_category()}})
        BOOST_TEST((detail::end_of_leg({.code = code, .step = step::submit}, true) == leg_end::final));
    BOOST_TEST(detail::end_of_leg({.step = step::submit}, true) == leg_end::final);
}

BOOST_AUTO_TEST_CASE(a_refusal_whose_words_are_about_the_content_is_no_refusal_of_the_account) {
    const failure refusals[] = {
        {.code = errc::rejected_access, .step = step::submit, .gateway_code = "content_policy_violation"},
        {.code = errc::rejected_access, .step = step::submit, .gateway_message = "blocked by our usage policies"},
        {.code = errc::not_found, .step = step::submit, .gateway_code = "InputTextSensitiveContentDetected"},
        {.code = errc::rejected_access, .step = step::submit, .gateway_code = "PromptInvalid"},
    };
    for (const auto& why : refusals) BOOST_TEST_CONTEXT(why.gateway_code << why.gateway_message) {
            BOOST_TEST(detail::end_of_leg(why, false) == leg_end::final);
            BOOST_TEST(detail::end_of_leg(why, true) == leg_end::failed);
        }
    const failure failed{.code = errc::task_failed,
                         .step = step::poll,
                         .reason = fail_reason::upstream,
                         .gateway_code = "InternalError",
                         .gateway_message = "content policy violation"};
    BOOST_TEST(detail::end_of_leg(failed, false) == leg_end::final, "the words count, whatever the code is");
    BOOST_TEST(detail::end_of_leg(failed, true) == leg_end::failed);
    const failure other{.code = errc::rejected_access, .step = step::submit, .gateway_message = "Not enough credits"};
    BOOST_TEST(detail::end_of_leg(other, false) == leg_end::failed);
}

BOOST_AUTO_TEST_CASE(what_the_journal_keeps_is_read_as_what_was_said) {
    const std::pair<const char*, const char*> said[] = {{"", ""},
                                                        {"InternalError", "timeout"},
                                                        {"E1", "the safety system has refused it"},
                                                        {"nsfw", ""},
                                                        {"", "nsfw"},
                                                        {"Prompt too long", "1001 words"},
                                                        {"Timeout", "x: y"},
                                                        {"", "Prompt: not allowed"},
                                                        {"", "Not enough credits"},
                                                        {"", "moderation: no"},
                                                        {"InternalError", "usage policies"},
                                                        {"ContentPolicy", "x"}};
    for (const auto& [code, message] : said) BOOST_TEST_CONTEXT(code << "; " << message) {
            const failure why{.code = errc::task_failed, .gateway_code = code, .gateway_message = message};
            const auto kept = detail::joined({.code = code, .message = message});
            BOOST_TEST(detail::is_about_content(why) == detail::speaks_of_content(kept));
        }
    BOOST_TEST(detail::speaks_of_content("InternalError: content policy violation"));
    BOOST_TEST(!detail::speaks_of_content("InternalError: no workers"));
    BOOST_TEST(!detail::speaks_of_content(""));
}

// ---- the order

BOOST_AUTO_TEST_CASE(as_written_is_as_written) {
    BOOST_TEST(ordered(route_order::as_written, {{.price = usd(3)}, {.price = usd(1)}, {}}) == (order{0, 1, 2}));
    for (const auto by : all_route_orders) {
        BOOST_TEST(ordered(by, {}) == order{});
        BOOST_TEST(ordered(by, {{.price = usd(3)}}) == order{0});
        BOOST_TEST(ordered(by, {{}, {}, {}}) == (order{0, 1, 2}), "nothing is known");
    }
}

BOOST_AUTO_TEST_CASE(the_cheapest_is_first_and_what_is_not_known_last) {
    const std::vector<leg_figures> legs{{.p50 = 1s}, {.price = usd(3)}, {.price = usd(1), .p50 = 9s},
                                        {},          {.price = usd(3)}, {.price = money{}}};
    BOOST_TEST(ordered(route_order::cheapest, legs) == (order{5, 2, 1, 4, 0, 3}), "equal ones as they were written");
}

BOOST_AUTO_TEST_CASE(the_fastest_is_first_and_what_is_not_known_last) {
    const std::vector<leg_figures> legs{{.price = usd(1)}, {.p50 = 90s}, {.p50 = 60s}, {.p50 = 90s}, {}, {.p50 = 0s}};
    BOOST_TEST(ordered(route_order::fastest, legs) == (order{5, 2, 1, 3, 0, 4}), "equal ones as they were written");
}

BOOST_AUTO_TEST_SUITE_END()
