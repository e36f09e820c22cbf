// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

#include <algorithm>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <seedance/core/money.hpp>
#include <seedance/core/quoted.hpp>
#include <seedance/model/descriptor.hpp>
#include <seedance/provider/drift.hpp>
#include <seedance/request/price_list.hpp>

namespace seedance {

namespace detail {

/// Words, each once, in the order in which they come.
class word_set {
  public:
    void add(std::string_view word) {
        if (!has(word)) words_.emplace_back(word);
    }

    /// "auto" and "adaptive" are one aspect ratio, and in no other list.
    bool has(std::string_view word) const noexcept {
        return std::any_of(words_.begin(), words_.end(), [word](const std::string& each) {
            return canonical_aspect_ratio(each) == canonical_aspect_ratio(word);
        });
    }

    /// Gives those that `other` lacks.
    word_set without(const word_set& other) const {
        word_set rest;
        for (const auto& each : words_)
            if (!other.has(each)) rest.add(each);
        return rest;
    }

    bool empty() const noexcept { return words_.empty(); }

    /// Writes "480p, 720p", or "none".
    std::string text() const {
        std::string joined;
        for (const auto& each : words_) joined.append(joined.empty() ? "" : ", ").append(each);
        return joined.empty() ? "none" : harmless(joined, 500);
    }

  private:
    std::vector<std::string> words_;
};

/// Writes rising numbers as "4..12, 15".
inline std::string ranges_of(const std::vector<int>& rising) {
    std::string text;
    for (std::size_t i = 0; i != rising.size();) {
        auto last = i;
        while (last + 1 != rising.size() && rising[last + 1] == rising[last] + 1) ++last;
        text.append(text.empty() ? "" : ", ").append(std::to_string(rising[i]));
        if (last != i) text.append("..").append(std::to_string(rising[last]));
        i = last + 1;
    }
    return text.empty() ? "none" : text;
}

/// Which price of a model is meant.
struct priced {
    std::string_view resolution;
    bool with_video = false;

    std::string text() const { return std::string{resolution} + (with_video ? " with a video" : " without a video"); }
};

/// Finds the first row of a descriptor's table for it, whatever the sound.
inline std::optional<price_row> documented_price(const mode_rules& rules, priced what) {
    for (const auto& row : rules.prices)
        if ((row.resolution.empty() || row.resolution == what.resolution) &&
            matches(row.video_reference, what.with_video))
            return row;
    return std::nullopt;
}

inline std::string per_unit(money price, price_unit unit = price_unit::output_second) {
    switch (unit) {
        case price_unit::output_second: return to_string(price) + " a second";
        case price_unit::output_and_reference_second: return to_string(price) + " a second made or given";
        case price_unit::generation: return to_string(price) + " a video";
    }
    return to_string(price);
}

/// Compares one list with the descriptors.
class drift_search {
  public:
    drift_search(const capability_list& list, catalog models) : list_{list}, models_{models} {}

    std::vector<drift_finding> take() && {
        for (const auto& entry : models_)
            if (entry.model->provider == list_.provider) compare(entry);
        for (const auto& listed : list_.models)
            if (listed.enabled && !is_described(listed.id)) lacks_model(listed.id);
        for (const auto& problem : list_.problems) not_read(problem);
        if (list_.unread > list_.problems.size())
            not_read(std::to_string(list_.unread - list_.problems.size()) + " more could not be read");
        return std::move(found_);
    }

  private:
    /// Adds what has not been said of this model already: of another mode, for example.
    void add(drift_kind kind, std::string_view model, std::string_view field, std::string listed,
             std::string described) {
        const auto name = model.empty() ? std::string{} : list_.provider + '/' + harmless(model, 200);
        drift_finding next{kind, name, std::string{field}, std::move(listed), std::move(described)};
        const auto begin = found_.begin() + static_cast<std::ptrdiff_t>(first_of_model_);
        if (std::find(begin, found_.end(), next) == found_.end()) found_.push_back(std::move(next));
    }

    void not_read(std::string_view words) {
        found_.push_back({.kind = drift_kind::unread, .listed = harmless(words, 500)});
    }

    void lacks_model(std::string_view id) {
        first_of_model_ = found_.size();
        add(drift_kind::lacks, id, {}, "this model", "none");
    }

    bool is_described(std::string_view id) const {
        return std::any_of(models_.begin(), models_.end(), [&](const catalog_entry& entry) {
            return entry.model->provider == list_.provider && entry.model->id == id;
        });
    }

    const listed_model* find_listed(std::string_view id) const {
        const auto found = std::find_if(list_.models.begin(), list_.models.end(),
                                        [id](const listed_model& each) { return each.id == id; });
        return found == list_.models.end() ? nullptr : &*found;
    }

    void compare(const catalog_entry& entry) {
        const auto& model = *entry.model;
        first_of_model_ = found_.size();
        const auto* listed = find_listed(model.id);
        if (listed == nullptr || !listed->enabled)
            return add(drift_kind::has_too_much, model.id, {},
                       listed == nullptr ? "no such model" : "it as not enabled", "a descriptor");
        compare_words(model, "resolutions", listed->resolutions, &mode_rules::resolutions,
                      priced_resolutions(model.id));
        compare_words(model, "aspect_ratios", listed->aspect_ratios, &mode_rules::aspect_ratios, {});
        compare_seconds(model, listed->seconds);
        compare_prices_of(entry, *listed);
    }

