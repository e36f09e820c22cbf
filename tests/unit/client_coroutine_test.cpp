// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
// Requests written inside a co_await expression, as users write them, with text from the heap: compilers that destroy
// such temporaries twice or too early are found out by the sanitizers.
#include "client_fixture.hpp"

#include <optional>

#include <boost/json/parse.hpp>

using namespace test;

BOOST_AUTO_TEST_SUITE(client_coroutine)

namespace {

using strings = std::vector<std::string>;

boost::json::value input_sent(const http_request& request) { return boost::json::parse(request.body).at("input"); }

std::string prompt_sent(const http_request& request) {
    return std::string{input_sent(request).at("prompt").as_string()};
}

/// A text on the heap that nothing else shares, as a server reads it from its caller.
std::string from_the_heap(std::string_view text) { return std::string{text} + std::string(200, '.'); }

asio::awaitable<void> one_request(client_fixture& f) {
    const auto topic = from_the_heap("a fox in the snow");
    const auto video = co_await f.client.generate(text_to_video<fast>{
        .prompt = runtime(topic), .duration = 5s});  // coro-lint: ok (trivially destructible, as users write it)
    BOOST_TEST(video.urls == strings{"https://file.apixo.ai/1.mp4"});
    BOOST_TEST(prompt_sent(f.requests()[0]) == topic);
}

asio::awaitable<void> every_kind_of_request(client_fixture& f) {
    const auto topic = from_the_heap("a fox in the snow");
    const auto size = std::string{"480p"};
    const auto shape = std::string{"9:16"};
    const auto first = from_the_heap("https://example.com/first.png?");
    const auto last = from_the_heap("https://example.com/last.png?");
    const auto motion = from_the_heap("https://example.com/motion.mp4?");
    const auto voice = from_the_heap("https://example.com/voice.mp3?");
    const auto hook = from_the_heap("https://example.com/hook?");
    const auto length = std::chrono::seconds{7};
    const bool with_sound = false;

    const auto a = co_await f.client.submit(
        text_to_video<fast>{.prompt = runtime(topic),  // coro-lint: ok (trivially destructible, as users write it)
                            .resolution = runtime(size),
                            .duration = runtime(length),
                            .aspect_ratio = runtime(shape),
                            .sound = with_sound,
                            .callback_url = runtime(hook)});
    const auto b = co_await f.client.submit(  // coro-lint: ok (trivially destructible, as users write it)
        image_to_video<mini>{
            .prompt = runtime(topic), .first_frame = runtime(first), .last_frame = runtime(last), .sound = true});
    const auto c = co_await f.client.submit(reference_to_video<fast>{
        // coro-lint: ok (trivially destructible, as users write it)
        .prompt = runtime(topic),
        .references = {image(runtime(first)), image("https://example.com/constant.png"), video(runtime(motion), 6s),
                       audio(runtime(voice))},
        .resolution = "480p"});
    const std::vector<reference> list{image(runtime(first)), video(runtime(motion), 6s)};
    const auto d = co_await f.client.submit(reference_to_video<mini>{
        .prompt = runtime(topic),
        .references = runtime(list)});  // coro-lint: ok (trivially destructible, as users write it)
    BOOST_TEST((strings{a.id, b.id, c.id, d.id}) == (strings{"task_1", "task_2", "task_3", "task_4"}));

    const auto sent = [&f](std::size_t which) { return input_sent(f.requests()[which]); };
    BOOST_TEST(boost::json::parse(f.requests()[0].body).at("callback_url") == boost::json::value(hook));
    BOOST_TEST(sent(0) == (boost::json::value{{"mode", "text-to-video"},
                                              {"prompt", topic},
                                              {"resolution", "480p"},
                                              {"duration", 7},
                                              {"aspect_ratio", "9:16"},
                                              {"sound", false}}));
    BOOST_TEST(sent(1).at("image_urls") == (boost::json::array{boost::json::value(first), boost::json::value(last)}));
    BOOST_TEST(sent(2).at("image_urls") ==
               (boost::json::array{boost::json::value(first), boost::json::value("https://example.com/constant.png")}));
    BOOST_TEST(sent(2).at("video_urls") == boost::json::array{boost::json::value(motion)});
    BOOST_TEST(sent(2).at("audio_urls") == boost::json::array{boost::json::value(voice)});
    BOOST_TEST(sent(3).at("image_urls") == boost::json::array{boost::json::value(first)});
    BOOST_TEST(sent(3).at("video_urls") == boost::json::array{boost::json::value(motion)});
}

asio::awaitable<void> options_in_the_same_expression(client_fixture& f) {
    const auto topic = from_the_heap("a fox in the snow");
    strings seen;
    failure why;
    auto watch = [&seen](const event& e) { add_text(seen, e); };
    const auto video =
        co_await f.client.generate(text_to_video<fast>{.prompt = runtime(topic)},
                                   {.deadline = 10min,
                                    .on_event = watch,
                                    .why = &why});  // coro-lint: ok (trivially destructible, as users write it)
    BOOST_TEST(video.urls.size() == 1u);
    BOOST_TEST(seen == (strings{"accepted task_1", "polled success"}));
    BOOST_TEST(!why.code);
}

asio::awaitable<void> requests_in_a_loop(client_fixture& f) {
    for (int i = 0; i != 5; ++i) {
        const auto topic = from_the_heap("topic " + std::to_string(i));
        const auto url = from_the_heap("https://example.com/" + std::to_string(i) + ".png?");
        try {
            const auto made = co_await f.client.submit(reference_to_video<fast>{
                .prompt = runtime(topic),
                .references = {image(runtime(url))}});  // coro-lint: ok (trivially destructible, as users write it)
            BOOST_TEST(made.id == "task_" + std::to_string(i));
        } catch (const error& e) {
            BOOST_TEST(i == 3);
            BOOST_TEST(e.code() == errc::rejected_balance);
        }
        BOOST_TEST(prompt_sent(f.requests().back()) == topic);
    }
}

asio::awaitable<void> text_that_dies_before_it_is_awaited(client_fixture& f) {
    auto topic = std::make_optional(from_the_heap("short-lived"));
    const auto copy = *topic;
    auto operation = f.client.submit(text_to_video<fast>{.prompt = runtime(*topic)});
    topic->assign(topic->size(), 'X');
    topic.reset();
    const auto made = co_await std::move(operation);
    BOOST_TEST(made.id == "task_1");
    BOOST_TEST(prompt_sent(f.requests()[0]) == copy);
}

template <model Model>
    requires offers<Model, mode::text_to_video>
asio::awaitable<generated_video> teaser(seedance::client& client, std::string topic) {
    const bool sound = true;
    co_return co_await client.generate(
        text_to_video<Model>{.prompt = runtime(topic),
                             .duration = 5s,
                             .sound = sound});  // coro-lint: ok (trivially destructible, as users write it)
}

asio::awaitable<void> one_template_for_every_model(client_fixture& f) {
    const auto a = co_await teaser<fast>(f.client, from_the_heap("one"));
    const auto b = co_await teaser<mini>(f.client, from_the_heap("two"));
    const auto c = co_await teaser<pro>(f.client, from_the_heap("three"));
    BOOST_TEST((strings{a.task.model, b.task.model, c.task.model}) ==
               (strings{"seedance-2-0-fast", "seedance-2-0-mini", "seedance-1-5-pro"}));
}

asio::awaitable<void> a_prepared_request_twice(client_fixture& f) {
    const auto topic = from_the_heap("stored in a queue");
    const auto stored = prepare(text_to_video<fast>{.prompt = runtime(topic)});
    const auto a = co_await f.client.submit(stored);
    const auto b = co_await f.client.submit(stored);
    BOOST_TEST(a.id != b.id);
    BOOST_TEST(f.requests()[0].body == f.requests()[1].body);
}

}  // namespace

