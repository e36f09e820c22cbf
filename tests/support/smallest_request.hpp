// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
// The least that a model takes in a mode, and one option more: for what is true of every model, mode and option.
#pragma once

#include <concepts>
#include <optional>
#include <string>

#include <seedance/model/descriptor.hpp>
#include <seedance/request/any_request.hpp>
#include <seedance/request/options.hpp>

namespace test {

/// A request that the model takes, with the options that it requires.
inline seedance::any_request smallest_request(const seedance::model_descriptor& model,
                                              const seedance::mode_rules& rules) {
    using seedance::media, seedance::mode;
    seedance::any_request request{
        .model = std::string{model.provider} + '/' + std::string{model.id}, .mode = rules.kind, .prompt = "rain"};
    if (rules.kind == mode::image_to_video) request.first_frame = "https://example.com/first.png";
    if (rules.kind == mode::image_to_video && rules.inputs.images.min_count > 1)
        request.last_frame = "https://example.com/last.png";
    if (rules.kind == mode::reference_to_video)
        request.references = {{.kind = media::image, .url = "https://example.com/a.png"}};
    if (rules.kind == mode::edit_video)
        request.references = {{.kind = media::video, .url = "https://example.com/a.mp4"}};
    for_each_option(
        [&]<class T>(seedance::option which, std::optional<T>& value) {
            if (rules.required_options.contains(which)) value = T{};
        },
        request);
    return request;
}

/// Gives an option another value than what would be sent of itself: sound is on, and everything else is off or left to
/// the gateway.
inline void say(seedance::any_request& request, seedance::option which) {
    for_each_option(
        [&]<class T>(seedance::option each, std::optional<T>& value) {
            if (each != which) return;
            value = std::same_as<T, bool> ? static_cast<T>(which != seedance::option::sound) : static_cast<T>(24);
        },
        request);
}

}  // namespace test
