// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
// Downloads to a disk that takes its time, or fails: the loop goes on, and the caller can always end. What the program
// asks of the file system is watched below the library.
#include "checks.hpp"
#include "download_fixture.hpp"

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <chrono>
#include <condition_variable>
#include <cstdarg>
#include <cstddef>
#include <filesystem>
#include <functional>
#include <future>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <thread>
#include <utility>
#include <vector>

#include <fcntl.h>
#include <sys/file.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <boost/asio/steady_timer.hpp>
#include <boost/system/errc.hpp>

#include <seedance/download/whole_file.hpp>

BOOST_AUTO_TEST_SUITE(slow_disk)

namespace {

/// A disk whose calls wait, or fail, as the test says; it knows who has made them.
class scripted_disk {
  public:
    explicit scripted_disk(std::string folder) : folder_{std::move(folder)} { in_use() = this; }
    scripted_disk(const scripted_disk&) = delete;
    scripted_disk& operator=(const scripted_disk&) = delete;
    ~scripted_disk() { in_use() = nullptr; }

    static std::atomic<scripted_disk*>& in_use() {
        static std::atomic<scripted_disk*> disk{nullptr};
        return disk;
    }

    /// Lets the next call of this name wait until `release`.
    void hold(std::string call) {
        const std::lock_guard lock{mutex_};
        held_ = std::move(call);
        is_held_ = false;
    }

    void release() {
        {
            const std::lock_guard lock{mutex_};
            held_.clear();
        }
        changed_.notify_all();
    }

    void wait_until_held() {
        std::unique_lock lock{mutex_};
        changed_.wait(lock, [this] { return is_held_; });
    }

    /// Lets a call of this name fail, after so many that do not; 0 for an error: it does not.
    void fail(std::string call, int error, int after = 0) {
        const std::lock_guard lock{mutex_};
        failing_ = std::move(call);
        error_ = error;
        after_ = after;
    }

    /// What was asked for by the thread of the loop.
    std::vector<std::string> asked_by_loop() const {
        const std::lock_guard lock{mutex_};
        return asked_by_loop_;
    }
    std::map<std::string, int> asked() const {
        const std::lock_guard lock{mutex_};
        return asked_;
    }

    std::atomic<bool> locks_as_nfs{false};

    /// The most bytes that a write takes.
    std::atomic<std::size_t> longest_write = static_cast<std::size_t>(-1);

    bool has(const char* path) const { return std::string_view{path}.starts_with(folder_); }
    bool has(int descriptor) const {
        char path[300] = {};
        const auto link = "/proc/self/fd/" + std::to_string(descriptor);
        return ::readlink(link.c_str(), path, sizeof path - 1) > 0 && has(path);
    }

    /// Is called by the calls themselves; says with what error one fails, 0 for none.
    int on_call(const std::string& name) {
        std::unique_lock lock{mutex_};
        ++asked_[name];
        const bool is_loop = std::this_thread::get_id() == loop_;
        if (is_loop) asked_by_loop_.push_back(name);
        if (held_ == name && !is_loop) {  // a loop that waits would never be told to go on
            is_held_ = true;
            changed_.notify_all();
            changed_.wait(lock, [&] { return held_ != name; });
        }
        return failing_ == name && after_-- <= 0 ? error_ : 0;
    }

  private:
    const std::string folder_;
    const std::thread::id loop_ = std::this_thread::get_id();
    mutable std::mutex mutex_;
    std::condition_variable changed_;
    std::string held_, failing_;
    std::vector<std::string> asked_by_loop_;
    std::map<std::string, int> asked_;
    bool is_held_ = false;
    int error_ = 0, after_ = 0;
};

/// Does a system call in place of the C library's.
template <class File, class... Args>
long call(const char* name, long number, File file, Args... args) {
    auto* const disk = scripted_disk::in_use().load();
    const int error = disk != nullptr && disk->has(file) ? disk->on_call(name) : 0;
    if (error == 0) return ::syscall(number, args...);
    errno = error;
    return -1;
}

}  // namespace

// The program's own functions come before the C library's.
extern "C" int open(const char* path, int flags, ...) {
    std::va_list more;
    va_start(more, flags);
    const auto mode = va_arg(more, unsigned);
    va_end(more);
    return static_cast<int>(call("open", SYS_openat, path, AT_FDCWD, path, flags, mode));
}

extern "C" ssize_t write(int file, const void* bytes, std::size_t size) {
    auto* const disk = scripted_disk::in_use().load();
    const auto most = disk != nullptr && disk->has(file) ? std::min(size, disk->longest_write.load()) : size;
    return call("write", SYS_write, file, file, bytes, most);
}

