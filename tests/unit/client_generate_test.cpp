// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
// The client when all goes well: what is sent, when it polls, and what it gives.
#include "client_fixture.hpp"

#include <optional>

#include <boost/json/parse.hpp>

using namespace test;

namespace {

/// A gateway of one's own: its answers are `id hint`, and `state hint` or `done`, with hints in seconds.
struct hinting_gateway {};

struct hinting_account {
    using provider = hinting_gateway;
    secret api_key;
    std::string base_url = "https://hints.example";
};

}  // namespace

template <>
struct seedance::provider_traits<hinting_gateway> {
    static constexpr std::string_view name = "hinting";
    static constexpr std::string_view default_base_url = "https://hints.example";

    static http_header authorization(std::string_view key) { return {"X-Key", std::string{key}}; }
    static submit_message encode(const request_view&) { return {}; }
    static submit_message encode_unchecked(std::string_view model, std::string_view, std::string_view json) {
        return {.target = '/' + std::string{model}, .headers = {}, .body = std::string{json}};
    }
    static std::string status_target(std::string_view, std::string_view id) { return "/task/" + std::string{id}; }
    static submit_answer decode_submit(int status, std::string_view body, arrival) {
        return {.task_id = std::string{body.substr(0, body.find(' '))},
                .status = status,
                .poll_hint = hint_in(body),
                .strength = evidence::task};
    }
    static status_answer decode_status(int status, std::string_view body) {
        status_answer answer{.understood = true,
                             .status = status,
                             .state = task_state::running,
                             .progress = 40,
                             .poll_hint = hint_in(body)};
        if (body != "done") return answer;
        answer.state = task_state::succeeded;
        answer.urls = {"https://hints.example/1.mp4"};
        answer.last_frame_url = "https://hints.example/last.png";
        answer.cost = micro_usd(120'000);
        return answer;
    }
    static std::optional<std::chrono::milliseconds> hint_in(std::string_view body) {
        const auto space = body.find(' ');
        if (space == std::string_view::npos) return std::nullopt;
        return std::chrono::seconds{std::stoi(std::string{body.substr(space + 1)})};
    }
};

BOOST_AUTO_TEST_SUITE(client_generate)

namespace {

using strings = std::vector<std::string>;

std::string prompt_sent(const http_request& request) {
    return std::string{boost::json::parse(request.body).at("input").at("prompt").as_string()};
}

bool within(std::chrono::milliseconds given, std::chrono::milliseconds least, std::chrono::milliseconds most) {
    return given >= least && given <= most;
}

}  // namespace

// ---- what goes over the wire

BOOST_FIXTURE_TEST_CASE(a_video_is_made, client_fixture) {
    reply(accepted("task_1"), state_is("pending"), state_is("processing"), state_is("processing_r2"),
          succeeded("https://file.apixo.ai/video.mp4"));
    outcome<generated_video> result;
    strings seen;
    auto watch = [&seen](const event& e) { add_text(seen, e); };
    client.generate(text_to_video<fast>{.prompt = "rain", .resolution = "720p", .duration = 5s, .aspect_ratio = "16:9"},
                    {.on_event = watch, .why = &result.why}, result.handler());
    run();

    BOOST_TEST_REQUIRE(result.done());
    BOOST_TEST(!result.code);
    BOOST_TEST(result.value.urls == strings{"https://file.apixo.ai/video.mp4"});
    BOOST_TEST(result.value.task.provider == "apixo");
    BOOST_TEST(result.value.task.model == "seedance-2-0-fast");
    BOOST_TEST(result.value.task.id == "task_1");
    BOOST_TEST(result.value.task.accepted_at == clock->wall_now() - clock->now().time_since_epoch());
    BOOST_TEST(result.value.created_at == std::chrono::system_clock::time_point{1767965610929ms});
    BOOST_TEST(result.value.completed_at == std::chrono::system_clock::time_point{1767965910929ms});

    BOOST_TEST_REQUIRE(requests().size() == 5u);
    const auto& submit = requests()[0];
    BOOST_TEST(submit.method == "POST");
    BOOST_TEST(submit.url == "https://api.apixo.ai/api/v1/generateTask/seedance-2-0-fast");
    BOOST_TEST_REQUIRE(submit.headers.size() == 2u);
    BOOST_TEST(submit.headers[0].name == "Authorization");
    BOOST_TEST(submit.headers[0].value == "Bearer test-key");
    BOOST_TEST(submit.headers[1].name == "Content-Type");
    BOOST_TEST(submit.headers[1].value == "application/json");
    BOOST_TEST(submit.use == connection_use::fresh);
    BOOST_TEST(boost::json::parse(submit.body) ==
               boost::json::parse(R"({"request_type": "async", "input": {"mode": "text-to-video",
        "prompt": "rain", "resolution": "720p", "duration": 5, "aspect_ratio": "16:9", "sound": true}})"));
    for (std::size_t i = 1; i != 5; ++i) {
        const auto& poll = requests()[i];
        BOOST_TEST(poll.method == "GET");
        BOOST_TEST(poll.url == "https://api.apixo.ai/api/v1/statusTask/seedance-2-0-fast?taskId=task_1");
        BOOST_TEST_REQUIRE(poll.headers.size() == 1u);
        BOOST_TEST(poll.headers[0].value == "Bearer test-key");
        BOOST_TEST(poll.body.empty());
    }

