// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

/// @file
/// A model made of models, for a request that another gateway is to take where one cannot. What is asked of a model is
/// asked of each leg of a route, by the same code: a model that is no route is its own only leg.

#include <cstddef>
#include <type_traits>

#include <seedance/model/descriptor.hpp>
#include <seedance/model/model.hpp>

namespace seedance {

template <class... Legs>
struct route;

namespace detail {

template <class T>
inline constexpr bool is_route = false;
template <class... Legs>
inline constexpr bool is_route<route<Legs...>> = true;

template <class... Legs>
struct leg_list {};

/// Says whether no model is there twice, under whatever type.
template <class... Legs>
constexpr bool are_all_different() {
    if constexpr ((model<Legs> && ...)) {
        constexpr model_descriptor legs[] = {Legs::descriptor...};
        for (std::size_t i = 0; i != sizeof...(Legs); ++i)
            for (std::size_t k = 0; k != i; ++k)
                if (legs[i].provider == legs[k].provider && legs[i].id == legs[k].id) return false;
    }
    return true;
}

}  // namespace detail

/// Several models, of which one is to make the video: `route<...>`. It is no `model` itself.
template <class T>
concept model_route = detail::is_route<T>;

/// The models that a request may go to, in this order:
/// `text_to_video<route<apixo::seedance_2_0_fast, pixazo::seedance_2_0_fast>>{.prompt = "rain"}`. A request must suit
/// each of them, its legs. Where it leaves a field out, each leg's own default counts. An option that one leg requires
/// is not sent to a leg that does not take it.
template <class... Legs>
struct route {
    static_assert(sizeof...(Legs) > 1, "a route has at least two models; for one, name the model itself");
    static_assert((!model_route<Legs> && ...), "a leg of a route is a model: write the inner route's models instead");
    static_assert(((model_route<Legs> || model<Legs>) && ...), "a leg of this route is no model");
    static_assert(detail::are_all_different<Legs...>(), "a route has each model once");

    /// The legs, as a list.
    using legs = detail::leg_list<Legs...>;
};

namespace detail {

template <class Test, class Legs>
struct first_that_fails;
template <class Test, class Leg>
struct first_that_fails<Test, leg_list<Leg>> {
    using type = Leg;
};
template <class Test, class Leg, class... Rest>
struct first_that_fails<Test, leg_list<Leg, Rest...>>
    : std::conditional_t<Test::template of<Leg>, first_that_fails<Test, leg_list<Rest...>>,
                         first_that_fails<Test, leg_list<Leg>>> {};

template <class Model>
struct legs_of_model {
    using type = leg_list<Model>;
    template <class>
    using that_fails = Model;
};
template <class... Legs>
struct legs_of_model<route<Legs...>> {
    using type = typename route<Legs...>::legs;  // which completes the route, so that its legs are checked
    template <class Test>
    using that_fails = typename first_that_fails<Test, type>::type;
};

/// Every leg of a model, as a `leg_list`.
template <class Model>
using legs_of = typename legs_of_model<Model>::type;

/// The first leg of which `Test::of<Leg>` is false: the one that a message is to name. Some leg, where there is none.
template <class Model, class Test>
using leg_that_fails = typename legs_of_model<Model>::template that_fails<Test>;

}  // namespace detail

}  // namespace seedance
