// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
// Intents that become files, against the sandbox: once, in places, over ends of clients, and those without a video.
#include <chrono>
#include <cstddef>
#include <future>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/use_future.hpp>
#include <boost/test/unit_test.hpp>

#include <seedance/journal/memory.hpp>
#include <seedance/models.hpp>
#include <seedance/seedance.hpp>
#include <seedance/server/price_lists.hpp>
#include <seedance/server/video_saver.hpp>
#include <seedance/testing/clock.hpp>
#include <seedance/testing/sandbox.hpp>
#include <seedance/webhook/receiver.hpp>

#include "printing.hpp"
#include "temporary_folder.hpp"

BOOST_AUTO_TEST_SUITE(video_saver)

namespace asio = boost::asio;
using seedance::errc;
using seedance::intent_state;

namespace {

constexpr double time_scale = 2'000;

/// What outlives clients.
struct world {
    seedance::testing::sandbox gateways{{.time_scale = time_scale}};
    std::shared_ptr<seedance::memory_journal> journal = std::make_shared<seedance::memory_journal>();
    test::temporary_folder folder;
    std::vector<std::string> attempts;
    std::chrono::milliseconds patience = std::chrono::hours{1};
    seedance::callback_options callbacks{};
};

/// A client with a saver.
class server {
  public:
    explicit server(world& in, std::size_t most = 100, bool is_cut_off = false)
        : world_{in}, client_{io_.get_executor(), options()} {
        seedance::all_gateways::for_each([&]<class Gateway> {
            client_.use(seedance::account_of<Gateway>{
                .api_key = seedance::secret{"sandbox-key"},
                .base_url = is_cut_off ? "https://127.0.0.1:1"
                                       : in.gateways.base_url(seedance::provider_traits<Gateway>::name)});
        });
        saver_.emplace(client_, saver_options(most));
    }

    std::optional<seedance::intent_progress> save(const std::string& name, const std::string& prompt = "a fox") {
        seedance::any_request request{
            .model = "pixazo/seedance-2-0", .prompt = prompt, .duration = std::chrono::seconds{5}};
        request.resolution = "480p";
        return get(saver_->save(std::move(request), {.intent = name}));
    }

    std::optional<seedance::intent_progress> find(const std::string& name) { return get(saver_->find(name)); }
    seedance::video_saver& saver() { return *saver_; }
    seedance::client& client() { return client_; }

    /// Lets everything come to its end.
    void finish() {
        while (saver_->size() != 0) io_.run_one();
    }

    void run_one() { io_.run_one(); }

    template <class T>
    T get(asio::awaitable<T> what) {
        auto result = asio::co_spawn(io_, std::move(what), asio::use_future);
        while (result.wait_for(std::chrono::seconds{0}) != std::future_status::ready) io_.run_one();
        return result.get();
    }

  private:
    seedance::client_options options() {
        seedance::client_options made{.https = {.ca_pem = world_.gateways.ca_pem()}};
        made.models = seedance::all_models::entries;
        made.clock = std::make_shared<seedance::testing::scaled_clock>(io_.get_executor(), time_scale);
        made.journal = world_.journal;
        made.on_event = [this](const seedance::event& e) { e.pass_to(*saver_); };
        made.callbacks = world_.callbacks;
        return made;
    }

    seedance::video_saver_options saver_options(std::size_t most) {
        return {.path_of = [this](const std::string& name) { return world_.folder.path(name.substr(2) + ".mp4"); },
                .owner_of = [](const std::string& name) { return name.substr(0, 1); },
                .most_of_owner = most,
                .pause = std::chrono::milliseconds{1},
                .patience = world_.patience,
                .on_attempt =
                    [this](const std::string& name, const seedance::error_code& result) {
                        world_.attempts.push_back(name + ' ' + (result ? result.message() : "saved"));
                    }};
    }

    world& world_;
    asio::io_context io_;
    asio::executor_work_guard<asio::io_context::executor_type> work_{io_.get_executor()};
    std::optional<seedance::video_saver> saver_;
    seedance::client client_;
};

}  // namespace