extern "C" int fsync(int file) { return static_cast<int>(call("fsync", SYS_fsync, file, file)); }

extern "C" int flock(int file, int how) noexcept {
    auto* const disk = scripted_disk::in_use().load();
    const bool is_nfs = disk != nullptr && disk->locks_as_nfs && disk->has(file);
    const bool may_write = (::fcntl(file, F_GETFL) & O_ACCMODE) != O_RDONLY;
    if (!is_nfs || may_write) return static_cast<int>(call("flock", SYS_flock, file, file, how));
    errno = EBADF;
    return -1;
}

extern "C" int fchmod(int file, mode_t mode) { return static_cast<int>(call("fchmod", SYS_fchmod, file, file, mode)); }

extern "C" int rename(const char* from, const char* to) noexcept {
    return static_cast<int>(call("rename", SYS_rename, to, from, to));
}

extern "C" int unlink(const char* path) noexcept { return static_cast<int>(call("unlink", SYS_unlink, path, path)); }

namespace {

using namespace test;

struct disk_fixture : download_fixture {
    scripted_disk disk{root.string()};
    outcome<saved_file> result{};
    asio::cancellation_signal signal{};

    void start(std::chrono::milliseconds deadline = 30min) {
        client.download(finished, path(), result.options(deadline), result.handler(signal));
    }

    /// Runs until the disk has been asked for what it was told to wait with.
    void run_until_held() {
        auto held = std::async(std::launch::async, [this] { disk.wait_until_held(); });
        while (held.wait_for(0s) != std::future_status::ready) run_ready();
        run_ready();
    }

    void run_ready() {
        context.restart();
        context.poll();
    }

    void remove_file() { std::filesystem::remove(path()); }

    void expect_nothing_left() {
        disk.release();
        settle();
        BOOST_TEST(files().empty());
        BOOST_TEST(disk.asked_by_loop().empty());
    }
};

const std::vector<std::string> asked_for_a_file = {"open", "write", "fsync", "rename"};

}  // namespace

// ---- a slow one

BOOST_FIXTURE_TEST_CASE(the_loop_goes_on_whatever_the_disk_waits_for, disk_fixture) {
    for (const auto& step : asked_for_a_file) {
        BOOST_TEST_CONTEXT(step) {
            result = {};
            disk.hold(step);
            reply(whole(bytes_of(5000)));
            start();
            run_until_held();
            int ticks = 0;
            asio::steady_timer timer{context};
            std::function<void()> tick = [&] {
                timer.expires_after(0ms);
                timer.async_wait([&](error_code error) {
                    if (!error && ++ticks != 100) tick();
                });
            };
            tick();
            while (ticks != 100) run_ready();
            BOOST_TEST(!result.done());
            disk.release();
            run();
            BOOST_TEST_REQUIRE(result.done());
            BOOST_TEST(!result.code, result.why.detail);
            BOOST_TEST(same_bytes(content(name), bytes_of(5000)));
            BOOST_TEST(disk.asked_by_loop().empty());
        }
    }
}

/// Whatever becomes of a download, the thread of the loop asks nothing of the disk.
BOOST_FIXTURE_TEST_CASE(the_loop_asks_nothing_of_the_disk, disk_fixture) {
    const auto file = bytes_of(3000);
    const std::pair<const char*, std::function<http_reply(const http_request&, int)>> servers[] = {
        {"whole", [&](const auto&, int) { return whole(file); }},
        {"resumed",
         [&](const auto& request, int n) {
             auto answer = reply_with_file(request, file, "\"v\"");
             return n == 0 ? cut_after(1000, std::move(answer)) : answer;
         }},
        {"begun again", [&](const auto&, int n) { return n == 0 ? cut(file.substr(0, 900)) : whole(file); }},
        {"not there", [&](const auto&, int) { return reply_with(410, ""); }},
        {"a page", [&](const auto&, int) { return whole("<html>no</html>"); }},
        {"nothing", [&](const auto&, int) { return whole(""); }},
        {"refused", [&](const auto&, int) { return reply_with(451, ""); }},
        {"another file", [&](const auto&, int) { return whole(file, {{"Content-MD5", "kAFQmDzST7DWlj99KOF/cg=="}}); }},
        {"too large", [&](const auto&, int) { return whole(file, {{"Content-Length", "99999999999999"}}); }},
        {"a lie", [&](const auto&, int) { return whole(file, {{"Content-Length", "5"}}); }},
        {"redirected in circles", [&](const auto&, int) { return redirect(302, "https://file.apixo.ai/a/1.mp4"); }},
    };
    for (const auto& [words, server] : servers) {
        BOOST_TEST_CONTEXT(words) {
            int n = 0;
            network->answer_with([&, &serve = server](const http_request& request) {
                return request.url.find("/a/1.mp4") == std::string::npos ? reply_with(404, "") : serve(request, n++);
            });
            result = {};
            start();
            run();
            BOOST_TEST(result.done());
        }
    }
    BOOST_TEST(disk.asked_by_loop().empty());
    for (const auto& step : {"open", "write", "fsync", "rename", "unlink"}) BOOST_TEST(disk.asked()[step] > 0, step);
}

