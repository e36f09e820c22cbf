// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

/// @file
/// A process that pays for a video: real HTTPS, a journal in a file, and a clock that jumps to the next alarm when
/// nothing is under way, so that nobody waits.

#include <functional>
#include <memory>
#include <stdexcept>
#include <string>
#include <string_view>
#include <thread>
#include <utility>

#include <boost/asio/associated_cancellation_slot.hpp>
#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/bind_executor.hpp>
#include <boost/asio/io_context.hpp>

#include <seedance/client.hpp>
#include <seedance/journal/impl/journal_worker.hpp>
#include <seedance/journal/sqlite.hpp>
#include <seedance/models.hpp>
#include <seedance/testing/clock.hpp>
#include <seedance/transport/https.hpp>

namespace test {

using namespace seedance;
namespace asio = boost::asio;

/// Counts what is under way.
class counting_transport final : public transport {
  public:
    counting_transport(asio::any_io_executor executor, std::shared_ptr<transport> inner)
        : executor_{std::move(executor)}, inner_{std::move(inner)} {}

    bool is_idle() const noexcept { return under_way_ == 0; }
    bool calls_before_first_byte() const noexcept override { return inner_->calls_before_first_byte(); }
    bool takes_lent_body() const noexcept override { return inner_->takes_lent_body(); }

    void exchange(http_request request, body_sink* sink, exchange_handler handler) override {
        ++under_way_;
        const auto executor = asio::get_associated_executor(handler, executor_);
        const auto slot = asio::get_associated_cancellation_slot(handler);
        auto counted = [this, handler = std::move(handler)](http_reply reply) mutable {
            --under_way_;
            std::move(handler)(std::move(reply));
        };
        inner_->exchange(std::move(request), sink,
                         asio::bind_cancellation_slot(slot, asio::bind_executor(executor, std::move(counted))));
    }

  private:
    asio::any_io_executor executor_;
    std::shared_ptr<transport> inner_;
    int under_way_ = 0;
};

/// The estimated price of a call of `paying_process`.
constexpr money price_of_call = estimate(text_to_video<apixo::seedance_2_0_fast>{.prompt = "any"}).amount();

/// What a call is, by the name of its intent: "refused-1-17" and "failed-1-17" are routes whose first gateway refuses,
/// or makes a task that fails for nothing; "queued-refused-1-17" and "queued-failed-1-17" the same in the queue. Others
/// are ordinary calls.
struct kind_of_call {
    explicit kind_of_call(std::string_view name)
        : is_queued{name.starts_with("queued-")},
          is_refused{name.find("refused-") != name.npos},
          is_route{is_refused || name.find("failed-") != name.npos} {}

    bool is_queued;
    bool is_refused;  ///< by its first gateway
    bool is_route;
};

struct video_or_failure {
    error_code code{};
    generated_video video{};
    failure why{};
};

class paying_process {
  public:
    paying_process(const std::string& base_url, std::string ca_pem, const std::string& journal,
                   std::function<void(const event&)> on_event = {}) {
        network_ = std::make_shared<counting_transport>(
            io_.get_executor(), make_https_transport(io_.get_executor(), {.ca_pem = std::move(ca_pem)}));
        client_options how;
        how.clock = clock_;
        how.on_event = std::move(on_event);
        how.journal = std::make_shared<sqlite_journal>(journal);
        how.journal->set_budget("b", usd(1'000'000), budget_period::ever(), {});
        how.budget = "b";
        how.models = all_models::entries;
        journal_ = detail::journal_worker::of(how.journal);
        client_ = std::make_unique<client>(io_.get_executor(), network_, std::move(how));
        client_->use(apixo::account{.api_key = secret{"key"}, .base_url = base_url});
        client_->use(xenodia::account{.api_key = secret{"key"}, .base_url = base_url});
    }

    recovery recover() {
        return value_of<recovery>([&](auto handler) { client_->recover(std::move(handler)); });
    }

    /// Its user has what it wanted: the intent is over.
    void acknowledge(const std::string& intent) {
        value_of<seedance::intent>([&](auto handler) { client_->acknowledge(intent, std::move(handler)); });
    }

    /// A person has looked at the gateway's own list.
    void resolve(const std::string& intent, const resolution& said) {
        value_of<seedance::intent>([&](auto handler) { client_->resolve(intent, said, std::move(handler)); });
    }

    video_or_failure generate(const std::string& intent) {
        const kind_of_call kind{intent};
        video_or_failure result;
        bool done = false;
        call_options how;
        how.intent = intent;
        how.why = &result.why;
        how.price_if_unknown = price_of_call;
        if (kind.is_queued && !enqueue(intent, how, result)) return result;
        const auto handler = [&](error_code code, generated_video video) {
            result.code = code;
            result.video = std::move(video);
            done = true;
        };
        if (kind.is_queued)
            client_->wait(intent, how, handler);
        else if (kind.is_route)
            client_->generate(route_of(intent), how, handler);
        else
            client_->generate(text_to_video<apixo::seedance_2_0_fast>{.prompt = runtime(intent)}, how, handler);
        run_until(done);
        return result;
    }

  private:
    static any_request route_of(const std::string& intent) {
        return {.models = {"xenodia/seedance-2", "apixo/seedance-2-0-fast"}, .prompt = intent};
    }

    /// Says whether it is in the queue, or was.
    bool enqueue(const std::string& intent, const call_options& how, video_or_failure& result) {
        bool done = false;
        client_->enqueue(route_of(intent), how, [&](error_code code, const seedance::intent&) {
            result.code = code;
            done = true;
        });
        run_until(done);
        return !result.code;
    }

    /// What `start` gives to its handler; throws the error.
    template <class Value, class Start>
    Value value_of(Start start) {
        Value value;
        bool done = false;
        start([&](error_code code, Value given) {
            if (code) throw boost::system::system_error{code};
            value = std::move(given);
            done = true;
        });
        run_until(done);
        return value;
    }

    void run_until(const bool& done) {
        while (!done) {
            io_.restart();
            const bool is_written = journal_->is_idle();  // if so, what it has to say is there to be run
            if (io_.poll() != 0) continue;
            if (!is_written)
                std::this_thread::yield();
            else if (!network_->is_idle())
                io_.run_one();
            else if (!clock_->advance_to_alarm())
                throw std::logic_error{"nothing is under way, and nothing is done"};
        }
    }

    asio::io_context io_;
    std::shared_ptr<seedance::testing::manual_clock> clock_ = std::make_shared<seedance::testing::manual_clock>();
    std::shared_ptr<counting_transport> network_;
    std::shared_ptr<detail::journal_worker> journal_;
    std::unique_ptr<client> client_;
};

}  // namespace test
