// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
// A submit over real TLS whose answer is cut after every byte, or whose connection takes only so many bytes: the client
// knows the right id or says that it does not know, and says "not sent" only when no server has seen a whole request.
// How the transport tells such exchanges apart is tested in integration/https_test.cpp.
#include "decisions.hpp"

#include <atomic>
#include <cerrno>
#include <iostream>
#include <optional>

#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <seedance/journal/memory.hpp>
#include <seedance/transport/https.hpp>

#include "https_server.hpp"
#include "printing.hpp"
#include "send_budget.hpp"

// ---- a kernel that takes only so many bytes of each connection of this thread

namespace {

thread_local long connection_budget = -1;  ///< of each new connection; -1: all

}  // namespace

// Asio calls this; the program's own comes before the C library's.
extern "C" int connect(int socket, const sockaddr* address, socklen_t size) {
    test::send_budget = connection_budget;
    return static_cast<int>(::syscall(SYS_connect, socket, address, size));
}

using namespace test;

BOOST_AUTO_TEST_SUITE(cuts)

namespace {

/// A client whose pauses take no time: its clock moves while nothing else is under way.
class tls_client {
  public:
    tls_client(const gateway& g, const https_server& server, std::string_view path = "") {
        g.use_at(client_, server.url(path, "127.0.0.1"));
    }

    outcome<task> submit(const gateway& g) {
        outcome<task> result;
        client_.submit(g.request(), result.options(), result.handler());
        while (result.calls == 0) {
            context_.restart();
            const bool pauses =
                clock_->has_alarm() && clock_->until_alarm() < 60s;  // longer is the patience with a gateway
            if (context_.poll() != 0) continue;
            if (pauses)
                clock_->advance_to_alarm();
            else if (context_.run_one_for(10s) == 0)
                throw std::runtime_error{"no answer"};
        }
        return result;
    }

    std::vector<intent> open_intents() { return journal_->list({.own = true, .open = true}).intents; }

  private:
    client_options options() {
        client_options made{.clock = clock_, .random_seed = 7};
        made.journal = journal_;
        return made;
    }

    asio::io_context context_;
    std::shared_ptr<testing::manual_clock> clock_ = std::make_shared<testing::manual_clock>();
    std::shared_ptr<memory_journal> journal_ = std::make_shared<memory_journal>();
    seedance::client client_{context_.get_executor(),
                             make_https_transport(context_.get_executor(), {.ca_pem = authority().pem()}), options()};
};

/// The only two things that may be known once the request has left.
void check_accepted_or_unknown(const outcome<task>& result, tls_client& client) {
    const auto open = client.open_intents();
    BOOST_TEST_REQUIRE(open.size() == 1u);
    if (!result.code) {
        BOOST_TEST(result.value.id == "task_1");
        BOOST_TEST_REQUIRE(open[0].task.has_value());
        BOOST_TEST(open[0].task->id == "task_1");
        return;
    }
    BOOST_TEST(result.code == errc::outcome_unknown);
    BOOST_TEST(result.why.retry == retry::ask_first);
    BOOST_TEST(open[0].state == intent_state::unknown);
}

std::string chunked(std::string_view body) {
    return "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n" + [&] {
        std::string out;
        for (; !body.empty(); body.remove_prefix(std::min<std::size_t>(9, body.size()))) {
            const auto piece = body.substr(0, 9);
            out.append(std::to_string(piece.size())).append("\r\n").append(piece).append("\r\n");
        }
        return out;
    }() + "0\r\n\r\n";
}

}  // namespace

BOOST_AUTO_TEST_CASE(an_answer_to_a_submit_may_end_after_every_byte) {
    std::size_t offsets = 0, known = 0, submits = 0;
    for (const auto& gateway : gateways()) {
        for (const auto& whole : {ok(gateway.task(gateway.after_id)), chunked(gateway.task(gateway.after_id))}) {
            for (const auto how : {afterwards::cut, afterwards::reset}) {
                std::atomic<std::size_t> keep{0};
                https_server server{server_certificate(), {.on_request = [&](const std::string&) {
                                        return answer{whole.substr(0, keep), how};
                                    }}};
                const auto id_ends = whole.find("task_1\"");
                for (keep = 0; keep <= whole.size(); ++keep) {
                    tls_client client{gateway, server};
                    const auto result = client.submit(gateway);
                    check_accepted_or_unknown(result, client);
                    const bool must_know =
                        how == afterwards::cut && id_ends != std::string::npos && keep >= id_ends + 7;
                    if (must_know) BOOST_TEST(!result.code, "after byte " << keep << ": " << result.code.message());
                    known += !result.code;
                    ++offsets;
                }
                BOOST_TEST(server.seen().requests.size() == whole.size() + 1, "one submit each");
                submits += server.seen().requests.size();
            }
        }
    }
    std::cout << offsets << " cut answers: " << known << " ids known, " << offsets - known
              << " unknown, 0 wrong, 0 sent again\n";
    BOOST_TEST(submits == offsets);
}

BOOST_AUTO_TEST_CASE(a_submit_may_end_after_every_byte) {
    int requests = 0;
    for (const auto& gateway : gateways()) {
        https_server server{server_certificate(), {.on_request = [&](const std::string&) {
                                return answer{ok(gateway.task(gateway.after_id))};
                            }}};
        bool whole = false;
        for (long budget = 0; !whole; ++budget, ++requests) {  // of the handshake too
            tls_client client{gateway, server};
            connection_budget = budget;
            const auto result = client.submit(gateway);
            connection_budget = send_budget = -1;
            whole = !result.code;
            BOOST_TEST(server.wait_until([](const auto& r) { return r.open == 0; }));
            BOOST_TEST_REQUIRE(server.seen().requests.size() == (whole ? 1u : 0u),
                               "after " << budget << " bytes: " << result.code.message());
            if (whole) continue;
            BOOST_TEST(result.code == errc::not_sent);
            BOOST_TEST(result.why.retry == retry::call_again);
            BOOST_TEST(client.open_intents().empty());
        }
    }
    BOOST_TEST(requests > 3 * 500);
    std::cout << requests << " requests cut after every byte of their connection, 0 false \"not sent\", 0 seen twice\n";
}

BOOST_AUTO_TEST_SUITE_END()
