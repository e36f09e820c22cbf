// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

/// @file
/// The file host serves the videos of finished tasks, whole or in part (RFC 9110, sections 13 and 14), to anyone who
/// knows the URL.

#include <algorithm>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include <seedance/core/number.hpp>
#include <seedance/provider/answer.hpp>
#include <seedance/testing/sample_video.hpp>
#include <seedance/testing/sandbox/emulation.hpp>
#include <seedance/testing/sandbox/tasks.hpp>
#include <seedance/testing/sandbox/types.hpp>

namespace seedance::testing::detail {

/// A range of bytes from `first` up to, but without, `end`.
struct byte_range {
    std::size_t first = 0;
    std::size_t end = 0;

    bool satisfiable() const noexcept { return first < end; }
};

/// Gives what `Range: bytes=...` asks of a file of this size. A server ignores what is not one well-formed range: then
/// it gives nothing.
inline std::optional<byte_range> parse_range(std::string_view header, std::size_t size) {
    if (!header.starts_with("bytes=")) return std::nullopt;
    header.remove_prefix(6);
    const auto dash = header.find('-');
    if (dash == std::string_view::npos) return std::nullopt;
    const auto first = text::parse_number<std::size_t>(header.substr(0, dash)),
               last = text::parse_number<std::size_t>(header.substr(dash + 1));
    if (dash == 0)
        return last ? std::optional{byte_range{size - std::min(*last, size), *last == 0 ? 0 : size}} : std::nullopt;
    if (!first || (!last && dash + 1 != header.size()) || (last && *last < *first)) return std::nullopt;
    if (*first >= size) return byte_range{};
    return byte_range{*first, last ? std::min(*last, size - 1) + 1 : size};
}

class file_host final : public emulation {
  public:
    explicit file_host(task_store& tasks) : tasks_{tasks} {}

    static constexpr std::string_view etag = "\"sandbox-sample-1\"";

    std::string_view provider() const override { return {}; }
    std::string_view base_path() const override { return "/videos"; }
    sandbox_operation operation_of(const received_request&) const override { return sandbox_operation::download; }
    bool has_key(const received_request&) const override { return false; }
    std::string status_text(const task_record&, milliseconds) const override { return {}; }
    callback_rules callbacks() const override { return {}; }

    std::string task_of(const received_request& request) const override {
        constexpr std::string_view before = "/videos/", after = ".mp4";
        const std::string_view target = request.target;
        if (!target.starts_with(before) || !target.ends_with(after) || target.size() < before.size() + after.size())
            return {};
        return std::string{target.substr(before.size(), target.size() - before.size() - after.size())};
    }

    wire_answer handle(const received_request& request) override {
        if (request.method != "GET" && request.method != "HEAD") {
            auto answer = refuse(405, "Method not allowed");
            answer.headers.push_back({"Allow", "GET, HEAD"});
            return answer;
        }
        const auto* record = tasks_.find(task_of(request));
        if (record == nullptr || record->state_at(tasks_.now()) != task_state::succeeded)
            return refuse(404, "Not found");
        if (tasks_.now() > record->task.ends_at + task_store::video_lifetime) return refuse(403, "The URL has expired");
        return serve(request);
    }

    wire_answer refuse(int status, std::string_view words) const override {
        return {.status = status, .content_type = "text/plain", .body = std::string{words} + '\n'};
    }

  private:
    static wire_answer serve(const received_request& request) {
        const auto file = sample_video();
        const auto range = range_of(request, file.size());
        const auto size = std::to_string(file.size());
        if (range && !range->satisfiable())
            return {.status = 416, .content_type = "text/plain", .headers = {{"Content-Range", "bytes */" + size}}};
        wire_answer answer{.content_type = "video/mp4",
                           .headers = {{"Accept-Ranges", "bytes"}, {"ETag", std::string{etag}}}};
        if (!range) {
            answer.body = file;
            return answer;
        }
        answer.status = 206;
        answer.body = file.substr(range->first, range->end - range->first);
        answer.headers.push_back({"Content-Range", "bytes " + std::to_string(range->first) + '-' +
                                                       std::to_string(range->end - 1) + '/' + size});
        return answer;
    }

    /// A range counts for GET only, and not where If-Range names another version of the file.
    static std::optional<byte_range> range_of(const received_request& request, std::size_t size) {
        const auto* condition = find_header(request.headers, "If-Range");
        if (request.method != "GET" || (condition != nullptr && condition->value != etag)) return std::nullopt;
        return parse_range(request.header("Range"), size);
    }

    task_store& tasks_;
};

}  // namespace seedance::testing::detail
