// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

/// @file
/// What a command needs to talk to a gateway: a journal, and a client of it.

#include <memory>
#include <string>
#include <string_view>
#include <utility>

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/address.hpp>
#include <boost/system/system_error.hpp>

#include <seedance/core/text.hpp>
#include <seedance/seedance.hpp>
#include <seedance/testing/clock.hpp>
#include <seedance/transport/https_url.hpp>

#include "../open_journal.hpp"
#include "default_journal.hpp"
#include "option_words.hpp"
#include "output.hpp"
#include "settings.hpp"

namespace cli {

namespace detail {

/// Says whether a gateway is one on this machine, as the sandbox is: what it was asked for is of no use to anybody when
/// it is gone, and does not belong into a person's own journal.
inline bool is_on_this_machine(std::string_view base_url) {
    const auto url = seedance::split_https_url(base_url);
    if (!url.is_address) return seedance::text::equal_ignoring_case(url.host, "localhost");
    return boost::asio::ip::make_address(std::string{url.host}).is_loopback();
}

/// Says whether a command remembers what it does in the default journal.
inline bool uses_default_journal(const settings& chosen) {
    return chosen.journal.empty() && !chosen.no_journal && !chosen.base_urls.all_of(is_on_this_machine);
}

}  // namespace detail

/// Opens the journal of a command that pays: the one that was named, or the default one. Null: it is to remember
/// nothing.
/// @par Errors Throws `seedance::error`.
inline std::shared_ptr<seedance::journal> journal_for_paying(const settings& chosen) {
    if (!chosen.journal.empty()) {
        detail::refuse_network_file(chosen.journal);
        return open_journal(chosen.journal);
    }
    if (detail::uses_default_journal(chosen)) return open_default_journal();
    if (!chosen.intent.empty() || chosen.command == "batch")
        throw usage_error{"with a gateway on this machine, " +
                          std::string{chosen.intent.empty() ? "batch" : "--intent"} +
                          " needs --journal FILE: your own journal is not for sandboxes"};
    return {};
}

/// Opens the journal of a command that tells what is in it and pays nothing: the one that was named, or the default
/// one. Null: there is none.
/// @par Errors Throws `seedance::error` for one that is there and cannot be opened.
inline std::shared_ptr<seedance::journal> journal_if_there(const settings& chosen) {
    if (!chosen.journal.empty()) return open_journal(chosen.journal);
    return detail::uses_default_journal(chosen) && has_default_journal() ? open_default_journal() : nullptr;
}

/// Opens the journal of a command that is about a task whose line a person has: as `journal_if_there`, but without a
/// default one that cannot be opened the command does.
/// @par Errors Throws `seedance::error` for one that was named.
inline std::shared_ptr<seedance::journal> journal_for_looking(const settings& chosen, const output& out) {
    try {
        return journal_if_there(chosen);
    } catch (const seedance::error& e) {
        if (!chosen.journal.empty()) throw;
        out.warn("nothing is written down: " + in_option_words(e.why().detail));
        return {};
    }
}

/// Makes a client, for whatever command talks to a gateway.
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
        throw usage_error{"--ca-file: " + in_option_words(std::string{e.what()})};
    }
}

}  // namespace cli
