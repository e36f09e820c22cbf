// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

#include <chrono>
#include <cstdint>
#include <exception>
#include <memory>
#include <string>
#include <string_view>
#include <utility>

#include <seedance/async/impl/completion.hpp>
#include <seedance/core/error.hpp>
#include <seedance/core/impl/milliseconds.hpp>
#include <seedance/core/quoted.hpp>
#include <seedance/core/random_id.hpp>
#include <seedance/core/text.hpp>
#include <seedance/engine/event.hpp>
#include <seedance/engine/impl/accounts.hpp>
#include <seedance/engine/impl/engine.hpp>
#include <seedance/engine/impl/failures.hpp>
#include <seedance/engine/impl/operation_state.hpp>
#include <seedance/engine/impl/poll_answer.hpp>
#include <seedance/journal/journal.hpp>
#include <seedance/provider/answer.hpp>
#include <seedance/task/account_check.hpp>
#include <seedance/task/failure.hpp>
#include <seedance/transport/http.hpp>
#include <seedance/transport/http_date.hpp>

namespace seedance::detail {

/// What a question that costs nothing tells of a key.
struct key_evidence {
    enum class kind : std::uint8_t {
        accepted,   ///< only who has the key is answered so
        refused,    ///< it is refused
        not_found,  ///< the gateway's own word that there is no such thing, which it may say to anybody
        nothing,    ///< none of that
    };

    kind what = kind::nothing;
    gateway_error said{};
};

/// Weighs an answer by its status. `is_answer` says that it is what was asked for.
inline key_evidence evidence_of(bool is_answer, int status, gateway_error said) {
    using kind = key_evidence::kind;
    const bool is_gateways = !said.code.empty() || !said.message.empty();
    const bool is_refused = status == 401 || status == 403;
    const bool is_absent = status == 400 || status == 404 || status == 410 || status == 422;
    auto what = kind::nothing;
    if (is_answer || (status == 402 && is_gateways)) what = kind::accepted;
    if (!is_answer && is_refused) what = kind::refused;
    if (!is_answer && is_absent && is_gateways) what = kind::not_found;
    return {what, std::move(said)};
}

/// Finds out whether an account can be used: asks its gateway something that costs nothing, and the journal whether it
/// would take an intent. What it finds is no failure.
///
/// The balance is asked for; where there is none, a task that cannot exist. A gateway may say "no such task" before it
/// looks at the key: then it says so without a key, too, and nothing is known.
class check_operation final : public operation_state {
  public:
    check_operation(std::shared_ptr<engine> shared, std::string provider, std::string account,
                    completion<account_check> handler, milliseconds limit)
        : operation_state{std::move(shared)}, handler_{std::move(handler)}, limit_{limit} {
        found_.provider = std::move(provider);
        found_.account = std::move(account);
    }

    void listen(const event_sink& to) noexcept { events_ = to; }

    void start() override {
        account_ = engine_->accounts().find(found_.provider, found_.account);
        if (!account_) return fail(no_account(engine_->accounts(), found_.provider, found_.account, {}));
        found_.base_url = account_->base_url;
        found_.key_fingerprint = account_->key_fingerprint();
        wake_at(engine_->deadline_after(limit_));
        ask_journal();
        if (account_->table->decode_balance != nullptr) return ask_for_balance();
        ask_for_task();
    }

    void on_timer() override { cancel(errc::deadline_reached); }

    void cancel(errc why) override { fail(failure_of(why, step::poll, found_.provider, {})); }

  private:
    using reader = void (check_operation::*)(http_reply&&);
    static constexpr bool with_key = true;
    static constexpr bool without_key = false;
    static constexpr std::string_view no_task = "seedance-check";

    // ---- the gateway

    void ask(std::string_view target, bool sends_key, reader on_reply) {
        auto request = request_to(*account_, "GET", target);
        if (!sends_key) request.headers.clear();
        request.use = connection_use::fresh;  // the way is part of what is checked
        asking_ = true;
        exchange(std::move(request), nullptr, on_reply);
    }

    std::string task_target() const { return account_->table->status_target(no_task, no_task); }

    void ask_for_task() { ask(task_target(), with_key, &check_operation::on_task); }

    void ask_for_balance() { ask(account_->table->balance_target, with_key, &check_operation::on_balance); }

    void on_balance(http_reply&& reply) {
        if (!goes_on(reply)) return;
        auto said = account_->table->decode_balance(reply.whole_status(), reply.body);
        found_.balance = said.left;
        auto weighed = evidence_of(said.left.has_value(), said.status, std::move(said.error));
        const bool has_none = weighed.what == key_evidence::kind::not_found;
        if (has_none) return ask_for_task();
        on_evidence(std::move(weighed));
    }

