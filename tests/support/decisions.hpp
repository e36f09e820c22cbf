// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

/// @file
/// Reads decisions.txt, and makes what its second column describes: the same answer in the words of each gateway.

#include "client_fixture.hpp"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <ostream>
#include <sstream>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <seedance/core/error.hpp>
#include <seedance/provider/pixazo.hpp>
#include <seedance/provider/xenodia.hpp>
#include <seedance/retry/classify.hpp>

namespace test {

using detail::decision_kind;

enum class what_for { submit, poll, download };

inline constexpr what_for operations[] = {what_for::submit, what_for::poll, what_for::download};

inline std::ostream& operator<<(std::ostream& out, what_for operation) {
    static constexpr const char* names[] = {"submit", "poll", "download"};
    return out << names[static_cast<int>(operation)];
}

// ---- the file

struct line {
    int row = 0;
    std::string what;
    std::vector<std::string> columns;   ///< submit, poll, download
    std::vector<std::string> gateways;  ///< empty: all

    const std::string& decision(what_for operation) const { return columns.at(static_cast<std::size_t>(operation)); }
    bool is_for(std::string_view gateway) const {
        return gateways.empty() || std::find(gateways.begin(), gateways.end(), gateway) != gateways.end();
    }
};

inline std::ostream& operator<<(std::ostream& out, const line& l) { return out << l.row << ", " << l.what; }

inline std::vector<std::string> words_of(std::string_view text) {
    std::istringstream in{std::string{text}};
    return {std::istream_iterator<std::string>{in}, {}};
}

inline bool has(std::string_view text, std::string_view word) {
    const auto words = words_of(text);
    return std::find(words.begin(), words.end(), word) != words.end();
}

/// Finds the value of "name=value" among the words of a text.
inline std::string value_of(std::string_view text, std::string_view name) {
    for (const auto& word : words_of(text))
        if (word.starts_with(name) && word.substr(name.size()).starts_with('=')) return word.substr(name.size() + 1);
    return {};
}

inline line parse_line(const std::string& text) {
    std::vector<std::string> columns;
    std::istringstream in{text};
    for (std::string column; std::getline(in, column, '|');) columns.emplace_back(text::trim(column));
    columns.resize(6);
    return {std::atoi(columns[0].c_str()), columns[1], {columns[2], columns[3], columns[4]}, words_of(columns[5])};
}

/// Reads the table, which lies beside this file. It is empty when the file is not there.
inline std::vector<line> read_lines() {
    std::vector<line> lines;
    std::ifstream in{std::filesystem::path{__FILE__}.replace_filename("decisions.txt")};
    for (std::string text; std::getline(in, text);)
        if (const auto trimmed = text::trim(text); !trimmed.empty() && trimmed.front() != '#')
            lines.push_back(parse_line(text));
    return lines;
}

// ---- gateways

/// A gateway's own words.
struct gateway {
    std::string_view name;
    const char* model;  ///< one that takes a prompt alone
    void (*use)(seedance::client&);
    void (*use_at)(seedance::client&, const std::string& base_url);
    std::string base_url;  ///< of an account that says nothing else
    prepared_request (*request)();
    submit_answer (*decode_submit)(int, std::string_view, arrival);
    status_answer (*decode_status)(int, std::string_view);
    std::string (*status_target)(std::string_view, std::string_view);
    std::string (*error)(const std::string& code, const std::string& words);
    std::string (*failed)(const std::string& code);
    std::string before_id;    ///< of an answer that names a task, up to the quote before its id
    std::string after_id;     ///< the rest, without a state
    std::string unknown;      ///< the rest, with a state that nobody knows
    std::string without_url;  ///< the rest, with success
    std::string success;
    std::string error_state;  ///< what "ERROR" is here
    std::string no_id;
    std::string balance_error;  ///< a refusal with the gateway's own code for want of balance
    std::string model_error;    ///< a refusal that says that the model is not offered

