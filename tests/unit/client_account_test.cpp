// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
// What costs nothing and is about an account: its balance, and whether it can be used.
#include "checks.hpp"
#include "client_fixture.hpp"
#include "journal_doubles.hpp"

#include <seedance/journal/memory.hpp>
#include <seedance/models.hpp>

using namespace test;

BOOST_AUTO_TEST_SUITE(client_account)

namespace {

using strings = std::vector<std::string>;

const std::string right_time = "Fri, 09 Jan 2026 13:33:30 GMT";  // by the fixture's clock

http_reply balance_of(const std::string& data) {
    return reply_with(200, R"({"code":200,"message":"success","data":)" + data + "}", {{"Date", right_time}});
}

/// A refusal in the words of Pixazo and Xenodia, and of APIXO.
http_reply says(int status, const std::string& code) {
    return reply_with(status,
                      R"({"code":)" + std::to_string(status) + R"(,"error":")" + code + R"(","message":"words"})",
                      {{"Date", right_time}});
}

struct fixture : client_fixture {
    fixture() {
        client.use(pixazo::account{.api_key = secret{"test-key"}});
        client.use(xenodia::account{.api_key = secret{"test-key"}});
    }

    outcome<money> balance(std::string_view provider = "apixo") {
        outcome<money> result;
        client.balance(provider, result.options(), result.handler());
        run();
        BOOST_TEST_REQUIRE(result.done());
        return result;
    }

    outcome<account_check> check_result(std::string_view provider = "apixo") {
        outcome<account_check> result;
        client.check(provider, result.options(), result.handler());
        run();
        BOOST_TEST_REQUIRE(result.done());
        return result;
    }

    account_check check(std::string_view provider = "apixo") {
        const auto result = check_result(provider);
        BOOST_TEST(!result.code, to_string(result.why));
        BOOST_TEST(submits() == 0);
        return result.value;
    }
};

/// A journal that refuses to write.
class full_journal final : public journal_before<full_journal> {
  public:
    bool is_immediate() const noexcept override { return true; }
    journal& inner_journal() { return inner_; }
    std::vector<journal_answer> apply(std::span<const journal_change>) override {
        throw std::runtime_error{"the disk is full"};
    }

  private:
    memory_journal inner_;
};

/// One that can be looked into.
class open_journal final : public journal_before<open_journal> {
  public:
    bool is_immediate() const noexcept override { return true; }
    journal& inner_journal() { return inner; }
    memory_journal inner;
};

}  // namespace

// ---- the balance