    void on_task(http_reply&& reply) {
        if (!goes_on(reply)) return;
        auto weighed = read_task(reply);
        if (weighed.what != key_evidence::kind::not_found) return on_evidence(std::move(weighed));
        ask(task_target(), without_key, &check_operation::on_answer_to_nobody);
    }

    void on_answer_to_nobody(http_reply&& reply) {
        if (!still_waits(reply)) return;
        const bool wants_a_key = read_task(reply).what == key_evidence::kind::refused;
        found_.key_accepted = wants_a_key ? finding::yes : finding::unknown;
        if (!wants_a_key) found_.detail = "the gateway answers this question without a key, too";
        has_asked();
    }

    key_evidence read_task(http_reply& reply) const {
        auto answer = read_poll(*account_, reply, no_task);
        return evidence_of(answer.understood, answer.status, std::move(answer.error));
    }

    bool still_waits(const http_reply& reply) {
        asking_ = false;
        if (!handler_) return false;
        emit_exchanged(events_, step::check, reply, {found_.provider, found_.account, {}, {}, {}, nullptr});
        return true;
    }

    /// Writes down what an answer says of the way. Says whether it is an answer.
    bool goes_on(const http_reply& reply) {
        if (!still_waits(reply)) return false;
        const bool is_untrusted = reply.error == make_error_code(transport_errc::untrusted);
        const bool is_secured = reply.phase >= exchange_phase::write;
        found_.reached = reply.phase >= exchange_phase::handshake ? finding::yes : finding::no;
        found_.trusted = is_secured ? finding::yes : is_untrusted ? finding::no : finding::unknown;
        found_.http_status = reply.status;
        found_.times = reply.times;
        if (const auto date = parse_http_date(text::trim(reply.header("Date"))))
            found_.clock_ahead = *date - std::chrono::floor<std::chrono::seconds>(engine_->clock().wall_now());
        if (!reply.error) return true;
        failure why;
        add_reply(why, reply, {});
        found_.detail = std::move(why.detail);
        has_asked();
        return false;
    }

    void on_evidence(key_evidence weighed) {
        using kind = key_evidence::kind;
        if (weighed.what == kind::accepted) found_.key_accepted = finding::yes;
        if (weighed.what == kind::refused) found_.key_accepted = finding::no;
        auto words = std::move(weighed.said.message);
        hide_key(words, *account_);
        if (weighed.what != kind::accepted || found_.http_status >= 400)
            found_.detail = "it answers HTTP " + std::to_string(found_.http_status) +
                            (words.empty() ? std::string{} : " " + detail::quoted(words));
        has_asked();
    }

    // ---- the journal

    /// Sets out to begin an attempt that a budget refuses which does not exist: the journal does all that it does
    /// before a submit, and writes nothing.
    void ask_journal() {
        journal_change begun{.at = engine_->ledger().period_time()};
        begun.wanted.name = begun.wanted.budget = "check-" + random_id();
        begun.wanted.provider = found_.provider;
        begun.wanted.account = found_.account;
        engine_->ledger().ask<journal_answer>(
            [begun](journal& store) { return store.apply({&begun, 1}).at(0); },
            [self = self_as<check_operation>()](const std::exception_ptr& failed, const journal_answer& answer) {
                self->on_journal(failed, answer);
            });
    }

    void on_journal(const std::exception_ptr& failed, const journal_answer& answer) {
        const bool is_good = !failed && answer.refused.has_value();
        found_.journal_writable = is_good ? finding::yes : finding::no;
        if (failed) found_.journal_detail = words_of(failed);
        if (!failed && !is_good) found_.journal_detail = "it takes an intent whose budget does not exist";
        has_asked_journal_ = true;
        finish();
    }

    // ---- the end

    void has_asked() {
        has_asked_gateway_ = true;
        finish();
    }

    void finish() {
        if (!handler_ || !has_asked_gateway_ || !has_asked_journal_) return;
        cancel_timer();
        std::exchange(handler_, {}).succeed(std::move(found_));
    }

    void fail(failure why) {
        if (!handler_) return;
        cancel_timer();
        if (asking_) stop_exchange();
        std::exchange(handler_, {}).fail(std::move(why));
    }

    completion<account_check> handler_;
    milliseconds limit_;
    std::shared_ptr<const account_entry> account_;
    account_check found_;
    event_sink events_{};
    bool asking_ = false;
    bool has_asked_gateway_ = false;
    bool has_asked_journal_ = false;
};

}  // namespace seedance::detail
