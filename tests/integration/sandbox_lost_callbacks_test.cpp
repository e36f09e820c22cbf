// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
// What becomes of the sandbox's callbacks on their way, those that come before the submit's answer, and what a client
// may do then.
#include <algorithm>
#include <future>
#include <iterator>
#include <map>
#include <set>

#include "callback_world.hpp"

using namespace test;

BOOST_AUTO_TEST_SUITE(sandbox_callbacks)

using namespace test::callbacks;

// ---- what happens to callbacks on their way

BOOST_AUTO_TEST_CASE(lost_late_and_repeated) {
    for (const auto& gateway : speakers) {
        callback_receiver receiver;
        world at{gateway, to(receiver)};
        at.gateways.fault_next_callback({.copies = 0});
        at.gateways.fault_next_callback({.delay = 30s});
        at.gateways.fault_next_callback({.copies = 3});
        for (int i = 0; i != 4; ++i) at.gateways.complete(at.accepted(hook(i)));
        const auto at_once = at.delivered(4);
        for (std::size_t i = 0; i != 3; ++i) BOOST_TEST(at_once[i].callback.url == hook(2));
        BOOST_TEST(at_once[0].callback.body == at_once[2].callback.body);
        BOOST_TEST(at_once[3].callback.url == hook(3));
        at.gateways.advance(29'999ms);
        BOOST_TEST(at.gateways.deliveries().size() == 4u);
        at.gateways.advance(1ms);
        const auto late = at.delivered(5)[4].callback;
        BOOST_TEST(late.url == hook(1));
        BOOST_TEST(late.at == 30s);
    }
}

BOOST_AUTO_TEST_CASE(faults_of_every_callback) {
    world at{at_pixazo, {.callbacks = {.fault = {.copies = 2, .delay = 1s}}}};
    at.gateways.fault_next_callback({.copies = 0});
    at.accepted(hook(), "sync");
    at.gateways.advance(6s);
    BOOST_TEST(at.gateways.take_callbacks().empty());
    at.gateways.advance(5s);
    BOOST_TEST(at.gateways.take_callbacks().size() == 2u);
    at.gateways.fault_next_callback({.copies = 0, .delay = 3s, .forgeries = {callback_forgery::bad_json}});
    at.gateways.advance(6s);
    BOOST_TEST(at.gateways.take_callbacks().empty());  // what is forged is late, too
    at.gateways.advance(1s);
    BOOST_TEST(at.gateways.take_callbacks().size() == 1u);
}

BOOST_AUTO_TEST_CASE(a_shuffle_follows_from_the_seed) {
    const auto order = [](bool shuffle, std::uint64_t seed) {
        world at{at_apixo, {.seed = seed, .callbacks = {.shuffle = shuffle}}};
        for (int i = 0; i != 20; ++i) at.accepted(hook(i));
        at.gateways.advance(100s);
        return urls_of(at.gateways.take_callbacks());
    };
    const auto plain = order(false, 1), one = order(true, 1), two = order(true, 2);
    for (int i = 0; i != 20; ++i) BOOST_TEST(plain.at(static_cast<std::size_t>(i)) == hook(i));
    BOOST_TEST(one != plain);
    BOOST_TEST(one != two);
    BOOST_TEST(one == order(true, 1));
    BOOST_TEST(std::is_permutation(one.begin(), one.end(), plain.begin(), plain.end()));
}

BOOST_AUTO_TEST_CASE(callbacks_arrive_in_order) {
    callback_receiver receiver;
    auto options = to(receiver);
    options.callbacks.shuffle = true;
    world posting{at_apixo, options}, taking{at_apixo, {.callbacks = {.shuffle = true}}};
    for (auto* at : {&posting, &taking}) {
        for (int i = 0; i != 20; ++i) at->accepted(hook(i));
        at->gateways.advance(100s);
    }
    posting.delivered(20);
    const auto taken = taking.gateways.take_callbacks();
    for (std::size_t i = 0; i != 20; ++i) BOOST_TEST(receiver.received()[i].target == taken[i].target);
}

BOOST_AUTO_TEST_CASE(forged_callbacks) {
    for (const auto& gateway : speakers) {
        callback_receiver receiver;
        world at{gateway, to(receiver)};
        const auto other = at.accepted(hook(1));
        const auto id = at.accepted(hook(2));
        at.gateways.fault_next_callback({.forgeries = {callback_forgery::wrong_token, callback_forgery::other_task,
                                                       callback_forgery::bad_json, callback_forgery::too_large}});
        at.gateways.complete(id);
        const auto all = at.delivered(5);
        const auto real = all[0].callback, wrong = all[1].callback, swapped = all[2].callback, bad = all[3].callback,
                   large = all[4].callback;
        BOOST_TEST(real.forged == callback_forgery::none);
        BOOST_TEST(gateway.id_in(real.body) == id);

        BOOST_TEST(wrong.forged == callback_forgery::wrong_token);
        BOOST_TEST(wrong.body == real.body);
        BOOST_TEST(wrong.target != real.target);
        BOOST_TEST(wrong.target.starts_with("/hooks/2/v1.k1."));
        BOOST_TEST(wrong.target.ends_with("?a=b%20c"));

        BOOST_TEST(swapped.forged == callback_forgery::other_task);
        BOOST_TEST(swapped.url == hook(2));
        BOOST_TEST(swapped.task_id == id);
        BOOST_TEST(gateway.id_in(swapped.body) == other);
        BOOST_TEST(gateway.state_in(swapped.body) == gateway.success);

        BOOST_TEST(bad.forged == callback_forgery::bad_json);
        BOOST_TEST(bad.url == hook(2));
        boost::system::error_code error;
        json::parse(bad.body, error);
        BOOST_TEST(error.failed());
        BOOST_TEST(real.body.starts_with(bad.body));

        BOOST_TEST(large.forged == callback_forgery::too_large);
        BOOST_TEST(large.body.size() == 300u * 1024);
        BOOST_TEST(json::parse(large.body) == json::parse(real.body));
        BOOST_TEST(all[4].status == 413);  // read though the body was not

        at.gateways.deliver_callbacks_to("");
        at.gateways.advance(10s);
        BOOST_TEST(at.gateways.take_callbacks().empty());  // forgers try once
    }
}

BOOST_AUTO_TEST_CASE(a_body_of_another_task_where_there_is_none) {
    for (const auto& gateway : speakers) {
        world at{gateway, {.callbacks = {.fault = {.copies = 0, .forgeries = {callback_forgery::other_task}}}}};
        const auto id = at.accepted();
        at.gateways.complete(id);
        const auto body = at.gateways.take_callbacks().at(0).body;
        BOOST_TEST(gateway.id_in(body) != id);
        BOOST_TEST(lacks(body, id));
        BOOST_TEST(at.poll(gateway.id_in(body)).status == 404);
    }
}

BOOST_AUTO_TEST_CASE(a_wrong_token_differs_where_it_counts) {
    const std::map<std::string, std::string> expected{
        {"https://e.com", "https://e.com/forged"},
        {"https://e.com/", "https://e.com/forged"},
        {"https://e.com/?", "https://e.com/forged"},
        {"https://e.com/a", "https://e.com/b"},
        {"https://e.com/9", "https://e.com/0"},
        {"https://e.com/zzz", "https://e.com/zyz"},
        {"https://e.com/FFF/a", "https://e.com/FAF/a"},
        {"https://e.com/a-_-b", "https://e.com/a-x-b"},
        {"https://e.com/hook?token=0123456789abcdef", "https://e.com/hook?token=0123456799abcdef"},
        {"https://e.com/0123456789abcdef/apixo", "https://e.com/0123456799abcdef/apixo"},
        {"https://long-name.example/v1.k1.aaaa.bbbbbbbb", "https://long-name.example/v1.k1.aaaa.bbbbcbbb"},
        {"https://e.com/a#0123456789", "https://e.com/b#0123456789"},
        {hook(), replaced(hook(), "NmQwEr", "NmRwEr")},
    };
    for (const auto& [url, wrong] : expected) BOOST_TEST(seedance::testing::detail::with_wrong_token(url) == wrong);
}

BOOST_AUTO_TEST_CASE(bodies_swapped_among_many) {
    constexpr int count = 100;
    callback_receiver receiver;
    auto options = to(receiver);
    options.callbacks.fault = {.copies = 3, .forgeries = {callback_forgery::other_task}};
    options.callbacks.shuffle = true;
    options.callbacks.at_once = 16;
    world at{at_apixo, options};
    std::map<std::string, std::string> url_of;
    for (int i = 0; i != count; ++i) url_of[at.accepted(hook(i))] = hook(i);
    at.gateways.advance(100s);
    at.delivered(4 * count);
    std::map<std::string, int> own, foreign;
    std::set<std::string> swapped_in;
    int of_the_next = 0;
    for (const auto& posted : receiver.received()) {
        const auto id = at_apixo.id_in(posted.body);
        const auto url = "https://videos.example:8443" + posted.target;
        ++(url_of.at(id) == url ? own : foreign)[url];
        if (url_of.at(id) == url) continue;
        swapped_in.insert(id);
        const auto tasks_url = [&](int number) { return url == hook(number) && url_of.at(id) == hook(number + 1); };
        for (int i = 0; i != count; ++i) of_the_next += tasks_url(i) ? 1 : 0;
    }
    for (int i = 0; i != count; ++i) {
        BOOST_TEST(own[hook(i)] == 3);
        BOOST_TEST(foreign[hook(i)] == 1);
    }
    BOOST_TEST(swapped_in.size() > count / 4u);
    BOOST_TEST(of_the_next < count / 4);  // whose body it is follows from the seed, and not from the order
}

// ---- before, and without, the submit's answer

BOOST_AUTO_TEST_CASE(a_callback_before_the_answer) {
    for (const auto& gateway : speakers) {
        std::promise<void> posted, looked;
        callback_receiver receiver{[&](const posted_request&) {
            posted.set_value();
            looked.get_future().wait();
            return 500;
        }};
        auto options = to(receiver);
        options.callbacks.before_answer = true;
        world at{gateway, options};
        at.connection.send("POST", gateway.submit_path, gateway.fields(hook(), {}), gateway.body(hook()));
        BOOST_TEST_REQUIRE(posted.get_future().wait_for(10s) == std::future_status::ready);
        BOOST_TEST(!at.connection.has_bytes());
        looked.set_value();
        const auto answer = at.connection.receive();
        BOOST_TEST(is_one_of(answer.status, {200, 202}));
        const auto id = gateway.id_in(answer.body);
        BOOST_TEST(at.delivered(1)[0].callback.task_id == id);
        BOOST_TEST(gateway.state_in(at.poll(id).body) == gateway.success);
        expect_broken(at.gateways, {});
    }
}

BOOST_AUTO_TEST_CASE(an_answer_does_not_wait_for_what_does_not_come) {
    std::string nowhere;
    {
        const callback_receiver gone;
        nowhere = gone.origin();
    }
    callback_receiver silent{[](const posted_request&) { return 0; }}, good;
    world dead{at_apixo, {.callbacks = {.deliver_to = nowhere, .before_answer = true}}};
    dead.accepted();
    world slow{at_apixo, {.callbacks = {.deliver_to = silent.origin(), .before_answer = true, .answer_within = 20ms}}};
    slow.accepted();
    world lost{at_apixo, {.callbacks = {.deliver_to = good.origin(), .fault = {.copies = 0}, .before_answer = true}}};
    lost.accepted();
    world late{at_apixo, {.callbacks = {.deliver_to = good.origin(), .fault = {.delay = 1s}, .before_answer = true}}};
    late.accepted();
    world untaken{at_apixo, {.callbacks = {.before_answer = true}}};
    untaken.accepted();
    BOOST_TEST(untaken.gateways.take_callbacks().size() == 1u);
}

BOOST_AUTO_TEST_CASE(a_callback_before_an_answer_that_is_held) {
    callback_receiver receiver;
    world at{at_apixo, to(receiver)};
    at.gateways.answer_next(sandbox_operation::submit, {.hold = true});
    at.connection.send("POST", at_apixo.submit_path, at_apixo.fields(hook(), {}), at_apixo.body(hook()));
    BOOST_TEST_REQUIRE(at.gateways.wait_for_requests(1));
    const auto id = at.gateways.tasks().at(0).id;
    at.gateways.complete(id);
    BOOST_TEST(at_apixo.id_in(at.delivered(1)[0].callback.body) == id);
    BOOST_TEST(!at.connection.has_bytes());
    at.gateways.release_held();
    BOOST_TEST(at_apixo.id_in(at.connection.receive().body) == id);
}

BOOST_AUTO_TEST_CASE(a_callback_of_a_task_whose_submit_was_not_answered) {
    using seedance::testing::scripted_answer;
    const scripted_answer answers[] = {{.ending = cut::rst},
                                       {.ending = cut::fin, .cut_after = 10},
                                       {.ending = cut::close_notify, .cut_after = 40},
                                       {.status = 502, .accept_first = true},
                                       {.status = 504, .body = "<html>", .accept_first = true, .ending = cut::rst}};
    for (const auto& gateway : speakers)
        for (const auto& answer : answers) {
            callback_receiver receiver;
            world at{gateway, to(receiver)};
            at.gateways.answer_next(sandbox_operation::submit, answer);
            at.connection.send("POST", gateway.submit_path, gateway.fields(hook(), {}), gateway.body(hook()));
            BOOST_TEST_REQUIRE(at.gateways.wait_for_requests(1));
            const auto task = at.gateways.tasks().at(0);
            at.gateways.advance(100s);
            const auto posted = at.delivered(1)[0].callback;
            BOOST_TEST(posted.url == hook());
            BOOST_TEST(gateway.id_in(posted.body) == task.id);
            plain_https later{at.gateways.base_url(gateway.provider), at.gateways.ca_pem()};
            BOOST_TEST(later.exchange("GET", gateway.poll_path(task.id), gateway.key).body == posted.body);
            expect_broken(at.gateways, {});
        }
}

// ---- what a client may do then

BOOST_AUTO_TEST_CASE(polls_before_and_after_a_callback) {
    struct row {
        std::string what;
        callback_fault fault;
        std::chrono::milliseconds time;  // before the first poll that any document advises
        bool may_poll;
    };
    using enum callback_forgery;
    const row rows[] = {{"before it", {}, 3999ms, false},
                        {"after it", {}, 4s, true},
                        {"lost", {.copies = 0}, 4s, false},
                        {"late", {.delay = 500ms}, 4499ms, false},
                        {"late, and there", {.delay = 500ms}, 4500ms, true},
                        {"repeated", {.copies = 3}, 4s, true},
                        {"wrong token", {.copies = 0, .forgeries = {wrong_token}}, 4s, false},
                        {"other task", {.copies = 0, .forgeries = {other_task}}, 4s, true},
                        {"bad JSON", {.copies = 0, .forgeries = {bad_json}}, 4s, true},
                        {"too large", {.copies = 0, .forgeries = {too_large}}, 4s, true}};
    for (const auto& [what, fault, time, may_poll] : rows)
        for (const auto& gateway : speakers)
            for (const bool posts : {false, true}) {
                BOOST_TEST_CONTEXT(what << ", " << gateway.provider) {
                    callback_receiver receiver;
                    auto options = posts ? to(receiver) : sandbox_options{};
                    options.generation_time = 4s;
                    options.callbacks.fault = fault;
                    world at{gateway, options};
                    const auto id = at.accepted();
                    at.gateways.advance(time);
                    const bool is_due = time >= 4s + fault.delay && (fault.copies > 0 || !fault.forgeries.empty());
                    if (posts && is_due) BOOST_TEST_REQUIRE(at.gateways.wait_for_deliveries(1));
                    at.poll(id);
                    BOOST_TEST(at.gateways.broken_invariants().empty() == may_poll);
                }
            }
}

BOOST_AUTO_TEST_CASE(a_callback_overrules_the_wait_that_an_answer_asked_for) {
    for (const int copies : {0, 1}) {
        world at{at_xenodia, {.generation_time = 10s, .callbacks = {.fault = {.copies = copies}}}};
        const auto id = at.accepted();
        at.gateways.advance(5s);
        at.poll(id);  // its answer asks for 8 s
        at.gateways.advance(5s);
        at.poll(id);
        BOOST_TEST(at.gateways.broken_invariants().empty() == (copies == 1));
    }
}

BOOST_AUTO_TEST_CASE(progress_lets_a_client_poll) {
    world at{at_pixazo};
    const auto id = at.accepted(hook(), "sync");
    at.gateways.advance(4s);
    BOOST_TEST(at.gateways.take_callbacks().empty());
    at.gateways.advance(1s);
    at.poll(id);
    at.poll(id);
    expect_broken(at.gateways, {});
}

BOOST_AUTO_TEST_CASE(a_callback_that_reached_nobody_lets_no_client_poll) {
    std::string nowhere;
    {
        const callback_receiver gone;
        nowhere = gone.origin();
    }
    world at{at_apixo, {.generation_time = 10s, .callbacks = {.deliver_to = nowhere}}};
    const auto id = at.accepted();
    at.gateways.advance(10s);
    at.delivered(1);
    at.poll(id);
    expect_broken(at.gateways, {"was polled 10000 ms after its acceptance"});
}

BOOST_AUTO_TEST_CASE(the_end_is_asked_for_once_callback_or_not) {
    world at{at_apixo};
    const auto id = at.accepted();
    at.gateways.advance(100s);
    at.poll(id);
    expect_broken(at.gateways, {});
    at.poll(id);
    expect_broken(at.gateways, {"polled again after its end"});
}

BOOST_AUTO_TEST_SUITE_END()
