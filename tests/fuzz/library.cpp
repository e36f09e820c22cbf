// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
// The definitions that the fuzz targets use, and Boost.JSON's and Boost.URL's own, so that all of it is instrumented.
#include <boost/json/src.hpp>
#include <boost/url/src.hpp>

#include <seedance/core/impl/error.ipp>
#include <seedance/core/impl/link_check.ipp>
#include <seedance/provider/impl/apixo.ipp>
#include <seedance/provider/impl/drift.ipp>
#include <seedance/provider/impl/pixazo.ipp>
#include <seedance/provider/impl/url_part.ipp>
#include <seedance/provider/impl/xenodia.ipp>
#include <seedance/retry/impl/classify.ipp>
#include <seedance/task/impl/failure.ipp>
#include <seedance/task/impl/task.ipp>
#include <seedance/transport/impl/http.ipp>
#include <seedance/transport/impl/http_date.ipp>