    std::string task(std::string_view rest) const { return before_id + "task_1" + std::string{rest}; }
};

template <class Account>
gateway gateway_of(const char* model, prepared_request (*request)()) {
    using traits = provider_traits<typename Account::provider>;
    gateway made{};
    made.name = traits::name;
    made.model = model;
    made.use = [](seedance::client& client) { client.use(Account{.api_key = secret{"test-key"}}); };
    made.use_at = [](seedance::client& client, const std::string& base_url) {
        client.use(Account{.api_key = secret{"test-key"}, .base_url = base_url});
    };
    made.base_url = Account{}.base_url;
    made.request = request;
    made.decode_submit = &traits::decode_submit;
    made.decode_status = &traits::decode_status;
    made.status_target = &traits::status_target;
    return made;
}

inline gateway apixo_words() {
    auto g =
        gateway_of<apixo::account>("apixo/seedance-2-0-fast", [] { return unchecked<apixo::gateway>("m", "", "{}"); });
    g.error = [](const std::string& code, const std::string& words) {
        return R"({"code":)" + code + R"(,"message":")" + words + R"(","data":null})";
    };
    g.failed = [](const std::string& code) {
        return R"(","state":"failed","failCode":")" + code + R"(","failMsg":"no"}})";
    };
    g.before_id = R"({"code":200,"message":"success","data":{"taskId":")";
    g.after_id = R"("}})";
    g.unknown = R"(","state":"warming_up"}})";
    g.without_url = R"(","state":"success","resultJson":"{}"}})";
    g.success = R"(","state":"success","resultJson":"{\"resultUrls\":[\"https://files.example/1.mp4\"]}"}})";
    g.error_state = g.failed("UPSTREAM_ERROR");
    g.no_id = R"({"code":200,"message":"success","data":{}})";
    g.balance_error = R"({"code":403,"message":"no","data":{"error":"InsufficientBalance"}})";
    g.model_error = R"({"code":400,"message":"no","data":{"error":"Model not found"}})";
    return g;
}

inline gateway pixazo_words() {
    auto g = gateway_of<pixazo::account>("pixazo/seedance-2-0-fast",
                                         [] { return unchecked<pixazo::gateway>("m", "v1/text", "{}"); });
    g.error = [](const std::string& code, const std::string& words) {
        return R"({"error":"Error )" + code + R"(","message":")" + words + "\"}";
    };
    g.failed = [](const std::string& code) {
        return R"(","status":"FAILED","error":{"code":")" + code + R"(","message":"no"}})";
    };
    g.before_id = R"({"request_id":")";
    g.after_id = "\"}";
    g.unknown = R"(","status":"WARMING_UP"})";
    g.without_url = R"(","status":"COMPLETED","output":{"media_url":[]}})";
    g.success = R"(","status":"COMPLETED","output":{"media_url":["https://files.example/1.mp4"]}})";
    g.error_state = R"(","status":"ERROR","error":"upstream"})";
    g.no_id = R"({"message":"success"})";
    g.balance_error = R"({"error":"Insufficient Balance","message":"Your wallet does not have enough balance."})";
    g.model_error = R"({"error":"Model not found","message":"Model 'seedance-2-0-fast' not found or is disabled"})";
    return g;
}

inline gateway xenodia_words() {
    auto g = gateway_of<xenodia::account>("xenodia/seedance-2-fast",
                                          [] { return unchecked<xenodia::gateway>("m", "", "{}"); });
    g.error = [](const std::string& code, const std::string& words) {
        return R"({"error":"refused","message":")" + words + R"(","type":"request_error","code":")" + code + "\"}";
    };
    g.failed = [](const std::string& code) {
        return R"(","state":"fail","error":{"code":")" + code + R"(","message":"no"}})";
    };
    g.before_id = R"({"task_id":")";
    g.after_id = "\"}";
    g.unknown = R"(","state":"warming_up"})";
    g.without_url = R"(","state":"success","result":{"data":[]}})";
    g.success = R"(","state":"success","result":{"data":[{"url":"https://files.example/1.mp4"}]}})";
    g.error_state = g.failed("ERROR");
    g.no_id = R"({"message":"success"})";
    g.balance_error = R"({"error":"forbidden","message":"no","code":"insufficient_balance"})";
    g.model_error = R"({"error":"bad_request","message":"no","code":"model_not_found"})";
    return g;
}

