// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

#include <algorithm>
#include <cstdlib>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <seedance/provider/catalog.hpp>
#include <seedance/request/any_request.hpp>

namespace server {

/// Models that stand in for each other: an order for one of them goes to the others, in this order, where its gateway
/// cannot make the video and does not bill it.
class route {
  public:
    /// Reads ROUTE from the environment: "apixo/seedance-2-0-fast,pixazo/seedance-2-0-fast". Without it there is none.
    /// @par Errors Throws `std::runtime_error` for a model that the server does not offer, and for one that is named
    /// twice.
    explicit route(seedance::catalog offered) {
        const char* const chosen = std::getenv("ROUTE");
        std::string_view rest{chosen != nullptr ? chosen : ""};
        while (!rest.empty()) {
            const auto name = rest.substr(0, rest.find(','));
            rest.remove_prefix(std::min(name.size() + 1, rest.size()));
            if (find_model(offered, name) == nullptr)
                throw std::runtime_error{"ROUTE names " + std::string{name} +
                                         ", which is not offered: " + all(offered)};
            if (std::count(models_.begin(), models_.end(), name) != 0)
                throw std::runtime_error{"ROUTE names " + std::string{name} + " twice: each model can be tried once"};
            models_.emplace_back(name);
        }
    }

    /// Lets an order for one of the models go to those of them, too, that can take it; without a model, to all.
    void stand_in(seedance::any_request& order, seedance::catalog offered) const {
        const bool is_on = order.model.empty() || std::count(models_.begin(), models_.end(), order.model) != 0;
        if (models_.empty() || !is_on || !order.models.empty()) return;
        std::vector<std::string> legs;
        if (!order.model.empty()) legs.push_back(order.model);
        auto asked = order;
        for (const auto& each : models_) {
            asked.model = each;
            if (each != order.model && prepare(asked, offered).valid()) legs.push_back(each);
        }
        if (legs.size() == 1) order.model = legs.front();
        if (legs.size() < 2) return;
        order.models = std::move(legs);
        order.model.clear();
    }

  private:
    static std::string all(seedance::catalog offered) {
        std::string names;
        for (const auto& each : offered) names += (names.empty() ? "" : ", ") + each.name();
        return names;
    }

    std::vector<std::string> models_;
};

}  // namespace server
