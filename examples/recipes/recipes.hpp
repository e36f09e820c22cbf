// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

/// @file
/// What the snippets of the pages define, each in the file of its page.

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include <boost/asio/awaitable.hpp>
#include <boost/asio/io_context.hpp>

#include <seedance/seedance.hpp>
#include <seedance/webhook/receiver.hpp>

// requests.cpp
boost::asio::awaitable<std::string> from_a_picture(seedance::client& client);
boost::asio::awaitable<std::string> as_the_user_asks(seedance::client& client, std::string prompt,
                                                     std::string resolution, int seconds);
template <seedance::model Model>
    requires seedance::offers<Model, seedance::mode::text_to_video>
boost::asio::awaitable<seedance::generated_video> teaser(seedance::client& client, std::string topic);
boost::asio::awaitable<std::string> as_the_form_says(seedance::client& client, std::string model, std::string prompt);
std::string choices(std::string_view model);

// prices.cpp
boost::asio::awaitable<std::string> cheapest(seedance::client& client, seedance::any_request request);
boost::asio::awaitable<bool> is_up_to_date(seedance::client& client);
boost::asio::awaitable<void> set_limits(seedance::client& client);
boost::asio::awaitable<void> for_customer(seedance::client& client, std::string order);
boost::asio::awaitable<void> book_the_bill(seedance::client& client);

// routes.cpp
boost::asio::awaitable<std::string> whoever_can(seedance::client& client, std::string_view topic);
boost::asio::awaitable<std::string> as_the_form_says_with(seedance::client& client, std::vector<std::string> models,
                                                          std::string prompt);
boost::asio::awaitable<void> with_a_log(seedance::client& client, seedance::any_request request);

// waiting.cpp
boost::asio::awaitable<void> careful(seedance::client& client, std::string prompt);
boost::asio::awaitable<void> without_exceptions(seedance::client& client, std::string prompt);
boost::asio::awaitable<std::string> submit_and_write_down(seedance::client& client, std::string prompt);
boost::asio::awaitable<void> pick_up(seedance::client& client, std::string line);
boost::asio::awaitable<void> with_progress(seedance::client& client, std::string prompt);
seedance::client_options with_log(seedance::client_options options);
boost::asio::awaitable<void> before_the_first_order(seedance::client& client);
boost::asio::awaitable<void> take_back(seedance::client& client, seedance::task unwanted);

// journal.cpp
seedance::client durable_client(boost::asio::io_context& io, std::string file, seedance::client_options options);
boost::asio::awaitable<void> fulfil(seedance::client& client, std::string order, seedance::any_request request);
boost::asio::awaitable<void> after_a_crash(seedance::client& client);
boost::asio::awaitable<std::string> take_order(seedance::client& client, std::string order,
                                               seedance::any_request request);
boost::asio::awaitable<void> deliver(seedance::client& client, std::string order);
boost::asio::awaitable<void> after_a_look_at_the_bill(seedance::client& client, std::string order, std::string task_id);
boost::asio::awaitable<void> shut_down(seedance::client& client);

// webhooks.cpp
seedance::client_options with_callbacks(seedance::client_options options, seedance::secret key);
boost::asio::awaitable<seedance::webhook_reply> on_post(seedance::webhook_receiver& receiver,
                                                        seedance::webhook_request request);

// testing.cpp
void over_a_real_network();
void without_a_network();

// fleet.cpp
seedance::client_options of_a_fleet(std::string address, std::function<void(const seedance::recovery&)> follow);