BOOST_FIXTURE_TEST_CASE(a_request_in_a_co_await_expression, client_fixture) {
    reply(accepted("task_1"), state_is("processing"), succeeded("https://file.apixo.ai/1.mp4"));
    run(one_request(*this));
}

BOOST_FIXTURE_TEST_CASE(requests_of_every_kind_in_co_await_expressions, client_fixture) {
    reply(accepted("task_1"), accepted("task_2"), accepted("task_3"), accepted("task_4"));
    run(every_kind_of_request(*this));
}

BOOST_FIXTURE_TEST_CASE(options_in_a_co_await_expression, client_fixture) {
    reply(accepted("task_1"), succeeded("https://file.apixo.ai/1.mp4"));
    run(options_in_the_same_expression(*this));
}

BOOST_FIXTURE_TEST_CASE(requests_in_a_loop_with_failures, client_fixture) {
    reply(accepted("task_0"), accepted("task_1"), accepted("task_2"), refused(402), accepted("task_4"));
    run(requests_in_a_loop(*this));
}

BOOST_FIXTURE_TEST_CASE(views_need_to_live_only_until_the_call_returns, client_fixture) {
    reply(accepted("task_1"));
    run(text_that_dies_before_it_is_awaited(*this));
}

BOOST_FIXTURE_TEST_CASE(a_template_serves_every_model, client_fixture) {
    for (int i = 0; i != 3; ++i) reply(accepted("task_1"), succeeded("https://file.apixo.ai/1.mp4"));
    run(one_template_for_every_model(*this));
}

BOOST_FIXTURE_TEST_CASE(a_prepared_request_can_be_sent_again, client_fixture) {
    reply(accepted("task_1"), accepted("task_2"));
    run(a_prepared_request_twice(*this));
}

BOOST_AUTO_TEST_SUITE_END()
