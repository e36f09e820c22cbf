// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
// Programs of somebody's first hour, most of them wrong; tests/tools/first_hour.py reads what the compiler says of
// each.
#include <seedance/seedance.hpp>

#include <cstdlib>
#include <iostream>

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/use_awaitable.hpp>

namespace asio = boost::asio;
using namespace std::chrono_literals;
using fast = seedance::apixo::seedance_2_0_fast;
using both = seedance::route<fast, seedance::pixazo::seedance_2_0_fast>;

// ---- what must compile, and what does not without C++20

// case cpp17: seedance needs C++20: compile with -std=c++20 (with -std=c++17) (at most 6 lines)
#if defined(CASE_cpp17)
int main() {}
#endif

// case any_generate_directly: compiles
#if defined(CASE_any_generate_directly)
asio::awaitable<void> f(seedance::client& c) {
    seedance::any_request r{.model = "apixo/seedance-2-0-fast", .prompt = "a fox"};
    auto v = co_await c.generate(r);
}
#endif

// case any_typo: compiles
#if defined(CASE_any_typo)
void f() {
    seedance::any_request r{.model = "apixo/seedance-2-0-fst", .prompt = "a fox"};
    for (auto& b : prepare(r, seedance::all_models::entries).broken_rules()) std::cout << to_string(b) << "\n";
}
#endif

// case client_of_a_context: compiles
#if defined(CASE_client_of_a_context)
void f() {
    asio::io_context io;
    seedance::client c{io};
}
#endif

// case brace_options: compiles
#if defined(CASE_brace_options)
asio::awaitable<void> f(seedance::client& c) {
    const seedance::text_to_video<fast> r{.prompt = "a fox"};
    auto v = co_await c.generate(r, {.deadline = 5min});  // coro-lint: ok (never run)
}
#endif

// case brace_options_then_token: compiles
#if defined(CASE_brace_options_then_token)
asio::awaitable<void> f(seedance::client& c) {
    const seedance::text_to_video<fast> r{.prompt = "a fox"};
    auto v = co_await c.generate(r, {.deadline = 5min}, asio::use_awaitable);  // coro-lint: ok (never run)
}
#endif

// case const_token_slot: compiles
#if defined(CASE_const_token_slot)
asio::awaitable<void> f(seedance::client& c, asio::cancellation_slot s) {
    const seedance::text_to_video<fast> r{.prompt = "a fox"};
    const auto token = asio::bind_cancellation_slot(s, asio::use_awaitable);
    auto v = co_await c.generate(r, token);
}
#endif

// case key_getenv: compiles
#if defined(CASE_key_getenv)
void f(seedance::client& c) { c.use(seedance::apixo::account{.api_key = seedance::secret{std::getenv("K")}}); }
#endif

// case money_double: compiles
#if defined(CASE_money_double)
constexpr seedance::call_options o{.price_limit = seedance::usd(0.5)};
#endif

// case newline: compiles
#if defined(CASE_newline)
constexpr seedance::text_to_video<fast> r{.prompt = "a fox\nin the snow"};
#endif

// case return_op: compiles
#if defined(CASE_return_op)
auto f(seedance::client& c) {
    const seedance::text_to_video<fast> r{.prompt = "a fox"};
    return c.generate(r);
}
asio::awaitable<void> g(seedance::client& c) { auto v = co_await f(c); }
#endif

// ---- values that the model does not take

// case aspect_typo: gcc: this_model_does_not_offer_this_aspect_ratio ... adaptive, 16:9 / clang: this_model_does_not_offer_this_aspect_ratio
#if defined(CASE_aspect_typo)
constexpr seedance::text_to_video<fast> r{.prompt = "a fox", .aspect_ratio = "16x9"};
#endif

// case blank: this_request_needs_a_prompt
#if defined(CASE_blank)
constexpr seedance::text_to_video<fast> r{.prompt = "  "};
#endif

// case no_prompt: this_request_needs_a_prompt
#if defined(CASE_no_prompt)
constexpr seedance::text_to_video<fast> r{.resolution = "720p"};
#endif

// case dur_16: this_model_does_not_offer_this_duration ... 4 ... 15
#if defined(CASE_dur_16)
constexpr seedance::text_to_video<fast> r{.prompt = "a fox", .duration = 16s};
#endif

