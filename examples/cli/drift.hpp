// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

/// @file
/// `seedance drift`: what gateways list for machines, beside what this program knows of their models.

#include <chrono>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/use_future.hpp>

#include <seedance/models.hpp>
#include <seedance/provider/drift.hpp>
#include <seedance/seedance.hpp>

#include "accounts.hpp"
#include "gateways.hpp"
#include "output.hpp"
#include "session.hpp"
#include "settings.hpp"

namespace cli {

namespace detail {

/// One gateway's list, and what is found of it.
struct drift_of_gateway {
    seedance::capability_list list;
    std::vector<seedance::drift_finding> found;
};

inline boost::asio::awaitable<seedance::capability_list> ask_list(seedance::client& client, std::string gateway,
                                                                  std::chrono::minutes deadline) {
    const seedance::call_options options{.deadline = deadline};
    auto list = co_await client.capabilities(gateway, options);
    co_return list;
}

/// @par Errors Throws `seedance::error`.
inline drift_of_gateway ask_drift(const std::string& gateway, const settings& chosen) {
    boost::asio::io_context io;
    auto client = client_of(chosen, io, {});
    use_account(client, gateway, chosen);
    auto asked = boost::asio::co_spawn(io, ask_list(client, gateway, chosen.deadline), boost::asio::use_future);
    io.run();
    auto list = asked.get();
    auto found = find_drift(list, seedance::all_models::entries);
    return {std::move(list), std::move(found)};
}

inline json::object fields_of(const drift_of_gateway& said) {
    json::array findings, prices;
    for (const auto& each : said.found)
        findings.push_back({{"kind", to_string(each.kind)},
                            {"model", each.model},
                            {"field", each.field},
                            {"listed", each.listed},
                            {"described", each.described},
                            {"message", to_string(each)}});
    for (const auto& each : said.list.prices.prices)
        prices.push_back({{"model", said.list.provider + "/" + each.model},
                          {"resolution", each.resolution},
                          {"video_reference", to_string(each.video_reference)},
                          {"micro_usd_per_second", each.per_second.micro_usd}});
    return {{"gateway", said.list.provider}, {"lists", true},
            {"agrees", agrees(said.found)},  {"findings", std::move(findings)},
            {"unread", said.list.unread},    {"other_models", said.list.other_models},
            {"prices", std::move(prices)}};
}

/// Gives the kind of a finding as a person reads it.
inline std::string_view words_for(seedance::drift_kind kind) {
    using enum seedance::drift_kind;
    switch (kind) {
        case lacks: return "lacking";
        case has_too_much: return "too much";
        case differs: return "different";
        case unread: return "not read";
        case not_compared: return "not compared";
    }
    return "?";
}

/// Says where the descriptors of a gateway's models are, and what they were made from.
inline std::string place_of_descriptors(std::string_view gateway) {
    for (const auto& entry : seedance::all_models::entries)
        if (entry.model->provider == gateway)
            return "<seedance/model/" + std::string{gateway} + ".hpp>, from \"" + std::string{entry.model->source} +
                   "\" as of " + std::string{entry.model->as_of};
    return "nowhere";
}

inline std::string text_of(const drift_of_gateway& said) {
    const auto& list = said.list;
    const auto line = [](std::string_view what, const std::string& words) {
        return "  " + std::string{what} + std::string(14 - what.size(), ' ') + words + '\n';
    };
    auto text = list.provider +
                (agrees(said.found) ? "  the list agrees with the descriptors"
                                    : "  the list does not agree with the descriptors") +
                '\n' + line("descriptors", place_of_descriptors(list.provider));
    for (const auto& each : said.found) text += line(words_for(each.kind), to_string(each));
    text += line("not compared", "modes, prompts, files and options: no list tells of them");
    if (list.other_models != 0)
        text += line("not compared", std::to_string(list.other_models) + " models that are no Seedance models");
    return text;
}

/// The gateways that are meant: the one that was named, or all.
inline std::vector<const seedance::provider_table*> gateways_to_compare(const settings& chosen) {
    std::vector<const seedance::provider_table*> meant;
    for (const auto* gateway : seedance::all_gateways::tables)
        if (chosen.argument.empty() || chosen.argument == gateway->name) meant.push_back(gateway);
    return meant;
}

}  // namespace detail

/// Prints how gateways' lists and the descriptors differ; gives 0 only where they do not. See `exit_codes` in help.hpp.
inline int drift(const settings& chosen, const output& out) try {
    if (chosen.argument.empty()) chosen.base_urls.check_for(all_gateway_names());
    json::array rows;
    std::string text;
    bool has_list = false, all_agree = true;
    for (const auto* gateway : detail::gateways_to_compare(chosen)) {
        if (gateway->decode_capability_list == nullptr) {
            rows.push_back({{"gateway", gateway->name}, {"lists", false}});
            text += std::string{gateway->name} + "  lists nothing for machines: there is nothing to compare\n";
            continue;
        }
        const auto said = detail::ask_drift(std::string{gateway->name}, chosen);
        has_list = true;
        all_agree = all_agree && agrees(said.found);
        rows.push_back(detail::fields_of(said));
        text += detail::text_of(said);
    }
    text.pop_back();  // the last line is ended by whoever prints it
    out.result({{"agrees", has_list ? json::value(all_agree) : json::value(nullptr)}, {"gateways", std::move(rows)}},
               text);
    return !has_list ? 12 : all_agree ? 0 : 11;
} catch (const seedance::error& e) {
    return out.failed(e.why());
}

}  // namespace cli