BOOST_FIXTURE_TEST_CASE(a_balance_is_read_however_it_is_written, fixture) {
    const std::pair<std::string, money> amounts[] = {
        {"12.5", usd(12.5)},
        {"0", money{}},
        {"0.0", money{}},
        {"100", usd(100)},
        {"9.87654321", micro_usd(9'876'543)},
        {"0.1", usd(0.1)},
        {"1e2", usd(100)},
        {"1.5E-1", micro_usd(150'000)},
        {"-3.25", usd(-3.25)},
        {R"("12.50")", usd(12.5)},
        {R"("7")", usd(7)},
        {"0.0000004", money{}},
        {"0.0000006", micro_usd(1)},
        {"123456.789012", micro_usd(123'456'789'012)},
        {"1000000000000", usd(1'000'000'000'000)},
    };
    for (const auto& [text, expected] : amounts) {
        reply(balance_of(text));
        const auto result = balance();
        BOOST_TEST(!result.code, text);
        BOOST_TEST(result.value == expected, text << " is " << to_string(result.value));
    }
    BOOST_TEST(requests().back().method == "GET");
    BOOST_TEST(requests().back().url == "https://api.apixo.ai/api/v1/apikeys/current-balance");
    BOOST_TEST(requests().back().header("Authorization") == "Bearer test-key");
}

BOOST_FIXTURE_TEST_CASE(what_is_no_amount_is_no_balance, fixture) {
    for (const std::string data : {"null", "{}", "[]", "true", R"("")", R"("$12")", R"("12,5")", R"(" 12")",
                                   R"("1e400")", "1e13", "-1e13", R"("nan")", R"("inf")", R"({"balance":3})"}) {
        reply(balance_of(data));
        BOOST_TEST(balance().code == errc::poll_failed, data);
    }
    for (const std::string body : {"", "12.5", "{}", R"({"data":12.5})", R"({"code":200,"data":12.)"}) {
        reply(reply_with(200, body));
        BOOST_TEST(balance().code == errc::poll_failed, body);
    }
}

BOOST_AUTO_TEST_CASE(no_part_of_an_amount_is_a_balance) {
    using traits = provider_traits<apixo::gateway>;
    for (const std::string whole : {R"({"code":200,"message":"success","data":1234.5678})",
                                    R"({"data":1234.5678,"code":200})", R"({"code":200,"data":"1234.5678"})"}) {
        BOOST_TEST(traits::decode_balance(200, whole).left == micro_usd(1'234'567'800));
        for (std::size_t size = 0; size != whole.size(); ++size)
            BOOST_TEST(!traits::decode_balance(200, whole.substr(0, size)).left, whole.substr(0, size));
        for (const int status : {0, 199, 301, 400, 401, 402, 403, 404, 429, 500, 503})
            BOOST_TEST(!traits::decode_balance(status, whole).left, status);
    }
}

BOOST_FIXTURE_TEST_CASE(a_refusal_of_the_balance_is_told_apart, fixture) {
    const std::pair<http_reply, errc> refusals[] = {
        {refused(400), errc::rejected},
        {refused(401), errc::rejected_key},
        {refused(402), errc::rejected_balance},
        {refused(403), errc::rejected_access},
        {refused(404), errc::not_found},
        {refused(410), errc::not_found},
        {refused(422), errc::rejected},
        {reply_with(200, R"({"code":401,"message":"no","data":null})"), errc::rejected_key},
        {reply_with(302, ""), errc::redirect_refused},
        {reply_failed(transport_errc::untrusted, exchange_phase::handshake, delivery::nothing), errc::tls_untrusted},
    };
    for (const auto& [answer, expected] : refusals) {
        reply(answer);
        const auto result = balance();
        BOOST_TEST(result.code == expected);
        BOOST_TEST(result.why.billed == billed::no);
        BOOST_TEST(!result.why.task);
    }
    reply(not_connected(), refused(503), balance_of("3"));
    BOOST_TEST(balance().value == usd(3), "asked again");
    reply(refused_for(429, "1"), balance_of("3"));
    BOOST_TEST(!balance().code);
}

BOOST_FIXTURE_TEST_CASE(the_account_of_the_call_is_asked, fixture) {
    client.use(apixo::account{.api_key = secret{"their-key"}, .name = "tenant"});
    reply(balance_of("4"));
    outcome<money> result;
    client.balance("apixo", {.account = "tenant"}, result.handler());
    run();
    BOOST_TEST(result.value == usd(4));
    BOOST_TEST(requests().back().header("Authorization") == "Bearer their-key");
    BOOST_TEST(balance("pixazo").code == errc::unsupported);
    BOOST_TEST(balance("nobody").code == errc::no_account);
}

// ---- whether an account can be used

BOOST_FIXTURE_TEST_CASE(an_account_that_is_well, fixture) {
    reply(balance_of("12.5"));
    const auto found = check();
    BOOST_TEST(found.is_well());
    BOOST_TEST(found.provider == "apixo");
    BOOST_TEST(found.account == "default");
    BOOST_TEST(found.base_url == "https://api.apixo.ai/api/v1");
    BOOST_TEST(found.balance == usd(12.5));
    BOOST_TEST(found.clock_ahead == 0s);
    BOOST_TEST(found.http_status == 200);
    BOOST_TEST(found.detail.empty());
    BOOST_TEST(requests().size() == 1u);
    BOOST_TEST(requests()[0].use == connection_use::fresh);
}

BOOST_FIXTURE_TEST_CASE(a_task_that_cannot_exist_is_asked_for_with_and_without_the_key, fixture) {
    for (const std::string provider : {"pixazo", "xenodia"}) {
        const auto before = requests().size();
        reply(says(404, "not_found"), says(401, "unauthorized"));
        const auto found = check(provider);
        BOOST_TEST(found.is_well(), provider << ": " << found.detail);
        BOOST_TEST(!found.balance);
        BOOST_TEST_REQUIRE(requests().size() == before + 2);
        BOOST_TEST(!requests()[before].headers.empty());
        BOOST_TEST(requests()[before + 1].headers.empty(), "no key");
        BOOST_TEST(requests()[before].url == requests()[before + 1].url);
    }
    // An APIXO that has no such path is asked for a task, too.
    reply(refused(404), refused(404), refused(401));
    BOOST_TEST(check().key_accepted == finding::yes);
}

BOOST_FIXTURE_TEST_CASE(what_does_not_tell_of_the_key_is_unknown, fixture) {
    const auto key = [this](const http_reply& answer) {
        reply(answer);
        return check("pixazo").key_accepted;
    };
    BOOST_TEST(key(says(401, "unauthorized")) == finding::no);
    BOOST_TEST(key(says(403, "forbidden")) == finding::no);
    BOOST_TEST(key(says(402, "payment")) == finding::yes);
    BOOST_TEST(key(reply_with(200, R"({"request_id":"seedance-check","status":"QUEUED"})")) == finding::yes);
    BOOST_TEST(key(reply_with(404, "<html>nginx</html>")) == finding::unknown);
    BOOST_TEST(key(reply_with(400, "")) == finding::unknown);
    BOOST_TEST(key(reply_with(200, "<html>welcome</html>")) == finding::unknown);
    BOOST_TEST(key(reply_with(302, "")) == finding::unknown);
    BOOST_TEST(key(says(429, "slow")) == finding::unknown);
    BOOST_TEST(key(says(500, "oops")) == finding::unknown);
    BOOST_TEST(key(says(503, "later")) == finding::unknown);
    BOOST_TEST(key(reply_with(407, "proxy")) == finding::unknown);
    // "No such task" is said to anybody, or nobody else can be asked.
    for (const auto& to_nobody : {says(404, "not_found"), says(400, "bad"), says(429, "slow"), not_connected(),
                                  reply_with(200, "{}"), reply_with(302, "")}) {
        reply(says(404, "not_found"), to_nobody);
        const auto found = check("pixazo");
        BOOST_TEST(found.key_accepted == finding::unknown);
        BOOST_TEST(!found.is_well());
        BOOST_TEST(!found.detail.empty());
    }
    reply(refused(401));
    const auto refused_here = check();
    BOOST_TEST(refused_here.key_accepted == finding::no);
    BOOST_TEST(refused_here.detail == "it answers HTTP 401 \"no\"");
}

BOOST_FIXTURE_TEST_CASE(the_way_is_told_apart_by_how_far_it_goes, fixture) {
    struct broken {
        http_reply answer;
        finding reached, trusted;
    };
    using enum exchange_phase;
    const auto fails = [](auto error, exchange_phase phase, delivery sent = delivery::nothing) {
        return reply_failed(error, phase, sent);
    };
    const broken ways[] = {
        {fails(asio::error::host_not_found, resolve), finding::no, finding::unknown},
        {fails(transport_errc::timed_out, resolve), finding::no, finding::unknown},
        {not_connected(), finding::no, finding::unknown},
        {fails(transport_errc::timed_out, connect), finding::no, finding::unknown},
        {fails(asio::error::network_unreachable, connect), finding::no, finding::unknown},
        {fails(transport_errc::untrusted, handshake), finding::yes, finding::no},
        {fails(transport_errc::timed_out, handshake), finding::yes, finding::unknown},
        {fails(asio::error::connection_reset, handshake), finding::yes, finding::unknown},
        {fails(asio::error::eof, write, delivery::partial), finding::yes, finding::yes},
        {answer_lost(), finding::yes, finding::yes},
        {fails(transport_errc::timed_out, read, delivery::complete), finding::yes, finding::yes},
        {fails(transport_errc::bad_reply, read, delivery::complete), finding::yes, finding::yes},
        {cut("{", 200), finding::yes, finding::yes},
    };
    for (const auto& each : ways) {
        reply(each.answer);
        const auto found = check();
        BOOST_TEST(found.reached == each.reached, found.detail);
        BOOST_TEST(found.trusted == each.trusted, found.detail);
        BOOST_TEST(found.key_accepted == finding::unknown, found.detail);
        BOOST_TEST(!found.detail.empty());
        BOOST_TEST(!found.is_well());
    }
}

BOOST_FIXTURE_TEST_CASE(the_clocks_are_compared, fixture) {
    const auto ahead = [this](const std::string& date) {
        auto answer = balance_of("1");
        answer.headers = {{"Date", date}};
        reply(answer);
        return check();
    };
    BOOST_TEST(ahead("Fri, 09 Jan 2026 13:34:30 GMT").clock_ahead == 60s);
    BOOST_TEST(ahead("Fri, 09 Jan 2026 13:34:30 GMT").is_well());
    BOOST_TEST(!ahead("Fri, 09 Jan 2026 13:34:31 GMT").is_well());
    BOOST_TEST(ahead("Fri, 09 Jan 2026 13:32:30 GMT").clock_ahead == -60s);
    BOOST_TEST(!ahead("Fri, 09 Jan 2026 13:32:29 GMT").is_well());
    BOOST_TEST(ahead("Sat, 09 Jan 2027 13:33:30 GMT").clock_ahead == 365 * 24h);
    BOOST_TEST(ahead("Friday, 09-Jan-26 13:33:31 GMT").clock_ahead == 1s);
    BOOST_TEST(ahead(" Fri Jan  9 13:33:29 2026 ").clock_ahead == -1s);
    for (const auto* text : {"", "now", "Fri, 09 Jan 2026", "1767965610", "Fri, 32 Jan 2026 13:33:30 GMT"}) {
        BOOST_TEST(!ahead(text).clock_ahead, text);
        BOOST_TEST(ahead(text).is_well(), text);
    }
}

BOOST_FIXTURE_TEST_CASE(a_journal_that_cannot_be_written_is_told, fixture) {
    auto chosen = options();
    chosen.journal = std::make_shared<full_journal>();
    use_options(chosen);
    reply(balance_of("1"));
    const auto found = check();
    BOOST_TEST(found.journal_writable == finding::no);
    BOOST_TEST(found.journal_detail == "the disk is full");
    BOOST_TEST(found.key_accepted == finding::yes);
    BOOST_TEST(!found.is_well());
}

BOOST_FIXTURE_TEST_CASE(a_check_leaves_nothing_in_the_journal, fixture) {
    auto chosen = options();
    const auto store = std::make_shared<open_journal>();
    chosen.journal = store;
    use_options(chosen);
    for (int i = 0; i != 3; ++i) {
        reply(balance_of("1"));
        BOOST_TEST(check().is_well());
    }
    BOOST_TEST(store->inner.list({}).intents.empty());
}

BOOST_FIXTURE_TEST_CASE(a_check_says_nothing_of_the_key, fixture) {
    reply(reply_with(401, R"({"code":401,"message":"test-key is not known\u001b[31m","data":null})"));
    const auto found = check();
    BOOST_TEST(lacks(found.detail, "test-key"));
    BOOST_TEST(lacks(found.detail, "\x1b"));
}

BOOST_FIXTURE_TEST_CASE(every_exchange_is_told, fixture) {
    strings told;
    const auto keep = event_handler{[&told](const events::exchanged& e) {
        told.push_back(std::string{e.about.provider} + ' ' + std::string{e.about.account} + ' ' +
                       std::string{to_string(e.step)} + ' ' + std::to_string(e.status));
    }};
    auto well = says(404, "not_found");
    well.times.total = 120ms;
    reply(well, says(401, "unauthorized"), balance_of("3"));
    outcome<account_check> found;
    client.check("pixazo", {.on_event = keep}, found.handler());
    run();
    outcome<money> left;
    client.balance("apixo", {.on_event = keep}, left.handler());
    run();
    BOOST_TEST(told == (strings{"pixazo default check 404", "pixazo default check 401", "apixo default check 200"}));
    BOOST_TEST(found.value.times.total == 120ms, "of the question with the key");
}

BOOST_FIXTURE_TEST_CASE(a_check_ends_with_its_deadline_its_caller_or_its_client, fixture) {
    BOOST_TEST(check_result("nobody").code == errc::no_account);
    network->hold();
    outcome<account_check> late, cancelled, closed;
    asio::cancellation_signal signal;
    client.check("apixo", late.options(10s), late.handler());
    client.check("apixo", cancelled.options(), cancelled.handler(signal));
    settle();
    signal.emit(asio::cancellation_type::terminal);
    run_until([&late] { return late.done(); });
    BOOST_TEST(late.code == errc::deadline_reached);
    BOOST_TEST(cancelled.code == errc::cancelled);
    BOOST_TEST(network->cancelled() == 2u);
    client.check("apixo", closed.options(), closed.handler());
    settle();
    client.close();
    settle();
    BOOST_TEST(closed.code == errc::client_closed);
}

BOOST_AUTO_TEST_SUITE_END()
