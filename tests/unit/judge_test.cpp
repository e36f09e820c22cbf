// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
// The one place where it is decided whether something may be sent again: a table of what can come back, with the decision
// for each operation.
#include <seedance/task/judge.hpp>

#include <iterator>
#include <limits>
#include <ostream>
#include <string>

#include <boost/asio/error.hpp>
#include <boost/test/data/monomorphic.hpp>
#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>

using namespace seedance;
using namespace std::chrono_literals;
using detail::judgement;
using detail::verdict;
namespace data = boost::unit_test::data;
namespace asio = boost::asio;

namespace {

constexpr auto again = verdict::again;
constexpr auto give_up = verdict::give_up;
constexpr auto uncertain = verdict::uncertain;

/// What is decided; `code` counts unless it is `done`.
struct decision {
    detail::verdict verdict = detail::verdict::done;
    errc code{};

    friend bool operator==(const decision&, const decision&) = default;
};

constexpr decision done{};

std::ostream& operator<<(std::ostream& out, const decision& d) {
    static constexpr const char* verdicts[] = {"done", "again", "give up", "uncertain"};
    out << verdicts[static_cast<int>(d.verdict)];
    return d == done ? out : out << " (" << make_error_code(d.code).message() << ")";
}

decision decision_of(const judgement& judged) { return {judged.verdict, judged.verdict == verdict::done ? errc{} : judged.code}; }

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

judgement of_submit(const http_reply& reply) { return detail::judge_submit(reply, submit_answer{.status = reply.error ? 0 : reply.status}); }

judgement of_poll(const http_reply& reply, std::chrono::milliseconds since_accepted = 1h) {
    return detail::judge_poll(reply, status_answer{.status = reply.error ? 0 : reply.status}, since_accepted);
}

}  // namespace

BOOST_AUTO_TEST_SUITE(judge)

// ---- answers without a task id or a state

namespace {

struct status_row {
    int status;
    const char* retry_after;
    decision submit;
    decision poll;
    decision download;
};

std::ostream& operator<<(std::ostream& out, const status_row& row) {
    return row.retry_after != nullptr ? out << row.status << ", Retry-After " << row.retry_after : out << row.status;
}

constexpr decision unknown{uncertain, errc::outcome_unknown};
constexpr decision ask_again{again, errc::poll_failed};
constexpr decision fetch_again{again, errc::download_failed};
constexpr decision no_file{give_up, errc::download_failed};
constexpr decision expired{give_up, errc::result_expired};
constexpr decision redirected{give_up, errc::redirect_refused};

const status_row status_rows[] = {
    // An answer that says success and holds nothing: a submit may have been accepted, a poll is repeated, a download is done.
    {200, nullptr, unknown, ask_again, done},
    {201, nullptr, unknown, ask_again, done},
    {202, nullptr, unknown, ask_again, done},
    {204, nullptr, unknown, ask_again, done},
    {206, nullptr, unknown, ask_again, done},
    {299, nullptr, unknown, ask_again, done},
    // Redirects: never followed with a key. 303 says that something was made. Downloads follow them before they are judged.
    {300, nullptr, redirected, redirected, no_file},
    {301, nullptr, redirected, redirected, no_file},
    {302, nullptr, redirected, redirected, no_file},
    {303, nullptr, unknown, redirected, no_file},
    {304, nullptr, redirected, redirected, no_file},
    {307, nullptr, redirected, redirected, no_file},
    {308, nullptr, redirected, redirected, no_file},
    // Refusals.
    {400, nullptr, {give_up, errc::rejected}, {give_up, errc::poll_failed}, no_file},
    {413, nullptr, {give_up, errc::rejected}, {give_up, errc::poll_failed}, no_file},
    {415, nullptr, {give_up, errc::rejected}, {give_up, errc::poll_failed}, no_file},
    {422, nullptr, {give_up, errc::rejected}, {give_up, errc::poll_failed}, no_file},
    {401, nullptr, {give_up, errc::rejected_key}, {give_up, errc::rejected_key}, expired},
    {402, nullptr, {give_up, errc::rejected_balance}, {give_up, errc::rejected_balance}, no_file},
    {403, nullptr, {give_up, errc::rejected_access}, {give_up, errc::rejected_access}, expired},
    {404, nullptr, {give_up, errc::not_found}, {give_up, errc::task_not_found}, expired},
    {410, nullptr, {give_up, errc::not_found}, {give_up, errc::task_not_found}, expired},
    {405, nullptr, {give_up, errc::rejected}, ask_again, no_file},
    {418, nullptr, {give_up, errc::rejected}, ask_again, no_file},
    {451, nullptr, {give_up, errc::rejected}, ask_again, no_file},
    {499, nullptr, {give_up, errc::rejected}, ask_again, no_file},
    {409, nullptr, {give_up, errc::conflict}, ask_again, no_file},
    // The gateway gave up waiting for a request that it may have read.
    {408, nullptr, unknown, ask_again, fetch_again},
    // Refused before it was looked at.
    {425, nullptr, {again, errc::throttled}, ask_again, fetch_again},
    {429, nullptr, {again, errc::throttled}, {again, errc::throttled}, fetch_again},
    {429, "0", {again, errc::throttled}, {again, errc::throttled}, fetch_again},
    {429, "120", {again, errc::throttled}, {again, errc::throttled}, fetch_again},
    {429, "121", {give_up, errc::throttled}, {again, errc::throttled}, fetch_again},
    {429, "86400", {give_up, errc::throttled}, {again, errc::throttled}, fetch_again},
    // Server errors: a submit may have got through to what is behind the gateway, unless it says when to come back.
    {500, nullptr, unknown, ask_again, fetch_again},
    {500, "5", unknown, ask_again, fetch_again},
    {502, nullptr, unknown, ask_again, fetch_again},
    {502, "5", unknown, ask_again, fetch_again},
    {503, nullptr, unknown, ask_again, fetch_again},
    {503, "soon", unknown, ask_again, fetch_again},
    {503, "5", {again, errc::throttled}, ask_again, fetch_again},
    {503, "121", {give_up, errc::throttled}, ask_again, fetch_again},
    {504, nullptr, unknown, ask_again, fetch_again},
    {504, "5", unknown, ask_again, fetch_again},
    {520, nullptr, unknown, ask_again, fetch_again},
    {599, nullptr, unknown, ask_again, fetch_again},
};

}  // namespace

