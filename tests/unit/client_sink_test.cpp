// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
// Downloads to wherever their caller wants: each byte once, in order, at the sink's pace, whatever servers, sinks and
// callers do.
#include "checks.hpp"
#include "download_fixture.hpp"

#include <algorithm>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <boost/asio/append.hpp>
#include <boost/asio/post.hpp>
#include <boost/system/errc.hpp>
#include <boost/test/data/monomorphic.hpp>
#include <boost/test/data/test_case.hpp>

#include <seedance/download/content_kind.hpp>

using namespace test;
namespace data = boost::unit_test::data;

BOOST_AUTO_TEST_SUITE(client_sink)

namespace {

/// A video by its first bytes.
std::string video_of(std::size_t size) {
    auto bytes = bytes_of(size);
    return bytes.replace(4, 8, "ftypisom");
}

/// A sink that keeps what it is given, and says `done` as it is told.
struct kept_sink final : byte_sink {
    using taker = std::function<void(error_code)>;

    void begin(std::optional<std::uint64_t> length) override {
        ++begun;
        size = length;
    }

    void write(std::string_view given, taker done) override {
        BOOST_TEST(!given.empty());
        BOOST_TEST(!is_busy, "one piece at a time");
        largest = std::max(largest, given.size());
        bytes += given;
        last = given;
        ++writes;
        is_busy = true;
        on_write(*this, std::move(done));
    }

    /// Says that the piece was taken.
    void take(const taker& done) {
        is_busy = false;
        done({});
    }

    std::function<void(kept_sink&, taker)> on_write = [](kept_sink& self, const taker& done) { self.take(done); };
    int begun = 0;
    int writes = 0;
    bool is_busy = false;
    std::optional<std::uint64_t> size;
    std::size_t largest = 0;
    std::string bytes;
    std::string_view last;  ///< what was given last, where it was given
};

struct sink_fixture : download_fixture {
    outcome<saved_file> fetch(const generated_video& what = finished, const call_options& more = {}) {
        outcome<saved_file> result;
        auto call = more;
        call.why = &result.why;
        client.download(what, sink, call, result.handler());
        run();
        BOOST_TEST_REQUIRE(result.done());
        return result;
    }

    void expect(const std::string& file) {
        const auto result = fetch();
        BOOST_TEST(!result.code, result.why.detail);
        BOOST_TEST(result.value.bytes == file.size());
        BOOST_TEST(result.value.path.empty());
        BOOST_TEST(same_bytes(sink->bytes, file));
        BOOST_TEST(sink->begun == 1);
        BOOST_TEST(files().empty(), "nothing is on disk");
    }

    /// Has the sink keep its `done`s.
    void hold() {
        sink->on_write = [this](kept_sink&, kept_sink::taker done) { held = std::move(done); };
    }

    std::shared_ptr<kept_sink> sink = std::make_shared<kept_sink>();
    kept_sink::taker held;
};

}  // namespace

// ---- what it gets

