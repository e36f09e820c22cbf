// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

/// @file
/// A client with the accounts of three gateways, routes over them, and what became of an order.

#include <algorithm>
#include <chrono>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <boost/test/unit_test.hpp>

#include <seedance/journal/memory.hpp>
#include <seedance/models.hpp>
#include <seedance/provider/catalog.hpp>
#include <seedance/testing/answers.hpp>

#include "callback_fixture.hpp"
#include "checks.hpp"

namespace test::routes {

inline const std::string url = "https://file.example/1.mp4";
inline const std::string order = "order-1";

inline const std::string apixo_fast = "apixo/seedance-2-0-fast";
inline const std::string pixazo_fast = "pixazo/seedance-2-0-fast";
inline const std::string xenodia_fast = "xenodia/seedance-2-fast";
inline const std::string xenodia_other = "xenodia/seedance-2";
inline const std::string apixo_mini = "apixo/seedance-2-0-mini";  // cheaper than Fast

// ---- answers

inline http_reply failed_for_nothing(const std::string& words = "upstream timeout") {
    return reply_with(200, R"({"request_id":"p_1","status":"ERROR","output":{"error":")" + words + "\"}}");
}

inline const std::string refused_content = "the content moderation has refused the prompt";

inline http_reply pixazo_accepts(const std::string& id = "p_1") { return testing::accepted("pixazo", id); }
inline http_reply xenodia_accepts() { return testing::accepted("xenodia", "x_1"); }
inline http_reply xenodia_succeeds() { return testing::succeeded("xenodia", "x_1", url); }

// ---- a client with three gateways

class route_fixture : public callback_fixture {
  public:
    route_fixture() { client = with_same_journal(); }

    /// Begins with the gateway whose document says which failures it does not bill.
    static any_request from_pixazo() { return to({pixazo_fast, apixo_fast}); }
    static any_request from_apixo() { return to({apixo_fast, xenodia_fast}); }
    static any_request over_three() { return to({pixazo_fast, xenodia_fast, apixo_fast}); }

    static any_request to(std::vector<std::string> models) {
        return {.models = std::move(models), .prompt = "rain on a tin roof"};
    }

    static money price_at(const std::string& model) {
        return prepare_route(to({model}), all_models::entries).legs().front().price().amount();
    }

    /// Makes one more client with the same journal: of a program that has one gateway's account less, or none less.
    seedance::client with_same_journal(std::string_view but = {}) {
        auto chosen = options();
        chosen.journal = written;
        chosen.models = all_models::entries;
        seedance::client made{context.get_executor(), network, chosen};
        if (but != "apixo") made.use(apixo::account{.api_key = secret{"apixo-key"}});
        if (but != "pixazo") made.use(pixazo::account{.api_key = secret{"pixazo-key"}});
        if (but != "xenodia") made.use(xenodia::account{.api_key = secret{"xenodia-key"}});
        return made;
    }

    /// Begins a call and runs what is ready.
    void begin(outcome<generated_video>& video, const any_request& request, call_options call = {.intent = order}) {
        call.why = &video.why;
        client.generate(request, call, video.handler(signal));
        settle();
    }

    outcome<generated_video> generate(const any_request& request, call_options call = {.intent = order}) {
        outcome<generated_video> video;
        begin(video, request, call);
        run();
        BOOST_TEST_REQUIRE(video.done());
        return video;
    }

    outcome<intent> enqueue(const any_request& request, call_options call = {.intent = order}) {
        outcome<intent> queued;
        call.why = &queued.why;
        client.enqueue(request, call, queued.handler());
        settle();
        BOOST_TEST_REQUIRE(queued.done());
        return queued;
    }

    outcome<generated_video> wait(std::chrono::milliseconds deadline = 30min) {
        outcome<generated_video> video;
        client.wait(order, video.options(deadline), video.handler());
        run_until([&] { return video.done(); });
        return video;
    }

    /// Gives the gateways that were sent a submit, in their order: "pa".
    std::string submitted() const {
        std::string text;
        for (const auto& each : requests())
            if (each.method == "POST") text += host_of(each.url);
        return text;
    }

    long polled(char gateway) const {
        return std::count_if(requests().begin(), requests().end(), [gateway](const http_request& each) {
            return each.method == "GET" && host_of(each.url) == gateway;
        });
    }

    std::vector<intent> attempts() const { return written->list({}).intents; }

    /// Gives the states of the attempts, in their order: "not_sent accepted".
    std::string states() const {
        std::string text;
        for (const auto& each : attempts()) text += (text.empty() ? "" : " ") + std::string{to_string(each.state)};
        return text;
    }

    /// Gives the events about ends of legs, in their order.
    std::vector<std::string> ends() const {
        std::vector<std::string> lines;
        for (const auto& each : log)
            if (each.find(" ended: ") != each.npos) lines.push_back(each);
        return lines;
    }

    /// Makes a leg rest: three requests find that it does not take them. The leg beside it makes the videos.
    void tire_apixo() {
        for (int i = 0; i != 3; ++i) {
            reply(refused(402), xenodia_accepts(), xenodia_succeeds());
            BOOST_TEST(!generate(from_apixo(), {}).code);
        }
        log.clear();
    }

    asio::cancellation_signal signal;

  private:
    static char host_of(const std::string& at) {
        return at.find("pixazo") != at.npos ? 'p' : at.find("xenodia") != at.npos ? 'x' : 'a';
    }
};

using lines = std::vector<std::string>;

}  // namespace test::routes