BOOST_AUTO_TEST_CASE(one_name_is_one_task_and_one_file) {
    world here;
    server one{here};
    const auto begun = one.save("a/1");
    BOOST_TEST_REQUIRE(begun.has_value());
    BOOST_TEST(!begun->is_over());
    BOOST_TEST(one.saver().size() == 1U);
    BOOST_TEST(one.save("a/1")->what.name == "a/1");
    BOOST_TEST(one.saver().size() == 1U);
    one.finish();
    const auto end = one.find("a/1");
    BOOST_TEST_REQUIRE(end.has_value());
    BOOST_TEST(end->is_over());
    BOOST_TEST(end->has_file);
    BOOST_TEST((end->what.state == intent_state::fetched));
    BOOST_TEST(here.folder.files() == (std::vector<std::string>{"1.mp4"}));
    BOOST_TEST(one.save("a/1")->has_file, "and once more, when it is over");
    BOOST_TEST(one.saver().size() == 0U);
    BOOST_TEST(here.gateways.tasks_accepted() == 1U);
    BOOST_TEST(here.attempts == (std::vector<std::string>{"a/1 saved"}));
    BOOST_TEST(!one.find("a/2"));
}

BOOST_AUTO_TEST_CASE(an_owner_has_so_many_places) {
    world here;
    server one{here, 2};
    BOOST_TEST(one.save("a/1").has_value());
    BOOST_TEST(one.save("a/2").has_value());
    BOOST_TEST(!one.save("a/3"));
    BOOST_TEST(one.save("a/2").has_value(), "it has its place");
    BOOST_TEST(one.save("b/4").has_value(), "somebody else's");
    one.finish();
    BOOST_TEST(here.gateways.tasks_accepted() == 3U);
    BOOST_TEST(one.save("a/3").has_value(), "there is room again");
    BOOST_TEST(one.save("a/5").has_value());
    BOOST_TEST(!one.save("a/6"));
    one.finish();
}

BOOST_AUTO_TEST_CASE(what_another_has_begun_takes_a_place_though_there_are_enough) {
    world here;
    server first{here};
    first.save("a/1");
    first.save("a/2");
    server second{here, 1};
    BOOST_TEST(second.save("a/3").has_value());
    BOOST_TEST(second.save("a/1").has_value(), "it has begun elsewhere");
    BOOST_TEST(second.save("a/2").has_value());
    BOOST_TEST(!second.save("a/4"));
    first.finish();
    second.finish();
    BOOST_TEST(second.save("a/5").has_value(), "all places are free");
    BOOST_TEST(!second.save("a/6"));
    second.finish();
}

BOOST_AUTO_TEST_CASE(what_is_refused_takes_no_place) {
    world here;
    server one{here, 1};
    for (int i = 0; i != 3; ++i) {
        try {
            one.save("a/1", "");
            BOOST_ERROR("it is not refused");
        } catch (const seedance::error& e) {
            BOOST_TEST(!e.why().broken_rules.empty());
        }
        BOOST_TEST(one.saver().size() == 0U);
    }
    BOOST_TEST(one.save("a/1").has_value());
    one.finish();
}

BOOST_AUTO_TEST_CASE(what_a_client_takes_over_by_itself_is_followed) {
    world here;
    {
        server first{here, 100, true};
        for (const auto* const name : {"a/1", "a/2"}) first.save(name);
    }
    server second{here, 1};
    const auto left = second.get(second.client().recover(asio::use_awaitable));
    BOOST_TEST_REQUIRE(left.queued.size() == 2U);
    BOOST_TEST(second.saver().size() == 0U);
    for (int times = 0; times != 2; ++times) second.saver().follow(left);
    while (here.attempts.size() < 2) second.run_one();
    second.finish();
    BOOST_TEST(here.folder.files() == (std::vector<std::string>{"1.mp4", "2.mp4"}));
    BOOST_TEST(here.gateways.tasks_accepted() == 2U);
    BOOST_TEST(second.save("a/3").has_value(), "their places are free again");
    second.finish();
}

/// A recovery asks gateways for a minute: what it lists may have been ordered again, and saved, before it is heard of.
BOOST_AUTO_TEST_CASE(what_was_saved_meanwhile_is_not_followed_again) {
    world here;
    server one{here};
    one.save("a/1");
    seedance::recovery late;
    const auto listed = one.get(one.client().find("a/1", asio::use_awaitable));
    late.tasks.push_back(listed.value());
    BOOST_TEST(!seedance::intent_progress{.what = *listed}.is_over());
    one.finish();
    const seedance::any_request fox{
        .model = "pixazo/seedance-2-0", .prompt = "a fox", .duration = std::chrono::seconds{5}};
    late.queued.push_back(one.get(one.client().enqueue(fox, {.intent = "b/2"}, asio::use_awaitable)));
    one.saver().follow(late);
    while (here.attempts.size() < 2) one.run_one();
    one.finish();
    BOOST_TEST(here.attempts == (std::vector<std::string>{"a/1 saved", "b/2 saved"}));
    server small{here, 1};
    BOOST_TEST(small.save("a/3").has_value(), "and its place is free");
    small.finish();
}

