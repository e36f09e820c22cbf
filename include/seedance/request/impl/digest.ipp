// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include <seedance/core/base64.hpp>
#include <seedance/core/sha256.hpp>
#include <seedance/model/terms.hpp>
#include <seedance/request/digest.hpp>
#include <seedance/request/options.hpp>
#include <seedance/request/reference.hpp>

namespace seedance {

namespace detail {

/// Writes the fields of a digest.
class digest_writer {
  public:
    void add(std::string_view field, std::string_view value) { (text_ += ' ').append(field).append("=").append(value); }
    void add(std::string_view field, std::int64_t value) { add(field, std::to_string(value)); }

    /// Adds what the caller wrote: nobody can read it from the digest.
    void add_hash(std::string_view field, std::string_view value) {
        if (is_given(value)) add_bytes(field, text::sha256(value));
    }

    /// Adds the first 15 bytes of a hash.
    void add_bytes(std::string_view field, std::string_view hash) {
        add(field, '#' + text::base64_encode(hash.substr(0, 15)));
    }

    std::string finish() && { return std::move(text_); }

  private:
    std::string text_ = "1";  ///< the version
};

/// Hashes references so that no two lists read the same. A URL may hold a file: it is not copied.
inline std::string hash_of(array_view<reference> list) {
    text::sha256_hash hash;
    for (const auto& each : list)
        hash.add(to_string(each.kind)).add(" ").add(std::to_string(each.url.size())).add(" ").add(each.url);
    return hash.finish();
}

}  // namespace detail

SEEDANCE_DECL std::string digest_of(const request_view& request) {
    detail::digest_writer digest;
    digest.add("model", std::string{request.model->provider}.append("/").append(request.model->id));
    digest.add("mode", to_string(request.rules->kind));
    digest.add_hash("prompt", request.prompt);
    digest.add_hash("first_frame", request.first_frame);
    digest.add_hash("last_frame", request.last_frame);
    if (!request.references.empty()) digest.add_bytes("references", detail::hash_of(request.references));
    digest.add("resolution", request.resolution);
    digest.add("aspect_ratio", request.aspect_ratio);
    if (request.duration_as_source)
        digest.add("duration", "as_source");
    else
        digest.add("duration", request.seconds);
    const auto add_option = [&digest]<class T>(option which, const std::optional<T>& value) {
        if (value) digest.add(to_string(which), static_cast<std::int64_t>(*value));
    };
    for_each_option(add_option, request);
    if (request.callback_progress) digest.add("callback_progress", *request.callback_progress ? 1 : 0);
    return std::move(digest).finish();
}

SEEDANCE_DECL std::string digest_of_unchecked(std::string_view provider, std::string_view model_id,
                                              std::string_view mode_path, std::string_view body) {
    detail::digest_writer digest;
    digest.add("model", std::string{provider}.append("/").append(model_id));
    digest.add_hash("mode", mode_path);
    digest.add_hash("body", body);
    return std::move(digest).finish();
}

}  // namespace seedance
