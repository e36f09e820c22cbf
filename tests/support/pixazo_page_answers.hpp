// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

/// @file
/// The answers on Pixazo's page for Seedance, and what must be read in them.

#include <chrono>
#include <cstdint>
#include <ostream>
#include <string_view>

#include "pixazo_page.hpp"

namespace test::pixazo_page {

using namespace seedance;
using namespace std::chrono_literals;

enum class door { submit, poll, refusal };

/// A documented answer and what must be made of it; 0 and empty where it says nothing.
struct answer {
    door through;
    int http_status;
    std::string_view task_id;
    std::string_view json;
    task_state state = task_state::unknown;
    std::string_view url = {};
    std::string_view error_code = {};
    std::string_view error_message = {};
    std::int64_t created = 0;  ///< milliseconds since 1970
    std::int64_t completed = 0;
    billed charged = billed::unknown;
};

inline constexpr std::string_view id_2_0 = "seedance-2-0_019dxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx";
inline constexpr std::string_view id_fast = "seedance-2-0-fast_019dxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx";
inline constexpr std::string_view id_1_0 = "byteplus_019dxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx";
inline constexpr std::string_view id_1_0_callback = "bytedance-text-to-image_019dxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx";

// ---- of Seedance 2.0

inline constexpr answer queued_2_0{.through = door::submit, .http_status = 202, .task_id = id_2_0, .json = R"({
  "request_id": "seedance-2-0_019dxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx",
  "status": "QUEUED",
  "polling_url": "https://gateway.pixazo.ai/v2/requests/status/seedance-2-0_019dxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx"
})"};

inline constexpr answer callback_2_0{.through = door::poll,
                                     .http_status = 200,
                                     .task_id = id_2_0,
                                     .json = R"({
  "request_id": "seedance-2-0_019dxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx",
  "status": "COMPLETED",
  "model_id": "seedance-2-0",
  "error": null,
  "output": {
    "media_url": [
      "https://pub-582b7213209642b9b995c96c95a30381.r2.dev/v1/seedance-2-0_019dxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx/output.mp4"
    ],
    "media_type": "video/mp4"
  },
  "created_at": "2026-05-22T13:17:32.110Z",
  "updated_at": "2026-05-22 13:19:23",
  "completed_at": "2026-05-22 13:19:23"
})",
                                     .state = task_state::succeeded,
                                     .url =
                                         "https://pub-582b7213209642b9b995c96c95a30381.r2.dev/v1/"
                                         "seedance-2-0_019dxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx/output.mp4",
                                     .created = 1779455852110,
                                     .completed = 1779455963000,
                                     .charged = billed::yes};

inline constexpr answer failure_callback_2_0{.through = door::poll,
                                             .http_status = 200,
                                             .task_id = id_2_0,
                                             .json = R"({
  "request_id": "seedance-2-0_019dxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx",
  "status": "ERROR",
  "model_id": "seedance-2-0",
  "error": "Description of the error",
  "output": null,
  "created_at": "...",
  "updated_at": "...",
  "completed_at": "..."
})",
                                             .state = task_state::failed,
                                             .error_message = "Description of the error",
                                             .charged = billed::no};

inline constexpr answer no_balance{.through = door::refusal,
                                   .http_status = 402,
                                   .task_id = {},
                                   .json = R"({
  "error": "Insufficient Balance",
  "message": "Your wallet does not have enough balance."
})",
                                   .error_code = "Insufficient Balance",
                                   .error_message = "Your wallet does not have enough balance."};

inline constexpr answer no_model_2_0{.through = door::refusal,
                                     .http_status = 400,
                                     .task_id = {},
                                     .json = R"({
  "error": "Model not found",
  "message": "Model 'seedance-2-0' not found or is disabled"
})",
                                     .error_code = "Model not found",
                                     .error_message = "Model 'seedance-2-0' not found or is disabled"};

