// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

/// @file
/// The file host serves the videos of finished tasks, whole or in part (RFC 9110, sections 13 and 14), to anyone who
/// knows the URL.

#include <cstddef>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <seedance/server/impl/byte_range.hpp>
#include <seedance/testing/sample_video.hpp>
#include <seedance/testing/sandbox/emulation.hpp>
#include <seedance/testing/sandbox/tasks.hpp>

namespace seedance::testing::detail {

class file_host final : public emulation {
  public:
    explicit file_host(task_store& tasks) : tasks_{tasks} {}

    static constexpr std::string_view tag = "sandbox-sample-1";

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
    /// Serves the file, or the part of it that a GET asks for.
    static wire_answer serve(const received_request& request) {
        const auto file = sample_video();
        const bool may_choose = request.method == "GET";
        auto chosen =
            seedance::detail::choose_part(may_choose ? request.headers : std::vector<http_header>{}, file.size(), tag);
        wire_answer answer{.status = chosen.status, .content_type = "video/mp4", .headers = std::move(chosen.headers)};
        if (chosen.status == 200 || chosen.status == 206)
            answer.body =
                file.substr(static_cast<std::size_t>(chosen.part.first), static_cast<std::size_t>(chosen.part.size()));
        return answer;
    }

    task_store& tasks_;
};

}  // namespace seedance::testing::detail
