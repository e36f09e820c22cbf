// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

#include <string_view>

#include <seedance/provider/prepared.hpp>
#include <seedance/request/digest.hpp>

namespace seedance {

SEEDANCE_DECL prepared_request prepare_for(const provider_table& table, const request_view& view) {
    prepared_request prepared{&table};
    prepared.model_ = view.model->id;
    prepared.broken_rules_ = validate(view);
    prepared.price_ = prepared.valid() ? detail::estimate_valid(view) : estimate(view);
    prepared.polling_ = polling_for(*view.rules, static_cast<int>(view.seconds));
    prepared.digest_ = digest_of(view);
    if (!prepared.valid()) return prepared;
    prepared.message_ = table.encode(view);
    prepared.has_callback_url_ = !view.callback_url.empty();
    prepared.takes_callback_ = table.add_callback != nullptr && view.callback_url.empty();
    return prepared;
}

SEEDANCE_DECL prepared_request prepare_unchecked(const provider_table& table, std::string_view model_id,
                                                 std::string_view mode_path, std::string_view json) {
    prepared_request prepared{&table};
    prepared.model_ = model_id;
    prepared.message_ = table.encode_unchecked(model_id, mode_path, json);
    prepared.digest_ = digest_of_unchecked(table.name, model_id, mode_path, json);
    return prepared;
}

SEEDANCE_DECL prepared_request prepare_refused(const provider_table* table, std::string_view model_id,
                                               const violation& broken) {
    prepared_request prepared{table};
    prepared.model_ = model_id;
    prepared.broken_rules_.push_back(broken);
    return prepared;
}

}  // namespace seedance