// ---- callers who do not wait for it

BOOST_FIXTURE_TEST_CASE(a_download_is_cancelled_at_once_whatever_the_disk_waits_for, disk_fixture) {
    for (const std::string step : {"open", "write", "fsync"}) {
        BOOST_TEST_CONTEXT(step) {
            result = {};
            replies.clear();
            disk.hold(step);
            reply(whole(bytes_of(5000)));
            start();
            run_until_held();
            signal.emit(asio::cancellation_type::terminal);
            run_ready();
            BOOST_TEST_REQUIRE(result.done());
            BOOST_TEST(result.code == errc::cancelled);
            BOOST_TEST(result.why.billed == billed::yes);
            expect_nothing_left();
        }
    }
    replies.clear();
}

BOOST_FIXTURE_TEST_CASE(a_file_that_gets_its_name_is_no_failure_any_more, disk_fixture) {
    const std::function<void()> ends[] = {[&] { signal.emit(asio::cancellation_type::terminal); },
                                          [&] { clock->advance(1h); }, [&] { client = another(options()); }};
    for (const auto& end : ends) {
        result = {};
        disk.hold("rename");
        reply(whole("mp4"));
        start(5s);
        run_until_held();
        end();
        run_ready();
        BOOST_TEST(!result.done());
        disk.release();
        settle();
        BOOST_TEST_REQUIRE(result.done());
        BOOST_TEST(!result.code, result.why.detail);
        BOOST_TEST(content(name) == "mp4");
        remove_file();
    }
}

BOOST_FIXTURE_TEST_CASE(a_download_ends_by_its_deadline_whatever_the_disk_waits_for, disk_fixture) {
    for (const std::string step : {"open", "write", "fsync"}) {
        BOOST_TEST_CONTEXT(step) {
            result = {};
            replies.clear();
            disk.hold(step);
            reply(whole(bytes_of(5000)));
            start(5s);
            run_until_held();
            BOOST_TEST_REQUIRE(clock->advance_to_alarm());
            run_ready();
            BOOST_TEST_REQUIRE(result.done());
            BOOST_TEST(result.code == errc::deadline_reached);
            BOOST_TEST(result.why.detail == path() + ": the file system has not answered");
            BOOST_TEST(result.why.retry == seedance::retry::call_again);
            expect_nothing_left();
        }
    }
    replies.clear();
}

BOOST_FIXTURE_TEST_CASE(a_client_closes_whatever_the_disk_waits_for, disk_fixture) {
    for (const std::string step : {"open", "write", "fsync"}) {
        BOOST_TEST_CONTEXT(step) {
            result = {};
            replies.clear();
            auto own = std::optional{another(options())};
            disk.hold(step);
            reply(whole(bytes_of(5000)));
            own->download(finished, path(), result.options(), result.handler());
            run_until_held();
            own.reset();
            run_ready();
            BOOST_TEST_REQUIRE(result.done());
            BOOST_TEST(result.code == errc::client_closed);
            expect_nothing_left();
        }
    }
    replies.clear();
}

BOOST_FIXTURE_TEST_CASE(a_context_that_is_destroyed_waits_for_what_is_under_way_only, disk_fixture) {
    for (const std::string step : {"open", "write", "fsync", "rename"}) {
        BOOST_TEST_CONTEXT(step) {
            result = {};
            auto own_context = std::make_unique<asio::io_context>();
            const auto own_network = std::make_shared<testing::scripted_transport>(own_context->get_executor());
            own_network->answer_with([](const http_request&) { return whole(bytes_of(5000)); });
            auto own =
                std::optional<seedance::client>{std::in_place, own_context->get_executor(), own_network, options()};
            disk.hold(step);
            own->download(finished, path(), result.options(), result.handler());
            auto held = std::async(std::launch::async, [this] { disk.wait_until_held(); });
            while (held.wait_for(0s) != std::future_status::ready) {
                own_context->restart();
                own_context->poll();
            }
            auto gone = std::async(std::launch::async, [&] {
                own.reset();
                own_context.reset();
            });
            disk.release();
            gone.get();
            BOOST_TEST(result.calls == 0);
            const bool has_name = step == "fsync" || step == "rename";  // the end of the file is one job
            BOOST_TEST(files() == (has_name ? names{std::string{name}} : names{}));
            if (has_name) remove_file();
        }
    }
}