    // "200-300s after task creation", then "10-20s".
    BOOST_TEST(within(times[1], 200s, 300s));
    for (std::size_t i = 2; i != 5; ++i) BOOST_TEST(within(times[i] - times[i - 1], 10s, 20s));

    const strings expected{"accepted task_1", "polled pending", "polled processing", "polled processing_r2",
                           "polled success"};
    BOOST_TEST(seen == expected);
    BOOST_TEST(log == expected);
}

BOOST_FIXTURE_TEST_CASE(submit_and_wait_are_generate_in_two_steps, client_fixture) {
    reply(accepted("task_1"));
    outcome<task> submitted;
    client.submit(text_to_video<pro>{.prompt = "rain", .duration = 4s, .sound = false}, submitted.handler());
    run();
    BOOST_TEST_REQUIRE(submitted.done());
    BOOST_TEST(submitted.value.id == "task_1");
    BOOST_TEST(requests().size() == 1u);

    clock->advance(30s);
    reply(succeeded("https://file.apixo.ai/1.mp4"));
    outcome<generated_video> waited;
    client.wait(submitted.value, waited.handler());
    run();
    BOOST_TEST_REQUIRE(waited.done());
    BOOST_TEST(waited.value.urls == strings{"https://file.apixo.ai/1.mp4"});
    BOOST_TEST(waited.value.task == submitted.value);
    // "4 seconds: 40s after task creation", of which 30 had gone; a fifth of jitter.
    BOOST_TEST(within(times[1], 40s, 48s));
}

BOOST_FIXTURE_TEST_CASE(another_client_resumes_from_text, client_fixture) {
    reply(accepted("task_1"));
    outcome<task> submitted;
    client.submit(rain(), submitted.handler());
    run();
    const auto line = to_string(submitted.value);

    clock->advance(1h);
    seedance::client other{context.get_executor(), network, options()};
    other.use(apixo::account{.api_key = secret{"other-key"}, .base_url = "https://proxy.example:8443/apixo/"});
    reply(succeeded("https://file.apixo.ai/1.mp4"));
    outcome<generated_video> resumed;
    other.resume(line, resumed.options(1min), resumed.handler());
    run();
    BOOST_TEST_REQUIRE(resumed.done());
    BOOST_TEST(resumed.value.task == submitted.value);
    BOOST_TEST(times[1] == 1h);  // long after its first poll was due: asked at once
    BOOST_TEST(requests()[1].url == "https://proxy.example:8443/apixo/statusTask/seedance-2-0-fast?taskId=task_1");
    BOOST_TEST(requests()[1].headers[0].value == "Bearer other-key");
}

