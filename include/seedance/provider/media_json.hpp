// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

/// @file
/// For gateway writers: a request's images, videos and audio in the two shapes that gateways take.

#include <cstddef>
#include <string_view>

#include <seedance/model/terms.hpp>
#include <seedance/provider/json_writer.hpp>
#include <seedance/request/view.hpp>

namespace seedance {

namespace detail {
inline constexpr std::size_t room_of_names = 128;  // what stands around the URL of a file
}

/// Gives the bytes that the request's texts have together. A body with room for them is written without a copy of what
/// was written before: a URL may hold a file.
inline std::size_t size_of_texts(const request_view& request) noexcept {
    std::size_t size = request.prompt.size() + request.first_frame.size() + request.last_frame.size();
    for (const auto& reference : request.references) size += reference.url.size() + detail::room_of_names;
    return size + request.callback_url.size();
}

/// Writes a member that lists the URLs of the request's references of one kind; writes nothing where there are none.
inline void write_reference_urls(json_writer& body, std::string_view name, const request_view& request, media kind) {
    if (request.count(kind) == 0) return;
    body.name(name).begin_array();
    for (const auto& reference : request.references)
        if (reference.kind == kind) body.value(reference.url);
    body.end_array();
}

namespace detail {

inline void write_content_item(json_writer& content, std::string_view type, std::string_view url,
                               std::string_view role) {
    content.begin_object().member("type", type);
    content.name(type).begin_object().member("url", url).end_object();
    content.member("role", role).end_object();
}

inline void write_content_references(json_writer& content, const request_view& request, media kind,
                                     std::string_view type, std::string_view role) {
    for (const auto& reference : request.references)
        if (reference.kind == kind) write_content_item(content, type, reference.url, role);
}

}  // namespace detail

/// Writes the member `content` of ByteDance's own interface, which gateways that pass requests on take as it is: in the
/// order text, frames, images, videos, audio. An empty `prompt` is left out.
inline void write_content(json_writer& body, std::string_view prompt, const request_view& request) {
    body.name("content").begin_array();
    if (!prompt.empty()) body.begin_object().member("type", "text").member("text", prompt).end_object();
    if (!request.first_frame.empty()) detail::write_content_item(body, "image_url", request.first_frame, "first_frame");
    if (!request.last_frame.empty()) detail::write_content_item(body, "image_url", request.last_frame, "last_frame");
    detail::write_content_references(body, request, media::image, "image_url", "reference_image");
    detail::write_content_references(body, request, media::video, "video_url", "reference_video");
    detail::write_content_references(body, request, media::audio, "audio_url", "reference_audio");
    body.end_array();
}

}  // namespace seedance
