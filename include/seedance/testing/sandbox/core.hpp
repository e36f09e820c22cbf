// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

/// @file
/// The sandbox without its sockets: a request to one origin goes in, and the bytes of an answer come out. Between them
/// stand the scripted answers and the record of what arrived.

#include <algorithm>
#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <seedance/core/impl/milliseconds.hpp>
#include <seedance/core/text.hpp>
#include <seedance/models.hpp>
#include <seedance/provider/answer.hpp>
#include <seedance/testing/sandbox/apixo.hpp>
#include <seedance/testing/sandbox/callback_outbox.hpp>
#include <seedance/testing/sandbox/callback_types.hpp>
#include <seedance/testing/sandbox/callbacks.hpp>
#include <seedance/testing/sandbox/emulation.hpp>
#include <seedance/testing/sandbox/files.hpp>
#include <seedance/testing/sandbox/monitor.hpp>
#include <seedance/testing/sandbox/pixazo.hpp>
#include <seedance/testing/sandbox/tasks.hpp>
#include <seedance/testing/sandbox/types.hpp>
#include <seedance/testing/sandbox/xenodia.hpp>

namespace seedance::testing::detail {

/// Makes an emulation of every gateway of the library.
inline std::vector<std::unique_ptr<emulation>> make_gateways(task_store& tasks, const std::string& key) {
    std::vector<std::unique_ptr<emulation>> gateways;
    all_gateways::for_each(
        [&]<class Gateway> { gateways.push_back(std::make_unique<emulation_of<Gateway>>(tasks, key)); });
    return gateways;
}

/// The answer of a connection to a request, and what the connection does then.
struct outgoing {
    std::string bytes;
    cut ending = cut::none;
    bool hold = false;
    bool keep_alive = true;
    std::string after_callback_of = {};  ///< a task: the answer waits until a callback of it has been posted
};

/// Writes a time as RFC 9110, 5.6.7, prefers it: "Fri, 09 Jan 2026 13:33:30 GMT".
inline std::string http_date(std::int64_t unix_milliseconds) {
    using namespace std::chrono;
    static constexpr std::string_view days[] = {"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
    static constexpr std::string_view months[] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                  "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
    const auto day = floor<std::chrono::days>(sys_time<milliseconds>{milliseconds{unix_milliseconds}});
    const auto month = static_cast<unsigned>(year_month_day{day}.month());
    const auto written = date_and_time(unix_milliseconds);  // "2026-01-09 13:33:30"
    const std::string of_week{days[weekday{day}.c_encoding()]}, of_year{months[month - 1]};
    return of_week + ", " + written.substr(8, 2) + ' ' + of_year + ' ' + written.substr(0, 4) + written.substr(10) +
           " GMT";
}

/// Writes the answer as HTTP/1.1, sent at a time of the gateway. The answer to HEAD has no body, but tells its length.
inline std::string to_http(const wire_answer& answer, std::int64_t unix_milliseconds, bool keep_alive, bool with_body) {
    auto text = "HTTP/1.1 " + std::to_string(answer.status) + ' ' + std::string{reason_phrase(answer.status)} + "\r\n";
    const auto line = [&text](std::string_view name, std::string_view value) {
        text.append(name).append(": ").append(value).append("\r\n");
    };
    const auto missing = [&answer](std::string_view name) { return find_header(answer.headers, name) == nullptr; };
    if (missing("Date")) line("Date", http_date(unix_milliseconds));
    if (missing("Content-Type") && !answer.content_type.empty()) line("Content-Type", answer.content_type);
    if (missing("Content-Length") && missing("Transfer-Encoding"))
        line("Content-Length", std::to_string(answer.body.size()));
    for (const auto& header : answer.headers) line(header.name, header.value);
    if (!keep_alive && missing("Connection")) line("Connection", "close");
    text += "\r\n";
    if (with_body) text += answer.body;
    return text;
}

inline bool asks_to_close(const wire_answer& answer) {
    const auto* connection = find_header(answer.headers, "Connection");
    return connection != nullptr && text::equal_ignoring_case(connection->value, "close");
}

/// What all connections of a sandbox share: its tasks, its scripts, and its record of what was asked.
/// @par Thread safety
/// Every function may be called from any thread.
class sandbox_core {
  public:
    explicit sandbox_core(const sandbox_options& options)
        : tasks_{options},
          monitor_{options.key, options.allow_repeated_submits},
          callbacks_{options},
          origins_{make_gateways(tasks_, options.key)} {
        if (options.key.empty()) throw std::invalid_argument{"sandbox: the key is empty"};
        origins_.push_back(std::make_unique<file_host>(tasks_));
    }

    std::size_t origins() const noexcept { return origins_.size(); }
    const emulation& origin(std::size_t index) const { return *origins_[index]; }

    outgoing answer(std::size_t origin, received_request request, bool keep_alive) {
        const std::lock_guard lock{mutex_};
        settle();
        auto& speaker = *origins_[origin];
        request.provider = speaker.provider();
        request.operation = speaker.operation_of(request);
        request.right_key = speaker.has_key(request);
        request.at = tasks_.now();
        watch_arrival(speaker, request);
        const auto script = next_script(request.operation);
        const auto accepted_before = tasks_.records().size();
        const auto said = decide(speaker, request, script);
        const bool whole = script.ending == cut::none && !script.hold;
        const bool accepted = tasks_.records().size() != accepted_before;
        watch_answer(speaker, request, said, {whole, script.status == 0, accepted});

        keep_alive = keep_alive && !asks_to_close(said);
        outgoing out{to_http(said, unix_now(), keep_alive, request.method != "HEAD"), script.ending, script.hold,
                     keep_alive};
        if (accepted) out.after_callback_of = expect_callbacks(tasks_.newest(), speaker);
        if (script.ending != cut::none) out.bytes.resize(std::min(out.bytes.size(), script.cut_after));
        monitor_.received(std::move(request));
        arrived_.notify_all();
        return out;
    }

    /// Gives the answer to what is not a whole request.
    std::string refusal(std::size_t origin, int status, std::string_view words) {
        const std::lock_guard lock{mutex_};
        settle();
        return to_http(origins_[origin]->refuse(status, words), unix_now(), false, true);
    }

    void script(sandbox_operation operation, scripted_answer answer) {
        const std::lock_guard lock{mutex_};
        scripts_[operation].push_back(std::move(answer));
    }

    bool wait_for_requests(std::size_t count, milliseconds at_most) const {
        std::unique_lock lock{mutex_};
        return arrived_.wait_until(
            lock, std::chrono::system_clock::now() + std::min<milliseconds>(at_most, std::chrono::hours{24}),
            [&] { return monitor_.all_received().size() >= count; });
    }

    /// Calls `use(tasks, monitor)` while no other thread touches either.
    template <class Use>
    auto locked(const Use& use) {
        const std::lock_guard lock{mutex_};
        settle();
        return use(tasks_, monitor_);
    }

    void drive(std::string_view task_id, task_state state) {
        const std::lock_guard lock{mutex_};
        settle();
        callbacks_.queue().driven(tasks_.drive(task_id, state));
        settle();
    }

    void advance(milliseconds gateway_time) {
        const std::lock_guard lock{mutex_};
        settle();
        tasks_.clock().advance(gateway_time);
        settle();
    }

    void drift(const list_drift& how) {
        const std::lock_guard lock{mutex_};
        for (const auto& each : origins_) each->drift(how);
    }

    /// Calls `use(outbox)` while no other thread touches the callbacks.
    template <class Use>
    auto with_callbacks(const Use& use) {
        const std::lock_guard lock{mutex_};
        settle();
        return use(callbacks_);
    }

    /// Gives the real time until there is a callback to post. What is due already counts where there is room for it: it
    /// may have become due since somebody looked.
    std::optional<std::chrono::steady_clock::duration> until_next_callback(bool due_counts) {
        const std::lock_guard lock{mutex_};
        settle();
        if (due_counts && callbacks_.has_next()) return std::chrono::steady_clock::duration{0};
        const auto next = callbacks_.next_at();
        return next ? tasks_.clock().real_time_until(*next) : std::nullopt;
    }

    /// Records what came of a callback.
    void callback_ended(callback_post post, callback_delivery delivery) {
        const std::lock_guard lock{mutex_};
        settle();
        callbacks_.ended(std::move(post), std::move(delivery), tasks_.now());
        delivered_.notify_all();
    }

    bool wait_for_deliveries(std::size_t count, milliseconds at_most) const {
        std::unique_lock lock{mutex_};
        return delivered_.wait_until(
            lock, std::chrono::system_clock::now() + std::min<milliseconds>(at_most, std::chrono::hours{24}),
            [&] { return callbacks_.deliveries().size() >= count; });
    }

  private:
    struct outcome {
        bool whole;     ///< neither cut nor held
        bool own;       ///< the sandbox's own answer
        bool accepted;  ///< a task was made
    };

    std::int64_t unix_now() { return tasks_.clock().unix_milliseconds(tasks_.now()); }

    /// Lets time pass, and everything happen that happens by itself.
    void settle() {
        tasks_.clock().tick();
        callbacks_.settle(tasks_.now());
    }

    /// Gives the task's id if its submit is to be answered after a callback that is due now.
    std::string expect_callbacks(task_record& record, const emulation& speaker) {
        callbacks_.queue().accepted(record, speaker);
        settle();
        return callbacks_.precedes_answer(record) ? record.task.id : std::string{};
    }

    scripted_answer next_script(sandbox_operation operation) {
        auto& queue = scripts_[operation];
        if (queue.empty()) return {};
        auto script = std::move(queue.front());
        queue.pop_front();
        return script;
    }

    static wire_answer decide(emulation& speaker, const received_request& request, const scripted_answer& script) {
        if (script.status == 0) return speaker.handle(request);
        if (script.accept_first) speaker.handle(request);
        return {script.status, script.content_type, script.body, script.headers};
    }

    void watch_arrival(const emulation& speaker, const received_request& request) {
        if (request.operation == sandbox_operation::submit) monitor_.submit_arrived(request);
        if (request.operation == sandbox_operation::download) monitor_.download_arrived(request);
        if (request.operation != sandbox_operation::poll) return;
        if (const auto* record = tasks_.find(speaker.task_of(request))) monitor_.poll_arrived(*record, tasks_.now());
    }

    void watch_answer(const emulation& speaker, const received_request& request, const wire_answer& said,
                      outcome came) {
        const int meaning = speaker.meaning_of(said);
        if (request.operation == sandbox_operation::submit) {
            const bool refused = meaning >= 400 && meaning < 500 && meaning != 408;
            return monitor_.submit_answered(request, refused && came.whole && !came.accepted);
        }
        auto* record = tasks_.find(speaker.task_of(request));
        if (record == nullptr || !came.whole) return;
        const bool is_no_file = meaning >= 400 || !came.own;
        if (request.operation == sandbox_operation::download && is_no_file) record->end_told = false;
        if (request.operation != sandbox_operation::poll || !came.own || meaning != 200) return;
        if (is_terminal(record->state_at(tasks_.now()))) record->end_told = true;
        record->hinted = {tasks_.now(), said.poll_hint};
    }

    mutable std::mutex mutex_;
    mutable std::condition_variable arrived_, delivered_;
    task_store tasks_;
    monitor monitor_;
    callback_outbox callbacks_;
    std::vector<std::unique_ptr<emulation>> origins_;
    std::map<sandbox_operation, std::deque<scripted_answer>> scripts_;
};

}  // namespace seedance::testing::detail
