// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
// Every exchange of a generation and its download fails in every way, at every gateway, once and for good: nothing is
// paid for twice, no id is lost, and everything ends.
#include "checks.hpp"
#include "decisions.hpp"
#include "files_at_work.hpp"
#include "printing.hpp"
#include "temporary_folder.hpp"

#include <iostream>

#include <seedance/journal/memory.hpp>

using namespace test;

BOOST_AUTO_TEST_SUITE(every_operation)

using testing::cut_after;
using testing::reply_with_file;

namespace {

enum class operation { submit, poll, download };

/// A way to fail, for every operation that it can happen to.
struct fault {
    std::string_view name;
    std::string_view broken = {};  ///< in the words of decisions.txt
    int status = 0;
    std::string_view body = {};  ///< of a status; empty: the gateway's own error
    int keeps = -1;              ///< the healthy answer, cut: 0 nothing of its body, 1 half, 2 all but its last byte
    bool made = false;           ///< a gateway may have made a task before it happened
};

constexpr fault faults[] = {
    {.name = "dns", .broken = "dns"},
    {.name = "connect refused", .broken = "connect refused"},
    {.name = "connect unreachable", .broken = "connect unreachable"},
    {.name = "connect timeout", .broken = "connect timeout"},
    {.name = "tls reset", .broken = "tls reset"},
    {.name = "tls timeout", .broken = "tls timeout"},
    {.name = "tls untrusted", .broken = "tls untrusted"},
    {.name = "write 0", .broken = "write 0"},
    {.name = "write partial", .broken = "write partial"},
    {.name = "write whole, then reset", .broken = "write whole", .made = true},
    {.name = "eof", .broken = "read eof", .made = true},
    {.name = "reset", .broken = "read reset", .made = true},
    {.name = "read timeout", .broken = "read timeout", .made = true},
    {.name = "cut before the body", .keeps = 0, .made = true},
    {.name = "cut in the body", .keeps = 1, .made = true},
    {.name = "cut before the last byte", .keeps = 2, .made = true},
    {.name = "429", .status = 429},
    {.name = "500", .status = 500, .made = true},
    {.name = "502 html", .status = 502, .body = "<html>Bad Gateway</html>", .made = true},
    {.name = "503", .status = 503, .made = true},
    {.name = "200 html", .status = 200, .body = "<html>Welcome</html>", .made = true},
    {.name = "200 empty", .status = 200, .body = " ", .made = true},
};

/// A gateway and its file host: submits, polls twice, serves a file. Exchange number `nth` fails, or all from there on.
class failing_world {
  public:
    failing_world(const gateway& g, const fault& what, int nth, bool for_good)
        : gateway_{g}, fault_{what}, nth_{nth}, for_good_{for_good} {
        network_->answer_with([this](const http_request& request) { return answer(request); });
        g.use(client_);
    }

    void run() {
        client_.generate(gateway_.request(), made_.options(), made_.handler());
        finish();
        BOOST_TEST_REQUIRE(made_.done());
        if (!made_.code) {
            client_.download(made_.value, folder_.path("video.mp4"), saved_.options(), saved_.handler());
            finish();
            BOOST_TEST_REQUIRE(saved_.done());
        }
        check();
    }

    int exchanges() const { return count_; }
    bool was_hit() const { return count_ > nth_; }
    static constexpr int healthy_exchanges = 4;

  private:
    static constexpr auto file_size = 9000;

    http_reply healthy(const http_request& request) {
        if (request.method == "POST") return ++charges_, reply_with(200, gateway_.task(gateway_.after_id));
        if (request.url.starts_with("https://files.example/")) return reply_with_file(request, file_, "\"v\"");
        return reply_with(200, gateway_.task(polls_++ == 0 ? gateway_.unknown : gateway_.success));
    }

    http_reply answer(const http_request& request) {
        const int number = count_++;
        if (request.method == "POST") ++submits_;
        const bool fails = for_good_ ? number >= nth_ : number == nth_;
        return fails ? broken_answer(request) : healthy(request);
    }

    http_reply broken_answer(const http_request& request) {
        if (!fault_.broken.empty()) {
            if (fault_.made && request.method == "POST") ++charges_;
            return broken(fault_.broken);
        }
        if (fault_.keeps >= 0) return cut(request);
        if (fault_.made && request.method == "POST") ++charges_;
        auto body =
            fault_.body.empty() ? gateway_.error(std::to_string(fault_.status), "no") : std::string{fault_.body};
        return reply_with(fault_.status, std::move(body), {{"Content-Type", "text/html"}});
    }

    http_reply cut(const http_request& request) {
        auto whole = healthy(request);
        const auto size = whole.body.size();
        return cut_after(fault_.keeps == 0 ? 0 : fault_.keeps == 1 ? size / 2 : size - 1, std::move(whole));
    }

