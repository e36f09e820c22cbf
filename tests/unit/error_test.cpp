// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#include <boost/test/unit_test.hpp>

#include <chrono>
#include <cstddef>
#include <iterator>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <utility>

#include <boost/system/system_error.hpp>

#include <seedance/core/error.hpp>
#include <seedance/model/apixo.hpp>
#include <seedance/request/validate.hpp>
#include <seedance/task/failure.hpp>

#include "checks.hpp"
#include "printing.hpp"

namespace {

using namespace std::chrono_literals;
using namespace seedance;

constexpr int last_code = static_cast<int>(errc::unsupported);
constexpr int last_group = static_cast<int>(failure_group::task_alive);

failure at_apixo(errc code, step at) {
    failure f;
    f.code = code;
    f.step = at;
    f.provider = "apixo";
    f.model = "seedance-2-0-fast";
    return f;
}

task accepted() {
    return {.provider = "apixo", .model = "seedance-2-0-fast", .id = "task_12345678", .accepted_at = {}, .polling = {}};
}

}  // namespace

BOOST_AUTO_TEST_SUITE(errors)

BOOST_AUTO_TEST_CASE(every_code_is_an_error_with_words_of_its_own) {
    static_assert(static_cast<int>(errc::invalid_request) == 1);
    std::set<std::string> words;
    for (int i = 1; i <= last_code; ++i) {
        const error_code ec = static_cast<errc>(i);
        BOOST_TEST(ec.failed());
        BOOST_TEST(ec.value() == i);
        BOOST_TEST(ec.category() == error_category());
        BOOST_TEST(!ec.message().empty());
        BOOST_TEST(ec.message() != "unknown seedance error");
        words.insert(ec.message());
    }
    BOOST_TEST(words.size() == static_cast<std::size_t>(last_code));
    for (const int i : {0, -1, last_code + 1}) BOOST_TEST(error_category().message(i) == "unknown seedance error");
}

BOOST_AUTO_TEST_CASE(every_code_has_advice_of_its_own) {
    std::set<std::string_view> advice;
    for (int i = 1; i <= last_code; ++i) advice.insert(advice_on(static_cast<errc>(i)));
    BOOST_TEST(advice.size() == static_cast<std::size_t>(last_code));
    for (const auto words : advice) BOOST_TEST((!words.empty() && !words.ends_with('.')), words);
    for (const int i : {0, -1, last_code + 1}) BOOST_TEST(advice_on(static_cast<errc>(i)).empty());
}

BOOST_AUTO_TEST_CASE(every_group_has_words_of_its_own) {
    static_assert(static_cast<int>(failure_group::request) == 1);
    std::set<std::string> words;
    for (int i = 1; i <= last_group; ++i) words.insert(make_error_condition(static_cast<failure_group>(i)).message());
    BOOST_TEST(words.size() == static_cast<std::size_t>(last_group));
    BOOST_TEST(!words.contains("unknown seedance failure group"));
    BOOST_TEST(failure_group_category().message(0) == "unknown seedance failure group");
    BOOST_TEST(failure_group_category().message(last_group + 1) == "unknown seedance failure group");
}

BOOST_AUTO_TEST_CASE(every_code_and_group_has_a_name_of_its_own) {
    std::set<std::string_view> names;
    for (int i = 1; i <= last_code; ++i) names.insert(name_of(static_cast<errc>(i)));
    for (int i = 1; i <= last_group; ++i) names.insert(name_of(static_cast<failure_group>(i)));
    BOOST_TEST(names.size() == static_cast<std::size_t>(last_code + last_group));
    for (const auto name : names)
        BOOST_TEST(name.find_first_not_of("abcdefghijklmnopqrstuvwxyz_") == std::string_view::npos, name);
    for (const int i : {0, -1, last_code + 1}) BOOST_TEST(name_of(static_cast<errc>(i)) == "?");
    for (const int i : {0, -1, last_group + 1}) BOOST_TEST(name_of(static_cast<failure_group>(i)) == "?");
}