// case dur_int: a duration is in whole seconds and carries its unit: 5s
#if defined(CASE_dur_int)
asio::awaitable<void> f(seedance::client& c) {
    auto v = co_await c.generate(
        seedance::text_to_video<fast>{.prompt = "a fox", .duration = 5});  // coro-lint: ok (never run)
}
#endif

// case dur_ms: a duration is in whole seconds and carries its unit: 5s
#if defined(CASE_dur_ms)
constexpr seedance::text_to_video<fast> r{.prompt = "a fox", .duration = 5000ms};
#endif

// case dur_string: a duration is in whole seconds and carries its unit: 5s
#if defined(CASE_dur_string)
constexpr seedance::text_to_video<fast> r{.prompt = "a fox", .duration = "5s"};
#endif

// case image_http: this_media_url_is_not_https
#if defined(CASE_image_http)
constexpr seedance::image_to_video<fast> r{.prompt = "a fox", .first_frame = "ftp://example.com/a.png"};
#endif

// case mode_lacks: gcc: offers<Model, seedance::mode::edit_video> / clang: constraints not satisfied for class template 'edit_video'
#if defined(CASE_mode_lacks)
constexpr seedance::edit_video<fast> r{.prompt = "a fox"};
#endif

// case option_lacks: this model does not take this option in this mode
#if defined(CASE_option_lacks)
constexpr seedance::text_to_video<fast> r{.prompt = "a fox", .seed = 5};
#endif

// case sound_required: this_model_requires_this_option
#if defined(CASE_sound_required)
constexpr seedance::text_to_video<seedance::apixo::seedance_1_5_pro> r{.prompt = "a fox"};
#endif

// case res_typo: gcc: this_model_does_not_offer_this_resolution ... 480p, 720p / clang: this_model_does_not_offer_this_resolution
#if defined(CASE_res_typo)
constexpr seedance::text_to_video<fast> r{.prompt = "a fox", .resolution = "720"};
#endif

// case res_upper: gcc: this_model_does_not_offer_this_resolution ... 480p, 720p / clang: this_model_does_not_offer_this_resolution
#if defined(CASE_res_upper)
constexpr seedance::text_to_video<fast> r{.prompt = "a fox", .resolution = "720P"};
#endif

// case res_in_a_coroutine: gcc: this_model_does_not_offer_this_resolution ... 480p, 720p / clang: this_model_does_not_offer_this_resolution
#if defined(CASE_res_in_a_coroutine)
asio::awaitable<void> f(seedance::client& c) {
    auto v = co_await c.generate(
        seedance::text_to_video<fast>{.prompt = "a fox", .resolution = "1080p"});  // coro-lint: ok (never run)
}
#endif

// case ten_images: too many images: the model takes (gcc later: the arguments are shown before)
#if defined(CASE_ten_images)
using seedance::image;
constexpr std::string_view a = "https://example.com/a.png";
constexpr seedance::reference_to_video<fast> r{
    .prompt = "a fox",
    .references = {image(a), image(a), image(a), image(a), image(a), image(a), image(a), image(a), image(a), image(a)}};
#endif

// ---- routes

// case route: compiles
#if defined(CASE_route)
constexpr seedance::text_to_video<both> r{.prompt = "a fox", .resolution = "720p", .duration = 15s};
#endif

// case route_of_one: a route has at least two models; for one, name the model itself (gcc later: behind the places that led there)
#if defined(CASE_route_of_one)
constexpr seedance::text_to_video<seedance::route<fast>> r{.prompt = "a fox"};
#endif

// case route_with_a_model_twice: a route has each model once (gcc later: behind the places that led there)
#if defined(CASE_route_with_a_model_twice)
constexpr seedance::text_to_video<seedance::route<fast, fast>> r{.prompt = "a fox"};
#endif

// case route_of_a_gateway: a leg of this route is no model (gcc later: behind the places that led there)
#if defined(CASE_route_of_a_gateway)
constexpr seedance::text_to_video<seedance::route<fast, seedance::pixazo::gateway>> r{.prompt = "a fox"};
#endif

// case route_mode_lacks: gcc: offers<Model, seedance::mode::edit_video> / clang: constraints not satisfied for class template 'edit_video'
#if defined(CASE_route_mode_lacks)
constexpr seedance::edit_video<both> r{.prompt = "a fox"};
#endif

