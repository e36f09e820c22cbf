// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

/// @file
/// Events as a server's log has them: everything that is in them, a line each.

#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <seedance/engine/event.hpp>
#include <seedance/task/task.hpp>

namespace test {

/// Writes every field of an event: "exchanged step=submit status=200 ... intent=order-1 budget=customer-1 task=task_1".
class event_line {
  public:
    static std::string of(const seedance::event& what) {
        event_line line;
        const auto begin = [&line](const auto& kind) { line(kind); };  // a kind without words does not compile
        what.pass_to(begin);
        return std::move(line.text_);
    }

    void operator()(const seedance::events::queued& e) { begin("queued").add("durable", e.durable).about(e.about); }
    void operator()(const seedance::events::sending& e) { begin("sending").about(e.about); }
    void operator()(const seedance::events::accepted& e) {
        begin("accepted").about(e.about).add("own_task", to_string(e.task)).add("own_intent", e.intent);
    }
    void operator()(const seedance::events::polled& e) {
        begin("polled").add("raw", e.raw_state).add("next", e.next_poll).about(e.about);
        add("own_task", to_string(e.task));
    }
    void operator()(const seedance::events::retrying& e) {
        begin("retrying").add("step", to_string(e.step)).add("code", e.code.message()).add("after", e.after);
        add("words", e.gateway_message).about(e.about);
    }
    void operator()(const seedance::events::paused& e) {
        begin("paused").add("code", e.code.message()).add("next", e.next_poll).about(e.about);
    }
    void operator()(const seedance::events::journal_failed& e) { begin("journal_failed").add("why", e.why); }
    void operator()(const seedance::events::journal_mended& e) { begin("journal_mended").add("intent", e.intent); }
    void operator()(const seedance::events::intent_not_compared& e) { begin("not_compared").add("intent", e.intent); }
    void operator()(const seedance::events::task_conflict& e) {
        begin("task_conflict").add("own_task", to_string(e.task)).add("own_intent", e.intent);
        add("other_task", e.other_task_id).add("other_intent", e.other_intent).about(e.about);
    }
    void operator()(const seedance::events::queued_failure& e) {
        begin("queued_failure").add("own_intent", e.intent).add("why", to_string(e.why)).about(e.about);
    }
    void operator()(const seedance::events::answer_mended& e) {
        begin("answer_mended").add("own_task", e.task_id).about(e.about);
    }
    void operator()(const seedance::events::renewal_failed& e) {
        begin("renewal_failed").add("why", e.why).add("may_send", e.may_send);
    }
    void operator()(const seedance::events::take_over_failed& e) { begin("take_over_failed").add("why", e.why); }
    void operator()(const seedance::events::taken_over& e) {
        begin("taken_over").add("tasks", e.tasks).add("unknown", e.unknown).add("queued", e.queued);
        add("not_sent", e.not_sent).add("expired", e.expired);
    }
    void operator()(const seedance::events::leg_ended& e) {
        begin("leg_ended").add("why", to_string(e.why)).add("next", e.next_provider).add("next_model", e.next_model);
        about(e.about);
    }
    void operator()(const seedance::events::downloaded& e) {
        begin("downloaded").add("received", e.received).add("total", e.total).about(e.about);
    }
    void operator()(const seedance::events::unknown_container& e) {
        begin("unknown_container").add("path", e.path).add("own_task", to_string(e.task)).about(e.about);
    }
    void operator()(const seedance::events::called_back& e) {
        begin("called_back").add("task", e.task_id).about(e.about);
    }
    void operator()(const seedance::events::exchanged& e) {
        begin("exchanged").add("step", to_string(e.step)).add("status", e.status).add("code", e.code.message());
        add("phase", to_string(e.phase)).add("first_byte", e.times.first_byte).add("total", e.times.total);
        add("reused", e.reused_connection).add("resumed", e.resumed_session);
        add("sent", e.bytes_sent).add("received", e.bytes_received).about(e.about);
    }
    void operator()(const seedance::events::finished& e) {
        begin("finished").add("code", e.code ? e.code.message() : "success").add("took", e.took);
        if (e.cost) add("cost", to_string(*e.cost));
        about(e.about);
    }

  private:
    event_line& begin(std::string_view kind) {
        text_ = kind;
        return *this;
    }

    event_line& add(std::string_view name, std::string_view value) {
        text_.append(1, ' ').append(name).append(1, '=').append(value);
        return *this;
    }
    event_line& add(std::string_view name, const char* value) { return add(name, std::string_view{value}); }
    event_line& add(std::string_view name, const std::string& value) { return add(name, std::string_view{value}); }
    template <class Number>
        requires std::is_arithmetic_v<Number>
    event_line& add(std::string_view name, Number value) {
        return add(name, std::to_string(value));
    }
    template <class Rep, class Period>
    event_line& add(std::string_view name, std::chrono::duration<Rep, Period> value) {
        return add(name, std::to_string(std::chrono::duration_cast<std::chrono::milliseconds>(value).count()) + "ms");
    }

    event_line& about(const seedance::events::subject& what) {
        add("provider", what.provider).add("account", what.account).add("model", what.model);
        add("intent", what.intent).add("budget", what.budget);
        return add("task", what.task != nullptr ? std::string_view{what.task->id} : std::string_view{});
    }

    std::string text_;
};

}  // namespace test
