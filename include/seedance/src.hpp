// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

/// @file
/// The definitions of the whole library, for exactly one source file of a program that is compiled with
/// SEEDANCE_SEPARATE_COMPILATION defined.

#if !defined(SEEDANCE_SEPARATE_COMPILATION)
#error "define SEEDANCE_SEPARATE_COMPILATION for the whole program; a header-only program leaves this header out"
#endif

#include <seedance/core/impl/cpp20.hpp>

#include <seedance/async/impl/completion_handler.ipp>
#include <seedance/core/impl/error.ipp>
#include <seedance/core/impl/link_check.ipp>
#include <seedance/engine/impl/clock.ipp>
#include <seedance/engine/impl/operations.ipp>
#include <seedance/impl/default_client.ipp>
#include <seedance/journal/impl/journal.ipp>
#include <seedance/provider/impl/apixo.ipp>
#include <seedance/provider/impl/catalog.ipp>
#include <seedance/provider/impl/catalog_json.ipp>
#include <seedance/provider/impl/data_uri.ipp>
#include <seedance/provider/impl/drift.ipp>
#include <seedance/provider/impl/pixazo.ipp>
#include <seedance/provider/impl/prepared.ipp>
#include <seedance/provider/impl/prepared_route.ipp>
#include <seedance/provider/impl/request_json.ipp>
#include <seedance/provider/impl/url_part.ipp>
#include <seedance/provider/impl/xenodia.ipp>
#include <seedance/request/impl/digest.ipp>
#include <seedance/retry/impl/classify.ipp>
#include <seedance/server/impl/http_server.ipp>
#include <seedance/server/impl/video_saver.ipp>
#include <seedance/task/impl/failure.ipp>
#include <seedance/task/impl/model_times.ipp>
#include <seedance/task/impl/task.ipp>
#include <seedance/transport/impl/http.ipp>
#include <seedance/transport/impl/http_date.ipp>
#include <seedance/transport/impl/https.ipp>
#include <seedance/webhook/impl/server.ipp>
