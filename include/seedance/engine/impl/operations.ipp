// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

#include <algorithm>
#include <unordered_set>
#include <utility>

#include <boost/asio/execution/outstanding_work.hpp>
#include <boost/asio/prefer.hpp>

#include <seedance/core/quoted.hpp>
#include <seedance/engine/impl/download_operation.hpp>
#include <seedance/engine/impl/engine.hpp>
#include <seedance/engine/impl/operations.hpp>
#include <seedance/engine/impl/query_operation.hpp>
#include <seedance/engine/impl/recover_operation.hpp>
#include <seedance/engine/impl/submit_operation.hpp>
#include <seedance/engine/impl/wait_operation.hpp>
#include <seedance/journal/memory.hpp>
#include <seedance/task/impl/failure.ipp>
#include <seedance/transport/https_url.hpp>

namespace seedance::detail {

// ---- timer_service

inline timer_service::~timer_service() { context_ends(); }

inline void timer_service::context_ends() noexcept {
    while (!queue_.empty()) remove(static_cast<actor&>(queue_.front()));
}

inline void timer_service::schedule(actor& who, clock::time_point due) {
    queue_.schedule(who, due);  // without memory for it, nothing is kept
    if (!who.kept_by_alarm) who.kept_by_alarm = who.shared_from_this();
    if (!work_)
        work_ = boost::asio::prefer(strand_.get_inner_executor(), boost::asio::execution::outstanding_work.tracked);
    if (!waking_) arm();
}

inline void timer_service::remove(actor& who) {
    queue_.remove(who);
    const auto last_hold = std::move(who.kept_by_alarm);
    if (queue_.empty() && !waking_) rest();
}

/// Nothing waits.
inline void timer_service::rest() {
    const auto last_work = std::move(work_);
    if (std::exchange(armed_for_, clock::time_point::max()) != clock::time_point::max()) clock_->cancel_alarm();
}

/// Where thousands wait, an alarm for each would cost more than its poll: the first of them waits for those that are
/// due up to ten milliseconds after it.
inline milliseconds patience_of(std::size_t waiting) {
    return std::min(milliseconds{waiting / 1000}, longest_patience);
}

inline void timer_service::arm() {
    if (queue_.empty()) return;
    const auto when = queue_.front_due() + patience_of(queue_.size());
    if (when >= armed_for_) return;
    armed_for_ = when;
    try {
        clock_->set_alarm(
            when, [self = shared_from_this()] { boost::asio::dispatch(self->strand_, [self] { self->wake(); }); });
    } catch (...) {  // without memory for it there is no alarm
        armed_for_ = clock::time_point::max();
        throw;
    }
}

/// One of many thousands is in no cache when its time comes; until then there is time to fetch it.
inline void prefetch(const actor& next) noexcept {
    constexpr std::size_t line = 64;
    const auto* const at = reinterpret_cast<const char*>(&next);
    for (std::size_t offset = 0; offset < sizeof(wait_operation); offset += line) __builtin_prefetch(at + offset);
}

inline void timer_service::wake_who_is_due() {
    const auto now = clock_->now();
    while (!queue_.empty() && queue_.front_due() <= now) {
        auto& who = static_cast<actor&>(queue_.front());
        const auto kept = who.kept_by_alarm;
        remove(who);
        if (!queue_.empty()) prefetch(static_cast<actor&>(queue_.front()));
        kept->on_time();
    }
}

inline void timer_service::wake() {
    const auto sleep_again = [this] {
        waking_ = false;
        queue_.empty() ? rest() : arm();
    };
    waking_ = true;
    armed_for_ = clock::time_point::max();
    try {
        wake_who_is_due();
    } catch (...) {  // memory has run out for one: the others are still to be woken
        sleep_again();
        throw;
    }
    sleep_again();
}

// ---- engine

inline void engine::use(account_entry account) {
    auto entry = std::make_shared<const account_entry>(std::move(account));
    const std::lock_guard lock{accounts_mutex_};
    const auto same = std::find_if(accounts_.begin(), accounts_.end(),
                                   [&](const auto& a) { return a->table->name == entry->table->name; });
    if (same != accounts_.end())
        *same = std::move(entry);
    else
        accounts_.push_back(std::move(entry));
}

inline std::shared_ptr<const account_entry> engine::find_account(std::string_view provider) const {
    const std::lock_guard lock{accounts_mutex_};
    for (const auto& entry : accounts_)
        if (entry->table->name == provider) return entry;
    return nullptr;
}

inline void engine::wake_at(actor& who, clock::time_point due) {
    auto room = waiting_.lock();
    if (!room) {
        room = std::make_shared<timer_service>(strand_, clock_);
        waiting_ = room;
        context_watch::tell(strand_.get_inner_executor(), room);
    }
    room->schedule(who, due);
}

inline void engine::forget_alarm(actor& who) {
    if (const auto room = waiting_.lock()) room->remove(who);
}

inline void engine::enlist(actor& who) {
    who.place_in_roster = static_cast<std::uint32_t>(actors_.size());
    actors_.push_back(&who);
}

inline void engine::dismiss(actor& who) {
    if (who.place_in_roster >= actors_.size()) return;
    actors_.back()->place_in_roster = who.place_in_roster;
    actors_[who.place_in_roster] = actors_.back();
    actors_.pop_back();
}

template <class Action>
std::function<void()> engine::later(Action action) {
    return [this, action] {
        boost::asio::post(strand_, [weak = weak_from_this(), action] {
            if (const auto self = weak.lock()) action(*self);
        });
    };
}

inline lane& engine::lane_of(std::string_view provider) {
    for (const auto& known : lanes_)
        if (known->provider() == provider) return *known;
    auto& made = *lanes_.emplace_back(
        std::make_unique<lane>(std::string{provider}, options_.tasks_at_once, options_.submits_per_second));
    made.on_free_place = later([&made](engine& self) { made.admit(self.clock_->now()); });
    made.asking.on_free_place = later([&made](engine&) { made.asking.serve(); });
    return made;
}

inline recovery engine::recover() {
    std::unordered_set<std::string> under_way;
    for (const auto* who : actors_) who->name_work(under_way);
    return ledger_.recover(clock_->wall_now() - options_.keep_tasks, [&under_way](const intent& open) {
        return under_way.contains(open.name) || (open.task && under_way.contains(key_of(*open.task)));
    });
}

inline void engine::close() {
    std::vector<std::shared_ptr<actor>> under_way;
    for (auto* who : actors_)
        if (auto kept = who->weak_from_this().lock()) under_way.push_back(std::move(kept));
    for (const auto& who : under_way) who->let_go(errc::client_closed);
}

// ---- accounts

[[noreturn]] inline void refuse_account(errc code, std::string_view provider, std::string detail) {
    failure why;
    why.code = code;
    why.provider = provider;
    why.detail = std::move(detail);
    throw error{std::move(why)};
}

/// Visible ASCII only: nothing that could end a header or be read in two ways.
inline bool is_sendable_key(std::string_view key) noexcept {
    return std::all_of(key.begin(), key.end(), [](char c) { return c > ' ' && c <= '~'; });
}

SEEDANCE_DECL void use_account(engine& engine, const provider_table& table, const secret& key,
                               std::string_view base_url) {
    if (key.empty()) refuse_account(errc::bad_key, table.name, "api_key is empty; is its environment variable set?");
    if (!is_sendable_key(key.reveal()))
        refuse_account(errc::bad_key, table.name,
                       "api_key holds spaces, line ends or other bytes that a header cannot hold");
    while (base_url.ends_with('/')) base_url.remove_suffix(1);
    if (!is_https_base_url(base_url))
        refuse_account(errc::bad_base_url, table.name,
                       "base_url must be https://host[:port][/path], given " + detail::quoted(base_url));
    engine.use(
        {.table = &table, .base_url = std::string{base_url}, .authorization = table.authorization(key.reveal())});
}

// ---- starting

SEEDANCE_DECL std::shared_ptr<engine> make_engine(boost::asio::any_io_executor executor, client_options options) {
    auto strand = boost::asio::make_strand(std::move(executor));
    auto time = options.clock ? options.clock : make_system_clock(strand);
    auto network = options.transport;
    if (!options.journal) options.journal = std::make_shared<memory_journal>();
    return std::make_shared<engine>(std::move(strand), std::move(network), std::move(time), std::move(options));
}

SEEDANCE_DECL void close(engine& engine) {
    engine.close_soon();
    boost::asio::post(engine.executor(), [self = engine.shared_from_this()] { self->close(); });
}

SEEDANCE_DECL boost::asio::any_io_executor executor_of(const engine& engine) { return engine.callers(); }

/// Makes an actor for a caller and starts it.
template <class T, class Make>
class actor_starter final : public starter<T> {
  public:
    actor_starter(std::shared_ptr<engine> home, failure* why, Make make)
        : home_{std::move(home)}, why_{why}, make_{std::move(make)} {}

