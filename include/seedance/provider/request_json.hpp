// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

/// @file
/// A request as JSON, for a server's own API, its database or its queue.

#include <string>
#include <string_view>
#include <variant>

#include <seedance/core/array_view.hpp>
#include <seedance/core/config.hpp>
#include <seedance/request/any_request.hpp>
#include <seedance/request/view.hpp>

namespace seedance {

/// Writes a request as a JSON object. Its members are the fields of `any_request` that say something, by their names:
/// `{"model":"apixo/seedance-2-0-fast","mode":"text_to_video","prompt":"rain","duration":5}`. `duration` is in seconds;
/// a reference is `{"kind":"video","url":"https://...","milliseconds":5000}`. A route has
/// `"models":["apixo/seedance-2-0-fast","pixazo/seedance-2-0-fast"]` instead of `model`.
/// @pre Texts are valid UTF-8.
SEEDANCE_DECL std::string to_json(const any_request& request);

/// Reads what `to_json` wrote, or what somebody else wrote so, or says in words what is wrong with it. Refused are a
/// field that is not known, a field that stands there twice and a reference without its kind: what they ask for must
/// not be lost or guessed. The request may still break its model's rules, which `prepare` finds.
SEEDANCE_DECL std::variant<any_request, std::string> request_from_json(std::string_view json);

/// Makes a request of its view: the same request in the form that owns its values. What the view has from the model's
/// defaults is said in words then.
SEEDANCE_DECL any_request any_request_of(const request_view& view);

/// Makes a request of the views of a route's legs (`views_of_legs`). What they do not have in common was left to their
/// defaults, and is left to them again. An option that some of them do not take is said, as another requires it.
/// @pre `legs` is not empty, and all its views are of one request.
SEEDANCE_DECL any_request any_request_of(array_view<request_view> legs);

}  // namespace seedance

#if !defined(SEEDANCE_SEPARATE_COMPILATION)
#include <seedance/provider/impl/request_json.ipp>
#endif