BOOST_DATA_TEST_CASE(every_status_is_decided, data::make(status_rows), row) {
    const auto reply = reply_of(row.status, row.retry_after);
    BOOST_TEST(decision_of(of_submit(reply)) == row.submit);
    BOOST_TEST(decision_of(of_poll(reply)) == row.poll);
    BOOST_TEST(decision_of(detail::judge_download(reply)) == row.download);
}

BOOST_AUTO_TEST_CASE(a_submit_is_sent_again_only_after_a_proof) {
    for (int status = -1; status != 1000; ++status) {
        for (const char* retry_after : {static_cast<const char*>(nullptr), "5", "500", "soon"}) {
            const auto judged = of_submit(reply_of(status, retry_after));
            BOOST_TEST((judged.verdict != verdict::done));
            const bool says_when = retry_after != nullptr && std::string_view{retry_after} == "5";
            const bool proof = status == 425 || status == 429 || (status == 503 && says_when);
            if (judged.verdict == again) BOOST_TEST(proof, status);
            const bool refusal = status >= 300 && status < 500 && status != 303 && status != 408;
            if (judged.verdict == give_up) BOOST_TEST((refusal || status == 503), status);
        }
    }
}

BOOST_AUTO_TEST_CASE(a_poll_ends_only_where_asking_cannot_help) {
    for (int status = -1; status != 1000; ++status) {
        const auto judged = of_poll(reply_of(status));
        const bool refusal = status >= 300 && status < 500;
        BOOST_TEST((judged.verdict == again || (judged.verdict == give_up && refusal)), status);
    }
}

BOOST_AUTO_TEST_CASE(the_status_in_the_body_counts) {
    // A gateway that answers HTTP 200 with an error inside: what the provider read is what is judged.
    BOOST_TEST(decision_of(detail::judge_submit(reply_of(200), {.status = 402})) == (decision{give_up, errc::rejected_balance}));
    BOOST_TEST(decision_of(detail::judge_submit(reply_of(200), {.status = 500})) == unknown);
    BOOST_TEST(decision_of(detail::judge_submit(reply_of(200, "7"), {.status = 429})) == (decision{again, errc::throttled}));
    BOOST_TEST(decision_of(detail::judge_poll(reply_of(200), {.status = 404}, 1h)) == (decision{give_up, errc::task_not_found}));
    BOOST_TEST(decision_of(detail::judge_poll(reply_of(200), {.status = 503}, 1h)) == ask_again);
}

