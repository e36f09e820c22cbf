// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
// What a server reads from requests, and how it shows values of the library.
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include <unistd.h>

#include <boost/json/serialize.hpp>
#include <boost/test/unit_test.hpp>

#include <seedance/provider/apixo.hpp>
#include <seedance/request/validate.hpp>
#include <seedance/server/addresses.hpp>
#include <seedance/server/json_views.hpp>
#include <seedance/server/kept_secret.hpp>
#include <seedance/server/line_writer.hpp>
#include <seedance/server/metrics_text.hpp>
#include <seedance/server/places.hpp>
#include <seedance/server/problems.hpp>
#include <seedance/server/request_parts.hpp>
#include <seedance/task/intent.hpp>
#include <seedance/transport/transport_load.hpp>

#include "printing.hpp"
#include "temporary_folder.hpp"

BOOST_AUTO_TEST_SUITE(server_views)

using boost::json::serialize;
using seedance::server_request;

BOOST_AUTO_TEST_CASE(paths_and_patterns) {
    BOOST_TEST(path_of(server_request{.target = "/videos?x=1"}) == "/videos");
    BOOST_TEST(path_of(server_request{.target = "/videos/"}) == "/videos/");
    BOOST_TEST(path_of(server_request{.target = "?"}) == "");
    using seedance::matches;
    for (const auto* const path : {"/videos/x/file", "/videos/%2F/file", "/videos/../file"})
        BOOST_TEST(matches("/videos/*/file", path), path);
    for (const auto* const path : {"/videos//file", "/videos/file", "/videos/x/y/file", "/videos/x/file/",
                                   "/video/x/file", "", "/videos/x/files", "/videos/x"})
        BOOST_TEST(!matches("/videos/*/file", path), path);
    BOOST_TEST(matches("/hooks/*", "/hooks/x"));
    BOOST_TEST(!matches("/hooks/*", "/hooks/"));
    BOOST_TEST(matches("/", "/"));
    BOOST_TEST(!matches("/", "/x"));
}

BOOST_AUTO_TEST_CASE(values_of_queries) {
    const auto value = [](std::string target, std::string_view name = "a") {
        return value_in_query(server_request{.target = std::move(target)}, name);
    };
    BOOST_TEST(value("/x?a=1&b=2", "b") == "2");
    BOOST_TEST(value("/x?a=%7B%22b%22%7D") == "{\"b\"}");
    BOOST_TEST(value("/x?a=1&a=2") == "1");
    BOOST_TEST(value("/x?a") == "");
    BOOST_TEST(value("/x") == "");
    BOOST_TEST(value("/x?b=1") == "");
    BOOST_TEST(value("/x?a=%zz") == "");
    BOOST_TEST(value("*") == "");
    BOOST_TEST(value("http://h/x?a=1") == "");
    BOOST_TEST(value("") == "");
}

BOOST_AUTO_TEST_CASE(values_of_headers_that_mean_one_thing) {
    const auto value = [](std::vector<seedance::http_header> headers) -> std::string {
        const server_request from{.headers = std::move(headers)};
        const auto found = single_value_of_header(from, "Key");
        return found ? '[' + std::string{*found} + ']' : "none";
    };
    BOOST_TEST(value({}) == "none");
    BOOST_TEST(value({{"Other", "a"}}) == "none");
    BOOST_TEST(value({{"key", "a"}}) == "[a]");
    BOOST_TEST(value({{"Key", ""}}) == "[]", "it is there");
    BOOST_TEST(value({{"Key", "a"}, {"KEY", "a"}}) == "[a]");
    BOOST_TEST(value({{"Key", "a"}, {"Other", "c"}, {"Key", "b"}}) == "[]");
    BOOST_TEST(value({{"Key", ""}, {"Key", "a"}}) == "[]");
}