    void finish() {
        poll_with_files(context_);
        for (int alarms = 0; clock_->advance_to_alarm(); ++alarms) {
            BOOST_TEST_REQUIRE(alarms < 10'000);
            poll_with_files(context_);
        }
        BOOST_TEST(network_->held() == 0u);
    }

    void check() {
        const auto& why = made_.code ? made_.why : saved_.why;
        const bool failed = made_.code || saved_.code;
        BOOST_TEST(charges_ <= 1);
        if (charges_ == 1 && !made_.code) BOOST_TEST(made_.value.task.id == "task_1");
        if (accepted_ && failed) {
            BOOST_TEST_REQUIRE(why.task.has_value(), "the id is lost");
            BOOST_TEST(why.task->id == "task_1");
        }
        if (charges_ == 1 && failed && !accepted_) {
            BOOST_TEST(why.code == errc::outcome_unknown);
            BOOST_TEST(why.retry == retry::ask_first);
            BOOST_TEST(why.billed == billed::unknown);
        }
        if (charges_ == 1 && why.retry == retry::call_again)
            BOOST_TEST(why.step == step::download, "called again, it would be paid for twice");
        if (charges_ == 0) {
            BOOST_TEST(failed);
            BOOST_TEST(!accepted_);
            BOOST_TEST(why.billed == billed::no);
        }
        check_journal(failed);
        std::vector<std::string> files;
        if (saved_.calls == 1 && !saved_.code) files.emplace_back("video.mp4");
        BOOST_TEST(folder_.files() == files);
        if (!files.empty()) BOOST_TEST(same_bytes(folder_.content("video.mp4"), file_));
    }

    /// What may be paid for is there, with its id if anybody has heard it.
    void check_journal(bool failed) {
        const auto open = journal_->list({.own = true, .open = true}).intents;
        const bool expected = charges_ == 1 && failed;
        BOOST_TEST_REQUIRE(open.size() == (expected ? 1u : 0u));
        if (!expected) return;
        BOOST_TEST(open[0].task.has_value() == accepted_);
        if (accepted_) BOOST_TEST(open[0].task->id == "task_1");
        if (!accepted_) BOOST_TEST(open[0].state == intent_state::unknown);
    }

    static std::string make_file() {
        std::string bytes = std::string(
            "\0\0\0\x18"
            "ftypmp42",
            12);
        for (int i = 0; bytes.size() != file_size; ++i) bytes += static_cast<char>(i * 31 % 251);
        return bytes;
    }

    client_options options() {
        client_options made{.clock = clock_, .random_seed = 7};
        made.on_event = [this](const event& e) { accepted_ = accepted_ || (e.get_if<events::accepted>() != nullptr); };
        made.journal = journal_;
        return made;
    }

    const gateway& gateway_;
    const fault& fault_;
    int nth_;
    bool for_good_;
    std::string file_ = make_file();
    int count_ = 0, submits_ = 0, charges_ = 0, polls_ = 0;
    bool accepted_ = false;
    temporary_folder folder_;
    asio::io_context context_;
    std::shared_ptr<testing::manual_clock> clock_ = std::make_shared<testing::manual_clock>();
    std::shared_ptr<memory_journal> journal_ = std::make_shared<memory_journal>();
    std::shared_ptr<testing::scripted_transport> network_ =
        std::make_shared<testing::scripted_transport>(context_.get_executor());
    seedance::client client_{context_.get_executor(), network_, options()};
    outcome<generated_video> made_;
    outcome<saved_file> saved_;
};

}  // namespace

BOOST_AUTO_TEST_CASE(may_fail_in_every_way) {
    int cells = 0, exchanges = 0;
    for (const auto& gateway : gateways()) {
        for (const auto& what : faults) {
            for (const bool for_good : {false, true}) {
                int nth = 0;
                for (bool was_hit = true; was_hit; ++nth) {
                    BOOST_TEST_CONTEXT(gateway.name << ", exchange " << nth
                                                    << (for_good ? " and all that follow: " : ": ") << what.name) {
                        failing_world world{gateway, what, nth, for_good};
                        world.run();
                        was_hit = world.was_hit();
                        exchanges += world.exchanges();
                    }
                    cells += was_hit;
                }
                BOOST_TEST(nth == failing_world::healthy_exchanges + 1, "every exchange failed once, and then none");
            }
        }
    }
    BOOST_TEST(cells == static_cast<int>(3 * std::size(faults) * 2 * failing_world::healthy_exchanges));
    std::cout << cells << " cells (3 gateways x " << std::size(faults) << " faults x "
              << failing_world::healthy_exchanges << " exchanges, once and for good), " << exchanges
              << " exchanges, 0 paid twice, 0 ids lost\n";
}

BOOST_AUTO_TEST_SUITE_END()
