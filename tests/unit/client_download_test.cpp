// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
// Downloads: the file is there whole under its name or not at all, and nothing else stays behind.
#include "checks.hpp"
#include "download_fixture.hpp"

#include <optional>

using namespace test;
namespace fs = std::filesystem;

BOOST_AUTO_TEST_SUITE(client_download)

BOOST_FIXTURE_TEST_CASE(a_file_is_saved, download_fixture) {
    const auto body = bytes_of(10'000);
    std::vector<std::string> seen;
    auto watch = [&seen](const event& e) { add_text(seen, e); };
    reply(whole(body, {{"content-type", "video/mp4"}, {"CONTENT-LENGTH", "10000"}}));
    outcome<saved_file> result;
    client.download(finished, path(), {.on_event = watch}, result.handler());
    run();
    BOOST_TEST_REQUIRE(result.done());
    BOOST_TEST(!result.code);
    BOOST_TEST(result.value.path == path());
    BOOST_TEST(result.value.bytes == 10'000u);
    BOOST_TEST(same_bytes(content(name), body));
    BOOST_TEST(files() == names{"video.mp4"});
    BOOST_TEST(seen == (names{"bytes 4096/10000", "bytes 8192/10000", "bytes 10000/10000", "an unknown container"}));
    BOOST_TEST_REQUIRE(requests().size() == 1u);
    BOOST_TEST(requests()[0].method == "GET");
    BOOST_TEST(requests()[0].url == finished.urls[0]);
    BOOST_TEST(requests()[0].headers.empty(), "no key goes to a file server");
    BOOST_TEST(requests()[0].reply_timeout == 30s, "a server that is silent for longer is asked again");
}

BOOST_FIXTURE_TEST_CASE(a_file_is_saved_by_a_coroutine, download_fixture) {
    struct coroutine {
        static asio::awaitable<void> run(download_fixture& f) {
            const auto made = co_await f.client.generate(rain());
            const auto saved = co_await f.client.download(made, f.path());
            BOOST_TEST(saved.bytes == 3u);
            const auto again = co_await f.client.download(
                made, f.root / "by-path.mp4", {.deadline = 1min});  // coro-lint: ok (trivially destructible)
            BOOST_TEST(again.path == f.path("by-path.mp4"));
        }
    };
    reply(accepted("task_1"), succeeded("https://file.apixo.ai/1.mp4"), whole("mp4"), whole("mp4"));
    run(coroutine::run(*this));
    BOOST_TEST(files() == (names{"by-path.mp4", "video.mp4"}));
}

BOOST_FIXTURE_TEST_CASE(an_existing_file_is_replaced_as_a_whole_or_not_at_all, download_fixture) {
    write("video.mp4", "the old video, which is longer than the new one");
    for (const auto& bad : {reply_with(416, ""), reply_with(402, ""), reply_with(201, "made")}) {
        reply(bad);
        outcome<saved_file> result;
        client.download(finished, path(), result.handler());
        run();
        BOOST_TEST(!!result.code);
        BOOST_TEST(content(name) == "the old video, which is longer than the new one");
    }
    reply(whole("new"));
    outcome<saved_file> result;
    client.download(finished, path(), result.handler());
    run();
    BOOST_TEST(!result.code);
    BOOST_TEST(content(name) == "new");
    BOOST_TEST(files() == names{"video.mp4"});
}

BOOST_FIXTURE_TEST_CASE(a_symbolic_link_is_replaced_and_not_followed, download_fixture) {
    write("precious.txt", "precious");
    fs::create_symlink("precious.txt", root / "video.mp4");
    fs::create_symlink("nowhere", root / "dangling.mp4");
    for (const auto* link : {"video.mp4", "dangling.mp4"}) {
        reply(whole("new"));
        outcome<saved_file> result;
        client.download(finished, path(link), result.handler());
        run();
        BOOST_TEST(!result.code);
        BOOST_TEST(!fs::is_symlink(root / link));
        BOOST_TEST(content(link) == "new");
    }
    BOOST_TEST(content("precious.txt") == "precious");
    BOOST_TEST(files() == (names{"dangling.mp4", "precious.txt", "video.mp4"}));
}

// ---- what is refused

BOOST_FIXTURE_TEST_CASE(no_type_that_a_server_says_keeps_a_file_from_being_saved, download_fixture) {
    for (const auto* type : {"video/mp4", "application/octet-stream", "binary/octet-stream", "", "text/plain",
                             "text/html; charset=utf-8", "application/json", "Application/XML"}) {
        const auto video =
            std::string{
                "\0\0\0\x20"
                "ftypisom",
                12} +
            bytes_of(3000);
        reply(whole(video, {{"Content-Type", type}}));
        expect_content(video);
        BOOST_TEST(log.back() != "an unknown container");
        reply(whole("mp4", {{"Content-Type", type}}));
        expect_content("mp4");
        BOOST_TEST(log.back() == "an unknown container");
    }
}

BOOST_FIXTURE_TEST_CASE(size_is_limited_whether_it_is_announced_or_not, download_fixture) {
    auto small = options();
    small.max_download_bytes = 10'000;
    client = seedance::client{context.get_executor(), network, small};
    reply(whole("x", {{"Content-Length", "10001"}}), whole("x", {{"Content-Length", "18446744073709551615"}}),
          whole(bytes_of(10'001)), whole(bytes_of(100'000)));
    for (int i = 0; i != 4; ++i) expect_failure(errc::too_large);
    reply(reply_failed(transport_errc::reply_too_large, exchange_phase::read, delivery::complete));
    expect_failure(errc::too_large);
    BOOST_TEST(requests().size() == 5u);
    BOOST_TEST(requests()[0].max_body == 10'000u);

    reply(whole(bytes_of(10'000), {{"Content-Length", "10000"}}));
    outcome<saved_file> result;
    client.download(finished, path(), result.handler());
    run();
    BOOST_TEST(!result.code);
    BOOST_TEST(fs::file_size(path()) == 10'000u);
}

BOOST_FIXTURE_TEST_CASE(the_file_systems_errors_are_told, download_fixture) {
    write("plain", "");
    fs::create_directory(root / "folder");
    const std::string places[] = {path("missing/video.mp4"), path("plain/video.mp4"), path("folder"),
                                  path(std::string(300, 'x')), ""};
    for (const auto& place : places) {
        BOOST_TEST_CONTEXT("path " << place) {
            const auto why = expect_failure(errc::file_error, place);
            BOOST_TEST(why.detail.starts_with(place + ": "));
            BOOST_TEST(why.detail.size() > place.size() + 5);
        }
    }
    BOOST_TEST(requests().empty(), "it is found before anything is sent");
    BOOST_TEST(fs::is_empty(root / "folder"));
}

BOOST_FIXTURE_TEST_CASE(what_no_repetition_can_mend_is_not_tried_again, download_fixture) {
    for (const int status : {402, 405, 416}) {
        reply(reply_with(status, ""));
        BOOST_TEST(expect_failure(errc::download_failed).http_status == status);
    }
    reply(reply_failed(transport_errc::untrusted, exchange_phase::handshake, delivery::nothing));
    expect_failure(errc::tls_untrusted);
    reply(reply_failed(transport_errc::bad_url, exchange_phase::resolve, delivery::nothing));
    expect_failure(errc::download_failed);
    reply(reply_with(201, "made"),
          reply_with(206, "a part that nobody asked for", {{"Content-Range", "bytes 1-28/29"}}));
    for (int i = 0; i != 2; ++i) expect_failure(errc::integrity);
    BOOST_TEST(requests().size() == 7u);
}

BOOST_FIXTURE_TEST_CASE(a_video_without_urls_cannot_be_fetched, download_fixture) {
    outcome<saved_file> result;
    client.download(generated_video{}, path(), result.options(), result.handler());
    run();
    BOOST_TEST(result.code == errc::result_malformed);
    BOOST_TEST(requests().empty());
}

// ---- again and again

BOOST_FIXTURE_TEST_CASE(a_download_that_cannot_go_on_is_tried_again_from_the_start, download_fixture) {
    const auto body = bytes_of(20'000);
    names at_each_request;
    std::vector<http_reply> script{cut(body.substr(0, 7000)), not_connected(), reply_with(503, "busy"), cut(""),
                                   whole(body)};
    std::size_t next = 0;
    network->answer_with([&](const http_request&) {
        for (const auto& file : files()) at_each_request.push_back(file);
        return script[next++];
    });
    outcome<saved_file> result;
    client.download(finished, path(), result.handler());
    run();
    BOOST_TEST_REQUIRE(result.done());
    BOOST_TEST(!result.code);
    BOOST_TEST(result.value.bytes == body.size());
    BOOST_TEST(same_bytes(content(name), body));
    BOOST_TEST(requests().size() == 5u);
    BOOST_TEST(at_each_request.empty(), "each attempt cleans up before the next");
    BOOST_TEST(std::count_if(log.begin(), log.end(),
                             [](const auto& line) { return line.starts_with("retrying download"); }) == 4);
}

BOOST_FIXTURE_TEST_CASE(a_download_gives_up_after_eight_attempts, download_fixture) {
    for (int i = 0; i != 8; ++i) reply(cut(bytes_of(5000)));
    const auto why = expect_failure(errc::download_failed);
    BOOST_TEST(why.retry == retry::call_again);
    BOOST_TEST(requests().size() == 8u);
}

BOOST_FIXTURE_TEST_CASE(a_page_in_place_of_a_file_says_what_its_status_says_however_it_is_compressed,
                        download_fixture) {
    auto page = reply_failed(transport_errc::coded_reply, exchange_phase::read, delivery::complete);
    page.status = 404;
    reply(page, succeeded("https://file.apixo.ai/a/2.mp4"));
    page.status = 503;
    reply(page, whole("mp4"));
    auto young = finished;
    young.completed_at = clock->wall_now();
    const auto result = download(path(), young);
    BOOST_TEST(!result.code, result.why.detail);
}

BOOST_FIXTURE_TEST_CASE(a_download_waits_as_long_as_it_is_told, download_fixture) {
    reply(refused_for(503, "30"), refused_for(429, "40"), whole("mp4"));
    outcome<saved_file> result;
    client.download(finished, path(), result.handler());
    run();
    BOOST_TEST(!result.code);
    BOOST_TEST(times[1] - times[0] >= 30s);
    BOOST_TEST(times[2] - times[1] >= 40s);

    reply(refused_for(503, "3600"));
    const auto why = expect_failure(errc::throttled, path("much-later.mp4"));
    BOOST_TEST(why.retry_after == 3600s);

    reply(refused_for(500, "100"));
    outcome<saved_file> late;
    client.download(finished, path("late.mp4"), late.options(10s), late.handler());
    run();
    BOOST_TEST(late.code == errc::deadline_reached);
    BOOST_TEST(files() == names{"video.mp4"});
}

// ---- somebody goes

BOOST_FIXTURE_TEST_CASE(a_cancelled_download_leaves_nothing, download_fixture) {
    write("video.mp4", "old");
    const auto slow = std::make_shared<halfway>(context.get_executor());
    client = seedance::client{context.get_executor(), slow, options()};
    asio::cancellation_signal signal;
    outcome<saved_file> result;
    client.download(finished, path(), result.options(), result.handler(signal));
    settle();
    BOOST_TEST(slow->url == finished.urls[0]);
    BOOST_TEST_REQUIRE(files().size() == 2u);
    BOOST_TEST(is_temporary(files()[0]));
    BOOST_TEST(content(name) == "old", "the name changes hands only when the file is whole");
    signal.emit(asio::cancellation_type::partial);
    settle();
    BOOST_TEST(result.code == errc::cancelled);
    BOOST_TEST(result.why.billed == billed::yes);
    BOOST_TEST(files() == names{"video.mp4"});
    BOOST_TEST(content(name) == "old");
    BOOST_TEST(!clock->has_alarm());
}

BOOST_FIXTURE_TEST_CASE(a_download_cancelled_between_attempts_is_over, download_fixture) {
    reply(cut(bytes_of(5000)));
    asio::cancellation_signal signal;
    outcome<saved_file> result;
    client.download(finished, path(), result.handler(signal));
    settle();
    signal.emit(asio::cancellation_type::terminal);
    run();
    BOOST_TEST(result.code == errc::cancelled);
    BOOST_TEST(requests().size() == 1u);
    BOOST_TEST(files().empty());
}

BOOST_FIXTURE_TEST_CASE(a_download_ends_with_its_deadline_or_its_client, download_fixture) {
    for (const bool by_deadline : {true, false}) {
        auto other = std::make_optional<seedance::client>(context.get_executor(),
                                                          std::make_shared<halfway>(context.get_executor()), options());
        outcome<saved_file> result;
        other->download(finished, path(), result.options(1min), result.handler());
        settle();
        BOOST_TEST(files().size() == 1u);
        if (by_deadline) clock->advance(1min);
        if (!by_deadline) other.reset();
        settle();
        BOOST_TEST(result.code == (by_deadline ? errc::deadline_reached : errc::client_closed));
        BOOST_TEST(files().empty());
        BOOST_TEST(!clock->has_alarm());
    }
}

BOOST_AUTO_TEST_SUITE_END()
