// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

/// @file
/// Everything an application needs: models, requests, gateways, and the client over HTTPS.

#include <seedance/client.hpp>
#include <seedance/fwd.hpp>
#include <seedance/models.hpp>
#include <seedance/provider/data_uri.hpp>
#include <seedance/request/advice.hpp>
#include <seedance/transport/https.hpp>

#if !defined(SEEDANCE_SEPARATE_COMPILATION)
#include <seedance/impl/default_client.ipp>
#endif
