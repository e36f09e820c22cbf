// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
//
// Prints what every model can do as a Markdown table, from the descriptors alone. The table in doc/models.md is this
// output.

#include <algorithm>
#include <iostream>
#include <span>
#include <string>
#include <string_view>

#include <seedance/models.hpp>

namespace {

std::string joined(std::span<const std::string_view> words) {
    std::string text;
    for (const auto& word : words) text.append(text.empty() ? "" : " ").append(word);
    return text;
}

std::string range(int from, int to) {
    return from == to ? std::to_string(from) : std::to_string(from) + "-" + std::to_string(to);
}

std::string inputs(const seedance::input_rules& rules) {
    std::string text;
    const auto add = [&text](const seedance::media_rules& media, std::string_view name) {
        if (media.max_count == 0) return;
        text += (text.empty() ? "" : ", ") + range(media.min_count, media.max_count) + " " + std::string{name};
    };
    add(rules.images, "images");
    add(rules.videos, "videos");
    add(rules.audio, "audio");
    return text.empty() ? "-" : text;
}

std::string options(const seedance::mode_rules& rules) {
    std::string text;
    for (const auto option : seedance::all_options)
        if (rules.options.contains(option))
            text.append(text.empty() ? "" : ", ")
                .append(to_string(option))
                .append(rules.required_options.contains(option) ? " (required)" : "");
    return text;
}

std::string prices(const seedance::mode_rules& rules) {
    auto least = seedance::usd(1'000'000), most = seedance::money{};
    for (const auto& row : rules.prices) {
        least = std::min(least, row.price);
        most = std::max(most, row.price);
    }
    if (rules.prices.empty()) return "unknown";
    const auto unit = rules.prices.front().unit == seedance::price_unit::generation ? " a video" : " a second";
    return (least == most ? to_string(least) : to_string(least) + "-" + to_string(most)) + unit;
}

void print(const seedance::model_descriptor& model) {
    for (const auto& rules : model.modes)
        std::cout << "| " << model.provider << " | " << model.title << " | `" << to_string(rules.kind) << "` | "
                  << joined(rules.resolutions) << " | " << range(rules.duration.min_seconds, rules.duration.max_seconds)
                  << " | " << joined(rules.aspect_ratios) << " | " << inputs(rules.inputs) << " | " << options(rules)
                  << " | " << prices(rules) << " |\n";
}

}  // namespace

int main() {
    std::cout << "| gateway | model | mode | resolutions | seconds | aspect ratios | inputs | options | price |\n"
                 "|---|---|---|---|---|---|---|---|---|\n";
    seedance::all_models::for_each([]<seedance::model Model> { print(Model::descriptor); });
}
