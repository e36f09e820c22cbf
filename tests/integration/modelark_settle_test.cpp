// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
// Submits whose answers were lost, settled by the gateway's list as examples/modelark does it.
#include <seedance/journal/memory.hpp>

#include "checks.hpp"
#include "modelark_emulation.hpp"

using namespace test;

BOOST_AUTO_TEST_SUITE(modelark_settled)

namespace {

using modelark::findings;
using time_point = std::chrono::system_clock::time_point;

const time_point start{1'767'965'610s};  ///< of the fixture's clock
const std::string model{ark_2_0::descriptor.id};

/// A journal in memory, submits whose answers are lost, and a gateway whose clock is right.
struct fixture : ark_fixture {
    fixture() {
        use(store);
        ark.headers = {{"Date", "Fri, 09 Jan 2026 13:33:30 GMT"}};
        ark.moving = false;
        network->answer_with([this](const http_request& request) {
            if (request.method != "POST") return ark(request);
            if (makes_tasks) ark(request);
            return answer_lost();
        });
    }

    void use(std::shared_ptr<memory_journal> journal) {
        auto chosen = options();
        chosen.journal = std::move(journal);
        use_options(chosen);
        client.use(account);
    }

    template <class Model = ark_2_0>
    void lose(const std::string& name) {
        outcome<task> result;
        auto call = result.options();
        call.intent = name;
        client.submit(text_to_video<Model>{.prompt = "a fox"}, call, result.handler());
        run();
        BOOST_TEST(result.code == errc::outcome_unknown);
    }

    std::vector<intent> settled() { return settled(recover().unknown); }

    std::vector<intent> settled(std::vector<intent> lost, std::string of = std::string{default_account}) {
        std::optional<std::vector<intent>> got;
        asio::co_spawn(context, modelark::settle(client, store, std::move(lost), clock->wall_now(), std::move(of)),
                       [&got](const std::exception_ptr& failed, std::vector<intent> done) {
                           BOOST_TEST(!failed);
                           got = std::move(done);
                       });
        context.restart();
        context.run();  // other threads have a say
        BOOST_TEST_REQUIRE(got.has_value());
        return *got;
    }

    /// What nobody can tell is left to a person.
    void check_left(const char* why) {
        BOOST_TEST(settled().empty(), why);
        for (const auto& each : recover().unknown) BOOST_TEST(each.candidate.has_value() == false, why);
    }

    std::shared_ptr<memory_journal> store = std::make_shared<memory_journal>();
    bool makes_tasks = true;
};

intent lost_at(time_point when, std::string of_model = model) {
    return {.name = "order-1",
            .state = intent_state::unknown,
            .provider = "modelark",
            .model = std::move(of_model),
            .planned_at = when};
}

task made_at(time_point when, std::string of_model = model, std::string id = "cgt-1") {
    return {.provider = "modelark", .model = std::move(of_model), .id = std::move(id), .accepted_at = when};
}

/// "not sent", the task's id, or "a person".
std::string words_of(const std::optional<seedance::resolution>& what) {
    if (!what) return "a person";
    return what->task ? what->task->id : "not sent";
}

}  // namespace

BOOST_AUTO_TEST_CASE(one_task_and_one_intent_belong_together_and_nothing_else_does) {
    const auto lost = lost_at(start), other = lost_at(start + 1min);
    const auto old = start - 7 * 24h;
    const auto said = [&](std::vector<intent> owners, std::vector<task> tasks, time_point begin = {}) {
        return words_of(modelark::resolution_of(lost, {std::move(owners), std::move(tasks), begin}));
    };
    BOOST_TEST(said({lost}, {}) == "not sent");
    BOOST_TEST(said({lost}, {made_at(start)}) == "cgt-1");
    BOOST_TEST(said({lost}, {made_at(start - 10min)}) == "cgt-1");
    BOOST_TEST(said({lost}, {made_at(start - 10min - 1s)}) == "not sent");
    BOOST_TEST(said({lost}, {made_at(start + 30h)}) == "cgt-1", "it may have been queued for long");
    BOOST_TEST(said({lost}, {made_at(start, "another")}) == "a person", "a list may have names of its own for models");
    BOOST_TEST(said({lost}, {made_at(start - 1h, "another")}) == "not sent");
    BOOST_TEST(said({lost}, {made_at(start, "another"), made_at(start, model, "cgt-2")}) == "cgt-2");
    BOOST_TEST(said({lost}, {made_at(start), made_at(start, model, "cgt-2")}) == "a person");
    BOOST_TEST(said({lost, other}, {made_at(start)}) == "a person");
    BOOST_TEST(said({lost, other}, {}) == "not sent");
    BOOST_TEST(said({lost, lost_at(start, "another")}, {made_at(start)}) == "cgt-1");
    BOOST_TEST(said({lost, lost_at(start + 1h)}, {made_at(start)}) == "cgt-1", "the other was not planned yet");
    BOOST_TEST(said({lost}, {made_at({})}) == "cgt-1", "a task without a time may be anybody's");
    BOOST_TEST(said({lost, other}, {made_at({})}) == "a person");
    BOOST_TEST(said({lost}, {made_at(start, "")}) == "a person", "and so may one without a model");
    BOOST_TEST(said({lost}, {}, old) == "not sent");
    BOOST_TEST(said({lost}, {}, start - 10min) == "not sent");
    BOOST_TEST(said({lost}, {}, start - 9min) == "a person", "the list does not reach back so far");
    BOOST_TEST(said({lost}, {made_at(start)}, start) == "a person");
}

BOOST_FIXTURE_TEST_CASE(a_lost_submit_gets_its_task, fixture) {
    lose("order-1");
    const auto done = settled();
    BOOST_TEST_REQUIRE(done.size() == 1u);
    BOOST_TEST(done[0].state == intent_state::accepted);
    BOOST_TEST(done[0].task.value().id == "cgt-20261121-1");
    ark.moving = true;
    outcome<generated_video> video;
    client.wait("order-1", video.options(), video.handler());
    run();
    BOOST_TEST(!video.code, to_string(video.why));
    BOOST_TEST(submits() == 1);
    BOOST_TEST(settled().empty(), "there is nothing left to settle");
}

BOOST_FIXTURE_TEST_CASE(a_submit_that_did_not_arrive_may_be_sent_again, fixture) {
    makes_tasks = false;
    lose("order-1");
    const auto done = settled();
    BOOST_TEST_REQUIRE(done.size() == 1u);
    BOOST_TEST(done[0].state == intent_state::not_sent);
    makes_tasks = true;
    lose("order-1");
    BOOST_TEST(settled().at(0).task.value().id == "cgt-20261121-1");
}

BOOST_FIXTURE_TEST_CASE(submits_of_several_models_are_told_apart, fixture) {
    lose("order-1");
    lose<ark_fast>("order-2");
    makes_tasks = false;
    lose<ark_1_0>("order-3");
    const auto done = settled();
    BOOST_TEST_REQUIRE(done.size() == 3u);
    BOOST_TEST(done[0].task.value().id == "cgt-20261121-1");
    BOOST_TEST(done[1].task.value().id == "cgt-20261121-2");
    BOOST_TEST(done[2].state == intent_state::not_sent);
}

BOOST_FIXTURE_TEST_CASE(what_is_not_certain_is_left_to_a_person, fixture) {
    lose("order-1");
    lose("order-2");
    check_left("two intents and two tasks");
    ark.tasks.erase("cgt-20261121-1");
    check_left("two intents and one task");
}

BOOST_FIXTURE_TEST_CASE(another_program_with_the_key_is_in_the_way, fixture) {
    lose("order-1");
    ark.tasks["cgt-foreign"] = {.status = "running", .body = {{"model", model}}};
    check_left("two tasks that are nobody's");
}

BOOST_FIXTURE_TEST_CASE(tasks_that_the_journal_knows_are_not_the_lost_one, fixture) {
    network->answer_with([this](const http_request& request) { return ark(request); });
    outcome<task> known;
    client.submit(text_to_video<ark_2_0>{.prompt = "a fox"}, known.options(), known.handler());
    run();
    network->answer_with(
        [this](const http_request& request) { return request.method == "POST" ? answer_lost() : ark(request); });
    lose("order-1");
    BOOST_TEST(settled().at(0).state == intent_state::not_sent);
}

BOOST_FIXTURE_TEST_CASE(a_submit_that_is_under_way_may_own_a_task, fixture) {
    makes_tasks = false;
    lose("order-1");
    ark.tasks["cgt-of-the-other"] = {.status = "queued", .body = {{"model", model}}};
    auto another_client = another({.clock = clock, .journal = store, .random_seed = 7});
    another_client.use(account);
    network->hold();
    outcome<task> under_way;
    another_client.submit(text_to_video<ark_2_0>{.prompt = "a fox"}, under_way.options(), under_way.handler());
    settle();
    BOOST_TEST_REQUIRE(network->held() == 1u);
    auto lost = std::vector<intent>{};
    for (const auto& each : store->list({}).intents)
        if (each.name == "order-1") lost.push_back(each);
    // Held requests go on in their order: what settles asks for what it needs while the submit hangs.
    std::vector<task> listed{task_named("cgt-of-the-other")};
    const auto found = modelark::detail::look_up(*store, listed);
    BOOST_TEST(found.owners.size() == 2u);
    BOOST_TEST(found.nobodys.size() == 1u);
    BOOST_TEST(words_of(modelark::resolution_of(lost.at(0), found)) == "a person");
    another_client.close();
    settle();
}

BOOST_FIXTURE_TEST_CASE(a_list_that_may_lack_a_task_settles_nothing, fixture) {
    makes_tasks = false;
    const std::string item = R"({"id":"cgt-last","model":"another","status":"queued","created_at":1})";
    const auto list = [&](const std::string& total, const std::string& items) {
        return reply_with(200, R"({"total":)" + total + R"(,"items":[)" + items + "]}", ark.headers);
    };
    const std::pair<const char*, http_reply> lists[] = {
        {"less than it counts", list("2", item)},
        {"one that cannot be read", list("2", item + R"(,{"status":"queued"})")},
        {"one twice", list("2", item + ',' + item)},
        {"damaged", reply_with(200, "{\"total\":1,\"items\":[" + item + "],\"x\":\"\xff\"}")},
    };
    int orders = 0;
    const auto expect_left = [&](const char* why, const auto& list_for) {
        lose("order-" + std::to_string(++orders));
        const auto usual = [this](const http_request& request) { return ark(request); };
        network->answer_with([&, usual](const http_request& request) {
            return contains(request.url, "?page_num=") ? list_for(request.url) : usual(request);
        });
        check_left(why);
        network->answer_with([](const http_request&) { return answer_lost(); });
    };
    for (const auto& each : lists) expect_left(each.first, [&each](const std::string&) { return each.second; });
    // A record is deleted while the pages are read, and the last task slips by.
    std::string page;
    for (int i = 0; i != 500; ++i)
        page += (i == 0 ? "" : ",") + (R"({"id":"cgt-)" + std::to_string(i)) + R"(","model":"another","created_at":1})";
    expect_left("slipped by", [&](const std::string& url) {
        return contains(url, "page_num=1") ? list("501", page) : list("500", "");
    });
    int settled_when_whole = 0;
    lose("order-last");
    network->answer_with([&](const http_request& request) {
        if (!contains(request.url, "?page_num=")) return ark(request);
        ++settled_when_whole;
        return contains(request.url, "page_num=1") ? list("501", page) : list("501", item);
    });
    BOOST_TEST(settled().size() == static_cast<std::size_t>(orders) + 1);
    BOOST_TEST(settled_when_whole == 2);
}

BOOST_FIXTURE_TEST_CASE(a_list_of_several_pages_is_read_to_its_end, fixture) {
    for (int i = 0; i != 1'100; ++i)
        ark.tasks["cgt-" + std::to_string(1'000 + i)] = {.status = "succeeded", .body = {{"model", "another"}}};
    lose("order-1");
    const auto before = requests().size();
    BOOST_TEST(settled().at(0).task.has_value());
    BOOST_TEST(requests().size() - before == 2u + 3u, "a check and three pages");
    for (int i = 0; i != 10'000; ++i)
        ark.tasks["cgt-" + std::to_string(10'000 + i)] = {.status = "succeeded", .body = {{"model", "another"}}};
    lose("order-2");
    check_left("more than anybody wants to read");
}

BOOST_FIXTURE_TEST_CASE(clocks_that_do_not_agree_settle_nothing, fixture) {
    makes_tasks = false;
    lose("order-1");
    for (const auto* date : {"Fri, 09 Jan 2026 13:35:31 GMT", "Fri, 09 Jan 2026 13:31:29 GMT", "soon", ""}) {
        ark.headers = {{"Date", date}};
        check_left(date);
    }
    ark.headers = {{"Date", "Fri, 09 Jan 2026 13:35:30 GMT"}};
    BOOST_TEST(settled().size() == 1u);
}

/// The list of another key says nothing about it: its task would be sent for again, and paid for twice.
BOOST_FIXTURE_TEST_CASE(only_the_list_of_its_own_key_settles_an_intent, fixture) {
    lose("order-1");
    ark.tasks.clear();  // the other account has none
    ark.key = "another-key";
    auto other = account;
    for (const bool is_named : {false, true}) {
        if (is_named) other.name = "another";
        other.api_key = secret{"another-key"};
        client.use(other);
        if (is_named) client.use(account);
        BOOST_TEST(settled(recover().unknown, other.name).empty());
        BOOST_TEST(store->find("order-1")->state == intent_state::unknown);
    }
}

BOOST_FIXTURE_TEST_CASE(what_others_have_settled_meanwhile_is_left, fixture) {
    makes_tasks = false;
    lose("order-1");
    const auto lost = recover().unknown;
    BOOST_TEST(settled(lost).size() == 1u);
    BOOST_TEST(settled(lost).empty());
}

BOOST_AUTO_TEST_SUITE_END()
