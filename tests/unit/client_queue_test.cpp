// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
// The durable queue: what is written down is sent, by this client or by the next, and never twice.
#include "checks.hpp"
#include "client_fixture.hpp"

#include <string_view>
#include <utility>
#include <vector>

#include <seedance/journal/memory.hpp>
#include <seedance/models.hpp>

using namespace test;

BOOST_AUTO_TEST_SUITE(client_queue)

namespace {

const std::string url = "https://file.apixo.ai/1.mp4";

class queue_fixture : public client_fixture {
  public:
    queue_fixture() { restart(); }

    client_options queue_options() {
        auto with_queue = options();
        with_queue.journal = journal;
        with_queue.models = all_models::entries;
        return with_queue;
    }

    /// Ends the client, and makes the next one with the same journal.
    void restart() { use_options(queue_options()); }

    outcome<intent> enqueue_as(std::string_view name, const call_options& more = {}) {
        outcome<intent> result;
        auto call = more;
        call.intent = name;
        call.why = &result.why;
        client.enqueue(rain(), call, result.handler());
        settle();
        BOOST_TEST_REQUIRE(result.done());
        return result;
    }

    intent now(const std::string& name) const { return journal->find(name).value(); }

    recovery recover() {
        outcome<recovery> result;
        client.recover(result.handler());
        settle();
        return result.value;
    }

    std::shared_ptr<memory_journal> journal = std::make_shared<memory_journal>();
};

}  // namespace

BOOST_FIXTURE_TEST_CASE(a_refusal_that_comes_late_frees_the_name_and_the_price, queue_fixture) {
    std::vector<std::string> told;
    auto options = queue_options();
    options.on_event = [&](const event& e) {
        if (const auto* const it = e.get_if<events::queued_failure>()) told.push_back(to_string(it->why));
    };
    use_options(std::move(options));
    for (const int status : {400, 402, 429}) {
        const auto name = "order-" + std::to_string(status);
        network->hold();
        reply(refused(status));
        enqueue_as(name);
        clock->advance(121s);
        settle();
        BOOST_TEST(now(name).state == intent_state::unknown);
        network->release();
        settle();
        BOOST_TEST(now(name).state == intent_state::not_sent);
        BOOST_TEST(!now(name).queued);
        BOOST_REQUIRE(told.size() == 2u);
        BOOST_TEST(contains(told.back(), "was not sent: submit it; it was given up: "), told.back());
        told.clear();
    }
}

BOOST_FIXTURE_TEST_CASE(it_is_written_down_with_its_request_and_then_sent, queue_fixture) {
    network->hold(exchange_phase::connect);
    const auto queued = enqueue_as("order-1");
    BOOST_TEST(!queued.code);
    BOOST_TEST(queued.value.name == "order-1");
    BOOST_TEST(queued.value.state == intent_state::planned);
    BOOST_TEST(contains(journal->request_of(now("order-1")), "rain on a tin roof"));
    reply(accepted("task_1"), succeeded(url));
    network->release();
    outcome<generated_video> waited;
    client.wait("order-1", waited.handler());
    run();
    BOOST_TEST(waited.value.urls.at(0) == url);
    BOOST_TEST(submits() == 1);
    BOOST_TEST(now("order-1").state == intent_state::succeeded);
    BOOST_TEST(journal->request_of(now("order-1")).empty(), "the prompt is nobody's business any more");
}

