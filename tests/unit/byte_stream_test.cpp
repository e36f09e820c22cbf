// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
// A stream as the target of a file: what it has cannot be taken back.
#include "checks.hpp"
#include "printing.hpp"

#include <functional>
#include <memory>
#include <string>
#include <utility>

#include <boost/system/errc.hpp>
#include <boost/test/unit_test.hpp>

#include <seedance/download/byte_stream.hpp>
#include <seedance/download/file_sink.hpp>
#include <seedance/download/file_target.hpp>

using namespace test;

BOOST_AUTO_TEST_SUITE(byte_streams)

namespace {

namespace detail = seedance::detail;

struct kept_stream final : detail::byte_stream {
    seedance::error_code push(std::string_view given, std::uint64_t of) override {
        bytes += given;
        total = of;
        return answer;
    }
    bool is_full() const override { return full; }
    void when_ready(std::function<void()> call) override { go_on = std::move(call); }

    std::string bytes;
    std::uint64_t total = 0;
    seedance::error_code answer{};
    bool full = false;
    std::function<void()> go_on;
};

struct stream_fixture {
    std::shared_ptr<kept_stream> stream = std::make_shared<kept_stream>();
    detail::file_target target{std::shared_ptr<detail::byte_stream>{stream}};
};

}  // namespace

BOOST_FIXTURE_TEST_CASE(it_can_be_opened_again_until_it_has_bytes, stream_fixture) {
    BOOST_TEST(!target.check());
    BOOST_TEST(!target.open());
    BOOST_TEST(!target.write(""));
    target.discard();
    BOOST_TEST(!target.open());
    BOOST_TEST(!target.write("abc", 10));
    BOOST_TEST(stream->total == 10u);
    target.discard();
    BOOST_TEST(target.open() == boost::system::errc::invalid_seek);
    BOOST_TEST(contains(detail::words_of_target(target.path(), target.open()), "the sink: what was written there"));
    BOOST_TEST(!target.commit());
    BOOST_TEST(stream->bytes == "abc");
}

BOOST_FIXTURE_TEST_CASE(what_it_says_is_passed_on, stream_fixture) {
    stream->answer = make_error_code(boost::system::errc::no_buffer_space);
    const auto error = target.write("abc");
    BOOST_TEST(error == boost::system::errc::no_buffer_space);
    BOOST_TEST(contains(detail::words_of_target(target.path(), error), "it is slower than the transport"));
}

BOOST_AUTO_TEST_CASE(a_path_is_no_stream_and_never_full) {
    const detail::file_target file{std::string{"video.mp4"}};
    BOOST_TEST(file.stream() == nullptr);
    detail::file_sink sink{std::string{"video.mp4"}, 1'000, [](auto, auto) {}};
    BOOST_TEST(!sink.is_full());
    bool went_on = false;
    sink.when_ready([&went_on] { went_on = true; });
    BOOST_TEST(went_on);
}

BOOST_FIXTURE_TEST_CASE(a_sink_is_as_full_as_its_stream, stream_fixture) {
    detail::file_sink sink{std::shared_ptr<detail::byte_stream>{stream}, 1'000, [](auto, auto) {}};
    BOOST_TEST(!sink.is_full());
    stream->full = true;
    BOOST_TEST(sink.is_full());
    bool went_on = false;
    sink.when_ready([&went_on] { went_on = true; });
    BOOST_TEST(!went_on);
    stream->go_on();
    BOOST_TEST(went_on);
}

BOOST_AUTO_TEST_SUITE_END()