BOOST_FIXTURE_TEST_CASE(status_asks_once, client_fixture) {
    reply(state_is("processing"));
    outcome<status_answer> result;
    client.status(task{.provider = "apixo", .model = "seedance-2-0-fast", .id = "a b&c"}, result.handler());
    run();
    BOOST_TEST_REQUIRE(result.done());
    BOOST_TEST(!result.code);
    BOOST_TEST(result.value.state == task_state::running);
    BOOST_TEST(requests().size() == 1u);
    BOOST_TEST(requests()[0].url == "https://api.apixo.ai/api/v1/statusTask/seedance-2-0-fast?taskId=a%20b%26c");
    BOOST_TEST(elapsed() == 0ms);
    BOOST_TEST(log.empty());
}

BOOST_FIXTURE_TEST_CASE(an_unchecked_request_is_sent_as_it_is, client_fixture) {
    reply(accepted("task_1"));
    outcome<task> result;
    client.submit(unchecked<apixo::gateway>("seedance-3-0", "", R"({"any":1})"), result.handler());
    run();
    BOOST_TEST_REQUIRE(result.done());
    BOOST_TEST(result.value.model == "seedance-3-0");
    BOOST_TEST(requests()[0].url == "https://api.apixo.ai/api/v1/generateTask/seedance-3-0");
    BOOST_TEST(requests()[0].body == R"({"any":1})");
}

