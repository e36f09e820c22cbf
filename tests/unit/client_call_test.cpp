// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
// How the client is called: completion tokens, executors, accounts, and calls that never reach a gateway.
#include "checks.hpp"
#include "client_fixture.hpp"

#include <cstdlib>
#include <exception>
#include <future>
#include <memory>
#include <tuple>
#include <type_traits>
#include <utility>

#include <boost/asio/any_completion_handler.hpp>
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/bind_allocator.hpp>
#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/bind_executor.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/deferred.hpp>
#include <boost/asio/experimental/awaitable_operators.hpp>
#include <boost/asio/strand.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/use_future.hpp>

using namespace test;

BOOST_AUTO_TEST_SUITE(client_call)

namespace {

const std::string url = "https://file.apixo.ai/1.mp4";

/// What `call` throws as a `seedance::error`.
template <class Call>
failure failure_thrown_by(Call call) {
    try {
        call();
    } catch (const error& e) {
        BOOST_TEST(e.code() == e.why().code);
        BOOST_TEST(std::string{e.what()} == to_string(e.why()));
        return e.why();
    }
    BOOST_ERROR("nothing was thrown");
    return {};
}

struct memory_use {
    long live = 0;    ///< bytes
    long blocks = 0;  ///< ever
};

template <class T>
struct counting_allocator {
    using value_type = T;

    explicit counting_allocator(memory_use* counted) : use{counted} {}
    template <class U>
    counting_allocator(const counting_allocator<U>& other) : use{other.use} {}

    T* allocate(std::size_t n) {
        ++use->blocks;
        use->live += static_cast<long>(n * sizeof(T));
        return std::allocator<T>{}.allocate(n);
    }
    void deallocate(T* memory, std::size_t n) {
        use->live -= static_cast<long>(n * sizeof(T));
        std::allocator<T>{}.deallocate(memory, n);
    }
    friend bool operator==(const counting_allocator&, const counting_allocator&) = default;

    memory_use* use;
};

}  // namespace

// ---- failures

BOOST_FIXTURE_TEST_CASE(the_default_token_throws_everything_that_is_known, client_fixture) {
    struct coroutine {
        static asio::awaitable<void> run(client_fixture& f, failure& why) {
            try {
                const auto video = co_await f.client.generate(rain());
                BOOST_ERROR("made " << video.task.id);
            } catch (const error& e) {
                why = e.why();
                BOOST_TEST(e.code() == errc::throttled);
                BOOST_TEST(std::string{e.what()} == to_string(e.why()));
                BOOST_TEST(dynamic_cast<const boost::system::system_error*>(&e) != nullptr);
            }
        }
    };
    reply(reply_with(429, R"({"code":429,"message":"concurrency limit reached","data":{"error":"3 of 3"}})",
                     {{"Retry-After", "2700"}}));
    failure why;
    run(coroutine::run(*this, why));
    BOOST_TEST(why.code == errc::throttled);
    BOOST_TEST(why.step == step::submit);
    BOOST_TEST(why.provider == "apixo");
    BOOST_TEST(why.model == "seedance-2-0-fast");
    BOOST_TEST(why.http_status == 429);
    BOOST_TEST(why.gateway_code == "429");
    BOOST_TEST(why.gateway_message == "concurrency limit reached: 3 of 3");
    BOOST_TEST(why.billed == billed::no);
    BOOST_TEST(why.retry == retry::call_again);
    BOOST_TEST(why.retry_after == std::chrono::seconds{2700});
    BOOST_TEST(!why.task);
    BOOST_TEST(why.broken_rules.empty());
}