// case route_resolution: gcc: seedance_1_5_pro; ... this_model_does_not_offer_this_resolution; ... 480p, 720p / clang: seedance_1_5_pro, seedance::rule::this_model_does_not_offer_this_resolution
#if defined(CASE_route_resolution)
constexpr seedance::text_to_video<seedance::route<seedance::pixazo::seedance_2_0, seedance::apixo::seedance_1_5_pro>> r{
    .prompt = "a fox", .resolution = "1080p", .sound = true};
#endif

// case route_directive: gcc: Leg = seedance::pixazo::seedance_2_0_fast; ... this_prompt_contains_a_directive / clang: <seedance::pixazo::seedance_2_0_fast, seedance::rule::this_prompt_contains_a_directive>
#if defined(CASE_route_directive)
constexpr seedance::text_to_video<both> r{.prompt = "a fox --rs 1080p"};
#endif

// case route_option: gcc: with T = int; Leg = seedance::apixo::seedance_2_0_fast; / clang: of<seedance::apixo::seedance_2_0_fast>' "this model does not take this option in this mode"
#if defined(CASE_route_option)
constexpr seedance::text_to_video<both> r{.prompt = "a fox", .seed = 5};
#endif

// ---- values that only the running program knows

// case charptr_no_runtime: gcc: what_is_known_only_at_run_time_goes_through_runtime / clang: a_constant_or_runtime_of_a_variable
#if defined(CASE_charptr_no_runtime)
asio::awaitable<void> f(seedance::client& c, const char* p) {
    const seedance::text_to_video<fast> r{.prompt = p};
    auto v = co_await c.generate(r);
}
#endif

// case string_no_runtime: goes through seedance::runtime(value)
#if defined(CASE_string_no_runtime)
asio::awaitable<void> f(seedance::client& c, std::string p) {
    const seedance::text_to_video<fast> r{.prompt = p};
    auto v = co_await c.generate(r);
}
#endif

// case sv_no_runtime: gcc: what_is_known_only_at_run_time_goes_through_runtime / clang: a_constant_or_runtime_of_a_variable
#if defined(CASE_sv_no_runtime)
asio::awaitable<void> f(seedance::client& c, std::string_view p) {
    const seedance::text_to_video<fast> r{.prompt = p};
    auto v = co_await c.generate(r);
}
#endif

// case dur_minutes_var: gcc: is not a constant expression / clang: a_constant_or_runtime_of_a_variable
#if defined(CASE_dur_minutes_var)
asio::awaitable<void> f(seedance::client& c, int s) {
    const seedance::text_to_video<fast> r{.prompt = "a fox", .duration = std::chrono::seconds{s}};
    auto v = co_await c.generate(r);
}
#endif

// case dangling_return: compiles
#if defined(CASE_dangling_return)
auto make(std::string p) { return seedance::text_to_video<fast>{.prompt = seedance::runtime(p)}; }
asio::awaitable<void> f(seedance::client& c) {
    const auto r = make("x");
    auto v = co_await c.generate(r);
}
#endif

// case dangling_return_in_braces: gcc: compiles / clang: stack memory associated with parameter 'p' returned
#if defined(CASE_dangling_return_in_braces)
seedance::text_to_video<fast> make(std::string p) { return {.prompt = seedance::runtime(p)}; }
#endif

// case dangling_image: gcc: compiles / clang: stack memory associated with local variable 'url' returned
#if defined(CASE_dangling_image)
auto make(int n) {
    const auto url = "https://example.com/" + std::to_string(n) + ".png";
    return seedance::image(seedance::runtime(url));
}
#endif

// case runtime_sv_temp: compiles
#if defined(CASE_runtime_sv_temp)
std::string make();
asio::awaitable<void> f(seedance::client& c) {
    const seedance::text_to_video<fast> r{.prompt = seedance::runtime(std::string_view{make()})};
    auto v = co_await c.generate(r);
}
#endif

// case runtime_temp: a_temporary_would_dangle_keep_it_in_a_variable
#if defined(CASE_runtime_temp)
std::string make();
asio::awaitable<void> f(seedance::client& c) {
    const seedance::text_to_video<fast> r{.prompt = seedance::runtime(make())};
    auto v = co_await c.generate(r);
}
#endif

// case runtime_temp_concat: a_temporary_would_dangle_keep_it_in_a_variable
#if defined(CASE_runtime_temp_concat)
asio::awaitable<void> f(seedance::client& c, std::string a) {
    const seedance::text_to_video<fast> r{.prompt = seedance::runtime("a film of " + a)};
    auto v = co_await c.generate(r);
}
#endif

