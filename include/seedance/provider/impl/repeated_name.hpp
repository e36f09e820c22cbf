// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

#include <algorithm>
#include <cstddef>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <boost/json/parse.hpp>
#include <boost/json/string_view.hpp>
#include <boost/json/value.hpp>

namespace seedance::detail {

/// Gives the place behind the string of JSON that begins at `start`.
inline std::size_t end_of_json_string(std::string_view json, std::size_t start) noexcept {
    for (auto at = start + 1;; ++at) {
        at = json.find('"', at);
        const auto last_unescaped = json.find_last_not_of('\\', at - 1);
        if ((at - last_unescaped) % 2 == 1) return at + 1;
    }
}

/// Finds a name that two members of one object have, which Boost.JSON takes for one: it keeps the last. Gives an empty
/// text where there is none.
/// @pre `json` is valid, and no name is empty.
inline std::string repeated_name(std::string_view json) {
    std::vector<std::vector<std::string>> open;  // the names in each object or list that has not ended
    std::string_view text;                       // the last string: in front of a colon it is a name
    for (std::size_t at = 0; at != json.size();) {
        const char c = json[at];
        if (c == '"') {
            const auto end = end_of_json_string(json, at);
            text = json.substr(at, end - at);
            at = end;
            continue;
        }
        if (c == '{' || c == '[') open.emplace_back();
        if (c == '}' || c == ']') open.pop_back();
        if (c == ':') {
            const auto parsed = boost::json::parse(boost::json::string_view{text.data(), text.size()});
            std::string name{std::string_view{parsed.get_string()}};
            auto& names = open.back();
            if (std::find(names.begin(), names.end(), name) != names.end()) return name;
            names.push_back(std::move(name));
        }
        ++at;
    }
    return {};
}

}  // namespace seedance::detail
