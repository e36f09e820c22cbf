// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

/// @file
/// What a request asks for, in one line for a journal: two requests of one line make the same video.

#include <string>
#include <string_view>

#include <seedance/core/config.hpp>
#include <seedance/request/view.hpp>

namespace seedance {

/// Describes a request: `1 model=apixo/seedance-2-0-fast mode=text_to_video prompt=#Yk9nUl... resolution=720p ...`. It
/// begins with the version of this form. A prompt, a URL and the references stand there as a hash; what is left to the
/// model's default stands there as the default. The callback URL is no part of it.
SEEDANCE_DECL std::string digest_of(const request_view& request);

/// Describes a request that no descriptor knows: `1 model=apixo/seedance-3-0 mode=... body=#...`.
SEEDANCE_DECL std::string digest_of_unchecked(std::string_view provider, std::string_view model_id,
                                              std::string_view mode_path, std::string_view body);

/// Says whether two digests are of the same version of the form. An empty one can be compared with none.
constexpr bool are_comparable(std::string_view a, std::string_view b) noexcept {
    const auto form_of = [](std::string_view digest) { return digest.substr(0, digest.find(' ')); };
    return !a.empty() && form_of(a) == form_of(b);
}

/// Gives the first field, as `prompt`, of which two comparable digests say different things; empty where they agree.
/// @pre `are_comparable(a, b)`
constexpr std::string_view differing_field(std::string_view a, std::string_view b) noexcept {
    const auto take = [](std::string_view& rest) {
        const auto field = rest.substr(0, rest.find(' '));
        rest.remove_prefix(field.size() == rest.size() ? rest.size() : field.size() + 1);
        return field;
    };
    while (!a.empty() || !b.empty()) {
        const auto first = take(a), second = take(b);
        if (first == second) continue;
        const auto named = first.empty() ? second : first;
        return named.substr(0, named.find('='));
    }
    return {};
}

}  // namespace seedance

#if !defined(SEEDANCE_SEPARATE_COMPILATION)
#include <seedance/request/impl/digest.ipp>
#endif