BOOST_AUTO_TEST_CASE(addresses_and_their_methods) {
    struct row {
        std::string_view method, path;
    };
    const std::vector<row> table{{"GET", "/a"}, {"POST", "/a"}, {"DELETE", "/a/*"}};
    const auto found = [&](std::string method, std::string target) -> std::string {
        const auto* const at = find_address(table, server_request{.method = std::move(method), .target = target});
        return at != nullptr ? std::string{at->method} + ' ' + std::string{at->path} : "none";
    };
    BOOST_TEST(found("GET", "/a?x=1") == "GET /a");
    BOOST_TEST(found("HEAD", "/a") == "GET /a");
    BOOST_TEST(found("POST", "/a") == "POST /a");
    BOOST_TEST(found("PUT", "/a") == "GET /a", "there is one, of other methods");
    BOOST_TEST(found("GET", "/a/b") == "DELETE /a/*");
    BOOST_TEST(found("GET", "/b") == "none");
    BOOST_TEST(seedance::methods_at(table, "/a") == "GET, HEAD, POST");
    BOOST_TEST(seedance::methods_at(table, "/a/b") == "DELETE");
    BOOST_TEST(seedance::methods_at(table, "/b") == "");
}

BOOST_AUTO_TEST_CASE(places_are_free_again_when_they_are_let_go) {
    const seedance::places of_customer;
    const auto same = of_customer;
    auto first = of_customer.take(2);
    const auto copy = first;
    auto second = same.take(2);
    BOOST_TEST((first && second));
    BOOST_TEST(!of_customer.take(2));
    BOOST_TEST(!of_customer.take(0));
    BOOST_TEST(of_customer.taken() == 2u);
    first.reset();
    BOOST_TEST(!same.take(2), "a copy has it");
    second.reset();
    BOOST_TEST((same.take(2) != nullptr));
    BOOST_TEST(same.taken() == 1u);
}

BOOST_AUTO_TEST_CASE(tokens) {
    const auto token = [](std::string header) {
        return std::string{bearer_token(server_request{.headers = {{"authorization", std::move(header)}}})};
    };
    BOOST_TEST(token("Bearer abc") == "abc");
    BOOST_TEST(token("bearer  abc ") == " abc ", "one space, and a token has none");
    BOOST_TEST(token("BEARER a b") == "a b");
    BOOST_TEST(token("Bearerabc") == "");
    BOOST_TEST(token("Bearer") == "");
    BOOST_TEST(token("Bearer ") == "");
    BOOST_TEST(token("Basic abc") == "");
    BOOST_TEST(token("") == "");
    BOOST_TEST(bearer_token(server_request{}) == "");
}

