// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

#include <iostream>
#include <ostream>
#include <string>
#include <utility>
#include <vector>

#include <unistd.h>

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>

#include <seedance/seedance.hpp>

#include "option_words.hpp"
#include "settings.hpp"
#include "terminal.hpp"

namespace cli {

namespace json = boost::json;

/// Gives the exit code for what went wrong: see `exit_codes` in help.hpp.
inline int exit_code_of(const seedance::failure& why) {
    using seedance::errc;
    if (why.code == seedance::failure_group::request || why.code == errc::bad_base_url) return 2;
    if (why.code == seedance::failure_group::account) return why.task ? 7 : why.code == errc::rejected_balance ? 9 : 3;
    if (why.code == seedance::failure_group::limit) return 10;
    if (why.code == errc::outcome_unknown || why.code == errc::intent_taken) return 5;
    if (!why.task && why.billed == seedance::billed::unknown) return 5;  // a deadline that ended on the way, for one
    if (why.code == errc::task_failed || why.code == errc::task_not_found || why.code == errc::result_malformed)
        return 6;
    if (why.step == seedance::step::download) return 8;
    if (why.task) return 7;
    if (why.code == seedance::failure_group::connection || why.code == errc::throttled) return 4;
    if (why.code == errc::poll_failed && why.http_status == 0) return 4;
    return 1;
}

/// Gives a failure as JSON, for scripts.
inline json::object fields_of(const seedance::failure& why) {
    json::object fields{
        {"error", why.code.message()}, {"step", to_string(why.step)}, {"message", in_option_words(why)}};
    if (why.task) fields["task"] = to_string(*why.task);
    if (why.http_status != 0) fields["http_status"] = why.http_status;
    if (!why.gateway_code.empty()) fields["gateway_code"] = why.gateway_code;
    if (!why.gateway_message.empty()) fields["gateway_message"] = why.gateway_message;
    fields["billed"] = to_string(why.billed);
    json::array broken_rules;
    for (const auto& broken : why.broken_rules)
        broken_rules.push_back({{"field", broken.field.view()},
                                {"rule", to_string(broken.broken)},
                                {"limit", broken.limit.view()},
                                {"given", broken.given.view()}});
    if (!broken_rules.empty()) fields["broken_rules"] = std::move(broken_rules);
    return fields;
}

/// Prints results to standard output, progress to standard error. With --json standard output is one JSON value in all;
/// where the video goes there, nothing else does.
class output {
  public:
    explicit output(const settings& chosen)
        : json_{chosen.json},
          quiet_{chosen.quiet || chosen.json},
          terminal_{is_terminal(STDERR_FILENO)},
          words_{detail::is_standard_output(chosen.out) ? std::cerr : std::cout} {}

    bool is_json() const noexcept { return json_; }

    /// Says whether nobody reads the results any more, or there is no room for them.
    bool is_broken() const { return !words_; }
    bool is_quiet() const noexcept { return quiet_; }

    /// Prints the result: as JSON, or as the text that stands for it.
    void result(const json::value& value, const std::string& text) const {
        end_progress();
        words_ << (json_ ? json::serialize(value) : text) << '\n' << std::flush;
    }

    /// Gives words in a colour, where results are printed to a terminal that shows it.
    std::string coloured(colour shown, const std::string& words) const {
        return in_colour(shown, words, &words_ == &std::cout ? STDOUT_FILENO : STDERR_FILENO);
    }

    /// Prints one of several results, where text is asked for.
    void row(const std::string& text) const { words_ << text << '\n' << std::flush; }

    /// Prints the line of a task as soon as it is known: it may be paid for, whatever becomes of this program.
    void accepted(const seedance::task& task) const {
        end_progress();
        const auto line = to_string(task) + '\n';
        (json_ ? std::cerr : words_) << line << std::flush;
        if (is_broken()) std::cerr << line << std::flush;
    }

    /// Prints what is allowed but suspicious.
    void warn(const std::string& words) const {
        if (quiet_) return;
        end_progress();
        std::cerr << "seedance: " << words << '\n';
    }

    /// Says whether progress is written over and over; elsewhere each line of it stays.
    bool has_live_lines() const noexcept { return terminal_ && !quiet_; }

    void progress(const std::string& line) const {
        if (quiet_) return;
        if (terminal_)
            live_.show({line});
        else
            std::cerr << line << '\n' << std::flush;
    }

    /// Shows several lines of progress, on a terminal only.
    void progress(const std::vector<std::string>& lines) const {
        if (has_live_lines()) live_.show(lines);
    }

    /// Leaves the lines that progress is written on, before other output goes to a terminal.
    void end_progress() const { live_.keep(); }

    /// Takes the lines of progress away, for a line that stays.
    void clear_progress() const { live_.clear(); }

    /// Prints a failure and gives the exit code.
    int failed(const seedance::failure& why) const {
        end_progress();
        if (json_) {
            std::cout << json::serialize(fields_of(why)) << '\n';
        } else {
            std::cerr << error_mark() << in_option_words(why) << '\n';
            if (why.task) std::cerr << to_string(*why.task) << '\n';
        }
        return exit_code_of(why);
    }

  private:
    bool json_;
    bool quiet_;
    bool terminal_;
    std::ostream& words_;
    mutable live_lines live_{std::cerr, STDERR_FILENO};
};

/// Says how a leg of a route has ended, and which one comes next.
inline std::string words_of(const seedance::events::leg_ended& e) {
    auto words = e.why.provider + "/" + e.why.model + ": " + e.why.code.message();
    if (!e.next_model.empty()) words += "; next: " + std::string{e.next_provider} + "/" + std::string{e.next_model};
    return words;
}

/// Says that what was saved is perhaps no video.
inline std::string words_of(const seedance::events::unknown_container& e) {
    return std::string{e.path} + " is in no format that is known: have a look at it";
}

/// Shows events of a running operation.
class event_printer {
  public:
    explicit event_printer(const output& to) : to_{to} {}

    void operator()(const seedance::events::sending& e) const { sent_ = e.about.intent; }
    void operator()(const seedance::events::accepted& e) const { to_.accepted(e.task); }
    void operator()(const seedance::events::polled& e) const {
        std::string line{to_string(e.state)};
        if (e.progress) line += " " + std::to_string(*e.progress) + " %";
        if (e.next_poll.count() > 0) line += ", next poll in " + std::to_string(e.next_poll.count() / 1000) + " s";
        to_.progress(line);
    }
    void operator()(const seedance::events::retrying& e) const {
        to_.progress(std::string{to_string(e.step)} + ": " + e.code.message() + ", again in " +
                     std::to_string(e.after.count()) + " ms");
    }
    void operator()(const seedance::events::downloaded& e) const {
        to_.progress(std::to_string(e.received) + (e.total != 0 ? " of " + std::to_string(e.total) : std::string{}) +
                     " bytes");
    }
    void operator()(const seedance::events::paused& e) const {
        to_.warn(e.code.message() + "; the task is kept and asked for again in " +
                 std::to_string(e.next_poll.count() / 1000) + " s");
    }
    void operator()(const seedance::events::leg_ended& e) const { to_.warn(words_of(e)); }
    void operator()(const seedance::events::unknown_container& e) const { to_.warn(words_of(e)); }
    void operator()(const seedance::events::journal_failed& e) const {
        to_.warn("the journal: " + in_option_words(std::string{e.why}));
    }

    /// Gives the name of the intent whose request was sent last; empty where none was.
    const std::string& sent_intent() const noexcept { return sent_; }

  private:
    const output& to_;
    mutable std::string sent_;
};

}  // namespace cli