BOOST_FIXTURE_TEST_CASE(a_name_that_is_too_long_for_a_journal_is_refused_before_it_is_asked, queue_fixture) {
    network->hold(exchange_phase::connect);
    const std::string longest(longest_intent_name, 'n'), longer = longest + 'n';
    BOOST_TEST(!enqueue_as(longest).code);
    outcome<task> submitted;
    const call_options call{.intent = longer, .why = &submitted.why};
    client.submit(rain(), call, submitted.handler());
    settle();
    const auto queued = enqueue_as(longer);
    for (const auto& [code, why] : {std::pair{submitted.code, submitted.why}, std::pair{queued.code, queued.why}}) {
        BOOST_TEST(code == errc::invalid_request);
        BOOST_TEST(why.billed == billed::no);
        BOOST_TEST(contains(why.detail, "call_options::intent has 2049 bytes, and a name may have 2048"), why.detail);
    }
    BOOST_TEST(journal->list({}).intents.size() == 1u);
    const auto odd = enqueue_as(std::string(longest_intent_name / 5 + 1, '\xFF'));
    BOOST_TEST(odd.code == errc::invalid_request, "a database writes each of its bytes as five");
    BOOST_TEST(
        contains(odd.why.detail, "has 2050 bytes, and a name may have 2048 (each that is no UTF-8 counts as 5)"));
    BOOST_TEST(!enqueue_as(std::string(longest_intent_name / 5, '\xFF')).code);
}

BOOST_FIXTURE_TEST_CASE(the_next_client_sends_what_the_one_before_has_left, queue_fixture) {
    network->hold(exchange_phase::connect);
    enqueue_as("order-1");
    restart();
    run();
    BOOST_TEST(now("order-1").state == intent_state::planned);
    BOOST_TEST(submits() == 0);
    network->release();
    reply(accepted("task_1"));
    const auto found = recover();
    BOOST_TEST(found.queued.size() == 1u);
    BOOST_TEST(found.not_sent.empty());
    run();
    BOOST_TEST(submits() == 1);
    BOOST_TEST(contains(requests().at(0).body, "rain on a tin roof"));
    BOOST_TEST(now("order-1").task->id == "task_1");
    BOOST_TEST(recover().queued.empty());
}

BOOST_FIXTURE_TEST_CASE(a_request_survives_whole, queue_fixture) {
    any_request all{
        .model = "apixo/seedance-2-0-fast", .mode = mode::reference_to_video, .prompt = "\"a\\b\" \xC3\xA9"};
    all.references = {{.kind = media::image, .url = "https://example.com/a.png"},
                      {.kind = media::video, .url = "https://example.com/b.mp4", .length = 3s}};
    all.resolution = "480p";
    all.duration = 6s;
    all.aspect_ratio = "1:1";
    all.sound = false;
    all.callback_url = "https://example.com/hook";
    const auto direct = prepare(all, all_models::entries);
    BOOST_TEST_REQUIRE(direct.valid());
    network->hold(exchange_phase::connect);
    outcome<intent> queued;
    client.enqueue(all, {.intent = "order-1"}, queued.handler());
    settle();
    BOOST_TEST(!queued.code);
    restart();
    run();
    network->release();
    reply(accepted("task_1"));
    recover();
    run();
    BOOST_TEST(requests().at(0).body == direct.message().body);
    BOOST_TEST(now("order-1").digest == direct.digest());
}

BOOST_FIXTURE_TEST_CASE(called_again_it_is_the_same_intent, queue_fixture) {
    reply(accepted("task_1"));
    enqueue_as("order-1");
    run();
    const auto again = enqueue_as("order-1");
    BOOST_TEST(again.value.task->id == "task_1");
    outcome<intent> other;
    client.enqueue(text_to_video<fast>{.prompt = "snow"}, {.intent = "order-1"}, other.handler());
    run();
    BOOST_TEST(other.code == errc::intent_mismatch);
    BOOST_TEST(submits() == 1);
}

BOOST_FIXTURE_TEST_CASE(what_is_no_request_is_not_taken_for_one_that_is_known, queue_fixture) {
    reply(accepted("task_1"));
    enqueue_as("order-1");
    run();
    const std::string fast_name = "apixo/seedance-2-0-fast", mini_name = "apixo/seedance-2-0-mini";
    const auto ended = [&](const any_request& request) {
        outcome<intent> result;
        client.enqueue(request, {.intent = "order-1", .why = &result.why}, result.handler());
        settle();
        return result;
    };
    for (const auto& request : {any_request{}, any_request{.model = "apixo/none", .prompt = "rain on a tin roof"},
                                any_request{.models = {"apixo/none", "none"}}, any_request{.model = mini_name}}) {
        const auto other = ended(request);
        BOOST_TEST(other.code == errc::intent_mismatch);
        BOOST_TEST(contains(other.why.detail, "another model"), other.why.detail);
    }
    BOOST_TEST(submits() == 1);
}

