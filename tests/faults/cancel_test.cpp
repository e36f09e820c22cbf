// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
// Cancellation at every point where an operation waits: the caller is let go once, nothing is paid for twice, no id
// that was heard is lost, no file is left. And a thousand at once, over real TLS: no connection and no file descriptor
// stays.
#include "decisions.hpp"

#include <iostream>
#include <iterator>
#include <optional>
#include <thread>

#include <sys/resource.h>

#include <seedance/journal/memory.hpp>
#include <seedance/transport/https.hpp>

#include "files_at_work.hpp"
#include "https_server.hpp"
#include "printing.hpp"
#include "temporary_folder.hpp"

using namespace test;

BOOST_AUTO_TEST_SUITE(cancel)

using testing::reply_with_file;

namespace {

using asio::cancellation_type;

/// A generation and its download, one step at a time: a handler that is ready, or the clock's next alarm. Answers come
/// a step after they are asked for.
class stepwise {
  public:
    stepwise(const gateway& g, cancellation_type type) : gateway_{g}, type_{type} {
        network_->answer_with([this](const http_request& request) { return answer(request); });
        g.use(client_);
    }

    /// Cancels the operation that is under way after so many steps. True when that was before the end.
    bool run(int steps) {
        steps_left_ = steps;
        client_.generate(gateway_.request(), made_.options(), made_.handler(signal_));
        drive([this] { return made_.calls != 0; });
        if (!made_.code && made_.calls == 1) {
            client_.download(made_.value, folder_.path("video.mp4"), saved_.options(), saved_.handler(signal_));
            drive([this] { return saved_.calls != 0; });
        }
        drive([] { return false; });  // what goes on without its caller
        check();
        return cancelled_;
    }

  private:
    http_reply answer(const http_request& request) {
        if (request.method == "POST") return ++charges_, reply_with(200, gateway_.task(gateway_.after_id));
        if (request.url.starts_with("https://files.example/")) return reply_with_file(request, file_, "\"v\"");
        return reply_with(200, gateway_.task(polls_++ == 0 ? gateway_.unknown : gateway_.success));
    }

    bool step() {
        wait_for_files(context_);
        context_.restart();
        if (context_.poll_one() != 0) return true;
        if (network_->held() != 0) {
            network_->release();
            network_->hold();
            return true;
        }
        return clock_->advance_to_alarm();
    }

