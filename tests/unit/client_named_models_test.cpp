// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
// Requests that name their model at run time: as good as typed ones, and refused field by field.
#include "checks.hpp"
#include "client_fixture.hpp"

#include <string>
#include <vector>

#include <boost/test/data/monomorphic.hpp>
#include <boost/test/data/test_case.hpp>

#include <seedance/models.hpp>

using namespace test;
namespace data = boost::unit_test::data;

BOOST_AUTO_TEST_SUITE(client_named_models)

namespace {

const std::string url = "https://file.apixo.ai/1.mp4";

struct models_fixture : client_fixture {
    explicit models_fixture(catalog models = all_models::entries) {
        auto changed = options();
        changed.models = models;
        use_options(changed);
    }
};

any_request rain_by_name() {
    return {.model = "apixo/seedance-2-0-fast", .mode = mode::text_to_video, .prompt = "rain on a tin roof"};
}

/// What is wrong with a request.
struct wrong {
    std::string name;
    any_request request;
    std::string field;

    friend std::ostream& operator<<(std::ostream& out, const wrong& what) { return out << what.name; }
};

any_request with(auto change) {
    auto request = rain_by_name();
    change(request);
    return request;
}

std::vector<wrong> wrong_requests() {
    using namespace std::chrono_literals;
    return {{"no model", with([](auto& r) { r.model = ""; }), "model"},
            {"another gateway's", with([](auto& r) { r.model = "pixazo/seedance-2-0-fast-9"; }), "model"},
            {"no gateway", with([](auto& r) { r.model = "seedance-2-0-fast"; }), "model"},
            {"a mode that it lacks", with([](auto& r) { r.mode = mode::edit_video; }), ""},
            {"no prompt", with([](auto& r) { r.prompt = ""; }), "prompt"},
            {"a prompt that is no UTF-8", with([](auto& r) { r.prompt = "rain\xff"; }), "prompt"},
            {"too long", with([](auto& r) { r.duration = 1000s; }), "duration"},
            {"no frame", with([](auto& r) { r.mode = mode::image_to_video; }), "first_frame"},
            {"a resolution that it lacks", with([](auto& r) { r.resolution = "8k"; }), "resolution"},
            {"no aspect ratio", with([](auto& r) { r.aspect_ratio = "wide"; }), "aspect_ratio"},
            {"a frame of nothing", with([](auto& r) {
                 r.mode = mode::image_to_video;
                 r.first_frame = "nonsense";
             }),
             "first_frame"},
            {"references of a text", with([](auto& r) { r.references = {{.url = "https://media.example/1.png"}}; }),
             "references"}};
}

}  // namespace

BOOST_FIXTURE_TEST_CASE(it_is_sent_as_a_typed_one, models_fixture) {
    outcome<generated_video> typed, named;
    reply(accepted("task_1"), succeeded(url), accepted("task_2"), succeeded(url));
    client.generate(rain(), typed.handler());
    run();
    client.generate(rain_by_name(), named.handler());
    run();
    BOOST_TEST_REQUIRE(named.done());
    BOOST_TEST(!named.code);
    BOOST_TEST(requests().at(2).url == requests().at(0).url);
    BOOST_TEST(requests().at(2).body == requests().at(0).body);
    BOOST_TEST(named.value.task.model == typed.value.task.model);
}

BOOST_FIXTURE_TEST_CASE(it_is_submitted_under_a_name_as_the_same_request, models_fixture) {
    outcome<task> typed, named;
    reply(accepted("task_1"));
    client.submit(rain(), {.intent = "order-1"}, typed.handler());
    run();
    client.submit(rain_by_name(), {.intent = "order-1"}, named.handler());
    run();
    BOOST_TEST(named.value.id == "task_1");
    BOOST_TEST(requests().size() == 1u);
}

BOOST_FIXTURE_TEST_CASE(it_can_be_awaited, models_fixture) {
    reply(accepted("task_1"), succeeded(url));
    run([](seedance::client& client) -> asio::awaitable<void> {
        const auto request = rain_by_name();
        const auto video = co_await client.generate(request);
        BOOST_TEST(video.urls.at(0) == url);
    }(client));
}

BOOST_DATA_TEST_CASE(what_is_wrong_is_said_by_field_and_nothing_is_sent, data::make(wrong_requests()), what) {
    models_fixture f;
    for (const bool waits : {true, false}) {
        outcome<generated_video> made;
        outcome<task> submitted;
        auto& why = waits ? made.why : submitted.why;
        if (waits)
            f.client.generate(what.request, {.why = &why}, made.handler());
        else
            f.client.submit(what.request, {.why = &why}, submitted.handler());
        f.run();
        BOOST_TEST((waits ? made.code : submitted.code) == errc::invalid_request);
        BOOST_TEST_REQUIRE(!why.broken_rules.empty());
        if (!what.field.empty())
            BOOST_TEST(why.broken_rules.front().field.view().starts_with(what.field),
                       to_string(why.broken_rules.front()));
    }
    BOOST_TEST(f.requests().empty());
}

BOOST_FIXTURE_TEST_CASE(a_name_that_is_not_known_is_answered_with_those_that_may_be_meant, models_fixture) {
    const auto answer = [](std::string name) {
        const auto refused = prepare(any_request{.model = std::move(name), .prompt = "rain"}, all_models::entries);
        return to_string(refused.broken_rules().at(0));
    };
    BOOST_TEST(answer("apixo/seedance-2-0-fst") ==
               "model: no such model is known (given apixo/seedance-2-0-fst, allowed apixo/seedance-2-0-fast, "
               "apixo/seedance-2-0-mini, apixo/seedance-1-5-pro)");
    for (const std::string unknown : {"seedance-2-0-fast", "apixo2/seedance-2-0-fast"})
        BOOST_TEST(answer(unknown) ==
                   "model: no such model is known (given " + unknown + ", allowed apixo/..., pixazo/..., xenodia/...)");
    BOOST_TEST(answer("") == "model: no such model is known (allowed apixo/..., pixazo/..., xenodia/...)");
}

BOOST_AUTO_TEST_CASE(a_client_that_knows_no_models_says_how_it_gets_them) {
    models_fixture f{catalog{}};
    outcome<generated_video> made;
    f.client.generate(rain_by_name(), {.why = &made.why}, made.handler());
    f.run();
    BOOST_TEST(made.code == errc::invalid_request);
    BOOST_TEST_REQUIRE(made.why.broken_rules.size() == 1u);
    BOOST_TEST(contains(to_string(made.why.broken_rules[0]), "client_options::models is empty"));
}

BOOST_FIXTURE_TEST_CASE(a_client_that_was_moved_from_says_so, models_fixture) {
    auto other = std::move(client);
    outcome<generated_video> made;
    client.generate(rain_by_name(), {.why = &made.why}, made.handler());
    run();
    BOOST_TEST(made.code == errc::client_closed);
    client = std::move(other);
}

BOOST_AUTO_TEST_SUITE_END()
