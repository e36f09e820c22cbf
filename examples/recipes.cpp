// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
//
// The README's snippets, as one program that runs them all against the sandbox gateway.

#include <filesystem>
#include <iostream>
#include <memory>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <unistd.h>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/use_future.hpp>

#include <seedance/journal/sqlite.hpp>
#include <seedance/seedance.hpp>
#include <seedance/testing/clock.hpp>
#include <seedance/testing/sandbox.hpp>
#include <seedance/webhook/receiver.hpp>
#include <seedance/webhook/server.hpp>

namespace asio = boost::asio;
using namespace std::chrono_literals;
using fast = seedance::apixo::seedance_2_0_fast;

namespace {

// [runtime]
asio::awaitable<std::string> as_the_user_asks(seedance::client& client, std::string prompt, std::string resolution,
                                              int seconds) {
    const seedance::text_to_video<fast> request{
        .prompt = seedance::runtime(prompt),
        .resolution = seedance::runtime(resolution),
        .duration = seedance::runtime(std::chrono::seconds{seconds}),
    };
    for (const auto& broken : validate(request))
        std::cout << to_string(broken) << '\n';      // every violation, not the first
    auto video = co_await client.generate(request);  // throws the same violations; nothing was sent
    co_return video.urls.front();
}
// [runtime]

// [price]
constexpr seedance::reference_to_video<fast> advert{
    .prompt = "a stylish product ad in the rhythm of the voice",
    .references = {seedance::image("https://example.com/product.png"),
                   seedance::video("https://example.com/motion.mp4", 6s),
                   seedance::audio("https://example.com/voice.mp3")},
    .resolution = "480p",
    .duration = 6s,
};
static_assert(validate(advert).empty());
static_assert(estimate(advert).amount() == seedance::micro_usd(564'000));  // (6 s made + 6 s given) at $0.047
// [price]

// [resume]
asio::awaitable<std::string> submit_and_write_down(seedance::client& client) {
    auto task = co_await client.submit(advert);
    co_return to_string(task);  // one line of text: keep it where it survives this process
}

asio::awaitable<void> pick_up(seedance::client& client, std::string line) {
    auto video = co_await client.resume(line);  // in any process that has the gateway's key
    co_await client.download(video, "advert.mp4");
}
// [resume]

// [journal]
seedance::client durable_client(asio::io_context& io, std::string file, seedance::client_options options) {
    options.journal =
        std::make_shared<seedance::sqlite_journal>(file);  // nothing is sent that is not written down before
    options.budget = "all";                                // what may be paid for is set aside there first
    options.tasks_at_once = 20;                            // per gateway; more queue up
    options.models = seedance::all_models::entries;        // what its queue may hold
    return seedance::client{io.get_executor(), options};
}

asio::awaitable<void> fulfil(seedance::client& client, std::string order) {
    const seedance::call_options once{.intent = order, .price_limit = seedance::usd(1)};
    auto video =
        co_await client.generate(advert, once);  // called again, also by another process: the same task, paid once
    co_await client.download(video, order + ".mp4");
}

asio::awaitable<void> after_a_crash(seedance::client& client) {
    auto found = co_await client.recover();  // what is queued is sent from now on
    for (const auto& left : found.tasks) {
        auto video = co_await client.wait(left.name);
        co_await client.download(video, left.name + ".mp4");
    }
    for (const auto& lost : found.unknown) std::cout << lost.name << " may be on the bill: " << lost.note << '\n';
    for (const auto& left : found.not_sent) co_await client.acknowledge(left.name);  // or submit it again
}
// [journal]

// [queue]
asio::awaitable<std::string> take_order(seedance::client& client, std::string order, seedance::any_request request) {
    const seedance::call_options once{.intent = order};
    auto queued = co_await client.enqueue(request, once);  // it is in the journal: answer your own caller
    co_return queued.name;
}

asio::awaitable<void> deliver(seedance::client& client, std::string order) {
    auto video = co_await client.wait(order);  // by its name
    std::cout << video.urls.front() << '\n';
    co_await client.acknowledge(order);  // the URL is all that was needed
}

asio::awaitable<void> after_a_look_at_the_bill(seedance::client& client, std::string order, std::string task_id) {
    seedance::resolution what = seedance::not_sent;
    if (!task_id.empty()) what = seedance::task{.id = task_id};
    co_await client.resolve(order, what);
}
// [queue]

// [webhooks]
/// The URL is that of your server, as gateways reach it. The key is yours alone, and is the same after a restart.
seedance::client_options with_callbacks(seedance::client_options options, seedance::secret key) {
    options.callbacks = {.base_url = "https://videos.example/hooks", .keys = {{.id = "2026-11", .key = key}}};
    return options;
}

/// For the route "/hooks" of a server that you have; `seedance::webhook_server` is a small one of its own.
asio::awaitable<seedance::webhook_reply> on_post(seedance::webhook_receiver& receiver,
                                                 seedance::webhook_request request) {
    auto refusal = receiver.refuse(request);  // by the head alone: ask before the body is read
    if (refusal) co_return *refusal;
    auto reply = co_await receiver.handle(std::move(request));  // 200 when the journal has it
    co_return reply;
}
// [webhooks]

// [shut_down]
asio::awaitable<void> shut_down(seedance::client& client) {
    auto left = co_await client.drain(900ms);  // no submit begins any more; what has left may be answered
    for (const auto& sent : left.submits) std::cout << "not answered: " << sent.name << '\n';
    for (const auto& task : left.tasks) std::cout << "not waited for any longer: " << to_string(task) << '\n';
    client.close();  // everything ends, and io.run() returns; the next start recovers what is in the journal
}
// [shut_down]

// [account]
asio::awaitable<void> before_the_first_order(seedance::client& client) {
    const auto found = co_await client.check("apixo");  // key, way, clock and journal; pays nothing
    if (!found.is_well()) std::cout << found.detail << ' ' << found.journal_detail << '\n';
    const auto left = co_await client.balance("apixo");
    std::cout << to_string(left) << " left\n";
}

asio::awaitable<void> take_back(seedance::client& client, seedance::task unwanted) {
    try {
        const auto end = co_await client.cancel(unwanted);
        std::cout << end.raw_state << ", charged: " << to_string(end.charged) << '\n';
    } catch (const seedance::error& e) {
        if (e.code() == seedance::errc::unsupported) std::cout << "this gateway finishes what it has accepted\n";
        if (e.code() == seedance::errc::conflict) std::cout << "it runs already, and will be billed\n";
    }
}
// [account]

// [budget]
asio::awaitable<void> set_limits(seedance::client& client) {
    const auto monthly = seedance::budget_period::utc_month();
    co_await client.set_budget("all", seedance::usd(500), monthly);
    co_await client.set_budget("customer-42", seedance::usd(50), monthly);
}

asio::awaitable<void> for_customer(seedance::client& client, std::string order) {
    const seedance::call_options paid{.intent = order, .budget = "customer-42"};
    co_await client.generate(advert, paid);  // errc::over_limit, and nothing is sent, where $50 would be exceeded
    auto now = co_await client.budget("customer-42");
    std::cout << to_string(now.left()) << " left, " << to_string(now.held) << " held\n";
}

asio::awaitable<void> book_the_bill(seedance::client& client) {
    const auto refund = seedance::usd(-1);
    const seedance::call_options once{.intent = "bill 2026-01, line 7"};
    co_await client.adjust_budget("customer-42", refund, "the failed task was not charged", once);
}
// [budget]

// [failure]
asio::awaitable<void> careful(seedance::client& client, std::string prompt) {
    const seedance::text_to_video<fast> request{.prompt = seedance::runtime(prompt)};
    const seedance::call_options patient{.deadline = 20min};
    try {
        co_await client.generate(request, patient);
    } catch (const seedance::error& e) {
        const seedance::failure& why = e.why();
        std::cout << e.what() << '\n';  // the step, the rule, what was given, what to do
        if (why.code == seedance::errc::task_failed)
            std::cout << to_string(why.reason) << ": " << why.gateway_message << '\n';
        if (why.billed != seedance::billed::no) std::cout << "this may be on the bill\n";
        if (why.retry == seedance::retry::resume) std::cout << "later: " << to_string(*why.task) << '\n';
    }
}
// [failure]

// [codes]
asio::awaitable<void> without_exceptions(seedance::client& client) {
    seedance::failure why;
    const seedance::call_options options{.why = &why};
    const auto token = asio::as_tuple(asio::use_awaitable);
    auto result = co_await client.generate(advert, options, token);
    const auto& [code, video] = result;
    if (code == seedance::failure_group::retryable)
        std::cout << "again after " << why.retry_after.value_or(1s).count() << " s\n";
    if (!code) std::cout << video.urls.front() << '\n';
}
// [codes]

// [events]
asio::awaitable<void> with_progress(seedance::client& client) {
    const auto show = seedance::event_handler{
        [](const seedance::events::accepted& e) { std::cout << to_string(e.task) << '\n'; },
        [](const seedance::events::polled& e) { std::cout << e.raw_state << '\n'; },
    };
    const seedance::call_options shown{.on_event = show};
    co_await client.generate(advert, shown);
}
// [events]

// [log]
/// One line for each exchange, and one for each call's end, of every operation of a client: `client_options::on_event`.
const auto log_lines = seedance::event_handler{
    [](const seedance::events::exchanged& e) {
        std::cout << e.about.provider << ' ' << to_string(e.step) << ' ' << e.status << " after " << e.times.total / 1ms
                  << " ms, first byte " << e.times.first_byte / 1ms << " ms, intent " << e.about.intent << '\n';
    },
    [](const seedance::events::finished& e) {
        std::cout << e.about.intent << " of " << e.about.budget << ": " << (e.code ? e.code.message() : "a video")
                  << " in " << e.took / 1s << " s\n";
    },
};
// [log]

// [portable]
template <seedance::model Model>
    requires seedance::offers<Model, seedance::mode::text_to_video>
asio::awaitable<seedance::generated_video> teaser(seedance::client& client, std::string topic) {
    const seedance::text_to_video<Model> request{.prompt = seedance::runtime(topic), .duration = 5s, .sound = false};
    auto video = co_await client.generate(request);
    co_return video;
}
// [portable]

// [by_name]
asio::awaitable<std::string> as_the_form_says(seedance::client& client, std::string model, std::string prompt) {
    const seedance::any_request form{.model = model, .prompt = prompt, .resolution = "480p", .duration = 5s};
    const auto request = prepare(form, seedance::all_models::entries);  // the rules of this model, as at build time
    for (const auto& broken : request.broken_rules()) std::cout << to_string(broken) << '\n';
    auto video = co_await client.generate(request);
    co_return video.urls.front();
}

std::string choices(std::string_view model) {  // for a form: "480p 720p 1080p "
    std::string text;
    if (const auto* entry = find_model(seedance::all_models::entries, model))
        for (const auto& resolution : entry->model->modes[0].resolutions) text.append(resolution) += ' ';
    return text;
}
// [by_name]

// [compare]
asio::awaitable<std::string> cheapest(seedance::client& client, seedance::any_request request) {
    auto list = co_await client.prices("xenodia");  // whose document has no prices; no key is sent
    const std::vector lists{std::move(list)};
    const auto quotes =
        compare_prices(request, seedance::all_models::entries, lists);  // of the models that can take it
    for (const auto& quote : quotes) std::cout << quote.entry->name() << "  " << to_string(quote.price) << '\n';
    co_return quotes.front().entry->name();
}
// [compare]

template <class T>
T run(asio::io_context& io, asio::awaitable<T> what) {
    auto done = asio::co_spawn(io, std::move(what), asio::use_future);
    io.restart();
    io.run();
    return done.get();
}

void require(bool condition, const char* what) {
    if (!condition) throw std::runtime_error{what};
}

/// A gateway posts the end of a task to a server of the program's own.
void be_called_back(seedance::testing::sandbox& gateway) {
    asio::io_context io;
    const auto options =
        with_callbacks({.https = {.ca_pem = gateway.ca_pem()},
                        .clock = std::make_shared<seedance::testing::scaled_clock>(io.get_executor(), 2000)},
                       seedance::secret{"known to nobody else"});
    seedance::client client{io.get_executor(), options};
    client.use(seedance::apixo::account{.api_key = seedance::secret{"sandbox-key"}, .base_url = gateway.base_url()});
    seedance::webhook_receiver receiver{client};
    seedance::webhook_request stray{.method = "POST", .target = "/hooks/1.guessed", .body = "{}"};
    require(run(io, on_post(receiver, stray)).status == 404, "a URL that nobody was given");
    seedance::webhook_server server{io, receiver};
    gateway.deliver_callbacks_to("http://127.0.0.1:" + std::to_string(server.port()));
    client.generate(advert, [&](seedance::error_code code, const seedance::generated_video& video) {
        require(!code && !video.urls.empty(), "a video whose end was posted");
        server.close();
    });
    io.restart();
    io.run();
    gateway.deliver_callbacks_to("");
}

/// One process submits and is gone; the next one finds what it has left.
void crash_and_recover(const seedance::testing::sandbox& gateway, asio::io_context& io) {
    const auto folder = std::filesystem::temp_directory_path() / ("seedance-recipes-" + std::to_string(::getpid()));
    std::filesystem::create_directory(folder);
    const auto order = (folder / "order-1").string();
    const auto journal = (folder / "videos.db").string();
    const auto make = [&] {
        auto client =
            durable_client(io, journal,
                           {.https = {.ca_pem = gateway.ca_pem()},
                            .clock = std::make_shared<seedance::testing::scaled_clock>(io.get_executor(), 2000),
                            .on_event = log_lines});
        client.use(
            seedance::apixo::account{.api_key = seedance::secret{"sandbox-key"}, .base_url = gateway.base_url()});
        return client;
    };
    {
        auto first = make();
        run(io, set_limits(first));
        const seedance::call_options once{.intent = order};
        first.submit(advert, once, [](seedance::error_code, seedance::task) {});
        io.restart();
        io.run();
    }
    io.restart();
    io.run();
    auto second = make();
    run(io, after_a_crash(second));
    require(std::filesystem::file_size(order + ".mp4") > 0, "the video that the first process paid for");
    const seedance::any_request ordered{.model = "apixo/seedance-2-0-mini", .prompt = "a fox in the snow"};
    run(io, deliver(second, run(io, take_order(second, "order-3", ordered))));
    run(io, fulfil(second, (folder / "order-4").string()));
    bool is_known = true;
    try {
        run(io, after_a_look_at_the_bill(second, "order-5", ""));
    } catch (const seedance::error& e) {
        is_known = e.code() != seedance::errc::intent_not_found;
    }
    require(!is_known, "a name that the journal does not have");
    run(io, for_customer(second, "order-2"));
    run(io, book_the_bill(second));
    std::filesystem::remove_all(folder);
}

}  // namespace

int main() try {
    // [sandbox]
    seedance::testing::sandbox gateway{{.time_scale = 2000, .allow_repeated_submits = true}};
    asio::io_context io;
    seedance::client client{io.get_executor(),
                            {.https = {.ca_pem = gateway.ca_pem()},
                             .clock = std::make_shared<seedance::testing::scaled_clock>(io.get_executor(), 2000)}};
    client.use(seedance::apixo::account{.api_key = seedance::secret{"sandbox-key"}, .base_url = gateway.base_url()});
    // [sandbox]

    require(run(io, as_the_user_asks(client, "a fox in the snow", "720p", 5)).starts_with("https://"), "a URL");
    bool refused = false;
    try {
        run(io, as_the_user_asks(client, "", "4k", 99));
    } catch (const seedance::error& e) {
        refused = e.why().broken_rules.size() == 3;
    }
    require(refused, "three violations");
    run(io, pick_up(client, run(io, submit_and_write_down(client))));
    be_called_back(gateway);
    run(io, careful(client, "FAIL SensitiveContent the reason in words"));
    run(io, without_exceptions(client));
    run(io, with_progress(client));
    run(io, teaser<seedance::apixo::seedance_1_5_pro>(client, "a lighthouse"));

    client.use(
        seedance::pixazo::account{.api_key = seedance::secret{"sandbox-key"}, .base_url = gateway.base_url("pixazo")});
    client.use(seedance::xenodia::account{.api_key = seedance::secret{"sandbox-key"},
                                          .base_url = gateway.base_url("xenodia")});
    for (const auto* model : {"apixo/seedance-2-0-mini", "pixazo/seedance-2-0-fast", "xenodia/seedance-2"})
        require(run(io, as_the_form_says(client, model, "a fox in the snow")).starts_with("https://"), "a URL");
    require(choices("pixazo/seedance-2-0") == "480p 720p 1080p " && choices("pixazo/seedance-9").empty(), "the form");
    const seedance::any_request any{.prompt = "a fox in the snow", .resolution = "480p", .duration = 5s};
    require(run(io, cheapest(client, any)) == "pixazo/seedance-1-0-pro-250528", "the cheapest");

    crash_and_recover(gateway, io);
    run(io, before_the_first_order(client));
    run(io, take_back(client, {.provider = "apixo", .model = "seedance-2-0-fast", .id = "task_1"}));
    run(io, shut_down(client));

    require(gateway.tasks_accepted() == 14, "fourteen tasks");
    require(gateway.broken_invariants().empty(), "a well-behaved client");
} catch (const std::exception& e) {
    std::cerr << e.what() << '\n';
    return 1;
}
