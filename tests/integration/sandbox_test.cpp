// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
// What is the same at every gateway of the sandbox: HTTP, files, and what a client must not do.
#include <algorithm>
#include <barrier>
#include <cstdio>
#include <cstdlib>
#include <random>
#include <thread>

#include <boost/test/unit_test.hpp>

#include <seedance/testing/sample_video.hpp>
#include <seedance/transport/http_date.hpp>

#include "apixo_sandbox.hpp"
#include "checks.hpp"
#include "printing.hpp"
#include "temporary_folder.hpp"

using namespace test;
using namespace test::apixo_sandbox;

BOOST_AUTO_TEST_SUITE(sandbox_http)

BOOST_AUTO_TEST_CASE(connections_are_kept_and_recorded) {
    apixo gateway;
    gateway.accepted(fast, lighthouse);
    gateway.poll(fast, "none");
    plain_https second{gateway.gateways.base_url(), gateway.gateways.ca_pem()};
    second.send("GET", "/api/v1/apikeys/current-balance",
                {{"Authorization", "Bearer sandbox-key"}, {"Connection", "close"}});
    BOOST_TEST(second.receive().header("Connection") == "close");
    BOOST_TEST(second.receive_all().second == boost::asio::error::eof);
    const auto received = gateway.gateways.received();
    BOOST_TEST_REQUIRE(received.size() == 3u);
    BOOST_TEST(received[0].operation == sandbox_operation::submit);
    BOOST_TEST(received[1].operation == sandbox_operation::poll);
    BOOST_TEST(received[2].operation == sandbox_operation::other);
    BOOST_TEST(received[2].provider == "apixo");
    BOOST_TEST(received[0].method == "POST");
    BOOST_TEST(received[0].target == "/api/v1/generateTask/seedance-2-0-fast");
    BOOST_TEST(received[0].body == lighthouse);
    BOOST_TEST(received[0].header("content-type") == "application/json");
    BOOST_TEST(received[0].headers.size() == 4u);
    BOOST_TEST(received[0].connection == received[1].connection);
    BOOST_TEST(received[0].connection != received[2].connection);
}

