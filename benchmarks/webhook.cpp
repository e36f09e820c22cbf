// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
//
// What a callback costs, and what its time tells:
//
//   webhook acknowledge FOLDER [NUMBER]   the CPU of an acknowledgement, with a journal in memory and one in FOLDER: it
//                                         ends with 1 where one in memory takes more than 150 microseconds
//   webhook timing [NUMBER]               whether the time of a refusal tells where a forged token is wrong: it ends
//                                         with 1 when it does

#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <exception>
#include <functional>
#include <limits>
#include <memory>
#include <random>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <boost/asio/append.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>

#include <seedance/journal/memory.hpp>
#include <seedance/journal/sqlite.hpp>
#include <seedance/seedance.hpp>
#include <seedance/webhook/receiver.hpp>

#include "measuring.hpp"

namespace {

namespace asio = boost::asio;
using namespace seedance;
using namespace std::chrono_literals;
using steady = std::chrono::steady_clock;

/// A gateway that accepts every submit, says of every task that it is being made, and remembers the callback URLs.
class accepting_transport final : public transport {
  public:
    explicit accepting_transport(asio::any_io_executor executor) : executor_{std::move(executor)} {}

    void exchange(http_request request, body_sink*, exchange_handler handler) override {
        http_reply reply;
        reply.sent = delivery::complete;
        reply.status = 200;
        reply.body = R"({"code":200,"data":{"state":"processing"}})";
        if (request.method == "POST") {
            reply.body = R"({"code":200,"data":{"taskId":"task_)" + std::to_string(urls.size()) + "\"}}";
            constexpr std::string_view name = R"("callback_url":"https://videos.example)";
            const auto at = request.body.find(name) + name.size();
            urls.push_back(request.body.substr(at, request.body.find('"', at) - at));
        }
        asio::post(executor_, asio::append(std::move(handler), std::move(reply)));
    }

    std::vector<std::string> urls;  ///< their paths, in the order of the tasks

  private:
    asio::any_io_executor executor_;
};

client_options with_callbacks(std::shared_ptr<journal> store) {
    client_options options{.journal = std::move(store)};
    options.callbacks = {.base_url = "https://videos.example/hooks",
                         .keys = {{.id = "k1", .key = secret{"a key for measurements"}}}};
    return options;
}

webhook_request callback_for(std::size_t number, const std::string& target) {
    auto body = R"({"code":200,"message":"success","data":{"taskId":"task_)" + std::to_string(number) +
                R"(","state":"success","resultJson":"{\"resultUrls\":[\"https://file.apixo.ai/1.mp4\"]}",)" +
                R"("createTime":4102444800000}})";
    return {.method = "POST",
            .target = target,
            .headers = {{"Host", "videos.example"}, {"Content-Length", std::to_string(body.size())}},
            .body = std::move(body)};
}

/// The most CPU that an acknowledgement may take with a journal in memory, in microseconds.
constexpr double most_cpu = 150;

/// Takes the callbacks of so many tasks that are under way, so many at once; gives the CPU of each in microseconds, and
/// without bound where one was not acknowledged.
double acknowledge(const char* name, std::shared_ptr<journal> store, std::size_t tasks, std::size_t at_once) {
    asio::io_context context{1};
    const auto network = std::make_shared<accepting_transport>(context.get_executor());
    client own{context.get_executor(), network, with_callbacks(std::move(store))};
    own.use(apixo::account{.api_key = secret{"key"}});
    for (std::size_t i = 0; i != tasks; ++i)
        own.submit(text_to_video<apixo::seedance_2_0_fast>{.prompt = "rain"}, [](error_code, const task&) {});
    context.run();
    context.restart();

    webhook_receiver receiver{own};
    std::size_t begun = 0, wrong = 0;
    std::vector<double> took;
    std::function<void()> take = [&] {
        if (begun == tasks) return;
        const auto number = begun++;
        const auto start = steady::now();
        receiver.handle(callback_for(number, network->urls[number]), [&, start](error_code code, webhook_reply reply) {
            wrong += code || reply.status != 200;
            took.push_back(std::chrono::duration<double, std::milli>(steady::now() - start).count());
            take();
        });
    };
    const auto cpu = cpu_seconds();
    for (std::size_t i = 0; i != at_once; ++i) take();
    context.run();
    const auto each = (cpu_seconds() - cpu) / static_cast<double>(tasks) * 1e6;
    std::sort(took.begin(), took.end());
    std::printf("| %s | %zu | %.1f | %.2f | %.2f | %zu |\n", name, at_once, each, took[took.size() / 2],
                took[took.size() * 99 / 100], wrong);
    own.close();
    context.run();
    return wrong == 0 ? each : std::numeric_limits<double>::infinity();
}

