// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

/// @file
/// Declarations, for headers that only name the library's types. tests/tools/lists.py checks that every gateway and
/// model is here.

#include <seedance/core/impl/cpp20.hpp>

namespace seedance {

class byte_sink;
class client;
class clock;
class error;
class http_handler;
class http_server;
class journal;
class memory_journal;
class prepared_request;
class prepared_route;
class price;
class secret;
class transport;
class video_saver;
class webhook_receiver;
class webhook_server;

struct account_check;
struct any_request;
struct budget_figures;
struct budget_period;
struct call_options;
struct catalog_entry;
struct client_options;
struct failure;
struct intent;
struct intent_progress;
struct recovery;
struct client_load;
struct http_reply;
struct http_request;
struct http_server_load;
struct http_server_options;
struct model_descriptor;
struct money;
struct price_range;
struct request_view;
struct saved_file;
struct server_answer;
struct status_answer;
struct task;
struct task_page;
struct task_query;
struct generated_video;
struct transport_load;
struct unfinished;
struct video_saver_options;
struct webhook_reply;
struct webhook_request;
struct webhook_server_options;

template <class T>
class operation;

template <class... Legs>
struct route;

namespace apixo {
struct account;  // which <seedance/provider/apixo.hpp> defines
struct gateway;
struct seedance_1_5_pro;
struct seedance_2_0_fast;
struct seedance_2_0_mini;
}  // namespace apixo

namespace pixazo {
struct account;  // which <seedance/provider/pixazo.hpp> defines
struct gateway;
struct seedance_1_0_lite;
struct seedance_1_0_pro;
struct seedance_2_0;
struct seedance_2_0_fast;
}  // namespace pixazo

namespace xenodia {
struct account;  // which <seedance/provider/xenodia.hpp> defines
struct gateway;
struct seedance_2;
struct seedance_2_fast;
}  // namespace xenodia

}  // namespace seedance