inline const std::vector<gateway>& gateways() {
    static const std::vector<gateway> all{apixo_words(), pixazo_words(), xenodia_words()};
    return all;
}

// ---- what comes back

inline arrival arrived_of(const http_reply& reply) { return reply.error ? arrival::cut : arrival::whole; }

/// Makes an exchange that ended with an error: "dns timeout", "tls reset", "write partial", "read eof reused". Of the
/// request, "write 0" sent nothing, "write partial" some and "write whole" all.
inline http_reply broken(std::string_view what) {
    const auto words = words_of(what);
    auto reply = reply_failed(asio::error::eof, exchange_phase::read, delivery::complete);
    const std::pair<std::string_view, exchange_phase> phases[] = {{"dns", exchange_phase::resolve},
                                                                  {"connect", exchange_phase::connect},
                                                                  {"tls", exchange_phase::handshake},
                                                                  {"write", exchange_phase::write}};
    for (const auto& [name, phase] : phases)
        if (words[0] == name) reply.phase = phase;
    if (reply.phase < exchange_phase::read) reply.sent = delivery::nothing;
    if (has(what, "partial")) reply.sent = delivery::partial;
    if (has(what, "whole")) reply.sent = delivery::complete;
    reply.reused_connection = has(what, "reused");
    if (words[0] == "dns") reply.error = asio::error::host_not_found;
    if (words[0] == "write" || has(what, "reset")) reply.error = asio::error::connection_reset;
    if (has(what, "expectation")) {
        reply.error = transport_errc::expectation_refused;
        reply.status = 417;
    }
    if (has(what, "refused")) reply.error = asio::error::connection_refused;
    if (has(what, "unreachable")) reply.error = asio::error::network_unreachable;
    if (has(what, "proxy")) reply.error = transport_errc::proxy_refused;
    if (has(what, "timeout")) reply.error = transport_errc::timed_out;
    if (has(what, "untrusted")) reply.error = transport_errc::untrusted;
    return reply;
}

/// Makes an answer that refuses: "http 429 retry-after=5 says=quota", "http 403 code=balance", "http 400 code=model",
/// "http 302 to=task", "http 408 partial". What "body-code 402" describes is HTTP 200 with that code in an error's
/// body.
inline http_reply refusal(const gateway& g, std::string_view what) {
    const auto words = words_of(what);
    const auto said = value_of(what, "says");
    const auto text = said == "quota"     ? "You exceeded your current Quota"
                      : said == "balance" ? "Insufficient balance"
                      : said == "credits" ? "Not enough credits"
                      : said == "not-yet" ? "The task was not found yet"
                                          : "no";
    const auto code = value_of(what, "code");
    auto body = code == "balance" ? g.balance_error : code == "model" ? g.model_error : g.error(words[1], text);
    auto reply = reply_with(words[0] == "http" ? std::stoi(words[1]) : 200, std::move(body));
    if (const auto wait = value_of(what, "retry-after"); !wait.empty()) reply.headers.push_back({"Retry-After", wait});
    if (reply.status / 100 == 3) {
        const auto to_task = "https://files.example" + g.status_target("m", "task_1");
        reply.headers.push_back({"Location", has(what, "to=task") ? to_task : "https://files.example/elsewhere"});
    }
    if (has(what, "partial")) reply.sent = delivery::partial;
    return reply;
}

/// Makes an answer that ends early: "cut before the id", "cut in the id", "cut after the id".
inline http_reply cut_at(const gateway& g, std::string_view what) {
    const auto place = words_of(what).at(1);
    return cut(g.before_id + (place == "before" ? "" : place == "in" ? "task_" : "task_1\""));
}