BOOST_FIXTURE_TEST_CASE(a_failed_task_is_thrown_with_its_reason, client_fixture) {
    struct coroutine {
        static asio::awaitable<void> run(client_fixture& f, failure& why) {
            try {
                const auto video = co_await f.client.generate(rain());
                BOOST_ERROR("made " << video.task.id);
            } catch (const error& e) {
                why = e.why();
            }
        }
    };
    reply(accepted("task_1"), failed("SensitiveContent"));
    failure why;
    run(coroutine::run(*this, why));
    BOOST_TEST(why.code == errc::task_failed);
    BOOST_TEST(why.step == step::poll);
    BOOST_TEST(why.reason == fail_reason::moderation);
    BOOST_TEST(why.gateway_code == "SensitiveContent");
    BOOST_TEST(why.gateway_message == "the gateway's words");
    BOOST_TEST(why.billed == billed::unknown);
    BOOST_TEST(why.retry == retry::never);
    BOOST_TEST_REQUIRE(why.task.has_value());
    BOOST_TEST(why.task->id == "task_1");
}

BOOST_FIXTURE_TEST_CASE(tokens_with_an_error_code_still_get_the_details, client_fixture) {
    reply(refused(402));
    outcome<generated_video> result;
    client.generate(rain(), result.options(), result.handler());
    run();
    BOOST_TEST_REQUIRE(result.done());
    BOOST_TEST(result.code == errc::rejected_balance);
    BOOST_TEST(result.why.code == errc::rejected_balance);
    BOOST_TEST(result.why.gateway_message == "no");
    BOOST_TEST(result.why.http_status == 402);
}

// ---- completion tokens

BOOST_FIXTURE_TEST_CASE(as_tuple_gives_the_error_code, client_fixture) {
    struct coroutine {
        static asio::awaitable<void> run(client_fixture& f) {
            const auto made = co_await f.client.generate(rain(), asio::as_tuple(asio::use_awaitable));
            BOOST_TEST(!std::get<0>(made));
            BOOST_TEST(std::get<1>(made).urls.front() == url);
            failure why;
            const auto refusal = co_await f.client.generate(
                rain(), {.why = &why}, asio::as_tuple(asio::use_awaitable));  // coro-lint: ok (trivially destructible)
            BOOST_TEST(std::get<0>(refusal) == errc::rejected_key);
            BOOST_TEST(why.http_status == 401);
            const auto submitted = co_await f.client.submit(rain(), asio::as_tuple(asio::deferred));
            const auto& [code, made_of_it] = submitted;
            BOOST_TEST(!code);
            BOOST_TEST(made_of_it.id == "task_2");
        }
    };
    reply(accepted("task_1"), succeeded(url), refused(401), accepted("task_2"));
    run(coroutine::run(*this));
}

BOOST_FIXTURE_TEST_CASE(use_awaitable_and_deferred_throw_a_system_error, client_fixture) {
    struct coroutine {
        static asio::awaitable<void> run(client_fixture& f, error_code& code) {
            try {
                const auto made = co_await f.client.submit(rain(), asio::use_awaitable);
                BOOST_ERROR("made " << made.id);
            } catch (const boost::system::system_error& e) {
                code = e.code();
            }
            const auto later = f.client.submit(rain(), asio::deferred);
            const auto once = co_await later(asio::use_awaitable);
            const auto twice = co_await later(asio::use_awaitable);
            BOOST_TEST(once.id == "task_1");
            BOOST_TEST(twice.id == "task_1", "one call is one task, however often it is started");
        }
    };
    reply(refused(403), accepted("task_1"));
    error_code code;
    run(coroutine::run(*this, code));
    BOOST_TEST(code == errc::rejected_access);
}

BOOST_FIXTURE_TEST_CASE(futures_get_value_and_error, client_fixture) {
    reply(accepted("task_1"), refused(403), refused(404));
    auto made = client.submit(rain(), asio::use_future);
    failure why;
    auto refusal = client.submit(rain(), {.why = &why}, asio::use_future);
    auto with_details = client.submit(rain())(asio::use_future);  // an operation without token takes one later
    run();
    BOOST_TEST(made.get().id == "task_1");
    BOOST_CHECK_EXCEPTION(refusal.get(), boost::system::system_error,
                          [](const auto& e) { return e.code() == errc::rejected_access; });
    BOOST_TEST(why.http_status == 403);
    BOOST_TEST(failure_thrown_by([&] { with_details.get(); }).http_status == 404);
}

