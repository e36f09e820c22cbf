// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

#include <concepts>

#include <seedance/model/descriptor.hpp>
#include <seedance/model/well_formed.hpp>

namespace seedance {

/// A type that stands for one model of one gateway: it names its gateway and holds a well-formed descriptor.
template <class T>
concept model = requires {
    typename T::provider;
    { T::descriptor } -> std::convertible_to<const model_descriptor&>;
} && well_formed(T::descriptor);

}  // namespace seedance