inline constexpr answer failed_2_0{.through = door::poll,
                                   .http_status = 200,
                                   .task_id = id_2_0,
                                   .json = R"({
  "request_id": "seedance-2-0_019dxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx",
  "status": "ERROR",
  "model_id": "seedance-2-0",
  "error": "Description of the error",
  "output": null
})",
                                   .state = task_state::failed,
                                   .error_message = "Description of the error",
                                   .charged = billed::no};

inline constexpr answer completed_2_0{
    .through = door::poll,
    .http_status = 200,
    .task_id = id_2_0,
    .json = R"({
  "request_id": "seedance-2-0_019dxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx",
  "status": "COMPLETED",
  "model_id": "seedance-2-0",
  "error": null,
  "output": {
    "media_url": [
      "https://pub-582b7213209642b9b995c96c95a30381.r2.dev/v1/seedance-2-0_019dxxxx-xxxx/output.mp4"
    ],
    "media_type": "video/mp4"
  },
  "created_at": "2026-04-07T10:00:00.000Z",
  "updated_at": "2026-04-07T10:02:30.000Z",
  "completed_at": "2026-04-07T10:02:30.000Z"
})",
    .state = task_state::succeeded,
    .url = "https://pub-582b7213209642b9b995c96c95a30381.r2.dev/v1/seedance-2-0_019dxxxx-xxxx/output.mp4",
    .created = 1775556000000,
    .completed = 1775556150000,
    .charged = billed::yes};

// ---- of Seedance 2.0 Fast

inline constexpr answer queued_fast{.through = door::submit, .http_status = 202, .task_id = id_fast, .json = R"({
  "request_id": "seedance-2-0-fast_019dxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx",
  "status": "QUEUED",
  "polling_url": "https://gateway.pixazo.ai/v2/requests/status/seedance-2-0-fast_019dxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx"
})"};

inline constexpr answer callback_fast{.through = door::poll,
                                      .http_status = 200,
                                      .task_id = id_fast,
                                      .json = R"({
  "request_id": "seedance-2-0-fast_019dxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx",
  "status": "COMPLETED",
  "model_id": "seedance-2-0-fast",
  "error": null,
  "output": {
    "media_url": [
      "https://pub-582b7213209642b9b995c96c95a30381.r2.dev/v1/seedance-2-0-fast_019dxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx/output.mp4"
    ],
    "media_type": "video/mp4"
  },
  "created_at": "2026-05-22T13:17:32.110Z",
  "updated_at": "2026-05-22 13:19:23",
  "completed_at": "2026-05-22 13:19:23"
})",
                                      .state = task_state::succeeded,
                                      .url =
                                          "https://pub-582b7213209642b9b995c96c95a30381.r2.dev/v1/"
                                          "seedance-2-0-fast_019dxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx/output.mp4",
                                      .created = 1779455852110,
                                      .completed = 1779455963000,
                                      .charged = billed::yes};

inline constexpr answer failure_callback_fast{.through = door::poll,
                                              .http_status = 200,
                                              .task_id = id_fast,
                                              .json = R"({
  "request_id": "seedance-2-0-fast_019dxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx",
  "status": "ERROR",
  "model_id": "seedance-2-0-fast",
  "error": "Description of the error",
  "output": null,
  "created_at": "...",
  "updated_at": "...",
  "completed_at": "..."
})",
                                              .state = task_state::failed,
                                              .error_message = "Description of the error",
                                              .charged = billed::no};

inline constexpr answer no_model_fast{.through = door::refusal,
                                      .http_status = 400,
                                      .task_id = {},
                                      .json = R"({
  "error": "Model not found",
  "message": "Model 'seedance-2-0-fast' not found or is disabled"
})",
                                      .error_code = "Model not found",
                                      .error_message = "Model 'seedance-2-0-fast' not found or is disabled"};