BOOST_FIXTURE_TEST_CASE(an_operation_takes_a_handler_with_an_exception, client_fixture) {
    reply(accepted("task_1"), refused(400));
    std::exception_ptr none = std::make_exception_ptr(1), some;
    task made;
    client.submit(rain())([&](std::exception_ptr e, task t) { none = e, made = std::move(t); });
    client.submit(rain())([&](std::exception_ptr e, task) { some = e; });
    run();
    BOOST_TEST(!none);
    BOOST_TEST(made.id == "task_1");
    BOOST_TEST(failure_thrown_by([&] { std::rethrow_exception(some); }).code == errc::rejected);
}

BOOST_FIXTURE_TEST_CASE(an_operation_that_is_dropped_does_nothing, client_fixture) {
    {
        auto dropped = client.generate(rain());
    }
    run();
    BOOST_TEST(requests().empty());
}

BOOST_FIXTURE_TEST_CASE(operations_run_side_by_side_in_a_coroutine, client_fixture) {
    struct coroutine {
        static asio::awaitable<void> run(client_fixture& f) {
            using namespace asio::experimental::awaitable_operators;
            const auto both =
                co_await (f.client.submit(rain(), asio::use_awaitable) && f.client.submit(rain(), asio::use_awaitable));
            BOOST_TEST(std::get<0>(both).id == "task_1");
            BOOST_TEST(std::get<1>(both).id == "task_2");
        }
    };
    reply(accepted("task_1"), accepted("task_2"));
    run(coroutine::run(*this));
}

// ---- executors

BOOST_FIXTURE_TEST_CASE(handlers_are_never_called_inside_the_call, client_fixture) {
    outcome<generated_video> invalid, no_task;
    const std::string blank = " ";
    client.generate(text_to_video<fast>{.prompt = runtime(blank)}, invalid.handler());
    client.resume("not a task", no_task.handler());
    BOOST_TEST(invalid.calls + no_task.calls == 0);
    run();
    BOOST_TEST(invalid.done());
    BOOST_TEST(no_task.done());
}

BOOST_FIXTURE_TEST_CASE(handlers_run_where_they_are_bound, client_fixture) {
    asio::io_context elsewhere;
    auto strand = asio::make_strand(elsewhere);
    outcome<task> bound, of_exception;
    bool on_strand = false, also_on_strand = false;
    reply(accepted("task_1"), refused(402));
    client.submit(rain(), asio::bind_executor(strand, [&](error_code code, task made) {
                      on_strand = strand.running_in_this_thread();
                      bound.handler()(code, std::move(made));
                  }));
    client.submit(rain())(asio::bind_executor(strand, [&](std::exception_ptr e, task) {
        also_on_strand = strand.running_in_this_thread() && e;
        ++of_exception.calls;
    }));
    elsewhere.poll();
    BOOST_TEST(!elsewhere.stopped(), "a pending operation is work for its handler's context");
    run();
    BOOST_TEST(bound.calls == 0);
    elsewhere.poll();
    BOOST_TEST(bound.done());
    BOOST_TEST(of_exception.done());
    BOOST_TEST(on_strand);
    BOOST_TEST(also_on_strand);
    BOOST_TEST(elsewhere.stopped());
}

BOOST_FIXTURE_TEST_CASE(a_handler_waits_in_memory_of_its_own_allocator, client_fixture) {
    memory_use use;
    long live_when_called = -1;
    reply(accepted("task_1"));
    client.submit(rain(), asio::bind_allocator(counting_allocator<void>{&use},
                                               [&](error_code, task) { live_when_called = use.live; }));
    BOOST_TEST(use.live > 0);
    settle();
    BOOST_TEST(live_when_called == 0, "given back before the call");
    BOOST_TEST(use.blocks > 0);
}

