// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

/// @file
/// What models can take as JSON, for the forms of a server and for programs in other languages.

#include <string>

#include <seedance/core/config.hpp>
#include <seedance/provider/catalog.hpp>

namespace seedance {

/// Writes a list of models as a JSON array: what a form must know to offer what a model takes, and nothing else. An
/// element has "model" (as `any_request::model`), "gateway", "title" and "modes". A mode has its name as "mode" and the
/// members of `mode_rules` by their names: "resolutions" and "aspect_ratios" with "default_resolution" and
/// "default_aspect_ratio", "seconds" (least, most) with "default_seconds", "duration_as_source", "prompt_required",
/// "images", "videos" and "audio" (least and most files each), and "options": the name of each, whether it is
/// "required", and "numbers" (the least and most usual ones) where it is a number.
SEEDANCE_DECL std::string to_json(catalog models);

/// Writes what the models of a route take together as a JSON object: "models" (as `any_request::models`) and "modes",
/// of which each is as `to_json` writes it for one model. A default that is not the same for all is not there, and
/// neither are the "seconds" where no duration suits all: such a field is to be left out. An option is there that all
/// take, or that one of them requires.
/// @pre `legs` is not empty.
SEEDANCE_DECL std::string route_to_json(catalog legs);

}  // namespace seedance

#if !defined(SEEDANCE_SEPARATE_COMPILATION)
#include <seedance/provider/impl/catalog_json.ipp>
#endif