inline constexpr answer failed_fast{.through = door::poll,
                                    .http_status = 200,
                                    .task_id = id_fast,
                                    .json = R"({
  "request_id": "seedance-2-0-fast_019dxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx",
  "status": "ERROR",
  "model_id": "seedance-2-0-fast",
  "error": "Description of the error",
  "output": null
})",
                                    .state = task_state::failed,
                                    .error_message = "Description of the error",
                                    .charged = billed::no};

inline constexpr answer completed_fast_in_75_s{
    .through = door::poll,
    .http_status = 200,
    .task_id = id_fast,
    .json = R"({
  "request_id": "seedance-2-0-fast_019dxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx",
  "status": "COMPLETED",
  "model_id": "seedance-2-0-fast",
  "error": null,
  "output": {
    "media_url": [
      "https://pub-582b7213209642b9b995c96c95a30381.r2.dev/v1/seedance-2-0-fast_019dxxxx-xxxx/output.mp4"
    ],
    "media_type": "video/mp4"
  },
  "created_at": "2026-04-07T10:00:00.000Z",
  "updated_at": "2026-04-07T10:01:15.000Z",
  "completed_at": "2026-04-07T10:01:15.000Z"
})",
    .state = task_state::succeeded,
    .url = "https://pub-582b7213209642b9b995c96c95a30381.r2.dev/v1/seedance-2-0-fast_019dxxxx-xxxx/output.mp4",
    .created = 1775556000000,
    .completed = 1775556075000,
    .charged = billed::yes};

inline constexpr answer completed_fast_in_150_s{
    .through = door::poll,
    .http_status = 200,
    .task_id = id_fast,
    .json = R"({
  "request_id": "seedance-2-0-fast_019dxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx",
  "status": "COMPLETED",
  "model_id": "seedance-2-0-fast",
  "error": null,
  "output": {
    "media_url": [
      "https://pub-582b7213209642b9b995c96c95a30381.r2.dev/v1/seedance-2-0-fast_019dxxxx-xxxx/output.mp4"
    ],
    "media_type": "video/mp4"
  },
  "created_at": "2026-04-07T10:00:00.000Z",
  "updated_at": "2026-04-07T10:02:30.000Z",
  "completed_at": "2026-04-07T10:02:30.000Z"
})",
    .state = task_state::succeeded,
    .url = "https://pub-582b7213209642b9b995c96c95a30381.r2.dev/v1/seedance-2-0-fast_019dxxxx-xxxx/output.mp4",
    .created = 1775556000000,
    .completed = 1775556150000,
    .charged = billed::yes};

// ---- of Seedance 1.0 Pro: the callback names another prefix than the answer to the submit

inline constexpr answer queued_1_0{.through = door::submit, .http_status = 202, .task_id = id_1_0, .json = R"({
  "request_id": "byteplus_019dxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx",
  "status": "QUEUED",
  "polling_url": "https://gateway.pixazo.ai/v2/requests/status/byteplus_019dxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx"
})"};

inline constexpr answer callback_1_0{.through = door::poll,
                                     .http_status = 200,
                                     .task_id = id_1_0_callback,
                                     .json = R"({
  "request_id": "bytedance-text-to-image_019dxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx",
  "status": "COMPLETED",
  "model_id": "bytedance-text-to-image",
  "error": null,
  "output": {
    "media_url": [
      "https://pub-582b7213209642b9b995c96c95a30381.r2.dev/v1/bytedance-text-to-image_019dxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx/output.mp4"
    ],
    "media_type": "video/mp4"
  },
  "created_at": "2026-05-22T13:17:32.110Z",
  "updated_at": "2026-05-22 13:19:23",
  "completed_at": "2026-05-22 13:19:23"
})",
                                     .state = task_state::succeeded,
                                     .url =
                                         "https://pub-582b7213209642b9b995c96c95a30381.r2.dev/v1/"
                                         "bytedance-text-to-image_019dxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx/output.mp4",
                                     .created = 1779455852110,
                                     .completed = 1779455963000,
                                     .charged = billed::yes};