/// Says whether the limit is kept.
bool table_of_acknowledgements(const std::string& folder, std::size_t tasks) {
    std::printf(
        "| journal | at once | CPU us each | median, ms | p99, ms | not acknowledged |\n|---|---|---|---|---|---|\n");
    bool is_kept = true;
    for (const std::size_t at_once : {1, 100}) {
        is_kept &= acknowledge("memory", std::make_shared<memory_journal>(), tasks, at_once) <= most_cpu;
        acknowledge("SQLite", std::make_shared<sqlite_journal>(fresh_file(folder)), tasks, at_once);
    }
    fresh_file(folder);
    if (!is_kept) std::printf("the limit of %.0f us of CPU with a journal in memory is broken\n", most_cpu);
    return is_kept;
}

/// Welch's t of two samples.
double welch(const std::vector<double>& one, const std::vector<double>& other) {
    const auto moments = [](const std::vector<double>& of) {
        double mean = 0, square = 0;
        for (const double x : of) mean += x;
        mean /= static_cast<double>(of.size());
        for (const double x : of) square += (x - mean) * (x - mean);
        return std::pair{mean, square / static_cast<double>(of.size() - 1) / static_cast<double>(of.size())};
    };
    const auto [mean, error] = moments(one);
    const auto [other_mean, other_error] = moments(other);
    return (mean - other_mean) / std::sqrt(error + other_error);
}

/// Compares the times of two classes of forged tokens, in random order, without the slowest tenth: what an attacker
/// would do. Says whether they tell nothing: beyond 4.5 they tell.
bool times_tell_nothing(std::size_t samples) {
    asio::io_context context{1};
    const auto network = std::make_shared<accepting_transport>(context.get_executor());
    client own{context.get_executor(), network, with_callbacks(std::make_shared<memory_journal>())};
    own.use(apixo::account{.api_key = secret{"key"}});
    own.submit(text_to_video<apixo::seedance_2_0_fast>{.prompt = "rain"}, [](error_code, const task&) {});
    context.run();
    webhook_receiver receiver{own};
    webhook_request head = callback_for(0, network->urls.at(0));
    const auto mac_at = head.target.rfind('.') + 1;
    const auto forged = [&](std::size_t at) {
        auto wrong = head;
        wrong.target[at] = wrong.target[at] == '0' ? '1' : '0';
        return wrong;
    };
    const webhook_request classes[] = {forged(mac_at), forged(head.target.size() - 1)};
    std::vector<double> times[2];
    for (auto& each : times) each.reserve(samples);
    std::mt19937 random{1};
    std::size_t accepted = 0;
    for (std::size_t i = 0; i != 2 * samples; ++i) {
        const auto which = random() % 2;
        const auto start = steady::now();
        accepted += !receiver.refuse(classes[which]);
        times[which].push_back(std::chrono::duration<double, std::nano>(steady::now() - start).count());
    }
    std::vector<double> all = times[0];
    std::nth_element(all.begin(), all.begin() + static_cast<std::ptrdiff_t>(all.size() * 9 / 10), all.end());
    const double longest = all[all.size() * 9 / 10];
    for (auto& each : times) std::erase_if(each, [longest](double t) { return t > longest; });
    const double t = welch(times[0], times[1]);
    std::printf(
        "refuse: %.0f ns each; t = %.2f for a wrong first against a wrong last digit of the MAC, %zu samples, "
        "%zu accepted\n",
        all[all.size() / 2], t, 2 * samples, accepted);
    own.close();
    context.restart();
    context.run();
    return std::abs(t) < 4.5 && accepted == 0;
}

}  // namespace

int main(int count, char** words) try {
    const std::string_view what = count > 1 ? words[1] : "";
    if (what == "acknowledge" && count > 2)
        return table_of_acknowledgements(words[2], count > 3 ? static_cast<std::size_t>(std::atoll(words[3])) : 2'000)
                   ? 0
                   : 1;
    else if (what == "timing")
        return times_tell_nothing(count > 2 ? static_cast<std::size_t>(std::atoll(words[2])) : 1'000'000) ? 0 : 1;
    else
        return std::fprintf(stderr, "usage: webhook acknowledge FOLDER [NUMBER] | timing [NUMBER]\n"), 2;
} catch (const std::exception& e) {
    std::fprintf(stderr, "%s\n", e.what());
    return 1;
}