BOOST_AUTO_TEST_CASE(intents_as_json) {
    using namespace std::chrono_literals;
    seedance::intent known{.name = "order-7",
                           .provider = "apixo",
                           .model = "seedance-2-0-fast",
                           .held = seedance::micro_usd(380'000),
                           .planned_at = std::chrono::system_clock::time_point{1'760'000'000s},
                           .handle = "a secret handle",
                           .callback = "what came"};
    const std::string begun = R"({"name":"order-7","state":"planned","provider":"apixo","account":"default",)"
                              R"("model":"seedance-2-0-fast","attempt":1,"planned_at":1760000000,"held":"$0.38"})";
    BOOST_TEST(serialize(seedance::json_of(known)) == begun);
    known.state = seedance::intent_state::failed;
    known.task = seedance::task{.id = "task_1"};
    known.budget = "b";
    known.charged = seedance::micro_usd(0);
    known.ended_at = known.planned_at + 90s;
    known.note = "no\x1b[31m" + std::string(1000, 'x');
    const auto over = seedance::json_of(known);
    BOOST_TEST(over.at("state").as_string() == "failed");
    BOOST_TEST(over.at("task").as_string() == "task_1");
    BOOST_TEST(over.at("budget").as_string() == "b");
    BOOST_TEST(over.at("charged").as_string() == "$0.00");
    BOOST_TEST(over.at("ended_at").as_int64() == 1'760'000'090);
    BOOST_TEST(over.at("note").as_string().size() < 320u);
    BOOST_TEST(over.at("note").as_string().find('\x1b') == boost::json::string::npos);
    BOOST_TEST(serialize(over).find("a secret handle") == std::string::npos);
}

BOOST_AUTO_TEST_CASE(rules_prices_and_budgets_as_json) {
    const seedance::text_to_video<seedance::apixo::seedance_2_0_fast> request{.prompt = seedance::runtime("")};
    const auto broken = seedance::json_of(validate(request));
    BOOST_TEST_REQUIRE(broken.size() == 1U);
    BOOST_TEST(broken[0].at("field").as_string() == "prompt");
    BOOST_TEST(!broken[0].at("message").as_string().empty());
    BOOST_TEST(serialize(seedance::json_of(seedance::price{seedance::micro_usd(380'000)})) ==
               R"({"known":true,"price":"$0.38","micro_usd":380000})");
    const auto unknown = seedance::json_of(seedance::price{seedance::price_gap::not_documented});
    BOOST_TEST(!unknown.at("known").as_bool());
    BOOST_TEST(!unknown.contains("micro_usd"));
    const seedance::budget_figures budget{.limit = seedance::micro_usd(25'000'000),
                                          .spent = seedance::micro_usd(380'000),
                                          .held = seedance::micro_usd(500'000)};
    BOOST_TEST(serialize(seedance::json_of(budget)) ==
               R"({"limit":"$25.00","spent":"$0.38","held":"$0.50","left":"$24.12"})");
}

BOOST_AUTO_TEST_CASE(figures_of_origins_add_up) {
    seedance::origin_load one{.origin = "one"}, other{.origin = "other"};
    std::uint64_t number = 0;
    std::set<std::string_view> names;
    for (const auto& [name, value, only_grows] : seedance::detail::origin_figures) {
        one.*value = ++number;
        other.*value = 1000 * number;
        names.insert(name);
    }
    BOOST_TEST(names.size() == number);
    const auto sum = seedance::transport_load{.origins = {one, other}}.total();
    BOOST_TEST(sum.origin.empty());
    BOOST_TEST(sum.connections == 1001u);
    BOOST_TEST(sum.bytes_received == 1001 * number);
    for (const auto& [name, value, only_grows] : seedance::detail::origin_figures)
        BOOST_TEST((sum.*value) == (one.*value) + (other.*value), name);
}

BOOST_AUTO_TEST_CASE(figures_for_prometheus) {
    const seedance::client_load load{
        .accounts =
            {{.provider = "apixo",
              .account = "default",
              .queued = 3,
              .waiting = 7,
              .polls = 1,
              .submit_tokens = 486,
              .poll_tokens = 495,
              .download_tokens = 0},
             {.provider = "pixazo", .account = "a\"\\\nb", .submitting = 2, .downloading = 4, .polls_queued = 9}},
        .models = {{.provider = "apixo",
                    .model = "fast",
                    .count = 12,
                    .p50 = std::chrono::milliseconds{104'007},
                    .p90 = std::chrono::milliseconds{99}}}};
    const auto text = seedance::metrics_text(load);
    for (const auto* const line :
         {"# TYPE seedance_queued gauge\nseedance_queued{gateway=\"apixo\",account=\"default\"} 3\n",
          "seedance_queued{gateway=\"pixazo\",account=\"a\\\"\\\\\\nb\"} 0\n",
          "seedance_waiting{gateway=\"apixo\",account=\"default\"} 7\n",
          "seedance_submitting{gateway=\"pixazo\",account=\"a\\\"\\\\\\nb\"} 2\n",
          "seedance_downloading{gateway=\"pixazo\",account=\"a\\\"\\\\\\nb\"} 4\n",
          "seedance_polls{gateway=\"apixo\",account=\"default\"} 1\n",
          "seedance_polls_queued{gateway=\"pixazo\",account=\"a\\\"\\\\\\nb\"} 9\n",
          "# TYPE seedance_submit_tokens gauge\n"
          "seedance_submit_tokens{gateway=\"apixo\",account=\"default\"} 486\n",
          "seedance_poll_tokens{gateway=\"apixo\",account=\"default\"} 495\n",
          "seedance_download_tokens{gateway=\"apixo\",account=\"default\"} 0\n",
          "seedance_download_tokens{gateway=\"pixazo\",account=\"a\\\"\\\\\\nb\"} 500\n",
          "# TYPE seedance_task_seconds gauge\n"
          "seedance_task_seconds{gateway=\"apixo\",model=\"fast\",quantile=\"0.5\"} 104.007\n"
          "seedance_task_seconds{gateway=\"apixo\",model=\"fast\",quantile=\"0.9\"} 0.099\n",
          "# TYPE seedance_tasks_measured gauge\n"
          "seedance_tasks_measured{gateway=\"apixo\",model=\"fast\"} 12\n"})
        BOOST_TEST(text.find(line) != text.npos, line);
    const auto network = seedance::metrics_text(seedance::transport_load{
        .origins = {{.origin = "api.example:443", .idle = 2, .failed = 5}, {.origin = "foreign hosts", .failed = 1}}});
    for (const auto* const line : {"# TYPE seedance_network_idle gauge\n"
                                   "seedance_network_idle{origin=\"api.example:443\"} 2\n"
                                   "seedance_network_idle{origin=\"foreign hosts\"} 0\n",
                                   "# TYPE seedance_network_failed_total counter\n"
                                   "seedance_network_failed_total{origin=\"api.example:443\"} 5\n"
                                   "seedance_network_failed_total{origin=\"foreign hosts\"} 1\n"})
        BOOST_TEST(network.find(line) != network.npos, line);
    seedance::event_counters counters;
    const seedance::task what{};
    counters(seedance::events::accepted{.task = what, .intent = ""});
    counters(seedance::events::journal_failed{});
    counters(seedance::events::journal_failed{});
    counters(seedance::events::renewal_failed{.why = "", .may_send = true});
    counters(seedance::events::take_over_failed{.why = ""});
    const seedance::failure ended{};
    counters(seedance::events::leg_ended{.why = ended, .next_provider = "", .next_model = ""});
    counters(seedance::events::taken_over{.tasks = 1, .unknown = 2, .queued = 3, .not_sent = 4, .expired = 5});
    const auto counted = counters.text();
    for (const auto* const line : {"\nseedance_tasks_total 1\n", "\nseedance_polls_total 0\n",
                                   "\nseedance_retries_total 0\n", "\nseedance_queue_failures_total 0\n",
                                   "\nseedance_journal_failures_total 2\n", "\nseedance_called_back_total 0\n",
                                   "\nseedance_renewal_failures_total 1\n", "\nseedance_take_over_failures_total 1\n",
                                   "\nseedance_taken_over_total 15\n", "\nseedance_legs_ended_total 1\n"})
        BOOST_TEST(counted.find(line) != counted.npos, line);
    BOOST_TEST(seedance::metrics_text({.connections = 4, .streams = 3, .answers = 2, .server_errors = 1}) ==
               "# TYPE seedance_connections gauge\nseedance_connections 4\n# TYPE seedance_streams gauge\n"
               "seedance_streams 3\n# TYPE seedance_answers_total counter\nseedance_answers_total 2\n"
               "# TYPE seedance_server_errors_total counter\nseedance_server_errors_total 1\n");
    std::string own;
    seedance::append_metric(own, "orders_total", "counter", 5);
    BOOST_TEST(own == "# TYPE orders_total counter\norders_total 5\n");
}

BOOST_AUTO_TEST_CASE(failures_in_words_for_others) {
    const auto said = [](seedance::failure why) {
        const auto answer = seedance::problem_of(why);
        return std::to_string(answer.status) + ' ' + std::get<std::string>(answer.body);
    };
    using seedance::errc;
    const std::string foreign = "WORDS-OF-OTHERS";
    seedance::failure why{.detail = foreign, .gateway_message = foreign};
    const std::pair<errc, std::string_view> known[] = {{errc::price_unknown, "422 {\"error\":\"price_unknown\""},
                                                       {errc::over_limit, "402 {\"error\":\"over_limit\""},
                                                       {errc::intent_mismatch, "409 {\"error\":\"mismatch\""},
                                                       {errc::unsupported, "409 {\"error\":\"unsupported\""},
                                                       {errc::intent_not_found, "404 {\"error\":\"not_found\""},
                                                       {errc::rejected_key, "503 {\"error\":\"not_now\""},
                                                       {errc::journal_unavailable, "503 {"},
                                                       {errc::outcome_unknown, "503 {"},
                                                       {errc::client_closed, "503 {"},
                                                       {errc::no_budget, "503 {"},
                                                       {errc::rejected, "422 {\"error\":\"rejected\""},
                                                       {errc::task_failed, "409 {\"error\":\"failed\""},
                                                       {errc::task_not_found, "404 {\"error\":\"not_found\""},
                                                       {errc::result_expired, "410 {\"error\":\"expired\""},
                                                       {errc::intent_taken, "503 {"}};
    for (const auto& [code, expected] : known) {
        why.code = code;
        BOOST_TEST(said(why).starts_with(expected), expected << " and not " << said(why));
        BOOST_TEST(said(why).find(foreign) == std::string::npos);
    }
    const seedance::text_to_video<seedance::apixo::seedance_2_0_fast> request{.prompt = seedance::runtime("")};
    why.broken_rules = validate(request);
    BOOST_TEST(said(why).starts_with(R"(422 {"error":"invalid_request")"));
    BOOST_TEST(said(why).find(R"("fields":[{"field":"prompt")") != std::string::npos);
    const auto later = seedance::problem_for_now(429, "too_many", "later");
    BOOST_TEST_REQUIRE(later.headers.size() == 2U);
    BOOST_TEST(later.headers[1].name == "Retry-After");
}

BOOST_AUTO_TEST_CASE(a_secret_is_made_once_and_kept) {
    const test::temporary_folder folder;
    const auto path = folder.path("key");
    const std::string made{seedance::kept_secret(path).reveal()};
    BOOST_TEST(made.size() == 32U);
    BOOST_TEST(seedance::kept_secret(path).reveal() == made);
    BOOST_TEST(std::filesystem::status(path).permissions() == std::filesystem::perms{0600});
    folder.write("own", "mine-0123456789\n");
    BOOST_TEST(seedance::kept_secret(folder.path("own")).reveal() == "mine-0123456789");
    folder.write("empty", "\n");
    BOOST_CHECK_THROW(seedance::kept_secret(folder.path("empty")), std::filesystem::filesystem_error);
    BOOST_CHECK_THROW(seedance::kept_secret(folder.path("none/key")), std::filesystem::filesystem_error);
    BOOST_CHECK_THROW(seedance::detail::write_private_file(path, "x"), std::filesystem::filesystem_error);
    BOOST_TEST(seedance::kept_secret(path).reveal() == made, "what is there stays");
    seedance::detail::keep_new_secret(path);
    BOOST_TEST(seedance::kept_secret(path).reveal() == made, "also where another process has made it meanwhile");
    BOOST_TEST(folder.files().size() == 3U, "and nothing is left beside it");
}

namespace {

/// A pipe, and what reads from it.
struct pipe_ends {
    pipe_ends() { BOOST_TEST_REQUIRE(::pipe(ends) == 0); }
    ~pipe_ends() {
        for (const int each : ends) ::close(each);
    }
    std::string read(std::size_t bytes) const {
        std::string text(bytes, 0);
        std::size_t got = 0;
        while (got != bytes) {
            const auto more = ::read(ends[0], text.data() + got, bytes - got);
            BOOST_TEST_REQUIRE(more > 0);
            got += static_cast<std::size_t>(more);
        }
        return text;
    }
    int ends[2];
};

}  // namespace

BOOST_AUTO_TEST_CASE(lines_are_written_whole_and_in_order) {
    const pipe_ends log;
    {
        seedance::line_writer lines{log.ends[1]};
        for (const auto* const each : {"one", "two", ""}) BOOST_TEST(lines.write(each));
    }
    BOOST_TEST(log.read(9) == "one\ntwo\n\n");
}

BOOST_AUTO_TEST_CASE(a_reader_that_is_stuck_holds_up_nobody) {
    const pipe_ends log;
    const std::string line(999, 'x');
    {
        seedance::line_writer lines{log.ends[1]};
        std::size_t taken = 0;
        for (int i = 0; i != 3'000; ++i) taken += lines.write(line) ? 1 : 0;
        BOOST_TEST(lines.dropped() == 3'000 - taken);
        BOOST_TEST(lines.dropped() > 0U);
        BOOST_TEST(!lines.flush(std::chrono::milliseconds{1}));
        for (std::size_t i = 0; i != taken; ++i) BOOST_TEST(log.read(1'000) == line + '\n');
        BOOST_TEST(lines.flush(std::chrono::seconds{10}));
        BOOST_TEST(lines.write(line), "it goes on");
        for (int i = 0; i != 3'000; ++i) lines.write(line);
    }
    log.read(1'000);  // the end did not wait for that
}

BOOST_AUTO_TEST_SUITE_END()