/// Makes a success that cannot be used: "2xx html", "2xx empty", "2xx wrong type", "2xx too large", "2xx no id", "2xx
/// empty id". What is not the file that was asked for, a download's sink refuses.
inline http_reply success_of_no_use(const gateway& g, std::string_view what, what_for operation) {
    if (has(what, "large"))
        return reply_failed(transport_errc::reply_too_large, exchange_phase::read, delivery::complete);
    if (what.ends_with("no id")) return reply_with(200, g.no_id);
    if (what.ends_with("empty id")) return reply_with(200, g.before_id + g.after_id);
    if (operation == what_for::download)
        return reply_failed(errc::result_expired, exchange_phase::read, delivery::complete);
    if (has(what, "html")) return reply_with(200, "<html>It works!</html>");
    if (has(what, "empty")) return reply_with(200, "");
    auto listed = g.before_id.substr(0, g.before_id.size() - 1) + "[\"task_1\"]" + g.after_id.substr(1);
    return reply_with(200, std::move(listed));
}

/// Makes what comes back for one line. In rows 1 and 35 nothing does, so it is an exchange that was broken off.
inline http_reply reply_of(const gateway& g, const line& l, what_for operation) {
    const std::string_view what = l.what;
    if (what.starts_with("http ") || what.starts_with("body-code ")) return refusal(g, what);
    if (what.starts_with("cut ")) return cut_at(g, what);
    if (what.starts_with("2xx ")) return success_of_no_use(g, what, operation);
    if (what == "unknown state") return reply_with(200, g.task(g.unknown));
    if (what == "success without urls") return reply_with(200, g.task(g.without_url));
    if (what == "task error") return reply_with(200, g.task(g.error_state));
    if (what.starts_with("task failed"))
        return reply_with(200, g.task(g.failed(what == "task failed" ? "E1" : words_of(what).back())));
    if (l.row == 1 || l.row == 35)
        return reply_failed(asio::error::operation_aborted, exchange_phase::read, delivery::complete);
    return broken(what);
}

// ---- decisions

struct decision {
    decision_kind kind = detail::decision_kind::done;
    errc code{};
    int cost = 0;
    bool at_once = false;
    bool ends = false;         ///< poll: "done" with a code
    bool free = false;         ///< poll: and was not charged
    bool thrice = false;       ///< poll: three times, and then the code is final
    bool minute = false;       ///< poll: for a minute and three answers, and then the code is final
    bool ten_minutes = false;  ///< download: as long may the file not be there yet
    bool detach = false;       ///< not a kind of decision: the caller goes
};

/// Finds the code of a name in the table. A name that nobody knows gives a code that nothing has.
inline errc code_named(std::string_view name) {
    for (int i = 1; name_of(static_cast<errc>(i)) != "?"; ++i)
        if (name_of(static_cast<errc>(i)) == name) return static_cast<errc>(i);
    return static_cast<errc>(-1);
}

inline bool is_number(std::string_view word) {
    return !word.empty() && word.find_first_not_of("0123456789") == std::string_view::npos;
}

/// Reads a decision. The test fails where the text is none.
inline decision parse_decision(const std::string& text) {
    static constexpr std::pair<std::string_view, decision_kind> kinds[] = {
        {"done", decision_kind::done},       {"retry", decision_kind::retry},
        {"queue", decision_kind::queue},     {"pause", decision_kind::pause},
        {"give_up", decision_kind::give_up}, {"uncertain", decision_kind::uncertain},
        {"refresh", decision_kind::refresh}};
    const auto words = words_of(text);
    BOOST_TEST_REQUIRE(!words.empty());
    decision read{.detach = words[0] == "detach"};
    bool is_known = read.detach;
    for (const auto& [name, value] : kinds) {
        if (words[0] != name) continue;
        read.kind = value;
        is_known = true;
    }
    BOOST_TEST_REQUIRE(is_known, "a kind of decision: " << text);
    for (auto word = words.begin() + 1; word != words.end(); ++word) {
        if (*word == "at-once")
            read.at_once = true;
        else if (*word == "60s")
            read.minute = true;
        else if (*word == "10min")
            read.ten_minutes = true;
        else if (*word == "3x")
            read.thrice = true;
        else if (*word == "free")
            read.free = true;
        else if (is_number(*word))
            read.cost = std::stoi(*word);
        else
            read.code = code_named(*word);
    }
    BOOST_TEST_REQUIRE(static_cast<int>(read.code) >= 0, "a code: " << text);
    read.ends = read.kind == decision_kind::done && read.code != errc{};
    return read;
}

}  // namespace test
