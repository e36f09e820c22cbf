// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

/// @file
/// Xenodia's list of models, `GET /v1/models`. The page "Seedance 2.0 Video API" tells of `capabilities.pricing`; of
/// the rest, the gateway's page "Model Discovery API" shows `id`, `upstream_id`, `enabled` and
/// `capabilities.parameters` with the `name` and `enum` of each.

#include <algorithm>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <seedance/core/money.hpp>
#include <seedance/core/quoted.hpp>
#include <seedance/core/text.hpp>
#include <seedance/model/descriptor.hpp>
#include <seedance/provider/capability_list.hpp>
#include <seedance/provider/gateway_words.hpp>
#include <seedance/provider/json.hpp>
#include <seedance/request/estimate.hpp>
#include <seedance/request/price_list.hpp>

namespace seedance::detail::xenodia {

/// Finds the list of models, which may stand under one of several names, or be the whole answer.
inline json_view models_of(json_view answer) {
    return answer.is_array() ? answer : answer.first({"data", "models"}, &json_view::is_array);
}

/// Finds the one resolution that a text names, in lower case: "720p" in "720P, no video". Empty where it names none,
/// several, or one that is no number of lines.
inline std::string resolution_in(std::string_view said) {
    std::string found;
    for (std::size_t i = 0; i != said.size(); ++i) {
        const auto begin = i;
        while (i != said.size() && text::is_digit(said[i])) ++i;
        if (i == said.size()) break;
        const auto unit = text::lower(said[i]);
        if (i == begin || (unit != 'p' && unit != 'k')) continue;
        const auto next = std::string{said.substr(begin, i - begin)} + unit;
        if (next.size() > 6 || (!found.empty() && found != next)) return {};
        found = next;
    }
    return found;
}

/// Says whether a price is for one second, by the words for its unit. "Xenodia bills by generated seconds": one that
/// says nothing is.
inline bool is_per_second(json_view tier, json_view pricing) {
    const auto unit = tier["unit"];
    const auto word = folded_word((unit.has_text() ? unit : pricing["mode"]).text());
    const bool says_second = word.find("second") != word.npos || word == "sec" || word == "s";
    const bool says_how_many = word.find("milli") != word.npos || std::any_of(word.begin(), word.end(), text::is_digit);
    return word.empty() || (says_second && !says_how_many);
}

/// A price of a list, or why there is none.
struct read_price {
    std::optional<listed_price> price{};
    std::string_view problem{};
};

/// Reads a tier, whose id or label names its resolution and says "no_video" or "with_video".
inline read_price read_tier(std::string_view model, json_view pricing, json_view tier) {
    const auto price = tier["price_micro_usdc"].number(1, 1'000'000'000);
    if (!price) return {.problem = "has no amount above 0 as its price_micro_usdc"};
    if (!is_per_second(tier, pricing)) return {.problem = "is not for a second"};
    const auto id = tier["id"].text(), label = tier["label"].text();
    const auto folded = folded_word(id) + ' ' + folded_word(label);
    const bool without = folded.find("novideo") != folded.npos, with = folded.find("withvideo") != folded.npos;
    if (without == with) return {.problem = "says neither no_video nor with_video"};
    auto resolution = resolution_in(id);
    if (resolution.empty()) resolution = resolution_in(label);
    if (resolution.empty()) return {.problem = "names no resolution"};
    return {.price = listed_price{std::string{model}, std::move(resolution), with ? when::with : when::without,
                                  money{*price}}};
}

/// Reads the prices of a model, but for those that cannot be read.
inline void read_prices(price_list& list, json_view model) {
    const auto pricing = model["capabilities"]["pricing"];
    for (const json_view tier : pricing["tiers"].elements())
        if (auto read = read_tier(model["id"].string(), pricing, tier); read.price)
            list.prices.push_back(std::move(*read.price));
}

/// Reads what a list says of Seedance models. What cannot be read is counted and said; nothing is guessed.
class list_reader {
  public:
    explicit list_reader(capability_list& to) : to_{to} {}

    void read(json_view models) {
        std::size_t number = 0;
        for (const json_view model : models.elements()) {
            entry_ = "entry " + std::to_string(++number);
            read_model(model);
        }
    }

    /// Counts what could not be read, and keeps the words of the first ones.
    void problem(std::string words) {
        constexpr std::size_t most_problems = 20;
        ++to_.unread;
        if (to_.problems.size() != most_problems) to_.problems.push_back(harmless(words, 300));
    }

  private:
    // No gateway has so many; whoever lists more is not believed, and does not fill the memory.
    static constexpr std::size_t most_models = 200, most_prices = 100, most_words = 100;

    void wrong(std::string_view words) { problem(entry_ + ": " + std::string{words}); }

    void read_model(json_view model) {
        const auto id = model["id"].string();
        if (id.empty() || id.size() > 200) return wrong("no model with an id");
        if (!says_seedance(id) && !says_seedance(model["upstream_id"].string())) return void(++to_.other_models);
        entry_ += " (" + std::string{id} + ")";
        if (std::any_of(to_.models.begin(), to_.models.end(), [id](const auto& each) { return each.id == id; }))
            return wrong("the model is listed twice, and the first one counts");
        if (to_.models.size() == most_models) return wrong("more models than are believed");
        to_.models.push_back({.id = std::string{id}});
        auto& listed = to_.models.back();
        listed.enabled = read_enabled(model["enabled"]);
        const auto capabilities = model["capabilities"];
        if (capabilities.has_text() && !capabilities.is_object()) return wrong("capabilities is no object");
        read_parameters(listed, capabilities["parameters"]);
        read_tiers(id, capabilities["pricing"]);
    }

    static bool says_seedance(std::string_view name) { return folded_word(name).find("seedance") != std::string::npos; }

    bool read_enabled(json_view said) {
        const auto word = folded_word(said.text());
        if (!word.empty() && word != "true" && word != "false") wrong("enabled is neither true nor false");
        return word != "false";
    }

    /// Says whether there is a list to read, and reports what is none.
    bool is_list(json_view list, std::string_view name) {
        if (list.has_text() && !list.is_array()) wrong(std::string{name} + " is no list");
        return list.is_array();
    }

    void read_parameters(listed_model& listed, json_view parameters) {
        if (!is_list(parameters, "capabilities.parameters")) return;
        for (const json_view each : parameters.elements()) {
            const auto name = each["name"].string();
            if (name.empty()) wrong("a parameter has no name");
            if (is_word(name, "resolution")) read_words(listed.resolutions, each, true);
            if (is_word(name, "aspect_ratio")) read_words(listed.aspect_ratios, each, false);
            if (is_word(name, "duration")) read_seconds(listed.seconds, each);
        }
    }

    /// Gives the values of a parameter; none where it does not list them.
    array_view<boost::json::value> values_of(json_view parameter, bool is_first) {
        const auto name = parameter["name"].text();
        if (!is_list(parameter["enum"], name)) return {};
        if (!is_first) wrong(name + " is listed twice, and the first one counts");
        const auto values = parameter["enum"].elements();
        const bool is_usable = !values.empty() && values.size() <= most_words;
        if (!is_usable) wrong(name + " lists no values, or more than are believed");
        return is_first && is_usable ? values : array_view<boost::json::value>{};
    }

    void read_words(std::vector<std::string>& words, json_view parameter, bool in_lower_case) {
        for (const json_view value : values_of(parameter, words.empty())) {
            std::string word{value.string()};
            if (in_lower_case) std::transform(word.begin(), word.end(), word.begin(), text::lower);
            if (word.empty() || word.size() > 40)
                wrong(parameter["name"].text() + " has a value that is no word");
            else
                words.push_back(std::move(word));
        }
    }

    void read_seconds(std::vector<int>& seconds, json_view parameter) {
        for (const json_view value : values_of(parameter, seconds.empty())) {
            if (const auto number = value.number(1, 3600))
                seconds.push_back(static_cast<int>(*number));
            else
                wrong("duration has a value that is no number of seconds");
        }
    }

    void read_tiers(std::string_view model, json_view pricing) {
        if (!is_list(pricing["tiers"], "capabilities.pricing.tiers")) return;
        const auto tiers = pricing["tiers"].elements();
        if (tiers.size() > most_prices) return wrong("more prices than are believed");
        const auto first = to_.prices.prices.size();
        for (const json_view tier : tiers) {
            auto read = read_tier(model, pricing, tier);
            if (!read.price)
                wrong("price \"" + tier["id"].text() + "\" " + std::string{read.problem});
            else if (contradicts(*read.price, first))
                wrong("price \"" + tier["id"].text() + "\" is listed before with another amount, which counts");
            else
                to_.prices.prices.push_back(std::move(*read.price));
        }
    }

    /// Says whether there is a price already for the same thing, which is not the same.
    bool contradicts(const listed_price& next, std::size_t first) const {
        const auto& all = to_.prices.prices;
        return std::any_of(all.begin() + static_cast<std::ptrdiff_t>(first), all.end(), [&next](const auto& each) {
            return each.resolution == next.resolution && each.video_reference == next.video_reference &&
                   each.per_second != next.per_second;
        });
    }

    capability_list& to_;
    std::string entry_;  ///< that is read, in words
};

}  // namespace seedance::detail::xenodia