BOOST_AUTO_TEST_CASE(a_handler_that_is_never_called_goes_with_its_memory) {
    memory_use use;
    bool called = false;
    {
        client_fixture f;
        f.network->hold();
        f.client.submit(rain(),
                        asio::bind_allocator(counting_allocator<void>{&use}, [&](error_code, task) { called = true; }));
        f.settle();
        BOOST_TEST(use.live > 0);
    }
    BOOST_TEST(use.live == 0);
    BOOST_TEST(!called);
}

BOOST_FIXTURE_TEST_CASE(a_handler_may_be_erased_already, client_fixture) {
    using erased = asio::any_completion_handler<void(error_code, task)>;
    reply(accepted("task_1"));
    std::string id;
    client.submit(rain(), erased{[&](error_code, task made) { id = made.id; }});
    settle();
    BOOST_TEST(id == "task_1");

    const auto kept = std::make_shared<int>();
    {
        client_fixture f;
        f.network->hold();
        f.client.submit(rain(), erased{[kept](error_code, task) {}});
        f.settle();
        BOOST_TEST(kept.use_count() == 2);
    }
    BOOST_TEST(kept.use_count() == 1, "one that is never called is destroyed");
}

BOOST_FIXTURE_TEST_CASE(an_answer_on_its_way_is_work_for_the_clients_context, client_fixture) {
    asio::io_context elsewhere;
    const auto far = std::make_shared<testing::scripted_transport>(elsewhere.get_executor());
    far->hold();
    seedance::client mine{context.get_executor(), far, options()};
    mine.use(apixo::account{.api_key = secret{"test-key"}});
    asio::cancellation_signal stop;
    outcome<task> result;
    mine.submit(rain(), result.options(), result.handler(stop));
    for (int steps = 0; far->held() == 0; ++steps) {
        BOOST_TEST_REQUIRE(steps < 10);
        settle();
        elsewhere.restart();
        elsewhere.poll();
    }
    stop.emit(asio::cancellation_type::all);
    settle();
    BOOST_TEST_REQUIRE(result.done());
    BOOST_TEST(result.code == errc::cancelled);
    BOOST_TEST(!context.stopped(), "the late answer has somewhere to go");
    far->answer_with([](const http_request&) { return accepted("task_late"); });
    far->release();
    elsewhere.restart();
    elsewhere.poll();
    settle();
    BOOST_TEST(log == std::vector<std::string>{"accepted task_late"}, "the task is not lost");
}

BOOST_FIXTURE_TEST_CASE(a_pending_operation_is_work_for_the_clients_context, client_fixture) {
    network->hold();
    outcome<task> result;
    client.submit(rain(), result.handler());
    settle();
    BOOST_TEST(!context.stopped());
    reply(accepted("task_1"));
    network->release();
    settle();
    BOOST_TEST(result.done());
    BOOST_TEST(context.stopped());
    BOOST_TEST((client.get_executor() == context.get_executor()));
}

BOOST_FIXTURE_TEST_CASE(a_client_is_made_on_a_context_as_on_its_executor, client_fixture) {
    seedance::client on_context{context, network};
    BOOST_TEST((on_context.get_executor() == context.get_executor()));
    static_assert(!std::is_constructible_v<seedance::client, seedance::client&>, "a client is no context");
    on_context.use(apixo::account{.api_key = secret{"test-key"}});
    reply(accepted("task_1"));
    outcome<task> result;
    on_context.submit(rain(), result.handler());
    run();
    BOOST_TEST(result.value.id == "task_1");
}

