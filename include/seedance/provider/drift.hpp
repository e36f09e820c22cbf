// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

/// @file
/// How far descriptors are from what a gateway lists.
///
/// @code
/// auto list = co_await client.capabilities("xenodia");
/// for (const auto& each : find_drift(list, all_models::entries)) std::cout << to_string(each) << '\n';
/// @endcode

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <seedance/core/config.hpp>
#include <seedance/provider/capability_list.hpp>
#include <seedance/provider/catalog.hpp>

namespace seedance {

/// How a list and the descriptors differ.
enum class drift_kind : std::uint8_t {
    lacks,         ///< the gateway lists what the descriptors lack
    has_too_much,  ///< the descriptors have what the gateway does not list
    differs,       ///< both have it, and not the same; a price that the list ought to tell and does not, too
    unread,        ///< a part of the list could not be read: it may say anything
    not_compared,  ///< only one of them says something of it; no difference
};

/// Gives the enumerator's name.
constexpr std::string_view to_string(drift_kind kind) noexcept {
    switch (kind) {
        case drift_kind::lacks: return "lacks";
        case drift_kind::has_too_much: return "has_too_much";
        case drift_kind::differs: return "differs";
        case drift_kind::unread: return "unread";
        case drift_kind::not_compared: return "not_compared";
    }
    return "?";
}

/// One thing in which a list and the descriptors differ, or of which they cannot be compared. Texts of the gateway in
/// it are fit for a terminal.
struct drift_finding {
    drift_kind kind{};           ///< how they differ
    std::string model = {};      ///< "xenodia/seedance-2"; empty: it is about the list
    std::string field = {};      ///< of `mode_rules`, "resolutions"; empty: it is about the model itself
    std::string listed = {};     ///< what the gateway lists, in words
    std::string described = {};  ///< what the descriptor has, in words

    friend bool operator==(const drift_finding&, const drift_finding&) = default;
};

/// Says it in a line, for the person who writes the descriptors.
SEEDANCE_DECL std::string to_string(const drift_finding& found);

/// Compares what a gateway lists with the descriptors of its models; those of other gateways are not looked at. A list
/// tells neither of modes nor of prompts, files and options, which no finding says again. Where a list has a field for
/// a model and not for its modes, it counts as what any mode takes.
SEEDANCE_DECL std::vector<drift_finding> find_drift(const capability_list& list, catalog models);

/// Says whether all that can be compared is the same, and nothing was left unread.
SEEDANCE_DECL bool agrees(std::span<const drift_finding> findings) noexcept;

}  // namespace seedance

#if !defined(SEEDANCE_SEPARATE_COMPILATION)
#include <seedance/provider/impl/drift.ipp>
#endif