inline constexpr answer failure_callback_1_0{.through = door::poll,
                                             .http_status = 200,
                                             .task_id = id_1_0_callback,
                                             .json = R"({
  "request_id": "bytedance-text-to-image_019dxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx",
  "status": "ERROR",
  "model_id": "bytedance-text-to-image",
  "error": "Description of the error",
  "output": null,
  "created_at": "...",
  "updated_at": "...",
  "completed_at": "..."
})",
                                             .state = task_state::failed,
                                             .error_message = "Description of the error",
                                             .charged = billed::no};

inline constexpr answer no_balance_1_0{.through = door::refusal,
                                       .http_status = 402,
                                       .task_id = {},
                                       .json = R"({
  "error": "Insufficient Balance",
  "message": "Your wallet does not have enough balance. Required: $0.20"
})",
                                       .error_code = "Insufficient Balance",
                                       .error_message = "Your wallet does not have enough balance. Required: $0.20"};

inline constexpr answer no_model_1_0{.through = door::refusal,
                                     .http_status = 400,
                                     .task_id = {},
                                     .json = R"({
  "error": "Model not found",
  "message": "Model 'byteplus' not found or is disabled"
})",
                                     .error_code = "Model not found",
                                     .error_message = "Model 'byteplus' not found or is disabled"};

inline constexpr answer failed_1_0{.through = door::poll,
                                   .http_status = 200,
                                   .task_id = id_1_0,
                                   .json = R"({
  "request_id": "byteplus_019dxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx",
  "status": "ERROR",
  "model_id": "byteplus",
  "error": "Description of the error",
  "output": null
})",
                                   .state = task_state::failed,
                                   .error_message = "Description of the error",
                                   .charged = billed::no};

inline constexpr answer completed_1_0{.through = door::poll,
                                      .http_status = 200,
                                      .task_id = id_1_0,
                                      .json = R"({
  "request_id": "byteplus_019dxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx",
  "status": "COMPLETED",
  "model_id": "byteplus",
  "error": null,
  "output": {
    "media_url": [
      "https://pub-582b7213209642b9b995c96c95a30381.r2.dev/v1/byteplus_019dxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx/output.mp4"
    ],
    "media_type": "video/mp4"
  },
  "created_at": "2026-04-09T10:00:00.000Z",
  "updated_at": "2026-04-09 10:01:30",
  "completed_at": "2026-04-09 10:01:30"
})",
                                      .state = task_state::succeeded,
                                      .url =
                                          "https://pub-582b7213209642b9b995c96c95a30381.r2.dev/v1/"
                                          "byteplus_019dxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx/output.mp4",
                                      .created = 1775728800000,
                                      .completed = 1775728890000,
                                      .charged = billed::yes};

struct answer_example {
    std::string_view submit_url;
    std::string_view place;
    const answer* shown;
};

inline std::ostream& operator<<(std::ostream& out, const answer_example& e) {
    return out << e.submit_url << ", " << e.place;
}

