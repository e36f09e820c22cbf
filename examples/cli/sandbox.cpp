// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
//
// `seedance sandbox`: the gateways as a server, for people who write a front end or use another language.

#include <chrono>
#include <csignal>
#include <cstdint>
#include <fstream>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include <boost/asio/io_context.hpp>
#include <boost/asio/signal_set.hpp>
#include <boost/system/system_error.hpp>

#include <seedance/core/number.hpp>
#include <seedance/models.hpp>
#include <seedance/testing/sandbox.hpp>

#include "sandbox.hpp"

namespace cli {

namespace {

namespace testing = seedance::testing;

[[noreturn]] void refuse_fault(const std::string& fault) { throw usage_error{"--fault: there is no '" + fault + "'"}; }

/// What becomes of every callback.
testing::callback_fault callback_fault_of(std::string_view what, const std::string& fault) {
    using enum testing::callback_forgery;
    if (what == "lost") return {.copies = 0};
    if (what == "twice") return {.copies = 2};
    if (what == "late") return {.delay = std::chrono::minutes{1}};
    if (what == "forged") return {.forgeries = {wrong_token, other_task, bad_json, too_large}};
    refuse_fault(fault);
}

/// What becomes of the next request: an HTTP status in place of an answer, no answer though it was acted on, or nothing
/// at all.
testing::scripted_answer answer_of(std::string_view what, const std::string& fault) {
    if (what == "lost") return {.ending = testing::cut::rst};
    if (what == "silent") return {.hold = true};
    const auto status = seedance::text::parse_number<int>(what);
    if (!status || *status < 200 || *status > 599) refuse_fault(fault);
    return {.status = *status, .body = R"({"code":)" + std::string{what} + R"(,"message":"a fault of the sandbox"})"};
}

/// Adds what goes wrong in the list of models that a gateway serves.
void add_drift(testing::list_drift& drift, std::string_view what, const std::string& fault) {
    if (what == "added")
        drift.added.emplace_back("seedance-next");
    else if (what == "removed")
        drift.removed.emplace_back("seedance-2-fast");
    else if (what == "unpriced")
        drift.prices.push_back({.model = "seedance-2", .resolution = "720p"});
    else if (what == "damaged")
        drift.entries.emplace_back(R"({"id":null})");
    else if (what == "huge")
        drift.other_models = 10'000;
    else
        refuse_fault(fault);
}

struct named_fault {
    std::string_view object;
    std::string_view what;
};

named_fault split(std::string_view fault) {
    const auto equals = fault.find('=');
    const bool is_named = equals != fault.npos && equals + 1 < fault.size();
    return is_named ? named_fault{fault.substr(0, equals), fault.substr(equals + 1)} : named_fault{};
}

testing::sandbox_options options_of(const settings& chosen) {
    testing::sandbox_options options{.time_scale = chosen.time_scale, .allow_repeated_submits = true};
    options.host = chosen.host;
    options.first_port = static_cast<std::uint16_t>(chosen.port);
    options.callbacks.deliver_to = chosen.deliver_callbacks;
    for (const auto& fault : chosen.faults)
        if (const auto [object, what] = split(fault); object == "callback")
            options.callbacks.fault = callback_fault_of(what, fault);
    return options;
}

/// Queues up what is to happen to single requests and tasks.
void add_fault(testing::sandbox& gateways, const std::string& fault) {
    const auto [object, what] = split(fault);
    using operation = testing::sandbox_operation;
    if (object == "callback" || object == "list") return;
    if (object == "task") return gateways.fail_next_task(std::string{what}, "a fault of the sandbox");
    for (const auto each : {operation::submit, operation::poll, operation::download})
        if (object == to_string(each)) return gateways.answer_next(each, answer_of(what, fault));
    refuse_fault(fault);
}

/// Serves lists that differ so from the descriptors.
void add_drifts(testing::sandbox& gateways, const std::vector<std::string>& faults) {
    testing::list_drift drift;
    for (const auto& fault : faults)
        if (const auto [object, what] = split(fault); object == "list") add_drift(drift, what, fault);
    gateways.drift(drift);
}

void write_authority(const std::string& path, const std::string& pem) {
    if (path.empty()) return;
    std::ofstream file{path, std::ios::trunc};
    file << pem << std::flush;
    if (!file) throw usage_error{"--ca: " + path + " cannot be written"};
}

void tell(const testing::sandbox& gateways, const settings& chosen, const output& out) {
    json::object base_urls;
    std::string text;
    for (const auto* gateway : seedance::all_gateways::tables) {
        const auto url = gateways.base_url(gateway->name);
        base_urls[gateway->name] = url;
        text += std::string{gateway->name} + "  " + url + '\n';
    }
    const testing::sandbox_options defaults;
    json::object fields{{"base_urls", base_urls}, {"key", defaults.key}, {"pid", ::getpid()}};
    if (!chosen.ca.empty()) fields["ca_file"] = chosen.ca;
    text += "key  " + defaults.key + (chosen.ca.empty() ? "" : "\nca  " + chosen.ca);
    out.result(fields, text);
}

/// Catches the signals that end the program, from its construction on.
class end_signals {
  public:
    end_signals() {
        ends_.async_wait([](const boost::system::error_code&, int) {});
    }

    void wait() { io_.run(); }

  private:
    boost::asio::io_context io_;
    boost::asio::signal_set ends_{io_, SIGINT, SIGTERM};
};

}  // namespace

int serve_sandbox(const settings& chosen, const output& out) try {
    testing::sandbox gateways{options_of(chosen)};
    for (const auto& fault : chosen.faults) add_fault(gateways, fault);
    add_drifts(gateways, chosen.faults);
    write_authority(chosen.ca, gateways.ca_pem());
    end_signals signals;  // before anybody is told that the program is there
    tell(gateways, chosen, out);
    signals.wait();
    return 0;
} catch (const std::invalid_argument& e) {
    throw usage_error{e.what()};
} catch (const boost::system::system_error& e) {
    throw usage_error{"--host, --port: " + e.code().message()};
}

}  // namespace cli