BOOST_FIXTURE_TEST_CASE(what_was_queued_once_is_known_when_its_gateway_is_there_no_more, queue_fixture) {
    reply(accepted("task_1"));
    enqueue_as("order-1");
    run();
    static std::vector<catalog_entry> others{all_models::entries.begin(), all_models::entries.end()};
    std::erase_if(others, [](const auto& each) { return each.model->provider == "apixo"; });
    auto without_apixo = queue_options();
    without_apixo.models = others;
    use_options(std::move(without_apixo));
    outcome<intent> one, several;
    const any_request request{.model = "apixo/seedance-2-0-fast", .prompt = "rain on a tin roof"};
    client.enqueue(request, {.intent = "order-1"}, one.handler());
    auto route = request;
    route.models = {std::exchange(route.model, {}), "pixazo/seedance-2-0-fast"};
    client.enqueue(route, {.intent = "order-1"}, several.handler());
    settle();
    BOOST_TEST(one.value.task->id == "task_1");
    BOOST_TEST(several.value.task->id == "task_1");
}

BOOST_FIXTURE_TEST_CASE(what_time_can_mend_is_tried_until_it_is_mended, queue_fixture) {
    network->answer_with([](const http_request&) { return not_connected(); });
    enqueue_as("order-1");
    int alarms = 0;
    run_until([&] { return ++alarms > 50; });
    BOOST_TEST(now("order-1").state == intent_state::planned);
    BOOST_TEST(now("order-1").queued);
    const auto* const unreachable = "queued failed: the gateway could not be reached and nothing was sent, again";
    BOOST_TEST(std::count(log.begin(), log.end(), unreachable) > 2);
    network->answer_with([](const http_request&) { return refused(402); });
    run_until([&] { return log.back() == "queued failed: the gateway asks for balance or quota, again"; });
    network->answer_with([](const http_request&) { return accepted("task_1"); });
    run();
    BOOST_TEST(now("order-1").task->id == "task_1");
}

BOOST_FIXTURE_TEST_CASE(what_nothing_can_mend_is_given_up_with_the_reason, queue_fixture) {
    reply(refused(400));
    enqueue_as("order-1");
    run();
    BOOST_TEST(log.back() == "queued failed: the gateway refused the request");
    const auto found = recover();
    BOOST_TEST_REQUIRE(found.not_sent.size() == 1u);
    BOOST_TEST(contains(found.not_sent[0].note, "HTTP 400"));
    BOOST_TEST(journal->request_of(now("order-1")).empty());
    BOOST_TEST(submits() == 1);
}

BOOST_FIXTURE_TEST_CASE(an_unknown_outcome_is_not_sent_again, queue_fixture) {
    reply(answer_lost());
    enqueue_as("order-1");
    run();
    BOOST_TEST(now("order-1").state == intent_state::unknown);
    BOOST_TEST(journal->request_of(now("order-1")).empty());
    BOOST_TEST(recover().unknown.size() == 1u);
    run();
    BOOST_TEST(submits() == 1);
}

BOOST_FIXTURE_TEST_CASE(the_account_is_found_by_its_name_when_it_is_sent, queue_fixture) {
    enqueue_as("order-1", {.account = "eu"});
    run_until([&] { return !log.empty(); });
    BOOST_TEST(log.back() == "queued failed: the client has no account for this gateway, again");
    client.use(apixo::account{.api_key = secret{"key-of-eu"}, .name = "eu"});
    reply(accepted("task_1"));
    run();
    BOOST_TEST(now("order-1").task->account == "eu");
}

