// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

/// @file
/// What a command needs to talk to a gateway: a journal, and a client of it.

#include <memory>
#include <string>
#include <string_view>
#include <utility>

#include <boost/asio/io_context.hpp>
#include <boost/system/system_error.hpp>

#include <seedance/core/text.hpp>
#include <seedance/seedance.hpp>
#include <seedance/testing/clock.hpp>

#include "../open_journal.hpp"
#include "default_journal.hpp"
#include "output.hpp"
#include "settings.hpp"

namespace cli {

namespace detail {

/// Says whether a gateway is one on this machine, as the sandbox is: what it was asked for is of no use to anybody when
/// it is gone, and does not belong into a person's own journal.
inline bool is_on_this_machine(std::string_view base_url) {
    for (const std::string_view begin : {"https://127.", "https://[::1]", "https://localhost:", "https://localhost/"})
        if (seedance::text::starts_with_ignoring_case(base_url, begin)) return true;
    return seedance::text::equal_ignoring_case(base_url, "https://localhost");
}

/// Says whether a command remembers what it does in the default journal.
inline bool uses_default_journal(const settings& chosen) {
    return chosen.journal.empty() && !chosen.no_journal && !is_on_this_machine(chosen.base_url);
}

}  // namespace detail

/// Opens the journal of a command that pays: the one that was named, or the default one. Null: it is to remember
/// nothing.
/// @par Errors Throws `seedance::error`.
inline std::shared_ptr<seedance::journal> journal_for_paying(const settings& chosen) {
    if (!chosen.journal.empty()) return open_journal(chosen.journal);
    if (detail::uses_default_journal(chosen)) return open_default_journal();
    if (!chosen.intent.empty() || chosen.command == "batch")
        throw usage_error{"with a gateway on this machine, " +
                          std::string{chosen.intent.empty() ? "batch" : "--intent"} +
                          " needs --journal FILE: your own journal is not for sandboxes"};
    return {};
}

/// Opens the journal of a command that pays nothing: the one that was named, or the default one where there is one.
/// Null: there is none, or none that can be used, and the command does without.
/// @par Errors Throws `seedance::error` for one that was named.
inline std::shared_ptr<seedance::journal> journal_for_looking(const settings& chosen, const output& out) {
    if (!chosen.journal.empty()) return open_journal(chosen.journal);
    if (!detail::uses_default_journal(chosen) || !has_default_journal()) return {};
    try {
        return open_default_journal();
    } catch (const seedance::error& e) {
        out.warn("nothing is written down: " + e.why().detail);
        return {};
    }
}

/// Makes a client.
/// @par Errors Throws `usage_error` for certificates that cannot be read.
inline seedance::client client_of(const settings& chosen, boost::asio::io_context& io,
                                  std::shared_ptr<seedance::journal> journal) {
    seedance::client_options options{.https = {.ca_file = chosen.ca_file}, .journal = std::move(journal)};
    if (chosen.time_scale != 1)
        options.clock = std::make_shared<seedance::testing::scaled_clock>(io.get_executor(), chosen.time_scale);
    try {
        return seedance::client{io.get_executor(), std::move(options)};
    } catch (const boost::system::system_error& e) {
        if (chosen.ca_file.empty()) throw;
        throw usage_error{"--ca-file: " + e.code().message()};
    }
}

}  // namespace cli
