// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

#include <string_view>

#include <seedance/core/error.hpp>
#include <seedance/provider/answer.hpp>
#include <seedance/task/failure.hpp>
#include <seedance/transport/http.hpp>

namespace seedance::detail {

/// Makes a failure before or at the gateway, with what is known of the request.
inline failure failure_of(errc code, step at, std::string_view provider, std::string_view model) {
    failure why;
    why.code = code;
    why.step = at;
    why.provider = provider;
    why.model = model;
    return why;
}

/// Adds to a failure what the reply says.
inline void add_reply(failure& why, const http_reply& reply, const gateway_error& said) {
    why.http_status = reply.status;
    why.gateway_code = said.code;
    why.gateway_message = said.message;
    if (!reply.error) return;
    why.detail = reply.error.message();
    if (!reply.detail.empty()) why.detail += " (" + reply.detail + ")";
    why.detail.append(" while ").append(describe(reply.phase));
}

}  // namespace seedance::detail
