// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include <seedance/request/price_list.hpp>

namespace seedance {

/// A model as a gateway lists it. Texts are the gateway's own. What is empty, the list does not say.
struct listed_model {
    std::string id;                               ///< as `model_descriptor::id`, "seedance-2"
    bool enabled = true;                          ///< false: the gateway lists it and makes no video with it
    std::vector<std::string> resolutions = {};    ///< in lower case, "720p"
    std::vector<std::string> aspect_ratios = {};  ///< "16:9"
    std::vector<int> seconds = {};                ///< every length of a video, in whole seconds
};

/// What a gateway lists in a form for machines. `find_drift` (<seedance/provider/drift.hpp>) compares it with what the
/// library knows.
struct capability_list {
    std::string provider = {};               ///< the gateway's short name, "xenodia"
    std::vector<listed_model> models = {};   ///< the Seedance models, each once, in the gateway's order
    price_list prices = {};                  ///< theirs, as `client::prices` gives them
    std::size_t other_models = 0;            ///< how many models of other kinds the gateway lists
    std::size_t unread = 0;                  ///< how many entries, or parts of one, could not be read
    std::vector<std::string> problems = {};  ///< why, in words: of the first of them
};

}  // namespace seedance