BOOST_FIXTURE_TEST_CASE(a_constant_token_is_taken_and_can_be_used_again, client_fixture) {
    asio::cancellation_signal signal;
    outcome<task> first, second;
    const auto token = asio::bind_cancellation_slot(signal.slot(), first.handler());
    const auto without_code = asio::bind_cancellation_slot(
        asio::cancellation_slot{}, [&second](const std::exception_ptr&, task made) { second.value = std::move(made); });
    reply(accepted("task_1"), accepted("task_2"), accepted("task_3"));
    client.submit(rain(), token);
    run();
    BOOST_TEST(first.value.id == "task_1");
    client.submit(rain(), token);
    run();
    BOOST_TEST(first.value.id == "task_2");
    client.submit(rain())(without_code);
    run();
    BOOST_TEST(second.value.id == "task_3");
}

// ---- accounts

BOOST_FIXTURE_TEST_CASE(keys_that_cannot_be_sent_are_refused, client_fixture) {
    const auto refusal = [this](const std::string& key) {
        const auto why = failure_thrown_by([&] { client.use(apixo::account{.api_key = secret{key}}); });
        BOOST_TEST(why.provider == "apixo");
        if (key.size() > 3) BOOST_TEST(lacks(to_string(why), key), "a key is never shown");
        return why.code;
    };
    BOOST_TEST(refusal("") == errc::bad_key);
    BOOST_TEST(refusal("key\r\nX-Evil: 1") == errc::bad_key);
    for (int byte = 0; byte != 256; ++byte) {
        const auto c = static_cast<char>(byte);
        if (byte > 0x20 && byte < 0x7F)
            client.use(apixo::account{.api_key = secret{std::string("key") + c + "y"}});
        else
            BOOST_TEST(refusal(std::string("key") + c + "y") == errc::bad_key, "byte " << byte);
    }
    const char* const variable = "SEEDANCE_TEST_NO_SUCH_VARIABLE";
    for (const auto& missing : {secret::from_env(variable), secret{std::getenv(variable)}, secret{nullptr}}) {
        const auto why = failure_thrown_by([&] { client.use(apixo::account{.api_key = missing}); });
        BOOST_TEST(why.code == errc::bad_key);
        BOOST_TEST(why.billed == billed::no);
        BOOST_TEST(contains(to_string(why), "api_key is empty; is its environment variable set?"));
    }
    BOOST_TEST(requests().empty());

    // The account from before is still there: a refused one changes nothing.
    client.use(apixo::account{.api_key = secret{"good"}});
    BOOST_TEST(refusal("bad key") == errc::bad_key);
    reply(accepted("task_1"));
    outcome<task> result;
    client.submit(rain(), result.handler());
    run();
    BOOST_TEST(requests()[0].headers[0].value == "Bearer good");
}

BOOST_FIXTURE_TEST_CASE(base_urls_that_could_leak_a_key_are_refused, client_fixture) {
    for (const std::string bad : {"",
                                  "/",
                                  "https",
                                  "https:/",
                                  "https://",
                                  "https:///api",
                                  "http://api.apixo.ai/api/v1",
                                  "ftp://api.apixo.ai",
                                  "api.apixo.ai",
                                  "//api.apixo.ai",
                                  "https://user@api.apixo.ai",
                                  "https://user:pass@api.apixo.ai",
                                  "https://api.apixo.ai@evil.example",
                                  "https://api.apixo.ai/v1?a=b",
                                  "https://api.apixo.ai/#x",
                                  "https://api.apixo.ai/v1\r\nHost: evil",
                                  "https://api apixo.ai",
                                  "https://api.apixo.ai\\evil.example",
                                  "https://api.apixo.ai/\xC3\xA4",
                                  "https://:443/",
                                  "https://host:abc",
                                  "https://host:0",
                                  "https://host:65536/v1",
                                  "https://api.apixo.ai../v1",
                                  "https://127.1/v1",
                                  "https://[::1/v1",
                                  "https://api.apixo.ai/%zz",
                                  " https://api.apixo.ai",
                                  "https://api.apixo.ai/\x01",
                                  "https://api.apixo.ai/\x7F",
                                  "javascript:alert(1)"}) {
        const auto why =
            failure_thrown_by([&] { client.use(apixo::account{.api_key = secret{"secret-key"}, .base_url = bad}); });
        BOOST_TEST(why.code == errc::bad_base_url, bad);
        const auto shown = to_string(why);
        BOOST_TEST(shown.find_first_of("\r\n") == std::string::npos);
        BOOST_TEST(lacks(shown, "secret-key"));
    }
    for (const std::string good : {"https://api.apixo.ai/api/v1", "https://api.apixo.ai", "https://api.apixo.ai/",
                                   "HTTPS://api.apixo.ai//", "https://localhost:8443", "https://[::1]:8443/x"})
        BOOST_CHECK_NO_THROW(client.use(apixo::account{.api_key = secret{"key"}, .base_url = good}));
}

