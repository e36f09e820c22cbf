// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
// Builds the same requests with the models of all gateways at hand.
#include <seedance/model/pixazo.hpp>
#include <seedance/model/xenodia.hpp>

#include "request.cpp"