/// Other programs look for these names.
BOOST_AUTO_TEST_CASE(names_stay_what_they_are) {
    const std::pair<errc, std::string_view> codes[] = {
        {errc::invalid_request, "invalid_request"},
        {errc::no_account, "no_account"},
        {errc::bad_key, "bad_key"},
        {errc::bad_account_name, "bad_account_name"},
        {errc::bad_base_url, "bad_base_url"},
        {errc::cancelled, "cancelled"},
        {errc::journal_unavailable, "journal_unavailable"},
        {errc::over_limit, "over_limit"},
        {errc::no_budget, "no_budget"},
        {errc::price_unknown, "price_unknown"},
        {errc::intent_taken, "intent_taken"},
        {errc::intent_mismatch, "intent_mismatch"},
        {errc::intent_not_found, "intent_not_found"},
        {errc::not_sent, "not_sent"},
        {errc::tls_untrusted, "tls_untrusted"},
        {errc::rejected, "rejected"},
        {errc::rejected_key, "rejected_key"},
        {errc::rejected_balance, "rejected_balance"},
        {errc::rejected_access, "rejected_access"},
        {errc::not_found, "not_found"},
        {errc::conflict, "conflict"},
        {errc::throttled, "throttled"},
        {errc::redirect_refused, "redirect_refused"},
        {errc::outcome_unknown, "outcome_unknown"},
        {errc::poll_failed, "poll_failed"},
        {errc::deadline_reached, "deadline_reached"},
        {errc::task_failed, "task_failed"},
        {errc::task_not_found, "task_not_found"},
        {errc::result_malformed, "result_malformed"},
        {errc::download_failed, "download_failed"},
        {errc::result_expired, "result_expired"},
        {errc::address_refused, "address_refused"},
        {errc::too_large, "too_large"},
        {errc::integrity, "integrity"},
        {errc::file_error, "file_error"},
        {errc::client_closed, "client_closed"},
        {errc::unsupported, "unsupported"},
    };
    const std::pair<failure_group, std::string_view> groups[] = {
        {failure_group::request, "request"},     {failure_group::limit, "limit"},
        {failure_group::account, "account"},     {failure_group::connection, "connection"},
        {failure_group::retryable, "retryable"}, {failure_group::task_alive, "task_alive"},
    };
    for (const auto& [code, name] : codes) BOOST_TEST(name_of(code) == name);
    for (const auto& [group, name] : groups) BOOST_TEST(name_of(group) == name);
    BOOST_TEST(std::size(codes) == static_cast<std::size_t>(last_code));
    BOOST_TEST(std::size(groups) == static_cast<std::size_t>(last_group));
}

BOOST_AUTO_TEST_CASE(names_of_the_categories) {
    BOOST_TEST(std::string{error_category().name()} == "seedance");
    BOOST_TEST(std::string{failure_group_category().name()} == "seedance.group");
    BOOST_TEST(error_category() != failure_group_category());
    BOOST_TEST(make_error_code(errc::throttled) !=
               (error_code{static_cast<int>(errc::throttled), boost::system::generic_category()}));
}

BOOST_AUTO_TEST_CASE(groups_hold_the_documented_codes_and_no_others) {
    const std::map<failure_group, std::set<errc>> documented{
        {failure_group::request, {errc::invalid_request, errc::intent_mismatch, errc::rejected, errc::unsupported}},
        {failure_group::limit, {errc::over_limit, errc::no_budget, errc::price_unknown}},
        {failure_group::account,
         {errc::no_account, errc::bad_key, errc::bad_account_name, errc::rejected_key, errc::rejected_balance,
          errc::rejected_access}},
        {failure_group::connection, {errc::not_sent, errc::tls_untrusted, errc::download_failed}},
        {failure_group::retryable, {errc::not_sent, errc::throttled, errc::journal_unavailable, errc::download_failed}},
        {failure_group::task_alive,
         {errc::outcome_unknown, errc::intent_taken, errc::poll_failed, errc::deadline_reached}}};
    BOOST_TEST(documented.size() == static_cast<std::size_t>(last_group));
    for (const auto& [group, codes] : documented)
        for (int i = 1; i <= last_code; ++i) {
            const error_code ec = static_cast<errc>(i);
            BOOST_TEST((ec == group) == codes.contains(static_cast<errc>(i)));
            BOOST_TEST((ec == make_error_condition(group)) == codes.contains(static_cast<errc>(i)));
        }
    BOOST_TEST(error_code{} != failure_group::retryable);
    BOOST_TEST((error_code{boost::system::errc::timed_out, boost::system::generic_category()}) !=
               failure_group::retryable);
}