BOOST_FIXTURE_TEST_CASE(a_limit_counts_when_it_is_queued_and_when_it_is_sent, queue_fixture) {
    const auto beyond = enqueue_as("order-1", {.price_limit = micro_usd(1)});
    BOOST_TEST(beyond.code == errc::over_limit);
    BOOST_TEST(!journal->find("order-1"));
    const intent dear{.name = "order-2", .provider = "apixo", .model = "seedance-2-0-fast"};
    const std::string request = R"({"request":{"model":"apixo/seedance-2-0-fast","prompt":"rain"},"price_limit":1})";
    journal->apply(std::vector{journal_change{.wanted = dear, .request = request}});
    recover();
    run();
    BOOST_TEST(now("order-2").state == intent_state::dropped);
    BOOST_TEST(contains(now("order-2").note, "call_options::price_limit"));
    BOOST_TEST(requests().empty());
}

namespace {

/// Queues requests as another version of the library may have written them, and keeps what is told of them.
struct foreign_fixture : queue_fixture {
    foreign_fixture() { restart_with(all_models::entries); }

    /// Ends the client, and makes the next one, which knows these models.
    void restart_with(catalog models) {
        auto chosen = queue_options();
        chosen.models = models;
        chosen.on_event = [this](const event& e) {
            const auto* const told = e.get_if<events::queued_failure>();
            if (told == nullptr) return;
            words.push_back(to_string(told->why));
            next_try = told->next_try;
        };
        use_options(chosen);
        words.clear();
    }

    void queue(const std::string& name, std::string_view request) {
        const intent what{.name = name, .provider = "apixo", .model = "seedance-2-0-fast"};
        journal->apply(std::vector{journal_change{.wanted = what, .request = std::string{request}}});
        recover();
    }

    std::vector<std::string> words;
    std::optional<std::chrono::milliseconds> next_try;
};

}  // namespace

BOOST_FIXTURE_TEST_CASE(what_this_version_does_not_know_stays_in_the_queue, foreign_fixture) {
    const std::pair<std::string_view, std::string_view> requests_and_words[] = {
        {R"({"request":{"model":"apixo/seedance-2-0-fast","prompt":"rain","hdr":true}})", "\"hdr\" is not known"},
        {R"({"request":{"model":"apixo/seedance-9","prompt":"rain"}})", "no such model is known"},
        {R"({"request":{"models":["apixo/seedance-2-0-fast","apixo/seedance-8"],"prompt":"rain"}})", "seedance-8"},
        {R"({"request":{"model":"apixo/seedance-2-0-fast","prompt":"rain","duration":3600}})", "duration"},
        {R"({"request":{"model":"apixo/seedance-2-0-fast","prompt":"rain"},"hurry":true})", "\"hurry\" of the queued"}};
    for (const auto& [request, reason] : requests_and_words) {
        const std::string name{reason};
        restart_with(all_models::entries);
        queue(name, request);
        run_until([&] { return words.size() == 3; });
        for (const auto& each : words) {
            BOOST_TEST(contains(each, reason));
            BOOST_TEST(contains(each, "it stays in the queue"));
        }
        BOOST_TEST((next_try >= 300s && next_try <= 450s));
        BOOST_TEST(now(name).state == intent_state::planned);
        BOOST_TEST(journal->request_of(now(name)) == request, "nothing of it is lost");
        journal = std::make_shared<memory_journal>();
    }
    BOOST_TEST(requests().empty());
}

BOOST_FIXTURE_TEST_CASE(what_another_client_does_not_know_is_sent_by_one_that_does, foreign_fixture) {
    restart_with(model_list<mini>::entries);
    queue("order-1", R"({"request":{"model":"apixo/seedance-2-0-fast","prompt":"rain"}})");
    run_until([&] { return words.size() == 2; });
    restart_with(all_models::entries);
    reply(accepted("task_1"));
    BOOST_TEST(recover().queued.size() == 1u);
    run();
    BOOST_TEST(now("order-1").task->id == "task_1");
}

