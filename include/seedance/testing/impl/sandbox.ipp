// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

#include <stdexcept>
#include <utility>

#include <seedance/testing/certificate.hpp>
#include <seedance/testing/sandbox.hpp>
#include <seedance/testing/sandbox/callback_outbox.hpp>
#include <seedance/testing/sandbox/callback_target.hpp>
#include <seedance/testing/sandbox/core.hpp>
#include <seedance/testing/sandbox/monitor.hpp>
#include <seedance/testing/sandbox/server.hpp>
#include <seedance/testing/sandbox/tasks.hpp>

namespace seedance::testing {

class sandbox::implementation {
  public:
    explicit implementation(const sandbox_options& options)
        : core{options}, address{options, core.origins()}, server{core, address, authority.issue(address.certified())} {
        core.locked([this](detail::task_store& tasks, detail::monitor&) {
            tasks.set_file_origin(server.origin(core.origins() - 1));
        });
        server.run();
    }

    certificate_authority authority;
    detail::sandbox_core core;
    detail::sandbox_address address;
    detail::sandbox_server server;
};

SEEDANCE_DECL sandbox::sandbox(sandbox_options options) : implementation_{std::make_unique<implementation>(options)} {}

SEEDANCE_DECL sandbox::~sandbox() = default;

SEEDANCE_DECL std::string sandbox::base_url(std::string_view provider) const {
    const auto& core = implementation_->core;
    for (std::size_t i = 0; i != core.origins(); ++i)
        if (!provider.empty() && core.origin(i).provider() == provider)
            return implementation_->server.origin(i) + std::string{core.origin(i).base_path()};
    throw std::invalid_argument{"sandbox: no gateway of this name"};
}

SEEDANCE_DECL const std::string& sandbox::ca_pem() const noexcept { return implementation_->authority.pem(); }

SEEDANCE_DECL void sandbox::fail_next_task(std::string code, std::string message) {
    implementation_->core.locked(
        [&](detail::task_store& tasks, detail::monitor&) { tasks.fail_next({std::move(code), std::move(message)}); });
}

SEEDANCE_DECL void sandbox::answer_next(sandbox_operation operation, scripted_answer answer) {
    implementation_->core.script(operation, std::move(answer));
}

SEEDANCE_DECL void sandbox::release_held() { implementation_->server.release_held(); }

SEEDANCE_DECL void sandbox::set_state(std::string_view task_id, task_state state) {
    implementation_->core.drive(task_id, state);
    implementation_->server.post_callbacks();
}

SEEDANCE_DECL void sandbox::complete(std::string_view task_id) { set_state(task_id, task_state::succeeded); }

SEEDANCE_DECL void sandbox::set_media_length(std::string url, std::chrono::milliseconds length) {
    implementation_->core.locked(
        [&](detail::task_store& tasks, detail::monitor&) { tasks.set_media_length(std::move(url), length); });
}

SEEDANCE_DECL void sandbox::drift(const list_drift& how) { implementation_->core.drift(how); }

SEEDANCE_DECL void sandbox::advance(std::chrono::milliseconds gateway_time) {
    if (gateway_time.count() < 0) throw std::invalid_argument{"sandbox: time does not go back"};
    implementation_->core.advance(gateway_time);
    implementation_->server.post_callbacks();
}

SEEDANCE_DECL void sandbox::deliver_callbacks_to(std::string_view base) {
    const detail::callback_target target{base};
    implementation_->core.with_callbacks([&](detail::callback_outbox& outbox) { outbox.deliver_to(target); });
    implementation_->server.post_callbacks();
}

SEEDANCE_DECL void sandbox::fault_next_callback(callback_fault fault) {
    implementation_->core.with_callbacks(
        [&](detail::callback_outbox& outbox) { outbox.queue().fault_next(std::move(fault)); });
}

SEEDANCE_DECL std::vector<sandbox_callback> sandbox::take_callbacks() {
    return implementation_->core.with_callbacks([](detail::callback_outbox& outbox) { return outbox.take(); });
}

SEEDANCE_DECL std::vector<callback_delivery> sandbox::deliveries() const {
    return implementation_->core.with_callbacks([](detail::callback_outbox& outbox) { return outbox.deliveries(); });
}

SEEDANCE_DECL bool sandbox::wait_for_deliveries(std::size_t count, std::chrono::milliseconds at_most) const {
    return implementation_->core.wait_for_deliveries(count, at_most);
}

SEEDANCE_DECL std::vector<received_request> sandbox::received() const {
    return implementation_->core.locked(
        [](detail::task_store&, detail::monitor& monitor) { return monitor.all_received(); });
}

SEEDANCE_DECL bool sandbox::wait_for_requests(std::size_t count, std::chrono::milliseconds at_most) const {
    return implementation_->core.wait_for_requests(count, at_most);
}

SEEDANCE_DECL std::vector<sandbox_task> sandbox::tasks() const {
    return implementation_->core.locked([](detail::task_store& tasks, detail::monitor&) {
        std::vector<sandbox_task> shown;
        for (const auto& record : tasks.records()) shown.push_back(record.shown_at(tasks.now()));
        return shown;
    });
}

SEEDANCE_DECL std::size_t sandbox::tasks_accepted() const {
    return implementation_->core.locked(
        [](detail::task_store& tasks, detail::monitor&) { return tasks.records().size(); });
}

SEEDANCE_DECL money sandbox::balance() const {
    return implementation_->core.locked([](detail::task_store& tasks, detail::monitor&) { return tasks.balance(); });
}

SEEDANCE_DECL std::vector<std::string> sandbox::broken_invariants() const {
    return implementation_->core.locked([](detail::task_store&, detail::monitor& monitor) { return monitor.broken(); });
}

}  // namespace seedance::testing
