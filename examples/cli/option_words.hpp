// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

/// @file
/// What the library says of itself in C++, in the words of a command line: its options and its commands.

#include <cstddef>
#include <string>
#include <string_view>

#include <seedance/task/failure.hpp>

#include "gateways.hpp"

namespace cli {

namespace detail {

/// Words of the library, and what a person types instead.
struct option_word {
    std::string_view said;
    std::string_view typed;
};

/// What is part of another one stands behind it.
inline constexpr option_word option_words[] = {
    {"give the client an account of this gateway and name, by client.use(...)",
     "`seedance models` has the gateways that this program knows"},
    {"use a valid key, by client.use(...)", "set a valid key in the environment variable of the gateway"},
    {"the client has none at this gateway", "this program has none: its key is not set, or it knows no such gateway"},
    {"the budget, or ask for what costs less", "--budget, or ask for what costs less"},
    {"raise its limit with client::set_budget", "raise its limit by --budget or `seedance journal budget`"},
    {"client::set_budget", "`seedance journal budget NAME --limit DOLLARS --period PERIOD`"},
    {"client.set_budget(...)", "`seedance journal budget NAME --limit DOLLARS --period PERIOD`"},
    {"client.resolve(...)", "`seedance journal resolve NAME TASK_ID`"},
    {"client.resolve", "`seedance journal resolve NAME MODEL/TASK_ID`"},
    {"then open it once with sqlite_journal_options::accept_older",
     "then `seedance journal acknowledge --older` takes it as it is"},
    {"then call accept_failover, or open it once with postgres_journal_options::accept_older",
     "then `seedance journal acknowledge --older` takes it as it is"},
    {"; or take what is lost with postgres_journal_options::accept_unsafe_server", ""},
    {"give the journal one of its own: postgres_journal_options::schema", "give the journal a database of its own"},
    {"give it one of 1 to 63 bytes: postgres_journal_options::schema", "give it one of 1 to 63 bytes"},
    {"use an open client; what was under way is in the journal: client.recover()",
     "run it again; what was under way is in the journal: `seedance recover`"},
    {"client::drain() lets no submit begin any more: use another client, or start the program again",
     "the program ends and begins nothing any more: start it again"},
    {"client::close() does not wait", "the program does not wait"},
    {"client_options can limit what is sent at once", "--at-once limits how many videos of a batch are under way"},
    {"; client_options::allow_private_downloads lets videos come from there", ""},
    {"set client_options::allow_private_downloads, if the address is yours",
     "fetch it from its URL by another program, if the address is yours"},
    {"raise client_options::max_download_bytes, if so large a file is wanted",
     "fetch it from its URL by another program, if so large a file is wanted"},
    {"report the answer (failure::received)", "report what `seedance status` says"},
    {"set the account's base URL to where the gateway is now", "set --base-url to where the gateway is now"},
    {"name yours in https_options::ca_file or ca_path", "name yours by --ca-file"},
    {"name it in https_options::ca_path", "name a file in it"},
    {"https_options::ca_file", "--ca-file"},
    {"https_options::proxy", "the proxy"},
    {"call_options::throttle_patience or the deadline allows", "this program waits, or --deadline allows"},
    {"call_options::price_limit", "--price-limit"},
    {"call_options::price_if_unknown", "--price-if-unknown"},
    {"call_options::deadline", "--deadline"},
    {"call_options::intent", "the name of --intent, --name or --as"},
};

inline void replace_all(std::string& text, std::string_view what, std::string_view by) {
    for (auto at = text.find(what); at != text.npos; at = text.find(what, at + by.size()))
        text.replace(at, what.size(), by);
}

/// Takes away how a program would give its client another account: this one has one at each gateway.
inline void leave_out_accounts(std::string& text) {
    constexpr std::string_view begins = " at this gateway: client.use(", ends = "::account{...}) adds one";
    const auto begin = text.find(begins);
    const auto end = begin == text.npos ? text.npos : text.find(ends, begin);
    if (end != text.npos) text.replace(begin, end + ends.size() - begin, " at this gateway");
}

}  // namespace detail

/// Says what the library has said as the command line has it.
inline std::string in_option_words(std::string text) {
    detail::leave_out_accounts(text);
    for (const auto& each : detail::option_words) detail::replace_all(text, each.said, each.typed);
    return text;
}

/// Says what went wrong, and what to do about it on a command line.
inline std::string in_option_words(const seedance::failure& why) {
    auto words = in_option_words(to_string(why));
    if (is_gateway(why.provider))
        detail::replace_all(words, "the environment variable of the gateway", key_variable_of(why.provider));
    return words;
}

}  // namespace cli