    template <class Done>
    void drive(Done done) {
        for (int i = 0; !done(); ++i) {
            BOOST_TEST_REQUIRE(i < 10'000);
            const bool under_way = made_.calls == 0 || (!made_.code && saved_.calls == 0);
            if (under_way && steps_left_-- == 0) {
                cancelled_ = true;
                signal_.emit(type_);
            }
            if (!step()) return;
        }
    }

    void check() {
        const bool in_download = made_.calls == 1 && !made_.code;
        const auto code = in_download ? saved_.code : made_.code;
        const auto& why = in_download ? saved_.why : made_.why;
        BOOST_TEST(made_.calls == 1);
        BOOST_TEST(saved_.calls == (in_download ? 1 : 0));
        if (code) BOOST_TEST(code == errc::cancelled);
        BOOST_TEST(charges_ <= 1);
        BOOST_TEST(network_->held() == 0u);
        BOOST_TEST(!clock_->has_alarm());
        if (told_ && code) {
            BOOST_TEST_REQUIRE(why.task.has_value(), "the caller was told of the task before it went");
            BOOST_TEST(why.task->id == "task_1");
        }
        const auto open = journal_->list({.own = true, .open = true}).intents;
        const bool is_open = charges_ == 1 && (!in_download || saved_.code);
        BOOST_TEST_REQUIRE(open.size() == (is_open ? 1u : 0u));
        if (is_open) {
            BOOST_TEST_REQUIRE(open[0].task.has_value(), "its id is in the journal");
            BOOST_TEST(open[0].task->id == "task_1");
        }
        BOOST_TEST(heard_ == (charges_ == 1), "the client tells of it, whoever waits");
        const bool saved = in_download && !saved_.code;
        BOOST_TEST(folder_.files().size() == (saved ? 1u : 0u));
    }

    client_options options() {
        client_options made{.clock = clock_, .random_seed = 7};
        made.on_event = [this](const event& e) {
            if (!(e.get_if<events::accepted>() != nullptr)) return;
            heard_ = true;
            told_ = made_.calls == 0 && !cancelled_;
        };
        made.journal = journal_;
        return made;
    }

    static std::shared_ptr<testing::scripted_transport> holding(asio::io_context& context) {
        auto made = std::make_shared<testing::scripted_transport>(context.get_executor());
        made->hold();
        return made;
    }

    const gateway& gateway_;
    cancellation_type type_;
    std::string file_ = std::string(
                            "\0\0\0\x18"
                            "ftypmp42",
                            12) +
                        std::string(20'000, 'x');
    int steps_left_ = 0, charges_ = 0, polls_ = 0;
    bool cancelled_ = false, heard_ = false, told_ = false;
    temporary_folder folder_;
    asio::io_context context_;
    asio::cancellation_signal signal_;
    std::shared_ptr<testing::manual_clock> clock_ = std::make_shared<testing::manual_clock>();
    std::shared_ptr<memory_journal> journal_ = std::make_shared<memory_journal>();
    std::shared_ptr<testing::scripted_transport> network_ = holding(context_);
    outcome<generated_video> made_;
    outcome<saved_file> saved_;
    seedance::client client_{context_.get_executor(), network_, options()};
};

std::size_t open_files() {
    const std::filesystem::directory_iterator open{"/proc/self/fd"};
    return static_cast<std::size_t>(std::distance(begin(open), end(open)));
}

/// Both ends of every connection are in this process.
void allow_many_files() {
    rlimit limit{};
    ::getrlimit(RLIMIT_NOFILE, &limit);
    limit.rlim_cur = std::min<rlim_t>(limit.rlim_max, 8192);
    ::setrlimit(RLIMIT_NOFILE, &limit);
}

}  // namespace

BOOST_AUTO_TEST_CASE(every_step_of_a_generation_and_its_download) {
    int points = 0;
    for (const auto& gateway : gateways())
        for (const auto type : {cancellation_type::terminal, cancellation_type::partial, cancellation_type::total}) {
            int steps = 0;
            for (bool before_the_end = true; before_the_end; ++steps) {
                BOOST_TEST_CONTEXT(gateway.name << ", cancelled after " << steps << " steps") {
                    stepwise one{gateway, type};
                    before_the_end = one.run(steps);
                }
            }
            BOOST_TEST(steps > 15);
            points += steps;
        }
    std::cout << points << " points of cancellation, 0 ids lost, 0 files left\n";
}

BOOST_AUTO_TEST_CASE(a_thousand_at_once_over_tls) {
    constexpr std::size_t tasks = 1000;
    allow_many_files();
    const testing::certificate_authority authority;
    const auto own = authority.issue();
    std::atomic<int> submits{0};
    // A third is not answered at all, a third is polled, the rest waits for its first poll.
    https_server server{
        own, {.on_request = [&](const std::string& request) {
            if (!request.starts_with("POST"))
                return answer{ok(R"({"code":200,"data":{"taskId":"t","state":"processing"}})"), afterwards::stay};
            const int number = ++submits;
            if (number % 3 == 0) return answer{"", afterwards::stay};
            return answer{ok(R"({"code":200,"data":{"taskId":"task_)" + std::to_string(number) + "\"}}")};
        }}};
    const auto before = open_files();
    {
        asio::io_context context;
        const auto clock = std::make_shared<testing::manual_clock>();
        const auto journal = std::make_shared<memory_journal>();
        client_options options{.clock = clock, .random_seed = 7};
        options.journal = journal;
        std::optional<client> own_client{
            std::in_place, context.get_executor(),
            make_https_transport(context.get_executor(), {.ca_pem = authority.pem(), .handshake_timeout = 60s}),
            options};
        own_client->use(apixo::account{.api_key = secret{"test-key"}, .base_url = server.url("", "127.0.0.1")});
        std::deque<asio::cancellation_signal> signals(tasks);
        std::vector<int> calls(tasks);
        std::size_t cancelled = 0;
        for (std::size_t i = 0; i != tasks; ++i)
            own_client->generate(
                unchecked<apixo::gateway>("m", "", "{}"),
                asio::bind_cancellation_slot(signals[i].slot(), [&, i](error_code code, generated_video) {
                    ++calls[i];
                    cancelled += code == errc::cancelled;
                }));
        const auto run_until = [&](auto reached) {
            const auto end = std::chrono::steady_clock::now() + 60s;
            while (!reached() && std::chrono::steady_clock::now() < end) context.run_for(5ms);
            BOOST_TEST_REQUIRE(reached());
        };
        run_until([&] { return server.seen().requests.size() == tasks; });
        run_until([&] {
            const auto open = journal->list({.own = true, .open = true}).intents;
            return std::count_if(open.begin(), open.end(), [](const auto& i) { return i.task.has_value(); }) ==
                   static_cast<int>(tasks - tasks / 3);
        });
        clock->advance_to_alarm();  // the first polls, of those that fall together
        run_until([&] { return server.seen().requests.size() > tasks; });

        for (auto& signal : signals) signal.emit(asio::cancellation_type::terminal);
        run_until([&] { return cancelled == tasks; });
        BOOST_TEST(std::count(calls.begin(), calls.end(), 1) == static_cast<int>(tasks));
        BOOST_TEST(server.seen().open <= tasks / 3 + 8, "polls are dropped; submits on their way are not");

        own_client.reset();  // nobody waits for those any more
        context.restart();
        context.run_for(100ms);
        BOOST_TEST(std::count(calls.begin(), calls.end(), 1) == static_cast<int>(tasks));
        const auto open = journal->list({.own = true, .open = true}).intents;
        BOOST_TEST(open.size() == tasks);
    }
    BOOST_TEST(open_files() <= before + server.seen().open,
               "what is left is the server's: it does not look at what it holds");
    server.end_all(afterwards::cut);
    BOOST_TEST(server.wait_until([](const auto& r) { return r.open == 0; }),
               server.seen().open << " connections stay open");
    for (int i = 0; i != 100'000 && open_files() != before; ++i) std::this_thread::yield();
    BOOST_TEST(open_files() == before);
    std::cout << tasks << " cancelled at once: 0 connections, 0 file descriptors left\n";
}

BOOST_AUTO_TEST_SUITE_END()