BOOST_FIXTURE_TEST_CASE(what_has_no_price_here_stays_in_the_queue, foreign_fixture) {
    journal->set_budget("b", usd(5), budget_period::ever(), {});
    client.use(xenodia::account{.api_key = secret{"xenodia-key"}});
    intent what{.name = "order-1", .provider = "xenodia", .model = "seedance-2", .held = usd(1), .budget = "b"};
    journal->apply(std::vector{
        journal_change{.wanted = what, .request = R"({"request":{"model":"xenodia/seedance-2","prompt":"rain"}})"}});
    recover();
    run_until([&] { return words.size() == 2; });
    BOOST_TEST(contains(words.back(), "price"));
    BOOST_TEST(next_try.has_value());
    BOOST_TEST(now("order-1").state == intent_state::planned);
    BOOST_TEST(requests().empty());
}

BOOST_FIXTURE_TEST_CASE(what_is_no_request_is_given_up, foreign_fixture) {
    queue("order-1", "no JSON");
    run();
    BOOST_TEST(now("order-1").state == intent_state::dropped);
    BOOST_TEST(contains(now("order-1").note, "no JSON object"));
    BOOST_TEST(!next_try);
    BOOST_TEST(requests().empty());
}

BOOST_FIXTURE_TEST_CASE(what_cannot_be_queued_says_why, queue_fixture) {
    auto without_models = queue_options();
    without_models.models = {};
    use_options(without_models);
    const auto no_models = enqueue_as("order-1");
    BOOST_TEST(no_models.code == errc::invalid_request);
    BOOST_TEST(contains(no_models.why.detail, "client_options::models"));
    auto small = queue_options();
    small.max_queued_request = 50;
    use_options(small);
    const auto too_large = enqueue_as("order-1");
    BOOST_TEST(too_large.code == errc::invalid_request);
    BOOST_TEST(contains(too_large.why.detail, "client_options::max_queued_request is 50"));
    restart();
    const auto no_name = enqueue_as("order-1", {.account = "e u"});
    BOOST_TEST(no_name.code == errc::invalid_request);
    BOOST_TEST(contains(no_name.why.detail, "\"e u\""));
    outcome<intent> broken;
    client.enqueue(any_request{.model = "apixo/seedance-2-0-fast"}, broken.options(), broken.handler());
    run();
    BOOST_TEST(broken.code == errc::invalid_request);
    BOOST_TEST(broken.why.broken_rules.size() == 1u);
    BOOST_TEST(!journal->find("order-1"));
}

BOOST_FIXTURE_TEST_CASE(a_coroutine_awaits_all_of_it, queue_fixture) {
    reply(accepted("task_1"), succeeded(url));
    run([](seedance::client& own) -> asio::awaitable<void> {
        const call_options named{.intent = "order-1"};
        const auto request = rain();
        const auto queued = co_await own.enqueue(request, named);
        const auto video = co_await own.wait(queued.name);
        const auto found = co_await own.find("order-1");
        BOOST_TEST(found->task == video.task);
        const auto noted = co_await own.acknowledge(video.task);
        BOOST_TEST(noted.state == intent_state::fetched);
        const auto again = co_await own.acknowledge("order-1");
        BOOST_TEST(again.name == "order-1");
        const resolution what = video.task;
        const auto resolved = co_await own.resolve("order-1", what);
        BOOST_TEST(resolved.task == video.task);
    }(client));
}

BOOST_FIXTURE_TEST_CASE(limits_of_the_gateway_are_kept, queue_fixture) {
    auto limited = queue_options();
    limited.tasks_at_once = 1;
    use_options(limited);
    int made = 0;
    network->answer_with([&](const http_request&) { return accepted("task_" + std::to_string(++made)); });
    network->hold();
    for (int i = 0; i < 5; ++i) enqueue_as("order-" + std::to_string(i));
    BOOST_TEST(requests().size() == 1u);
    network->release();
    run();
    BOOST_TEST(submits() == 5);
    for (int i = 0; i < 5; ++i)
        BOOST_TEST(now("order-" + std::to_string(i)).task->id == "task_" + std::to_string(i + 1));
}

BOOST_AUTO_TEST_SUITE_END()