// ---- what never reaches the transport

BOOST_FIXTURE_TEST_CASE(an_invalid_request_is_not_sent_and_says_every_rule, client_fixture) {
    const std::string blank = "  ", size = "1080p", shape = "5:4", link = "ftp://example.com/a.png",
                      hook = "ftp://example.com";
    outcome<generated_video> result;
    client.generate(image_to_video<fast>{.prompt = runtime(blank),
                                         .first_frame = runtime(link),
                                         .resolution = runtime(size),
                                         .duration = runtime(16s),
                                         .aspect_ratio = runtime(shape),
                                         .callback_url = runtime(hook)},
                    result.options(), result.handler());
    run();
    BOOST_TEST_REQUIRE(result.done());
    BOOST_TEST(result.code == errc::invalid_request);
    BOOST_TEST(result.why.step == step::check);
    BOOST_TEST(result.why.billed == billed::no);
    BOOST_TEST(result.why.retry == retry::never);
    std::vector<std::string> fields;
    for (const auto& v : result.why.broken_rules) fields.emplace_back(v.field.view());
    const std::vector<std::string> expected{"prompt",   "first_frame",  "resolution",
                                            "duration", "aspect_ratio", "callback_url"};
    BOOST_TEST(fields == expected);
    BOOST_TEST(requests().empty());
    BOOST_TEST(log.empty());
    BOOST_TEST(elapsed() == 0ms);
}

BOOST_FIXTURE_TEST_CASE(without_an_account_nothing_is_sent, client_fixture) {
    seedance::client empty{context.get_executor(), network, options()};
    const task known{.provider = "apixo", .model = "seedance-2-0-fast", .id = "task_1"};
    outcome<generated_video> generated, waited;
    outcome<status_answer> status;
    empty.generate(rain(), generated.options(), generated.handler());
    empty.wait(known, waited.options(), waited.handler());
    empty.status(known, status.options(), status.handler());
    run();
    BOOST_TEST(generated.code == errc::no_account);
    BOOST_TEST(generated.why.billed == billed::no);
    BOOST_TEST(!generated.why.task);
    for (const auto* why : {&waited.why, &status.why}) {
        BOOST_TEST(why->code == errc::no_account);
        BOOST_TEST_REQUIRE(why->task.has_value());
        BOOST_TEST(*why->task == known);
        BOOST_TEST(why->retry == retry::resume);
    }
    BOOST_TEST(requests().empty());
}

BOOST_FIXTURE_TEST_CASE(what_is_not_a_task_is_not_asked_after, client_fixture) {
    outcome<generated_video> from_text, from_value;
    client.resume("seedance-task/1 apixo seedance-2-0-fast", from_text.options(), from_text.handler());
    client.wait(task{.provider = "apixo", .model = "seedance-2-0-fast"}, from_value.handler());
    run();
    BOOST_TEST(from_text.code == errc::invalid_request);
    BOOST_TEST(!from_text.why.task);
    BOOST_TEST(!from_text.why.detail.empty());
    BOOST_TEST(from_value.code == errc::invalid_request);
    BOOST_TEST(requests().empty());
}

BOOST_AUTO_TEST_SUITE_END()