    void start(caller_ptr<T> who) override {
        const auto slot = who->slot();
        std::shared_ptr<actor> made = make_(home_, completion<T>{std::move(who), why_, home_->callers()});
        made->listen(slot);
        actor::post_start(std::move(made));
    }

    boost::asio::any_io_executor executor() const override { return executor_of(*home_); }
    std::unique_ptr<starter_base> clone() const override { return std::make_unique<actor_starter>(*this); }

  private:
    std::shared_ptr<engine> home_;
    failure* why_;
    Make make_;
};

template <class T, class Make>
operation<T> operation_of(std::shared_ptr<engine> home, const call_options& options, Make make) {
    return operation<T>{std::make_unique<actor_starter<T, Make>>(std::move(home), options.why, std::move(make))};
}

SEEDANCE_DECL operation<task> submit(std::shared_ptr<engine> home, prepared_request request,
                                     const call_options& options) {
    return operation_of<task>(
        std::move(home), options,
        [request = std::move(request), name = std::string{options.intent}, options](auto& where, auto caller) mutable {
            return std::make_shared<submit_operation>(where, std::move(request), std::move(name), std::move(caller),
                                                      options);
        });
}

SEEDANCE_DECL operation<generated_video> generate(std::shared_ptr<engine> home, prepared_request request,
                                                  const call_options& options) {
    return operation_of<generated_video>(
        std::move(home), options,
        [request = std::move(request), name = std::string{options.intent}, options](auto& where, auto caller) mutable {
            return std::make_shared<submit_operation>(where, std::move(request), std::move(name), std::move(caller),
                                                      options);
        });
}

SEEDANCE_DECL operation<generated_video> wait(std::shared_ptr<engine> home, task what, const call_options& options) {
    return operation_of<generated_video>(std::move(home), options,
                                         [what = std::move(what), options](auto& where, auto caller) mutable {
                                             const auto deadline = where->deadline_after(options.deadline);
                                             return std::make_shared<wait_operation>(
                                                 where, std::move(what), std::move(caller), options.on_event, deadline);
                                         });
}

SEEDANCE_DECL operation<generated_video> resume(std::shared_ptr<engine> home, std::string_view text,
                                                const call_options& options) {
    return wait(std::move(home), parse_task(text).value_or(task{}), options);
}

SEEDANCE_DECL operation<status_answer> status(std::shared_ptr<engine> home, task what, const call_options& options) {
    return operation_of<status_answer>(
        std::move(home), options, [what = std::move(what), options](auto& where, auto caller) mutable {
            return std::make_shared<status_operation>(where, std::move(what), std::move(caller), options);
        });
}

SEEDANCE_DECL operation<price_list> prices(std::shared_ptr<engine> home, std::string provider,
                                           const call_options& options) {
    return operation_of<price_list>(
        std::move(home), options, [provider = std::move(provider), options](auto& where, auto caller) mutable {
            return std::make_shared<price_list_operation>(where, std::move(provider), std::move(caller), options);
        });
}

SEEDANCE_DECL operation<recovery> recover(std::shared_ptr<engine> home, const call_options& options) {
    return operation_of<recovery>(std::move(home), options, [](auto& where, auto caller) {
        return std::make_shared<recover_operation>(where, std::move(caller));
    });
}

SEEDANCE_DECL operation<saved_file> download(std::shared_ptr<engine> home, generated_video what, std::string path,
                                             const call_options& options) {
    return operation_of<saved_file>(
        std::move(home), options,
        [what = std::move(what), path = std::move(path), options](auto& where, auto caller) mutable {
            return std::make_shared<download_operation>(where, std::move(what), std::move(path), std::move(caller),
                                                        options);
        });
}

}  // namespace seedance::detail