BOOST_AUTO_TEST_CASE(another_goes_on_with_what_the_first_has_left) {
    world here;
    {
        server first{here, 100, true};
        for (const auto* const name : {"a/1", "a/2", "b/3"}) first.save(name);
    }
    server second{here};
    const auto left = second.get(second.saver().recover());
    BOOST_TEST(left.queued.size() == 3U);
    BOOST_TEST(second.saver().size() == 3U);
    second.finish();
    BOOST_TEST(here.folder.files() == (std::vector<std::string>{"1.mp4", "2.mp4", "3.mp4"}));
    BOOST_TEST(here.gateways.tasks_accepted() == 3U);
    const auto page = second.get([](seedance::client& of) -> asio::awaitable<seedance::journal_page> {
        const seedance::journal_query query{.prefix = "a/", .limit = 1};
        auto found = co_await of.intents(query);
        co_return found;
    }(second.client()));
    BOOST_TEST_REQUIRE(page.intents.size() == 1U);
    BOOST_TEST(page.intents[0].name == "a/2");
    BOOST_TEST(page.more);
}

/// What keeps a server from a file may pass: a paid video is not given up for that.
BOOST_AUTO_TEST_CASE(a_file_that_is_not_there_is_asked_for_until_nobody_can_have_it) {
    world here;
    {
        server one{here};
        one.save("a/1");
        while (here.gateways.tasks_accepted() == 0) one.run_one();
        here.gateways.advance(std::chrono::hours{48});
        while (here.attempts.size() < 3) one.run_one();
        BOOST_TEST(one.saver().size() == 1U);
        const auto now = one.find("a/1");
        BOOST_TEST_REQUIRE(now.has_value());
        BOOST_TEST(!now->is_over());
        one.client().close();
    }
    for (const auto& attempt : here.attempts)
        BOOST_TEST(attempt.find("no longer serves") != std::string::npos, attempt);
    here.patience = std::chrono::milliseconds{0};
    server two{here};
    two.get(two.saver().recover());
    two.finish();
    const auto end = two.find("a/1");
    BOOST_TEST_REQUIRE(end.has_value());
    BOOST_TEST(end->is_over());
    BOOST_TEST(!end->has_file);
    BOOST_TEST(here.gateways.tasks_accepted() == 1U);
}

BOOST_AUTO_TEST_CASE(a_file_that_was_there_before_is_no_video) {
    world here;
    here.folder.write("1.mp4", "another's");
    {
        server one{here};
        const seedance::any_request fox{
            .model = "pixazo/seedance-2-0", .prompt = "a fox", .duration = std::chrono::seconds{5}};
        one.get(one.client().enqueue(fox, {.intent = "a/1"}, asio::use_awaitable));
        one.get(one.client().wait("a/1", asio::use_awaitable));
        const auto now = one.find("a/1");
        BOOST_TEST_REQUIRE(now.has_value());
        BOOST_TEST((now->what.state == intent_state::succeeded));
        BOOST_TEST(!now->has_file);
        BOOST_TEST(!now->is_over());
    }
    server two{here};
    two.get(two.saver().recover());
    two.finish();
    BOOST_TEST(two.find("a/1")->has_file);
    BOOST_TEST(here.folder.content("1.mp4") != "another's");
    BOOST_TEST(here.attempts == (std::vector<std::string>{"a/1 saved"}));
}

BOOST_AUTO_TEST_CASE(a_task_that_fails_is_over) {
    world here;
    server one{here, 1};
    one.save("a/1", "FAIL content_policy refused");
    one.finish();
    const auto end = one.find("a/1");
    BOOST_TEST((end->what.state == intent_state::failed));
    BOOST_TEST(end->is_over());
    BOOST_TEST(!end->has_file);
    BOOST_TEST(here.attempts.size() == 1U);
    BOOST_TEST(here.folder.files().empty());
    BOOST_TEST(one.save("a/2").has_value(), "its place is free");
    one.finish();
}

