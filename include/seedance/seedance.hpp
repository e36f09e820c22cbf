// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

/// @file
/// Everything an application needs: models, requests, gateways, and the client over HTTPS.

// What the compiler names when it refuses a request comes first: its messages begin with the includes that led there.
#include <seedance/core/impl/cpp20.hpp>
#include <seedance/core/money.hpp>
#include <seedance/model/route.hpp>
#include <seedance/request/impl/constant.hpp>
#include <seedance/request/rule.hpp>

#include <seedance/request/fields.hpp>
#include <seedance/request/references.hpp>
#include <seedance/request/requests.hpp>

#include <seedance/client.hpp>
#include <seedance/fwd.hpp>
#include <seedance/models.hpp>
#include <seedance/provider/data_uri.hpp>
#include <seedance/request/advice.hpp>
#include <seedance/transport/https.hpp>

#if !defined(SEEDANCE_SEPARATE_COMPILATION)
#include <seedance/impl/default_client.ipp>
#endif
