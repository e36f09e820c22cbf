// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

#include <string>
#include <vector>

#include <seedance/core/array_view.hpp>
#include <seedance/core/money.hpp>
#include <seedance/model/descriptor.hpp>
#include <seedance/model/terms.hpp>
#include <seedance/request/estimate.hpp>
#include <seedance/request/requests.hpp>
#include <seedance/request/view.hpp>

namespace seedance {

/// One row of a price list: the price of a second of the video that is made.
struct listed_price {
    std::string model;                 ///< as `model_descriptor::id`, "seedance-2"
    std::string resolution;            ///< as the gateway lists it, "720p"
    when video_reference = when::any;  ///< whether a reference is a video
    money per_second = {};             ///< before a margin that the gateway may add
};

/// Prices that a gateway tells at run time because its document has none.
struct price_list {
    std::string provider;              ///< the gateway's short name, "xenodia"
    std::vector<listed_price> prices;  ///< the first row that matches a request counts
};

/// Gives what `estimate(request)` gives. Where the gateway's document has no price, its list counts, and the price says
/// so: the gateway may add a margin. The list of another gateway is not read. @{
inline price estimate(const request_view& r, const price_list& list) {
    const auto documented = estimate(r);
    if (documented.why_unknown() != price_gap::not_documented || list.provider != r.model->provider) return documented;
    for (const auto& row : list.prices)
        if (row.model == r.model->id && row.resolution == r.resolution &&
            matches(row.video_reference, r.count(media::video) > 0))
            return detail::price_by({.price = row.per_second}, r, price_basis::price_list);
    return documented;
}

inline price estimate(const request_view& r, array_view<price_list> lists) {
    for (const auto& list : lists)
        if (list.provider == r.model->provider) return estimate(r, list);
    return estimate(r);
}

template <typed_request Request>
price estimate(const Request& request, const price_list& list) {
    return estimate(view_of(request), list);
}
/// @}

}  // namespace seedance