inline constexpr answer_example answers[] = {
    {text_2_0, "Output", &queued_2_0},
    {text_2_0, "Callback Payload", &callback_2_0},
    {text_2_0, "Failure callback shape", &failure_callback_2_0},
    {text_2_0, "Response", &queued_2_0},
    {text_2_0, "402", &no_balance},
    {text_2_0, "400", &no_model_2_0},
    {text_2_0, "Error via Status/Webhook", &failed_2_0},
    {text_2_0, "Response (Completed)", &completed_2_0},
    {frames_2_0, "Output", &queued_2_0},
    {frames_2_0, "Callback Payload", &callback_2_0},
    {frames_2_0, "Failure callback shape", &failure_callback_2_0},
    {frames_2_0, "Response", &queued_2_0},
    {frames_2_0, "402", &no_balance},
    {frames_2_0, "400", &no_model_2_0},
    {frames_2_0, "Error via Status/Webhook", &failed_2_0},
    {frames_2_0, "Response (Completed)", &completed_2_0},
    {references_2_0, "Output", &queued_2_0},
    {references_2_0, "Callback Payload", &callback_2_0},
    {references_2_0, "Failure callback shape", &failure_callback_2_0},
    {references_2_0, "Response", &queued_2_0},
    {references_2_0, "402", &no_balance},
    {references_2_0, "400", &no_model_2_0},
    {references_2_0, "Error via Status/Webhook", &failed_2_0},
    {references_2_0, "Response (Completed)", &completed_2_0},
    {edit_2_0, "Output", &queued_2_0},
    {edit_2_0, "Callback Payload", &callback_2_0},
    {edit_2_0, "Failure callback shape", &failure_callback_2_0},
    {edit_2_0, "Response", &queued_2_0},
    {edit_2_0, "402", &no_balance},
    {edit_2_0, "400", &no_model_2_0},
    {edit_2_0, "Error via Status/Webhook", &failed_2_0},
    {edit_2_0, "Response (Completed)", &completed_2_0},
    {text_fast, "Output", &queued_fast},
    {text_fast, "Callback Payload", &callback_fast},
    {text_fast, "Failure callback shape", &failure_callback_fast},
    {text_fast, "Response", &queued_fast},
    {text_fast, "402", &no_balance},
    {text_fast, "400", &no_model_fast},
    {text_fast, "Error via Status/Webhook", &failed_fast},
    {text_fast, "Response (Completed)", &completed_fast_in_75_s},
    {frames_fast, "Output", &queued_fast},
    {frames_fast, "Callback Payload", &callback_fast},
    {frames_fast, "Failure callback shape", &failure_callback_fast},
    {frames_fast, "Response", &queued_fast},
    {frames_fast, "402", &no_balance},
    {frames_fast, "400", &no_model_fast},
    {frames_fast, "Error via Status/Webhook", &failed_fast},
    {frames_fast, "Response (Completed)", &completed_fast_in_150_s},
    {references_fast, "Output", &queued_fast},
    {references_fast, "Callback Payload", &callback_fast},
    {references_fast, "Failure callback shape", &failure_callback_fast},
    {references_fast, "Response", &queued_fast},
    {references_fast, "402", &no_balance},
    {references_fast, "400", &no_model_fast},
    {references_fast, "Error via Status/Webhook", &failed_fast},
    {references_fast, "Response (Completed)", &completed_fast_in_75_s},
    {edit_fast, "Output", &queued_fast},
    {edit_fast, "Callback Payload", &callback_fast},
    {edit_fast, "Failure callback shape", &failure_callback_fast},
    {edit_fast, "Response", &queued_fast},
    {edit_fast, "402", &no_balance},
    {edit_fast, "400", &no_model_fast},
    {edit_fast, "Error via Status/Webhook", &failed_fast},
    {edit_fast, "Response (Completed)", &completed_fast_in_150_s},
    {frame_1_0, "Output", &queued_1_0},
    {frame_1_0, "Callback Payload", &callback_1_0},
    {frame_1_0, "Failure callback shape", &failure_callback_1_0},
    {frame_1_0, "Response", &queued_1_0},
    {frame_1_0, "402", &no_balance_1_0},
    {frame_1_0, "400", &no_model_1_0},
    {frame_1_0, "Error via Status/Webhook", &failed_1_0},
    {frame_1_0, "Response (Completed)", &completed_1_0},
    {text_1_0, "Output", &queued_1_0},
    {text_1_0, "Callback Payload", &callback_1_0},
    {text_1_0, "Failure callback shape", &failure_callback_1_0},
    {text_1_0, "Response", &queued_1_0},
    {text_1_0, "402", &no_balance_1_0},
    {text_1_0, "400", &no_model_1_0},
    {text_1_0, "Error via Status/Webhook", &failed_1_0},
    {text_1_0, "Response (Completed)", &completed_1_0},
};

}  // namespace test::pixazo_page