BOOST_FIXTURE_TEST_CASE(a_gateways_own_hints_are_obeyed, client_fixture) {
    client.use(hinting_account{.api_key = secret{"hint-key"}});
    for (const auto* body : {"task_1 30", "running 40", "running", "running 90", "done"}) reply(reply_with(200, body));
    outcome<generated_video> result;
    std::optional<int> progress;
    auto watch = [&progress](const event& e) {
        if (const auto* polled = e.get_if<events::polled>()) progress = polled->progress;
    };
    client.generate(unchecked<hinting_gateway>("model", "", "{}"), {.on_event = watch}, result.handler());
    run();
    BOOST_TEST_REQUIRE(result.done());
    BOOST_TEST(!result.code);
    BOOST_TEST(result.value.last_frame_url == "https://hints.example/last.png");
    BOOST_TEST(result.value.cost == micro_usd(120'000));
    BOOST_TEST(progress == 40);
    BOOST_TEST(requests()[0].url == "https://hints.example/model");
    BOOST_TEST(requests()[0].headers[0].name == "X-Key");
    BOOST_TEST(within(times[1], 30s, 36s));
    BOOST_TEST(within(times[2] - times[1], 40s, 48s));
    BOOST_TEST(within(times[3] - times[2], 40s, 48s));
    BOOST_TEST(within(times[4] - times[3], 90s, 108s));
}

BOOST_FIXTURE_TEST_CASE(polls_keep_to_the_documents, client_fixture) {
    const auto first_poll = [this](const auto& request) {
        reply(accepted("task_1"), failed("Timeout"));
        outcome<generated_video> result;
        const auto start = elapsed();
        client.generate(request, result.handler());
        run();
        BOOST_TEST(result.done());
        return times.back() - start;
    };
    for (int i = 0; i != 50; ++i) {
        BOOST_TEST(within(first_poll(rain()), 200s, 300s));
        BOOST_TEST(within(first_poll(text_to_video<mini>{.prompt = "rain"}), 180s, 240s));
        BOOST_TEST(within(
            first_poll(reference_to_video<mini>{.prompt = "rain", .references = {image("https://example.com/a.png")}}),
            200s, 300s));
        BOOST_TEST(within(first_poll(text_to_video<pro>{.prompt = "rain", .duration = 4s, .sound = true}), 40s, 48s));
        BOOST_TEST(within(first_poll(text_to_video<pro>{.prompt = "rain", .duration = 8s, .sound = true}), 60s, 72s));
        BOOST_TEST(within(first_poll(text_to_video<pro>{.prompt = "rain", .duration = 12s, .sound = true}), 90s, 108s));
    }
}

// ---- many

BOOST_FIXTURE_TEST_CASE(a_thousand_at_once_do_not_mix, client_fixture) {
    int made = 0;
    network->answer_with([&made](const http_request& request) {
        if (request.method == "POST") return accepted("task_" + std::to_string(++made) + "_" + prompt_sent(request));
        const auto id = request.url.substr(request.url.rfind('=') + 1);
        return succeeded("https://file.apixo.ai/" + id);
    });
    std::vector<outcome<generated_video>> results(1000);
    for (std::size_t i = 0; i != results.size(); ++i) {
        const auto topic = "topic" + std::to_string(i);
        client.generate(text_to_video<fast>{.prompt = runtime(topic)}, results[i].handler());
    }
    run();
    for (std::size_t i = 0; i != results.size(); ++i) {
        BOOST_TEST_REQUIRE(results[i].done());
        const auto& task = results[i].value.task;
        BOOST_TEST(task.id.ends_with("_topic" + std::to_string(i)));
        BOOST_TEST(results[i].value.urls == strings{"https://file.apixo.ai/" + task.id});
    }
    BOOST_TEST(made == 1000);
    BOOST_TEST(requests().size() == 2000u);
    BOOST_TEST(!clock->has_alarm());
}

BOOST_AUTO_TEST_CASE(the_same_seed_makes_the_same_run) {
    const auto run_with = [](std::optional<std::uint64_t> seed) {
        client_fixture f;
        auto options = f.options();
        options.random_seed = seed;
        seedance::client client{f.context.get_executor(), f.network, options};
        client.use(apixo::account{.api_key = secret{"test-key"}});
        f.reply(not_connected(), not_connected(), accepted("task_1"), state_is("processing"), not_connected(),
                state_is("processing"), succeeded("https://file.apixo.ai/1.mp4"));
        outcome<generated_video> result;
        client.generate(rain(), result.handler());
        f.run();
        BOOST_TEST(result.done());
        return f.times;
    };
    const auto once = run_with(42);
    BOOST_TEST(run_with(42) == once);
    BOOST_TEST(run_with(43) != once);
    BOOST_TEST(run_with({}) != run_with({}));
}

// ---- several clients

BOOST_FIXTURE_TEST_CASE(clients_do_not_share_accounts, client_fixture) {
    seedance::client other{context.get_executor(), network, options()};
    other.use(apixo::account{.api_key = secret{"first"}});
    other.use(apixo::account{.api_key = secret{"second"}});
    reply(accepted("task_1"), accepted("task_2"));
    outcome<task> here, there;
    client.submit(rain(), here.handler());
    other.submit(rain(), there.handler());
    run();
    BOOST_TEST(here.done());
    BOOST_TEST(there.done());
    BOOST_TEST(requests()[0].headers[0].value == "Bearer test-key");
    BOOST_TEST(requests()[1].headers[0].value == "Bearer second");
}

BOOST_FIXTURE_TEST_CASE(a_client_may_move_while_it_works, client_fixture) {
    network->hold();
    outcome<generated_video> result;
    client.generate(rain(), result.handler());
    settle();
    seedance::client moved{std::move(client)};
    seedance::client assigned{context.get_executor(), network, options()};
    outcome<generated_video> closed;
    assigned.use(apixo::account{.api_key = secret{"other"}});
    assigned.generate(rain(), closed.handler());
    settle();
    assigned = std::move(moved);
    settle();
    BOOST_TEST(closed.done());
    BOOST_TEST(closed.code == errc::client_closed);
    BOOST_TEST(result.calls == 0);

    reply(accepted("task_1"), accepted("task_2"), succeeded("https://file.apixo.ai/1.mp4"));
    network->release();
    run();
    BOOST_TEST(result.done());
    BOOST_TEST(!result.code);
    client = std::move(assigned);
}

BOOST_AUTO_TEST_SUITE_END()