BOOST_AUTO_TEST_CASE(a_code_that_may_be_paid_for_is_never_retryable) {
    for (int i = 1; i <= last_code; ++i) {
        const error_code ec = static_cast<errc>(i);
        BOOST_TEST(!(ec == failure_group::retryable && billed_of(static_cast<errc>(i)) == billed::unknown));
        BOOST_TEST(!(ec == failure_group::task_alive && billed_of(static_cast<errc>(i)) != billed::unknown));
        BOOST_TEST(!(ec == failure_group::retryable && ec == failure_group::task_alive));
    }
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(failures)

BOOST_AUTO_TEST_CASE(a_request_that_breaks_rules) {
    auto f = at_apixo(errc::invalid_request, step::check);
    f.broken_rules = validate(text_to_video<apixo::seedance_2_0_fast>{
        .prompt = runtime(" "), .resolution = runtime("1080p"), .duration = runtime(16s)});
    BOOST_TEST(to_string(f) ==
               "check apixo/seedance-2-0-fast: the request breaks a rule of the model"
               "; prompt: a prompt is required and must not be blank"
               "; resolution: the model does not offer this resolution (given 1080p, allowed 480p, 720p)"
               "; duration: the model does not offer this duration (given 16 s, allowed 4..15 s)"
               "; not billed");
}

BOOST_AUTO_TEST_CASE(a_gateway_that_cannot_be_reached) {
    auto f = at_apixo(errc::not_sent, step::submit);
    f.detail = "connection refused";
    f.retry = retry::call_again;
    BOOST_TEST(
        to_string(f) ==
        "submit apixo/seedance-2-0-fast: the gateway could not be reached and nothing was sent: connection refused"
        "; not billed; the call may be made again");
}

BOOST_AUTO_TEST_CASE(too_many_requests) {
    auto f = at_apixo(errc::throttled, step::submit);
    f.http_status = 429;
    f.gateway_code = "429";
    f.gateway_message = "slow down";
    f.retry = retry::call_again;
    f.retry_after = 150s;
    BOOST_TEST(to_string(f) ==
               "submit apixo/seedance-2-0-fast: the gateway asks for fewer requests [HTTP 429] [gateway code \"429\"]"
               " [gateway says \"slow down\"]; not billed; call again after 150 s");
}

BOOST_AUTO_TEST_CASE(a_lost_answer) {
    auto f = at_apixo(errc::outcome_unknown, step::submit);
    f.billed = billed::unknown;
    f.retry = retry::ask_first;
    BOOST_TEST(to_string(f) ==
               "submit apixo/seedance-2-0-fast: the request left and no answer says what became of it; may be billed"
               "; not sent again: look at the gateway's dashboard or balance before submitting again");
}

BOOST_AUTO_TEST_CASE(a_deadline_with_a_task) {
    auto f = at_apixo(errc::deadline_reached, step::poll);
    f.billed = billed::unknown;
    f.retry = retry::resume;
    f.task = accepted();
    BOOST_TEST(to_string(f) ==
               "poll apixo/seedance-2-0-fast: the deadline came before the video; may be billed; task \"task_12345678\""
               "; do not submit again: resume the task");
}

BOOST_AUTO_TEST_CASE(what_will_fail_again_says_what_to_do) {
    auto f = at_apixo(errc::rejected_balance, step::submit);
    f.http_status = 402;
    BOOST_TEST(to_string(f) ==
               "submit apixo/seedance-2-0-fast: the gateway asks for balance or quota [HTTP 402]; not billed"
               "; top up the account at the gateway, or use another");
    f.code = boost::system::errc::make_error_code(boost::system::errc::io_error);  // whose value is another's here
    BOOST_TEST(to_string(f).ends_with("; not billed"));
}

BOOST_AUTO_TEST_CASE(a_failure_without_a_gateway) {
    failure f;
    f.code = errc::file_error;
    f.step = step::download;
    f.detail = "no space left on device";
    f.billed = billed::yes;
    const std::string words =
        "the file could not be written: no space left on device; billed"
        "; mend what is named (path, rights, space), then download again";
    BOOST_TEST(to_string(f) == "download: " + words);
    f.provider = "apixo";
    BOOST_TEST(to_string(f) == "download apixo: " + words);
}

BOOST_AUTO_TEST_CASE(text_from_a_gateway_cannot_drive_a_terminal_or_forge_a_line) {
    for (int byte = 0; byte < 256; ++byte) {
        const auto c = static_cast<char>(byte);
        auto f = at_apixo(errc::task_failed, step::poll);
        f.gateway_code = std::string{"a"} + c + "b";
        f.gateway_message = f.gateway_code;
        f.task = accepted();
        f.task->id = f.gateway_code;
        const auto line = to_string(f);
        for (const char said : line) {
            BOOST_TEST(static_cast<unsigned char>(said) >= 0x20);
            BOOST_TEST(said != 0x7F);
        }
        if (byte < 0x20 || byte >= 0x7F || byte == '"') BOOST_TEST(test::contains(line, "[gateway says \"a b\"]"));
    }
}

BOOST_AUTO_TEST_CASE(text_from_a_gateway_keeps_its_letters_and_loses_what_turns_lines_around) {
    auto f = at_apixo(errc::task_failed, step::poll);
    f.gateway_message = "\u5185\u5bb9 \u202e\u2066\u009bx";
    BOOST_TEST(test::contains(to_string(f), "[gateway says \"\u5185\u5bb9    x\"]"));
}

BOOST_AUTO_TEST_CASE(text_from_a_gateway_is_quoted_at_some_length_only) {
    auto f = at_apixo(errc::rejected, step::submit);
    f.gateway_message = std::string(300, 'a');
    BOOST_TEST(test::contains(to_string(f), "\"" + std::string(300, 'a') + "\"]"));
    f.gateway_message = std::string(1024, 'a');
    BOOST_TEST(test::contains(to_string(f), "\"" + std::string(300, 'a') + "...\"]"));
}

BOOST_AUTO_TEST_CASE(what_is_thrown_carries_everything) {
    auto f = at_apixo(errc::deadline_reached, step::poll);
    f.task = accepted();
    f.retry = retry::resume;
    const auto words = to_string(f);
    try {
        throw error{f};
    } catch (const boost::system::system_error& caught) {
        BOOST_TEST(caught.code() == errc::deadline_reached);
        BOOST_TEST(caught.code() == failure_group::task_alive);
        BOOST_TEST(std::string{caught.what()} == words);
        const auto* ours = dynamic_cast<const error*>(&caught);
        BOOST_REQUIRE(ours != nullptr);
        BOOST_REQUIRE(ours->why().task.has_value());
        BOOST_TEST(ours->why().task->id == "task_12345678");
        const error copy = *ours;
        BOOST_TEST(std::string{copy.what()} == words);
    }
}

BOOST_AUTO_TEST_CASE(every_term_has_words) {
    std::set<std::string_view> words;
    for (int i = 0; i <= static_cast<int>(step::download); ++i) words.insert(to_string(static_cast<step>(i)));
    BOOST_TEST(words.size() == 4u);
    for (int i = 0; i <= static_cast<int>(fail_reason::upstream); ++i)
        words.insert(to_string(static_cast<fail_reason>(i)));
    BOOST_TEST(words.size() == 12u);
    BOOST_TEST(!words.contains("?"));
}

BOOST_AUTO_TEST_SUITE_END()