// ---- names and their order

// case misspelled: 'promt'
#if defined(CASE_misspelled)
constexpr seedance::text_to_video<fast> r{.promt = "a fox"};
#endif

// case misspelled2: 'aspect'
#if defined(CASE_misspelled2)
constexpr seedance::text_to_video<fast> r{.prompt = "a fox", .aspect = "16:9"};
#endif

// case order: gcc: designator order for field ... resolution' does not match declaration order / clang: field designators to be specified in declaration order
#if defined(CASE_order)
constexpr seedance::text_to_video<fast> r{.prompt = "a fox", .duration = 5s, .resolution = "720p"};
#endif

// case unknown_model_type: seedance_2_0_pro
#if defined(CASE_unknown_model_type)
constexpr seedance::text_to_video<seedance::apixo::seedance_2_0_pro> r{.prompt = "a fox"};
#endif

// case resolution_as_number: goes through seedance::runtime(value)
#if defined(CASE_resolution_as_number)
constexpr seedance::text_to_video<fast> r{.prompt = "a fox", .resolution = 720};
#endif

// ---- calls

// case api_key_string: seedance::secret
#if defined(CASE_api_key_string)
void f(seedance::client& c) { c.use(seedance::apixo::account{.api_key = "abc"}); }
#endif

// case no_account_type: an_account_is_written_like_apixo_account
#if defined(CASE_no_account_type)
void f(seedance::client& c) { c.use("my-key"); }
#endif

// case client_copy: seedance::client
#if defined(CASE_client_copy)
void f(seedance::client c) {}
void g(seedance::client& c) { f(c); }
#endif

// case deadline_int: 'std::chrono::milliseconds'
#if defined(CASE_deadline_int)
const seedance::call_options o{.deadline = 300};
#endif

// case money_literal: seedance::money
#if defined(CASE_money_literal)
const seedance::call_options o{.price_limit = 1};
#endif

// case money_of_a_millionth: an_amount_is_a_whole_number_of_micro_dollars
#if defined(CASE_money_of_a_millionth)
const seedance::call_options o{.price_limit = seedance::usd(0.0000005)};
#endif

// case discard: co_await it, or call it with a completion token
#if defined(CASE_discard)
void f(seedance::client& c) { c.generate(seedance::text_to_video<fast>{.prompt = "a fox"}); }
#endif

// case forgot_co_await: seedance::operation<seedance::generated_video>
#if defined(CASE_forgot_co_await)
asio::awaitable<void> f(seedance::client& c) {
    const seedance::text_to_video<fast> r{.prompt = "a fox"};
    auto v = c.generate(r);
    std::cout << v.urls.front();
    co_return;
}
#endif

// case on_event_temp: a_temporary_handler_would_dangle_keep_it_in_a_variable
#if defined(CASE_on_event_temp)
asio::awaitable<void> f(seedance::client& c) {
    const seedance::text_to_video<fast> r{.prompt = "a fox"};
    const seedance::call_options o{.on_event = [](const seedance::event&) {}};
    auto v = co_await c.generate(r, o);
}
#endif

// case on_event_wrong_sig: a_handler_takes_const_event_or_one_of_seedance_events
#if defined(CASE_on_event_wrong_sig)
asio::awaitable<void> f(seedance::client& c) {
    auto h = [](int) {};
    const seedance::text_to_video<fast> r{.prompt = "a fox"};
    const seedance::call_options o{.on_event = h};
    auto v = co_await c.generate(r, o);
}
#endif

// case options_positional: options_are_written_like_deadline_5min_in_braces
#if defined(CASE_options_positional)
asio::awaitable<void> f(seedance::client& c) {
    const seedance::text_to_video<fast> r{.prompt = "a fox"};
    auto v = co_await c.generate(r, 5min);
}
#endif

// case options_as_number: options_are_written_like_deadline_5min_in_braces
#if defined(CASE_options_as_number)
asio::awaitable<void> f(seedance::client& c) {
    const seedance::text_to_video<fast> r{.prompt = "a fox"};
    auto t = co_await c.submit(r, 300);
}
#endif

// case prompt_alone: a_request_is_written_like_text_to_video
#if defined(CASE_prompt_alone)
asio::awaitable<void> f(seedance::client& c) { auto v = co_await c.generate("a fox in the snow"); }
#endif