BOOST_FIXTURE_TEST_CASE(the_transport_waits_for_a_slow_disk, disk_fixture) {
    const auto file = bytes_of(3'000'000);
    disk.hold("write");
    reply(whole(file));
    start();
    run_until_held();
    while (network->paused() == 0) run_ready();
    BOOST_TEST(!result.done());
    disk.release();
    run();
    BOOST_TEST_REQUIRE(result.done());
    BOOST_TEST(!result.code, result.why.detail);
    BOOST_TEST(same_bytes(content(name), file));
}

// ---- one that fails

BOOST_FIXTURE_TEST_CASE(what_the_disk_refuses_is_told_and_leaves_nothing, disk_fixture) {
    const auto file = bytes_of(40'000);
    const struct {
        std::string call;
        int error;
        int after;
    } refusals[] = {{"open", EACCES, 0},  {"open", EMFILE, 0},   {"open", EROFS, 0},   {"open", ENOSPC, 1},
                    {"write", ENOSPC, 0}, {"write", ENOSPC, 3},  {"write", EDQUOT, 1}, {"write", EIO, 2},
                    {"write", EFBIG, 4},  {"fsync", EIO, 0},     {"fsync", ENOSPC, 0}, {"fsync", EDQUOT, 0},
                    {"rename", EIO, 0},   {"rename", ENOSPC, 0}, {"rename", EROFS, 0}};
    for (const auto& [call, error, after] : refusals) {
        BOOST_TEST_CONTEXT(call << " number " << after << ": " << error_code(error, boost::system::system_category())) {
            network->answer_with([&](const http_request& request) { return reply_with_file(request, file, "\"v\""); });
            disk.fail(call, error, after);
            const auto why = expect_failure(errc::file_error, path());
            const auto words = error_code{error, boost::system::system_category()}.message();
            BOOST_TEST(why.detail == path() + ": " + words);
            disk.fail({}, 0);
            expect_content(file);
            remove_file();
        }
    }
    BOOST_TEST(disk.asked_by_loop().empty());
}

BOOST_FIXTURE_TEST_CASE(a_folder_that_is_not_kept_is_told_and_the_file_is_there, disk_fixture) {
    reply(whole("mp4"));
    disk.fail("fsync", EIO, 1);
    const auto told = download(path());
    BOOST_TEST(told.code == errc::file_error);
    BOOST_TEST(contains(told.why.detail, path() + " is there, and whole, but "), told.why.detail);
    BOOST_TEST(content(name) == "mp4");
}

BOOST_FIXTURE_TEST_CASE(what_is_interrupted_or_taken_in_part_goes_on, disk_fixture) {
    const auto file = bytes_of(40'000);
    network->answer_with([&](const http_request& request) { return reply_with_file(request, file, "\"v\""); });
    disk.longest_write = 777;
    expect_content(file);
    BOOST_TEST(disk.asked()["write"] > 40);
    BOOST_TEST(disk.asked_by_loop().empty());
}

BOOST_FIXTURE_TEST_CASE(a_failure_is_told_when_the_next_download_to_the_path_can_begin, disk_fixture) {
    outcome<saved_file> second;
    network->answer_with(
        [n = 0](const http_request&) mutable { return n++ == 0 ? reply_with(451, "") : whole("mp4"); });
    client.download(finished, path(), [&](error_code code, saved_file) {
        BOOST_TEST(code == errc::download_failed);
        client.download(finished, path(), second.options(), second.handler());
    });
    run();
    BOOST_TEST_REQUIRE(second.done());
    BOOST_TEST(!second.code, second.why.detail);
}

BOOST_FIXTURE_TEST_CASE(what_has_failed_is_told_although_the_deadline_comes_first, disk_fixture) {
    network->answer_with([this](const http_request&) {
        disk.hold("unlink");
        return whole(bytes_of(5000), {{"Content-Length", "4000"}});
    });
    start(1h);
    run_until_held();
    BOOST_TEST(!result.done());
    clock->advance(2h);
    run_ready();
    BOOST_TEST_REQUIRE(result.done());
    BOOST_TEST(result.code == errc::integrity);
    expect_nothing_left();
}

// ---- another download

BOOST_FIXTURE_TEST_CASE(who_cancels_may_begin_again_at_once, disk_fixture) {
    for (const std::string step : {"write", "fsync"}) {
        BOOST_TEST_CONTEXT(step) {
            outcome<saved_file> second;
            result = {};
            replies.clear();
            disk.hold(step);
            reply(whole(bytes_of(100'000)));
            start();
            run_until_held();
            signal.emit(asio::cancellation_type::terminal);
            reply(whole("mp4"));
            client.download(finished, path(), second.options(), second.handler());
            run_ready();
            BOOST_TEST(result.code == errc::cancelled);
            disk.release();
            run();
            BOOST_TEST_REQUIRE(second.done());
            BOOST_TEST(!second.code, second.why.detail);
            BOOST_TEST(content(name) == "mp4");
            remove_file();
        }
    }
}

/// As on a file system without locks, where a writer may be taken for one that is gone.
BOOST_FIXTURE_TEST_CASE(a_name_that_another_took_while_the_disk_was_busy_is_not_given, disk_fixture) {
    disk.hold("fsync");
    reply(whole(bytes_of(5000)));
    start();
    run_until_held();
    std::filesystem::remove(detail::temporary_path(path()));
    detail::whole_file other{path()};
    BOOST_TEST(!other.open());
    BOOST_TEST(!other.write("an"));
    disk.release();
    run();
    BOOST_TEST(result.code == errc::file_error);
    BOOST_TEST(contains(result.why.detail, "another download is writing to it"));
    BOOST_TEST(!std::filesystem::exists(path()), "what is not whole has no name");
    BOOST_TEST(!other.write("other"));
    BOOST_TEST(!other.commit());
    BOOST_TEST(content(name) == "another");
}

/// NFS lets nobody lock what is not open for writing.
BOOST_FIXTURE_TEST_CASE(a_writer_is_seen_where_locks_are_those_of_nfs, disk_fixture) {
    disk.locks_as_nfs = true;
    detail::whole_file first{path()}, second{path()};
    BOOST_TEST(!first.open());
    BOOST_TEST(!first.write("first"));
    BOOST_TEST(second.open() == boost::system::errc::text_file_busy);
    BOOST_TEST(!first.commit());
    BOOST_TEST(content(name) == "first");
}

// ---- a reader in its place

BOOST_FIXTURE_TEST_CASE(a_fifo_that_nobody_empties_keeps_no_other_download_and_can_be_given_up, disk_fixture) {
    BOOST_TEST_REQUIRE(::mkfifo(path("fifo").c_str(), 0600) == 0);
    const int reader = ::open(path("fifo").c_str(), O_RDONLY | O_NONBLOCK);
    const auto file = bytes_of(500'000);
    network->answer_with([&](const http_request& request) { return reply_with_file(request, file, "\"v\""); });
    client.download(finished, path("fifo"), result.options(), result.handler(signal));
    outcome<saved_file> beside;
    client.download(finished, path(), beside.options(), beside.handler());
    while (!beside.done()) run_ready();
    BOOST_TEST(!beside.code, beside.why.detail);
    BOOST_TEST(same_bytes(content(name), file));
    BOOST_TEST(!result.done());
    signal.emit(asio::cancellation_type::terminal);
    while (!result.done()) run_ready();
    BOOST_TEST(result.code == errc::cancelled);
    settle();
    ::close(reader);
}

BOOST_FIXTURE_TEST_CASE(a_fifo_that_nobody_empties_does_not_keep_the_context, disk_fixture) {
    BOOST_TEST_REQUIRE(::mkfifo(path("fifo").c_str(), 0600) == 0);
    const int reader = ::open(path("fifo").c_str(), O_RDONLY | O_NONBLOCK);
    {
        asio::io_context own_context;
        const auto own_network = std::make_shared<testing::scripted_transport>(own_context.get_executor());
        own_network->answer_with([](const http_request&) { return whole(bytes_of(500'000)); });
        seedance::client own{own_context.get_executor(), own_network, options()};
        own.download(finished, path("fifo"), result.options(), result.handler());
        int size = 0;
        while (size < 60'000) {
            own_context.restart();
            own_context.poll();
            BOOST_TEST_REQUIRE(::ioctl(reader, FIONREAD, &size) == 0);
        }
    }
    BOOST_TEST(result.calls == 0);
    ::close(reader);
}

BOOST_AUTO_TEST_SUITE_END()
