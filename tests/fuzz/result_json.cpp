// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
// Any text as APIXO's `resultJson`, JSON within a string: what it holds is what reading it alone gives.
#include "fuzz.hpp"

#include <vector>

#include <boost/json.hpp>

#include <seedance/core/text.hpp>
#include <seedance/provider/apixo.hpp>
#include <seedance/provider/json.hpp>

using namespace seedance;
namespace json = boost::json;
using traits = provider_traits<apixo::gateway>;

namespace {

/// Read in another way, and without a limit on depth.
std::vector<std::string> urls_in(std::string_view text) {
    boost::system::error_code error;
    const auto value = json::parse({text.data(), text.size()}, error);
    std::vector<std::string> urls;
    if (error || !value.is_object() || !value.get_object().contains("resultUrls")) return urls;
    const auto& list = value.get_object().at("resultUrls");
    if (!list.is_array()) return urls;
    for (const auto& url : list.get_array())
        if (url.is_string() && is_result_url(url.get_string()) &&
            std::string_view{url.get_string()}.find("\xEF\xBF\xBD") == std::string_view::npos)
            urls.emplace_back(url.get_string());
    return urls;
}

status_answer answer_with(const std::string& result) {
    return traits::decode_status(
        200, R"({"code":200,"data":{"taskId":"task_1","state":"success","resultJson":)" + result + "}}");
}

}  // namespace

void fuzz(std::string_view text) noexcept {
    const auto expected = urls_in(text);
    const auto as_text = answer_with(json::serialize(json::string_view{text.data(), text.size()}));
    PROPERTY(as_text.understood && as_text.state == task_state::succeeded);
    PROPERTY(as_text.mended || expected.empty() || as_text.urls == expected);
    for (const auto& url : as_text.urls)
        PROPERTY(as_text.mended || !expected.empty() || seedance::text::starts_with_ignoring_case(url, "https://"));
    const auto as_it_is = answer_with(std::string{text});
    boost::system::error_code error;
    const bool is_object = json::parse({text.data(), text.size()}, error).is_object() && !error;
    PROPERTY(!is_object || as_it_is.mended || expected.empty() || as_it_is.urls == expected);
}