/// With callbacks it waits for one, and for a person, however long: what is shown must not be that it is in the queue.
BOOST_AUTO_TEST_CASE(an_order_whose_answer_was_lost_is_shown_so_while_its_callback_is_awaited) {
    world here;
    here.callbacks = {.base_url = "https://videos.example/hooks",
                      .keys = {{.id = "k", .key = seedance::secret{"sixteen bytes..."}}}};
    server one{here};
    here.gateways.answer_next(seedance::testing::sandbox_operation::submit, {.ending = seedance::testing::cut::rst});
    const auto begun = one.save("a/1");
    BOOST_TEST((begun->what.state == intent_state::planned));
    const auto state = [&] { return one.find("a/1")->what.state; };
    for (int steps = 0; state() != intent_state::unknown && steps != 100'000; ++steps) one.run_one();
    BOOST_TEST((state() == intent_state::unknown));
    BOOST_TEST(one.saver().size() == 1U, "it is waited for");
    const auto made = here.gateways.tasks().at(0).id;
    one.get(one.client().resolve("a/1", seedance::task{.id = made}, asio::use_awaitable));
    one.finish();
    BOOST_TEST(one.find("a/1")->has_file);
}

/// Its video is saved, and shown as what nobody has confirmed, also by another process and after its end.
BOOST_AUTO_TEST_CASE(a_video_that_only_a_callback_has_told_of_is_shown_so) {
    world here;
    here.callbacks = {.base_url = "https://videos.example/hooks",
                      .keys = {{.id = "k", .key = seedance::secret{"sixteen bytes..."}}}};
    server one{here};
    for (int i = 0; i != 4'000; ++i)
        here.gateways.answer_next(seedance::testing::sandbox_operation::poll,
                                  {.status = 404, .body = R"({"code":404,"message":"Task not found"})"});
    seedance::any_request request{
        .model = "apixo/seedance-2-0-fast", .prompt = "a fox", .duration = std::chrono::seconds{5}};
    request.resolution = "480p";
    one.get(one.saver().save(std::move(request), {.intent = "a/1"}));
    while (one.find("a/1")->what.state != intent_state::accepted) one.run_one();
    BOOST_TEST(!one.find("a/1")->unconfirmed);
    here.gateways.complete(here.gateways.tasks().at(0).id);
    const auto posts = here.gateways.take_callbacks();
    BOOST_TEST(!posts.empty());
    for (const auto& each : posts) {
        seedance::webhook_receiver receiver{one.client()};
        const seedance::webhook_request posted{
            .method = "POST", .target = each.target, .headers = each.headers, .body = each.body};
        BOOST_TEST(one.get(receiver.handle(posted, asio::use_awaitable)).status == 200);
    }
    one.finish();
    const auto end = one.find("a/1");
    BOOST_TEST(end->has_file);
    BOOST_TEST(end->unconfirmed);
    BOOST_TEST((end->what.state == intent_state::fetched));
    BOOST_TEST(end->what.note.find("only a callback") == 0U, end->what.note);
    server two{here};
    BOOST_TEST(two.find("a/1")->unconfirmed);
}

BOOST_AUTO_TEST_CASE(states_that_do_not_change) {
    for (const auto state : seedance::all_intent_states) {
        const bool is_open = state == intent_state::planned || state == intent_state::sending ||
                             state == intent_state::accepted || state == intent_state::unknown ||
                             state == intent_state::succeeded;
        seedance::intent_progress at{.what = {.state = state}};
        BOOST_TEST(at.is_over() == !is_open, to_string(state));
    }
}

BOOST_AUTO_TEST_CASE(lists_of_prices_that_can_be_had) {
    world here;
    server one{here};
    const auto lists = one.get(seedance::price_lists(one.client(), seedance::all_gateways::tables));
    BOOST_TEST_REQUIRE(lists.size() == 1U);
    BOOST_TEST(lists[0].provider == "xenodia");
}

/// A server begins while a gateway is away, and runs on when that comes back, and goes again.
BOOST_AUTO_TEST_CASE(prices_are_asked_for_until_they_are_known_and_kept_when_they_are_not_told) {
    world here;
    server one{here};
    std::vector<std::size_t> known;
    const auto take = [&](const std::vector<seedance::price_list>& lists) {
        known.push_back(lists.size());
        if (known.size() == 4) one.client().close();
    };
    const auto away = [&] {
        for (int i = 0; i != 3; ++i)  // as often as the client asks before it gives up
            here.gateways.answer_next(seedance::testing::sandbox_operation::other, {.status = 503});
    };
    away();
    const auto taking = [&](std::vector<seedance::price_list> lists) {
        take(lists);
        if (known.size() == 2) away();
    };
    const seedance::price_watch soon{.usually = std::chrono::milliseconds{1},
                                     .while_unknown = std::chrono::milliseconds{1}};
    one.get([&]() -> asio::awaitable<int> {
        auto watch = seedance::watch_price_lists(one.client(), seedance::all_gateways::tables, taking, soon);
        co_await std::move(watch);
        co_return 0;
    }());
    BOOST_TEST(known == (std::vector<std::size_t>{0, 1, 1, 1}), boost::test_tools::per_element());
}

BOOST_AUTO_TEST_SUITE_END()