// ---- no answer

namespace {

struct error_row {
    const char* name;
    error_code error;
    exchange_phase phase;
    delivery sent;
    decision submit;
    decision poll;
    decision download;
};

std::ostream& operator<<(std::ostream& out, const error_row& row) { return out << row.name; }

constexpr auto nothing = delivery::nothing;
constexpr auto partial = delivery::partial;
constexpr auto complete = delivery::complete;
constexpr decision send_again{again, errc::not_sent};
constexpr decision untrusted{give_up, errc::tls_untrusted};

const error_row error_rows[] = {
    {"DNS: not found", asio::error::host_not_found, exchange_phase::resolve, nothing, send_again, ask_again, fetch_again},
    {"DNS: try again", asio::error::host_not_found_try_again, exchange_phase::resolve, nothing, send_again, ask_again, fetch_again},
    {"DNS: timeout", transport_errc::timed_out, exchange_phase::resolve, nothing, send_again, ask_again, fetch_again},
    {"connect: refused", asio::error::connection_refused, exchange_phase::connect, nothing, send_again, ask_again, fetch_again},
    {"connect: unreachable", asio::error::network_unreachable, exchange_phase::connect, nothing, send_again, ask_again, fetch_again},
    {"connect: timeout", transport_errc::timed_out, exchange_phase::connect, nothing, send_again, ask_again, fetch_again},
    {"TLS: untrusted", transport_errc::untrusted, exchange_phase::handshake, nothing, untrusted, untrusted, untrusted},
    {"TLS: reset", asio::error::connection_reset, exchange_phase::handshake, nothing, send_again, ask_again, fetch_again},
    {"TLS: end", asio::error::eof, exchange_phase::handshake, nothing, send_again, ask_again, fetch_again},
    {"TLS: timeout", transport_errc::timed_out, exchange_phase::handshake, nothing, send_again, ask_again, fetch_again},
    {"write: nothing left", asio::error::broken_pipe, exchange_phase::write, nothing, send_again, ask_again, fetch_again},
    {"write: some left", asio::error::connection_reset, exchange_phase::write, partial, send_again, ask_again, fetch_again},
    {"write: timeout halfway", transport_errc::timed_out, exchange_phase::write, partial, send_again, ask_again, fetch_again},
    {"write: all left", asio::error::connection_reset, exchange_phase::write, complete, unknown, ask_again, fetch_again},
    {"read: end", asio::error::eof, exchange_phase::read, complete, unknown, ask_again, fetch_again},
    {"read: reset", asio::error::connection_reset, exchange_phase::read, complete, unknown, ask_again, fetch_again},
    {"read: timeout", transport_errc::timed_out, exchange_phase::read, complete, unknown, ask_again, fetch_again},
    {"read: cut", transport_errc::cut_reply, exchange_phase::read, complete, unknown, ask_again, fetch_again},
    {"read: not HTTP", transport_errc::bad_reply, exchange_phase::read, complete, unknown, ask_again, fetch_again},
    {"read: too large", transport_errc::reply_too_large, exchange_phase::read, complete, unknown, ask_again, {give_up, errc::too_large}},
    {"read: aborted", asio::error::operation_aborted, exchange_phase::read, complete, unknown, ask_again, fetch_again},
    {"URL of no use", transport_errc::bad_url, exchange_phase::resolve, nothing, {give_up, errc::not_sent}, {give_up, errc::poll_failed}, no_file},
    {"header of no use", transport_errc::bad_header, exchange_phase::resolve, nothing, {give_up, errc::not_sent}, {give_up, errc::poll_failed}, no_file},
};

}  // namespace

BOOST_DATA_TEST_CASE(every_transport_error_is_decided, data::make(error_rows), row) {
    const auto reply = error_of(row.error, row.phase, row.sent);
    BOOST_TEST(decision_of(of_submit(reply)) == row.submit);
    BOOST_TEST(decision_of(of_poll(reply)) == row.poll);
    BOOST_TEST(decision_of(detail::judge_download(reply)) == row.download);
}