    /// Gives the resolutions that prices name: the gateway has them, whatever else it lists.
    word_set priced_resolutions(std::string_view id) const {
        word_set resolutions;
        for (const auto& row : list_.prices.prices)
            if (row.model == id) resolutions.add(row.resolution);
        return resolutions;
    }

    void compare_words(const model_descriptor& model, std::string_view field, const std::vector<std::string>& said,
                       array_view<std::string_view> mode_rules::* member, word_set listed) {
        word_set described;
        for (const auto& rules : model.modes)
            for (const auto word : rules.*member) described.add(word);
        for (const auto& word : said) listed.add(word);
        if (const auto missing = listed.without(described); !missing.empty())
            add(drift_kind::lacks, model.id, field, missing.text(), described.text());
        if (said.empty()) return add(drift_kind::not_compared, model.id, field, "none", described.text());
        if (const auto extra = described.without(listed); !extra.empty())
            add(drift_kind::has_too_much, model.id, field, listed.text(), extra.text());
    }

    void compare_seconds(const model_descriptor& model, std::vector<int> listed) {
        std::vector<int> described;
        for (const auto& rules : model.modes)
            for (int n = rules.duration.min_seconds; n <= rules.duration.max_seconds; ++n) described.push_back(n);
        for (auto* each : {&listed, &described}) {
            std::sort(each->begin(), each->end());
            each->erase(std::unique(each->begin(), each->end()), each->end());
        }
        if (listed == described) return;
        add(listed.empty() ? drift_kind::not_compared : drift_kind::differs, model.id, "duration", ranges_of(listed),
            ranges_of(described));
    }

    /// Looks at every price that a request to the model can have, where the gateway has its resolution at all.
    void compare_prices_of(const catalog_entry& entry, const listed_model& listed) {
        const auto& model = *entry.model;
        for (const auto& rules : model.modes)
            for (const auto resolution : rules.resolutions) {
                const auto& all = listed.resolutions;
                if (!all.empty() && std::find(all.begin(), all.end(), resolution) == all.end()) continue;
                compare_price(entry, rules, {resolution, false});
                const bool takes_videos = rules.inputs.videos.max_count > 0;
                if (takes_videos) compare_price(entry, rules, {resolution, true});
            }
    }

    const listed_price* find_price(std::string_view id, priced what) const {
        for (const auto& row : list_.prices.prices)
            if (row.model == id && row.resolution == what.resolution && matches(row.video_reference, what.with_video))
                return &row;
        return nullptr;
    }

    void compare_price(const catalog_entry& entry, const mode_rules& rules, priced what) {
        const auto id = entry.model->id;
        const auto* listed = find_price(id, what);
        const auto documented = documented_price(rules, what);
        const bool is_told_by_list = entry.table->decode_price_list != nullptr;
        if (listed == nullptr) return no_price_listed(id, what, documented, is_told_by_list);
        const auto said = what.text() + " at " + per_unit(listed->per_second);
        if (!documented && is_told_by_list)
            return add(drift_kind::not_compared, id, "prices", "them", "none: requests are priced by the list");
        if (!documented) return add(drift_kind::lacks, id, "prices", said, "none");
        if (documented->unit != price_unit::output_second || documented->sound != when::any)
            return add(drift_kind::not_compared, id, "prices", said, per_unit(documented->price, documented->unit));
        if (documented->price != listed->per_second)
            add(drift_kind::differs, id, "prices", said, per_unit(documented->price));
    }

    /// A list that has no price at all where the descriptor has one is as good as none.
    void no_price_listed(std::string_view id, priced what, const std::optional<price_row>& documented,
                         bool is_told_by_list) {
        const auto& all = list_.prices.prices;
        const bool has_any = std::any_of(all.begin(), all.end(), [id](const auto& row) { return row.model == id; });
        if (!documented && is_told_by_list)
            return add(drift_kind::differs, id, "prices", has_any ? "none for " + what.text() : "none",
                       "none: requests are priced by the list");
        if (!has_any) return add(drift_kind::not_compared, id, "prices", "none", documented ? "some" : "none");
        if (documented)
            add(drift_kind::has_too_much, id, "prices", "none for " + what.text(),
                per_unit(documented->price, documented->unit));
    }

    const capability_list& list_;
    catalog models_;
    std::vector<drift_finding> found_;
    std::size_t first_of_model_ = 0;  ///< where what is found of the model begins that is compared
};

}  // namespace detail

SEEDANCE_DECL std::string to_string(const drift_finding& found) {
    const bool is_of_model = found.field.empty();
    std::string text = found.model + (is_of_model ? "" : ": " + found.field) + (found.model.empty() ? "" : ": ");
    const auto lists = "the gateway lists " + found.listed;
    const auto has = "the descriptor has " + found.described;
    switch (found.kind) {
        case drift_kind::lacks:
            return text + lists + (is_of_model ? ", and no descriptor has it" : ", which is missing here: " + has);
        case drift_kind::has_too_much: return text + (is_of_model ? "there is a descriptor" : has) + ", and " + lists;
        case drift_kind::differs: return text + lists + ", and " + has;
        case drift_kind::unread: return text + found.listed;
        case drift_kind::not_compared: return text + lists + ", and " + has;
    }
    return text;
}

SEEDANCE_DECL std::vector<drift_finding> find_drift(const capability_list& list, catalog models) {
    return detail::drift_search{list, models}.take();
}

SEEDANCE_DECL bool agrees(std::span<const drift_finding> findings) noexcept {
    return std::all_of(findings.begin(), findings.end(),
                       [](const drift_finding& each) { return each.kind == drift_kind::not_compared; });
}

}  // namespace seedance