BOOST_AUTO_TEST_CASE(requests_that_are_too_large_or_no_requests) {
    apixo gateway;
    const auto fresh = [&] { return plain_https{gateway.gateways.base_url(), gateway.gateways.ca_pem()}; };
    expect_refused(fresh().exchange("GET", "/", {{"X-Long", std::string(17'000, 'x')}}), 431, "too large");
    expect_refused(fresh().exchange("POST", "/", {}, std::string((1 << 20) + 1, 'x')), 413, "too large");
    expect_refused(fresh().exchange("POST", "/", {}, std::string(1 << 20, 'x')), 401, "API key");
    expect_refused(fresh().exchange("GET", "/", {{"X-Long", std::string(15'000, 'x')}}), 401, "API key");
    plain_https wrong{gateway.gateways.base_url(), gateway.gateways.ca_pem()};
    wrong.send_bytes("HELO there\r\n\r\n");
    expect_refused(wrong.receive(), 400, "not HTTP");
    BOOST_TEST(gateway.gateways.received().size() == 2u);
}

BOOST_AUTO_TEST_CASE(scripted_answers) {
    apixo gateway;
    const auto body = [](const plain_reply& reply) { return std::to_string(reply.status) + ' ' + reply.body; };
    gateway.gateways.answer_next(sandbox_operation::submit,
                                 {.status = 503, .body = "later", .headers = {{"Retry-After", "7"}}});
    gateway.gateways.answer_next(sandbox_operation::submit,
                                 {.status = 500, .content_type = "text/html", .body = "lost", .accept_first = true});
    gateway.gateways.answer_next(sandbox_operation::poll, {.status = 200, .body = "{}"});
    const auto later = gateway.submit(fast, lighthouse);
    BOOST_TEST(body(later) == "503 later");
    BOOST_TEST(later.header("Retry-After") == "7");
    BOOST_TEST(gateway.gateways.tasks_accepted() == 0u);
    const auto lost = gateway.submit(fast, lighthouse);
    BOOST_TEST(body(lost) == "500 lost");
    BOOST_TEST(lost.header("Content-Type") == "text/html");
    BOOST_TEST(gateway.gateways.tasks_accepted() == 1u);
    const auto id = gateway.gateways.tasks().at(0).id;
    gateway.gateways.advance(200s);
    BOOST_TEST(body(gateway.poll(fast, id)) == "200 {}");
    BOOST_TEST(gateway.state_of(fast, id) == "processing");
    const auto url = gateway.video_url();
    gateway.gateways.answer_next(sandbox_operation::download, {.status = 404});
    BOOST_TEST(gateway.download(url).status == 404);
    BOOST_TEST(gateway.download(url).status == 200);
}

BOOST_AUTO_TEST_CASE(every_answer_says_when_it_was_sent) {
    apixo gateway;
    const auto date = [&] { return gateway.poll(fast, "none").header("Date"); };
    BOOST_TEST(date() == "Fri, 09 Jan 2026 13:33:30 GMT");
    gateway.gateways.advance(23 * 24h + 11h + 1600ms);
    BOOST_TEST(date() == "Mon, 02 Feb 2026 00:33:31 GMT");
    const auto url = gateway.video_url();
    BOOST_TEST(gateway.download(url).header("Date") == date());
    BOOST_TEST(gateway.download(url, {}, "HEAD").header("Date") == date());
    plain_https wrong{gateway.gateways.base_url(), gateway.gateways.ca_pem()};
    wrong.send_bytes("HELO there\r\n\r\n");
    BOOST_TEST(wrong.receive().header("Date") == date());
    gateway.gateways.answer_next(sandbox_operation::poll, {.status = 503, .headers = {{"date", "yesterday"}}});
    const auto scripted = gateway.poll(fast, "none");
    BOOST_TEST(scripted.header("date") == "yesterday");
    BOOST_TEST(scripted.header("Date") == "");
    for (int month = 0; month != 12; ++month) {
        gateway.gateways.advance(30 * 24h + 3661s);
        const auto said = gateway.connection.exchange("GET", "/api/v1/statusTask/" + fast + "?taskId=none", with_key);
        BOOST_TEST(seedance::parse_http_date(said.header("Date")) ==
                   std::chrono::sys_seconds{1'767'965'610s + 23 * 24h + 11h + 1s + (month + 1) * (30 * 24h + 3661s)});
    }
}

BOOST_AUTO_TEST_CASE(cut_answers) {
    namespace error = boost::asio::error;
    apixo gateway{{.time_scale = 0, .allow_repeated_submits = true}};
    const auto submit = [&](scripted_answer script) {
        plain_https connection{gateway.gateways.base_url(), gateway.gateways.ca_pem()};
        gateway.gateways.answer_next(sandbox_operation::submit, std::move(script));
        connection.send("POST", "/api/v1/generateTask/" + fast, with_key_and_json, lighthouse);
        return connection.receive_all();
    };
    for (const std::size_t after : {0, 1, 17, 120}) {
        const auto [in_order, clean] = submit({.ending = cut::close_notify, .cut_after = after});
        BOOST_TEST(in_order.size() == after);
        BOOST_TEST(clean == error::eof);
        const auto [truncated, fin] = submit({.ending = cut::fin, .cut_after = after});
        BOOST_TEST(truncated == in_order.substr(0, after));
        BOOST_TEST(fin == boost::asio::ssl::error::stream_truncated);
        const auto [torn, rst] = submit({.ending = cut::rst, .cut_after = after});
        BOOST_TEST(torn == truncated);
        BOOST_TEST(rst == error::connection_reset);
    }
    BOOST_TEST(gateway.gateways.tasks_accepted() == 12u);
    const auto [whole, end] = submit({.status = 500, .body = "abc", .ending = cut::fin, .cut_after = 10'000});
    BOOST_TEST(whole.ends_with("\r\n\r\nabc"));
    BOOST_TEST(gateway.gateways.tasks_accepted() == 12u);
    expect_broken(gateway.gateways, {});
}

BOOST_AUTO_TEST_CASE(held_answers) {
    apixo gateway;
    gateway.gateways.answer_next(sandbox_operation::submit, {.hold = true});
    gateway.connection.send("POST", "/api/v1/generateTask/" + fast, with_key_and_json, lighthouse);
    BOOST_TEST(gateway.gateways.wait_for_requests(1));
    BOOST_TEST(gateway.gateways.tasks_accepted() == 1u);
    gateway.gateways.advance(200s);
    gateway.gateways.release_held();
    const auto reply = gateway.connection.receive();
    const std::string id{json::parse(reply.body).at("data").at("taskId").as_string()};
    BOOST_TEST(gateway.state_of(fast, id) == "processing");  // on the same connection
    BOOST_TEST(gateway.gateways.received().back().connection == gateway.gateways.received().front().connection);
    BOOST_TEST(!gateway.gateways.wait_for_requests(3, 0ms));

    gateway.gateways.answer_next(sandbox_operation::poll, {.status = 500, .hold = true});
    {
        plain_https impatient{gateway.gateways.base_url(), gateway.gateways.ca_pem()};
        impatient.send("GET", "/api/v1/statusTask/" + fast + "?taskId=" + id, with_key);
        BOOST_TEST(gateway.gateways.wait_for_requests(3));
    }
    gateway.gateways.release_held();  // to nobody
    BOOST_TEST(gateway.state_of(fast, id) == "processing");
}

BOOST_AUTO_TEST_CASE(it_stops_with_connections_open_and_answers_held) {
    std::vector<std::unique_ptr<plain_https>> connections;
    {
        sandbox gateways{{.time_scale = 0}};
        for (int i = 0; i != 12; ++i) {
            connections.push_back(std::make_unique<plain_https>(gateways.base_url(), gateways.ca_pem()));
            if (i % 3 == 0) continue;  // idle
            if (i % 3 == 1)
                connections.back()->send_bytes("POST /api/v1/generateTask/x HTTP/1.1\r\nContent-Length: 9\r\n\r\nhalf");
            if (i % 3 == 2) gateways.answer_next(sandbox_operation::submit, {.hold = true});
            if (i % 3 == 2)
                connections.back()->send("POST", "/api/v1/generateTask/" + fast, with_key_and_json, lighthouse);
        }
        BOOST_TEST(gateways.wait_for_requests(4));
    }
    for (const auto& connection : connections) {
        const auto [text, end] = connection->receive_all();
        BOOST_TEST(text == "");
        BOOST_TEST(end.failed());
    }
}

BOOST_AUTO_TEST_CASE(it_listens_where_it_is_told) {
    const auto port_of = [](const sandbox& gateways, std::string_view gateway) {
        const auto url = gateways.base_url(gateway);
        return std::stoi(url.substr(url.find(':', 8) + 1));
    };
    sandbox elsewhere{{.time_scale = 0, .host = "127.0.0.2"}};
    BOOST_TEST(elsewhere.base_url().starts_with("https://127.0.0.2:"));
    plain_https client{elsewhere.base_url(), elsewhere.ca_pem()};  // its certificate names the address
    client.send("GET", "/api/v1/apikeys/current-balance", with_key);
    BOOST_TEST(client.receive().status == 200);

    bool has_found_ports = false;
    std::random_device random;
    for (int tries = 0; tries != 50 && !has_found_ports; ++tries) try {
            const int first =
                std::uniform_int_distribution{10'000, 32'000}(random);  // the system gives them to no client
            const sandbox gateways{{.time_scale = 0, .first_port = static_cast<std::uint16_t>(first)}};
            BOOST_TEST(port_of(gateways, "apixo") == first);
            BOOST_TEST(port_of(gateways, "pixazo") == first + 1);
            BOOST_TEST(port_of(gateways, "xenodia") == first + 2);
            has_found_ports = true;
        } catch (const boost::system::system_error&) {  // somebody else has one of the next ports
        }
    BOOST_TEST(has_found_ports);

    for (const auto* host : {"", "localhost", "0.0.0.0", "::", "127.0.0.1:80", "https://127.0.0.1", "256.0.0.1"})
        BOOST_CHECK_THROW((sandbox{{.time_scale = 0, .host = host}}), std::invalid_argument);
    BOOST_CHECK_THROW((sandbox{{.time_scale = 0, .host = "192.0.2.1"}}), boost::system::system_error);
    for (const std::uint16_t port : {65'535, 65'534, 65'533})
        BOOST_CHECK_THROW((sandbox{{.time_scale = 0, .first_port = port}}), std::invalid_argument);
}

BOOST_AUTO_TEST_CASE(fifty_clients_at_once) {
    sandbox gateways{{.time_scale = 0}};
    std::vector<int> right(50);
    std::barrier everyone_has_submitted{50, [&gateways]() noexcept { gateways.advance(400s); }};
    std::vector<std::thread> clients;
    for (std::size_t n = 0; n != right.size(); ++n)
        clients.emplace_back([&, n] {
            plain_https connection{gateways.base_url(), gateways.ca_pem()};
            const auto body = input(R"("mode":"text-to-video","prompt":"number )" + std::to_string(n) + '"');
            const auto accepted = connection.exchange("POST", "/api/v1/generateTask/" + fast, with_key_and_json, body);
            const std::string id{json::parse(accepted.body).at("data").at("taskId").as_string()};
            everyone_has_submitted.arrive_and_wait();
            const auto answer = connection.exchange("GET", "/api/v1/statusTask/" + fast + "?taskId=" + id, with_key);
            const auto result = json::parse(json::parse(answer.body).at("data").at("resultJson").as_string());
            const std::string url{result.at("resultUrls").at(0).as_string()};
            const auto video = plain_https{url, gateways.ca_pem()}.exchange("GET", plain_url{url}.path);
            right[n] = video.body == seedance::testing::sample_video() && url.find(id) != std::string::npos ? 1 : 0;
        });
    for (auto& client : clients) client.join();
    BOOST_TEST(std::count(right.begin(), right.end(), 1) == 50);
    BOOST_TEST(gateways.tasks_accepted() == 50u);
    expect_broken(gateways, {});
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(sandbox_files)

BOOST_AUTO_TEST_CASE(ranges) {
    apixo gateway;
    const auto url = gateway.video_url();
    const auto file = seedance::testing::sample_video();
    const auto size = std::to_string(file.size());
    const auto get = [&](const std::string& range, const std::string& condition = {}) {
        headers fields{{"Range", range}};
        if (!condition.empty()) fields.emplace_back("If-Range", condition);
        return gateway.download(url, fields);
    };
    const auto whole = gateway.download(url);
    const auto etag = whole.header("ETag");
    BOOST_TEST(whole.header("Content-Length") == size);
    BOOST_TEST(whole.header("Accept-Ranges") == "bytes");
    BOOST_TEST(etag.starts_with('"'));

    const auto expect_part = [&](const plain_reply& reply, std::size_t first, std::size_t last) {
        BOOST_TEST(reply.status == 206);
        BOOST_TEST(reply.header("Content-Range") ==
                   "bytes " + std::to_string(first) + '-' + std::to_string(last) + '/' + size);
        BOOST_TEST(reply.header("ETag") == etag);
        BOOST_TEST(same_bytes(reply.body, file.substr(first, last - first + 1)));
    };
    expect_part(get("bytes=0-0"), 0, 0);
    expect_part(get("bytes=1000-"), 1000, file.size() - 1);
    expect_part(get("bytes=100-199"), 100, 199);
    expect_part(get("bytes=-10"), file.size() - 10, file.size() - 1);
    expect_part(get("bytes=-999999"), 0, file.size() - 1);
    expect_part(get("bytes=10-999999"), 10, file.size() - 1);
    expect_part(get("bytes=10-", etag), 10, file.size() - 1);
    for (const auto& range : {"bytes=" + size + "-", std::string{"bytes=-0"}}) {
        const auto reply = get(range);
        BOOST_TEST(reply.status == 416);
        BOOST_TEST(reply.header("Content-Range") == "bytes */" + size);
    }
    for (const auto& range :
         {"bytes=", "bytes=-", "bytes=5-2", "bytes=a-b", "bytes=0-1,3-4", "pages=1-2", "bytes=1 - 2"})
        BOOST_TEST(get(range).status == 200, range);
    const auto changed = get("bytes=10-", "\"another\"");
    BOOST_TEST(changed.status == 200);
    BOOST_TEST(same_bytes(changed.body, file));
    expect_broken(gateway.gateways, {});
}

BOOST_AUTO_TEST_CASE(who_gets_what) {
    apixo gateway;
    const auto url = gateway.video_url();
    const auto origin = url.substr(0, url.find("/videos"));
    for (const auto* path : {"/", "/videos/", "/videos/.mp4", "/videos/task_none.mp4", "/videos/x"})
        BOOST_TEST(gateway.download(origin + path).status == 404, path);
    BOOST_TEST(gateway.download(url, {}, "POST").status == 405);
    const auto head = gateway.download(url, {{"Range", "bytes=1-2"}}, "HEAD");
    BOOST_TEST(head.status == 200);
    BOOST_TEST(head.header("Content-Length") == std::to_string(seedance::testing::sample_video().size()));
    gateway.gateways.advance(24h);
    BOOST_TEST(gateway.download(url).status == 200);
    gateway.gateways.advance(1ms);
    BOOST_TEST(gateway.download(url).status == 403);
}

BOOST_AUTO_TEST_CASE(the_video_is_a_video) {
    if (std::system("ffprobe -version > /dev/null 2>&1") != 0) {
        BOOST_TEST_MESSAGE("skipped: ffprobe is not installed");
        return;
    }
    apixo gateway;
    const temporary_folder folder;
    folder.write("video.mp4", gateway.download(gateway.video_url()).body);
    const auto command =
        "ffprobe -v error -count_frames -show_entries stream=codec_name,width,height,nb_read_frames -of csv=p=0 " +
        folder.path("video.mp4") + " 2>&1";
    std::string printed;
    auto* pipe = popen(command.c_str(), "r");
    BOOST_TEST_REQUIRE(pipe != nullptr);
    for (char line[256]; std::fgets(line, sizeof line, pipe) != nullptr;) printed += line;
    BOOST_TEST(pclose(pipe) == 0);
    BOOST_TEST(printed == "h264,128,72,24\n");
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(sandbox_invariants)

BOOST_AUTO_TEST_CASE(a_submit_sent_twice) {
    apixo gateway;
    const auto twice = [&](std::vector<std::string> words) {
        gateway.submit(fast, lighthouse);
        expect_broken(gateway.gateways, words);
    };
    for (const int status : {429, 400, 402}) {  // refused: may be sent again
        gateway.gateways.answer_next(sandbox_operation::submit, {.status = status, .body = "{}"});
        twice({});
    }
    gateway.gateways.answer_next(sandbox_operation::submit, {.status = 200, .body = R"({"code":429})"});
    twice({});
    gateway.gateways.answer_next(sandbox_operation::submit,
                                 {.status = 500});  // not accepted, but how could the client know?
    twice({});
    twice({"a submit was sent again"});
    gateway.submit(mini, lighthouse);
    gateway.submit(fast, lighthouse + ' ');
    expect_broken(gateway.gateways, {"a submit was sent again"});

    apixo busy;  // 503 proves nothing, whatever it promises
    busy.gateways.answer_next(sandbox_operation::submit,
                              {.status = 503, .body = "{}", .headers = {{"Retry-After", "1"}}});
    busy.submit(fast, lighthouse);
    expect_broken(busy.gateways, {});
    busy.submit(fast, lighthouse);
    expect_broken(busy.gateways, {"a submit was sent again"});

    apixo tolerant{{.time_scale = 0, .allow_repeated_submits = true}};
    tolerant.accepted(fast, lighthouse);
    tolerant.accepted(fast, lighthouse);
    expect_broken(tolerant.gateways, {});
}

BOOST_AUTO_TEST_CASE(a_submit_sent_again_after_a_cut_refusal) {
    apixo gateway;
    gateway.gateways.answer_next(sandbox_operation::submit, {.status = 400, .ending = cut::fin, .cut_after = 5});
    gateway.connection.send("POST", "/api/v1/generateTask/" + fast, with_key_and_json, lighthouse);
    gateway.connection.receive_all();
    plain_https second{gateway.gateways.base_url(), gateway.gateways.ca_pem()};
    second.exchange("POST", "/api/v1/generateTask/" + fast, with_key_and_json, lighthouse);
    expect_broken(gateway.gateways, {"a submit was sent again"});
}

BOOST_AUTO_TEST_CASE(a_poll_after_the_end) {
    apixo gateway;
    const auto url = gateway.video_url();
    const auto id = gateway.gateways.tasks().at(0).id;
    gateway.gateways.answer_next(sandbox_operation::poll, {.status = 500});
    gateway.poll(fast, id);
    gateway.poll(fast, id);  // only now the end was told
    expect_broken(gateway.gateways, {});
    gateway.gateways.advance(25h);
    BOOST_TEST(gateway.download(url).status == 403);
    gateway.poll(fast, id);  // asks for a new URL
    expect_broken(gateway.gateways, {});
    gateway.poll(fast, id);
    expect_broken(gateway.gateways, {"polled again after its end"});
}

BOOST_AUTO_TEST_CASE(a_poll_too_early) {
    apixo gateway{{.time_scale = 0, .generation_time = 60s}};
    const auto id = gateway.accepted(fast, lighthouse);
    gateway.gateways.advance(199'999ms);
    gateway.gateways.answer_next(sandbox_operation::poll, {.status = 500});  // counts whatever is answered
    gateway.poll(fast, id);
    expect_broken(gateway.gateways, {"199999 ms after its acceptance; the document says 200000 ms"});

    const auto with_callback =
        R"({"request_type":"callback","callback_url":"https://e.com/","input":{"mode":"text-to-video","prompt":"x"}})";
    const auto woken = gateway.accepted(fast, with_callback);
    gateway.gateways.advance(60s);
    gateway.poll(fast, woken);
    BOOST_TEST(gateway.gateways.broken_invariants().size() == 1u);
}

BOOST_AUTO_TEST_CASE(a_key_for_the_file_host) {
    apixo gateway;
    const auto url = gateway.video_url();
    gateway.download(url, {{"Authorization", "Basic abc"}});
    gateway.download(url, {{"X-Other", "say sandbox-key"}});
    gateway.download(url + "?key=sandbox-key");
    gateway.download(url, {{"Cookie", "a=b"}});
    expect_broken(gateway.gateways, {"header Authorization", "header X-Other", "in its target", "header Cookie"});
    for (const auto& words : gateway.gateways.broken_invariants()) BOOST_TEST(lacks(words, "sandbox-key"));
}

BOOST_AUTO_TEST_SUITE_END()