BOOST_DATA_TEST_CASE(what_left_whole_is_never_sent_again, data::make(error_rows), row) {
    for (const auto phase : {exchange_phase::resolve, exchange_phase::connect, exchange_phase::handshake, exchange_phase::write, exchange_phase::read,
                             exchange_phase::done}) {
        for (const int status : {0, 200, 400, 429, 500}) {
            auto reply = error_of(row.error, phase, complete);
            reply.status = status;  // what had arrived of the head when the connection broke
            BOOST_TEST(decision_of(of_submit(reply)) == unknown);
        }
    }
}

BOOST_AUTO_TEST_CASE(an_id_means_accepted_whatever_else_went_wrong) {
    const submit_answer with_id{.task_id = "task_1", .status = 500};
    for (const auto& row : status_rows) BOOST_TEST(decision_of(detail::judge_submit(reply_of(row.status), with_id)) == done);
    for (const auto& row : error_rows) BOOST_TEST(decision_of(detail::judge_submit(error_of(row.error, row.phase, row.sent), with_id)) == done);
}

// ---- answers to polls that were understood

BOOST_AUTO_TEST_CASE(an_understood_answer_can_be_used) {
    for (const auto state : {task_state::queued, task_state::running, task_state::unknown, task_state::failed})
        BOOST_TEST(decision_of(detail::judge_poll(reply_of(200), {.understood = true, .status = 200, .state = state}, 1h)) == done);
    status_answer success{.understood = true, .status = 200, .state = task_state::succeeded};
    BOOST_TEST(decision_of(detail::judge_poll(reply_of(200), success, 1h)) == (decision{again, errc::result_malformed}));
    success.urls = {"https://a/1.mp4"};
    BOOST_TEST(decision_of(detail::judge_poll(reply_of(200), success, 1h)) == done);
}

BOOST_AUTO_TEST_CASE(a_task_may_take_a_minute_to_appear) {
    for (const int status : {404, 410}) {
        const decision not_yet{again, errc::task_not_found}, not_known{give_up, errc::task_not_found};
        for (const auto since : {0ms, 1ms, 59'999ms}) BOOST_TEST(decision_of(of_poll(reply_of(status), since)) == not_yet);
        for (const auto since : {60'000ms, 60'001ms, 3'600'000ms}) BOOST_TEST(decision_of(of_poll(reply_of(status), since)) == not_known);
    }
}

// ---- downloads

BOOST_AUTO_TEST_CASE(what_a_sink_refused_is_final) {
    for (const auto code : {errc::too_large, errc::integrity, errc::file_error})
        BOOST_TEST(decision_of(detail::judge_download(error_of(code, exchange_phase::read, complete))) == (decision{give_up, code}));
}

// ---- Retry-After

BOOST_AUTO_TEST_CASE(retry_after_is_read_in_seconds) {
    const auto read = [](const char* text) { return detail::retry_after(reply_of(429, text)); };
    const std::pair<const char*, int> numbers[] = {{"0", 0}, {"1", 1}, {"120", 120}, {" 7 ", 7}, {"\t7", 7}, {"007", 7}, {"2147483647", std::numeric_limits<int>::max()}};
    for (const auto& [text, seconds] : numbers) BOOST_TEST((read(text) == std::chrono::seconds{seconds}), text);
    for (const char* text : {"", " ", "-1", "+5", "1.5", "1e3", "0x10", "5s", "5 5", "soon", "2147483648", "99999999999999999999999"})
        BOOST_TEST(!read(text).has_value(), text);
    BOOST_TEST(!detail::retry_after(reply_of(429)).has_value());
}

BOOST_AUTO_TEST_CASE(a_decision_carries_what_the_gateway_asks_for) {
    for (const char* seconds : {"7", "500"}) {
        const auto wait = std::chrono::seconds{std::stoi(seconds)};
        BOOST_TEST((of_submit(reply_of(429, seconds)).retry_after == wait));
        BOOST_TEST((of_submit(reply_of(503, seconds)).retry_after == wait));
        BOOST_TEST((of_poll(reply_of(429, seconds)).retry_after == wait));
        BOOST_TEST((of_poll(reply_of(503, seconds)).retry_after == wait));
        BOOST_TEST((detail::judge_download(reply_of(429, seconds)).retry_after == wait));
        BOOST_TEST((detail::judge_download(reply_of(503, seconds)).retry_after == wait));
    }
    BOOST_TEST(!of_submit(reply_of(429)).retry_after.has_value());
}

BOOST_AUTO_TEST_SUITE_END()