BOOST_FIXTURE_TEST_CASE(a_sink_gets_the_file, sink_fixture) {
    for (const std::size_t size :
         {std::size_t{100}, detail::looked_at - 1, detail::looked_at, detail::looked_at + 1, std::size_t{70'000}}) {
        sink = std::make_shared<kept_sink>();
        const auto file = video_of(size);
        network->answer_with(breaking_server{.file = file});
        expect(file);
        BOOST_TEST(sink->size == size);
    }
}

BOOST_FIXTURE_TEST_CASE(a_file_whose_length_is_not_told_has_none, sink_fixture) {
    const auto file = video_of(5'000);
    network->answer_with([&](const http_request&) { return whole(file); });
    expect(file);
    BOOST_TEST(!sink->size);
}

BOOST_FIXTURE_TEST_CASE(a_transfer_that_breaks_off_goes_on_behind_what_the_sink_has, sink_fixture) {
    const auto file = video_of(90'000);
    network->answer_with(breaking_server{.file = file, .breaks = {600, 4'096, 0, 30'000, 100}});
    expect(file);
    BOOST_TEST(header_of(requests().at(1), "Range") == "bytes=600-");
    BOOST_TEST(!header_of(requests().at(1), "If-Range").empty());
}

BOOST_FIXTURE_TEST_CASE(redirects_and_another_url_of_the_gateway_are_followed, sink_fixture) {
    const auto file = video_of(5'000);
    network->answer_with([&](const http_request& request) {
        if (contains(request.url, "/statusTask/")) return succeeded("https://file.apixo.ai/b/2.mp4");
        if (contains(request.url, "/b/2.mp4")) return redirect(302, "https://cdn.apixo.ai/2.mp4");
        return contains(request.url, "cdn") ? whole(file) : reply_with(403, "");
    });
    expect(file);
}

BOOST_FIXTURE_TEST_CASE(pages_of_errors_are_not_given_to_a_sink, sink_fixture) {
    const auto file = video_of(5'000);
    int asked = 0;
    const std::vector<std::string> excuses = {"<html>no</html>",
                                              "<!doctype html><title>x</title>",
                                              R"({"error":"later"})",
                                              R"(<?xml version="1.0"?><Error><Code>NoSuchKey</Code></Error>)",
                                              "",
                                              "   "};
    network->answer_with([&](const http_request& request) {
        if (contains(request.url, "/statusTask/")) return succeeded(finished.urls[0]);
        const auto excuse = static_cast<std::size_t>(asked++);
        return whole(excuse < excuses.size() ? excuses[excuse] : file);
    });
    expect(file);
}

// ---- what cannot be taken back

BOOST_FIXTURE_TEST_CASE(a_file_that_would_begin_anew_is_given_up_once_the_sink_has_bytes, sink_fixture) {
    const auto file = video_of(20'000);
    for (const std::string second : {"another version", "no ranges", "a foreign part", "no validator"}) {
        BOOST_TEST_CONTEXT(second) {
            sink = std::make_shared<kept_sink>();
            int asked = 0;
            network->answer_with([&](const http_request& request) {
                const bool is_first = asked++ == 0;
                const bool is_weak = second == "no validator";
                if (is_first) return cut_after(9'000, reply_with_file(request, file, is_weak ? "W/\"1\"" : "\"1\""));
                if (second == "another version") return reply_with_file(request, video_of(30'000), "\"2\"");
                auto answer = reply_with(200, file, {{"Content-Length", "20000"}});
                if (second != "a foreign part" || header_of(request, "Range").empty()) return answer;
                answer.status = 206;
                answer.headers.push_back({"Content-Range", "bytes 0-19999/20000"});
                return answer;
            });
            const auto result = fetch();
            BOOST_TEST(result.code == errc::file_error, result.code.message());
            BOOST_TEST(contains(result.why.detail, "the sink: what was written there cannot be taken back"),
                       result.why.detail);
            BOOST_TEST(same_bytes(sink->bytes, file.substr(0, sink->bytes.size())));
            BOOST_TEST(sink->bytes.size() <= 9'000u);
        }
    }
}

BOOST_FIXTURE_TEST_CASE(a_file_may_begin_anew_as_long_as_the_sink_has_nothing, sink_fixture) {
    const auto file = video_of(20'000);
    int asked = 0;
    network->answer_with([&](const http_request& request) {
        auto answer = reply_with_file(request, file, asked++ == 0 ? "W/\"1\"" : "\"2\"");
        return asked == 1 ? cut_after(detail::looked_at - 1, std::move(answer)) : answer;
    });
    expect(file);
}

BOOST_FIXTURE_TEST_CASE(a_checksum_that_does_not_agree_fails_at_the_end, sink_fixture) {
    const auto file = video_of(5'000);
    network->answer_with(
        [&](const http_request&) { return whole(file, {{"Content-MD5", "AAAAAAAAAAAAAAAAAAAAAA=="}}); });
    const auto result = fetch();
    BOOST_TEST(result.code == errc::integrity);
    BOOST_TEST(sink->bytes.size() == file.size());
}

BOOST_FIXTURE_TEST_CASE(a_file_above_the_limit_is_given_up, sink_fixture) {
    auto limited = options();
    limited.max_download_bytes = 10'000;
    use_options(limited);
    network->answer_with([&](const http_request&) { return whole(video_of(10'001)); });
    BOOST_TEST(fetch().code == errc::too_large);
    BOOST_TEST(sink->bytes.size() <= 10'000u);
}

BOOST_FIXTURE_TEST_CASE(an_empty_file_is_none, sink_fixture) {
    network->answer_with([&](const http_request& request) {
        return contains(request.url, "/statusTask/") ? succeeded(finished.urls[0]) : whole("");
    });
    BOOST_TEST(fetch().code == errc::result_expired);
    BOOST_TEST(sink->begun == 0);
}

BOOST_FIXTURE_TEST_CASE(no_sink_at_all_is_refused, sink_fixture) {
    sink = nullptr;
    const auto result = fetch();
    BOOST_TEST(result.code == errc::invalid_request);
    BOOST_TEST(result.why.detail == "the sink is null");
    BOOST_TEST(requests().empty());
}

// ---- its pace

BOOST_FIXTURE_TEST_CASE(a_slow_sink_makes_the_server_wait, sink_fixture) {
    const auto file = video_of(1'000'000);
    network->answer_with(breaking_server{.file = file});
    hold();
    outcome<saved_file> result;
    client.download(finished, sink, result.options(), result.handler());
    settle();
    BOOST_TEST(network->paused() == 1u);
    BOOST_TEST(sink->writes == 1);
    int rounds = 0;
    while (!result.done()) {
        BOOST_TEST_REQUIRE(++rounds < 1'000);
        BOOST_TEST_REQUIRE(static_cast<bool>(held));
        sink->take(std::exchange(held, nullptr));
        settle();
    }
    BOOST_TEST(!result.code, result.why.detail);
    BOOST_TEST(same_bytes(sink->bytes, file));
    BOOST_TEST(sink->largest <= 72u * 1024, "little is kept");
    BOOST_TEST(rounds > 10);
}

BOOST_FIXTURE_TEST_CASE(a_download_ends_when_the_sink_has_everything_and_not_before, sink_fixture) {
    network->answer_with(breaking_server{.file = video_of(2'000)});
    hold();
    outcome<saved_file> result;
    client.download(finished, sink, result.options(), result.handler());
    settle();
    BOOST_TEST(requests().size() == 1u);
    BOOST_TEST(!result.done());
    sink->take(std::exchange(held, nullptr));
    settle();
    BOOST_TEST(result.done());
    BOOST_TEST(!result.code);
}

BOOST_FIXTURE_TEST_CASE(a_connection_that_ends_while_the_sink_is_slow_is_taken_up_again, sink_fixture) {
    const auto file = video_of(300'000);
    network->answer_with(breaking_server{.file = file, .breaks = {100'000, 100'000}});
    int waited = 0;
    sink->on_write = [&](kept_sink&, kept_sink::taker done) {
        ++waited;
        asio::post(context, [this, done] { sink->take(done); });
    };
    expect(file);
    BOOST_TEST(waited > 3);
    BOOST_TEST(header_of(requests().at(1), "Range") == "bytes=100000-");
}

// ---- what sinks do

namespace {

/// A way in which a sink fails.
struct fault {
    std::string name;
    std::function<void(kept_sink&, kept_sink::taker)> on_write;
    std::string words;

    friend std::ostream& operator<<(std::ostream& out, const fault& what) { return out << what.name; }
};

std::vector<fault> faults() {
    const auto broken = make_error_code(boost::system::errc::broken_pipe);
    const auto no_space = make_error_code(boost::system::errc::no_space_on_device);
    using taker = kept_sink::taker;
    return {
        {"an error at once", [=](kept_sink&, const taker& done) { done(no_space); }, no_space.message()},
        {"the reader has gone", [=](kept_sink&, const taker& done) { done(asio::error::connection_reset); },
         error_code{asio::error::connection_reset}.message()},
        {"an exception", [](kept_sink&, const taker&) { throw std::runtime_error{"no room"}; }, "no room"},
        {"a number", [](kept_sink&, const taker&) { throw 42; }, "something that is no std::exception was thrown"},
        {"an exception after done",
         [](kept_sink& self, const taker& done) {
             self.take(done);
             throw std::runtime_error{"too late"};
         },
         "too late"},
        {"done is dropped", [](kept_sink&, const taker&) {}, broken.message()},
        {"done is moved away and dropped", [](kept_sink&, taker done) { const auto dropped = std::move(done); },
         broken.message()},
        {"an error, then success",
         [=](kept_sink&, const taker& done) {
             done(no_space);
             done({});
         },
         no_space.message()},
    };
}

}  // namespace

BOOST_DATA_TEST_CASE(a_sink_that_fails_ends_the_download, data::make(faults()) * data::make({1, 3}), how, at) {
    sink_fixture f;
    f.network->answer_with(breaking_server{.file = video_of(300'000)});
    f.sink->on_write = [&](kept_sink& self, kept_sink::taker done) {
        if (self.writes < at) return self.take(done);
        how.on_write(self, std::move(done));
    };
    const auto result = f.fetch();
    BOOST_TEST(result.code == errc::file_error, result.code.message());
    BOOST_TEST(result.why.detail == "the sink: " + how.words);
    BOOST_TEST(result.why.billed == billed::yes);
    BOOST_TEST(f.sink->writes == at, "it is called no more");
    BOOST_TEST(f.sink.use_count() == 1, "it is let go");
    BOOST_TEST(f.network->paused() == 0u);
}

BOOST_FIXTURE_TEST_CASE(a_sink_may_fail_before_its_first_bytes, sink_fixture) {
    struct shy final : byte_sink {
        void begin(std::optional<std::uint64_t>) override { throw std::runtime_error{"not now"}; }
        void write(std::string_view, std::function<void(error_code)>) override { BOOST_ERROR("it is not called"); }
    };
    network->answer_with(breaking_server{.file = video_of(3'000)});
    outcome<saved_file> result;
    client.download(finished, std::make_shared<shy>(), result.options(), result.handler());
    run();
    BOOST_TEST(result.code == errc::file_error);
    BOOST_TEST(result.why.detail == "the sink: not now");
}

BOOST_FIXTURE_TEST_CASE(done_counts_once, sink_fixture) {
    const auto file = video_of(200'000);
    network->answer_with(breaking_server{.file = file});
    sink->on_write = [](kept_sink& self, const kept_sink::taker& done) {
        self.take(done);
        done({});
        done(make_error_code(boost::system::errc::no_space_on_device));
    };
    expect(file);
}

BOOST_FIXTURE_TEST_CASE(a_sink_that_never_says_done_ends_by_the_deadline, sink_fixture) {
    for (const std::size_t size : {2'000, 300'000}) {
        sink = std::make_shared<kept_sink>();
        network->answer_with(breaking_server{.file = video_of(size)});
        hold();
        const auto before = elapsed();
        const auto result = fetch(finished, {.deadline = 5min});
        BOOST_TEST(result.code == errc::deadline_reached);
        BOOST_TEST(elapsed() - before == 5min);
        BOOST_TEST(network->paused() == 0u, "the connection is given up");
        const auto bytes = std::string{sink->last};
        BOOST_TEST(same_bytes(bytes, sink->bytes), "what it has stays where it is");
        held({});
        held = nullptr;
        run();
        BOOST_TEST(sink->writes == 1);
    }
}

// ---- what callers do

BOOST_FIXTURE_TEST_CASE(a_download_that_is_cancelled_calls_its_sink_no_more, sink_fixture) {
    for (const std::size_t size : {2'000, 300'000}) {
        sink = std::make_shared<kept_sink>();
        network->answer_with(breaking_server{.file = video_of(size)});
        hold();
        asio::cancellation_signal signal;
        outcome<saved_file> result;
        client.download(finished, sink, result.options(), result.handler(signal));
        settle();
        signal.emit(asio::cancellation_type::terminal);
        settle();
        BOOST_TEST(result.code == errc::cancelled);
        BOOST_TEST(sink.use_count() == 1);
        held({});
        run();
        BOOST_TEST(sink->writes == 1);
    }
}

BOOST_FIXTURE_TEST_CASE(a_client_that_closes_lets_the_sink_go, sink_fixture) {
    network->answer_with(breaking_server{.file = video_of(300'000)});
    hold();
    outcome<saved_file> result;
    auto other = std::make_optional(another(options()));
    other->download(finished, sink, result.options(), result.handler());
    settle();
    other.reset();
    run();
    BOOST_TEST(result.code == errc::client_closed);
    BOOST_TEST(sink.use_count() == 1);
    held({});
    held = nullptr;
    run();
}

BOOST_FIXTURE_TEST_CASE(a_sink_may_end_the_download_or_the_client_from_within, sink_fixture) {
    network->answer_with(breaking_server{.file = video_of(300'000)});
    asio::cancellation_signal signal;
    outcome<saved_file> cancelled, closed;
    sink->on_write = [&](kept_sink& self, const kept_sink::taker& done) {
        signal.emit(asio::cancellation_type::terminal);
        self.take(done);
    };
    client.download(finished, sink, cancelled.options(), cancelled.handler(signal));
    run();
    BOOST_TEST(cancelled.code == errc::cancelled);

    auto other = std::make_optional(another(options()));
    sink = std::make_shared<kept_sink>();
    sink->on_write = [&](kept_sink& self, const kept_sink::taker& done) {
        other.reset();
        self.take(done);
    };
    other->download(finished, sink, closed.options(), closed.handler());
    run();
    BOOST_TEST(closed.code == errc::client_closed);
}

BOOST_AUTO_TEST_CASE(done_may_come_when_everything_is_gone) {
    kept_sink::taker late;
    std::string_view kept;
    {
        sink_fixture f;
        f.network->answer_with(breaking_server{.file = video_of(300'000)});
        f.hold();
        outcome<saved_file> result;
        f.client.download(finished, f.sink, {}, result.handler());
        f.settle();
        BOOST_TEST_REQUIRE(static_cast<bool>(f.held));
        late = f.held;
        kept = f.sink->last;
    }
    BOOST_TEST(same_bytes(std::string{kept}, video_of(300'000).substr(0, kept.size())));
    late({});
}

BOOST_FIXTURE_TEST_CASE(a_transport_that_does_not_wait_is_told_of, sink_fixture) {
    struct hasty final : transport {
        explicit hasty(asio::any_io_executor executor) : executor_{std::move(executor)} {}
        void exchange(http_request, body_sink* sink, exchange_handler handler) override {
            auto reply = whole("");
            reply.error = sink->begin(reply);
            const auto file = video_of(8 << 20);
            for (std::size_t at = 0; at < file.size() && !reply.error; at += 65'536)
                reply.error = sink->write(std::string_view{file}.substr(at, 65'536));
            asio::post(executor_, asio::append(std::move(handler), std::move(reply)));
        }
        asio::any_io_executor executor_;
    };
    seedance::client other{context.get_executor(), std::make_shared<hasty>(context.get_executor()), options()};
    outcome<saved_file> result;
    other.download(finished, sink, result.options(), result.handler());
    run();
    BOOST_TEST(result.code == errc::file_error);
    BOOST_TEST(contains(result.why.detail, "it is slower than the transport"), result.why.detail);
}

BOOST_AUTO_TEST_SUITE_END()
