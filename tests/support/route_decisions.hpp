// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

/// @file
/// The lines of decisions.txt as what the legs of a route get, and what a route makes of them.

#include <algorithm>
#include <cstddef>
#include <iterator>
#include <optional>
#include <ostream>
#include <string>
#include <utility>
#include <vector>

#include <seedance/models.hpp>
#include <seedance/task/intent.hpp>

#include "decisions.hpp"

namespace test::routes {

/// What a leg gets: a line of the table, as the answer to its submits, or to the polls of its task.
struct answered {
    line l;
    what_for to = what_for::submit;
};

inline std::ostream& operator<<(std::ostream& out, const answered& what) { return out << what.to << " " << what.l; }

inline std::vector<answered> all_answers() {
    std::vector<answered> all;
    for (const auto to : {what_for::submit, what_for::poll})
        for (const auto& l : read_lines())
            if (l.row != 1 && l.row != 35) all.push_back({l, to});
    return all;
}

enum class leg_result { video, next, last };  ///< of a leg: its route ends with a video, moves on, or ends without one

/// What the table says of a leg, and the route makes of it.
struct expected_leg {
    leg_result what = leg_result::video;
    errc code{};
    bool may_be_paid = false;
    int fewest = 1, most = 1;  ///< submits
    intent_state state = intent_state::succeeded;
};

/// The refusals after which the next leg is tried, and what proves that nothing has left.
inline bool moves_on_after(errc code) {
    static constexpr errc codes[] = {errc::not_sent,         errc::tls_untrusted,   errc::rejected_key,
                                     errc::rejected_balance, errc::rejected_access, errc::not_found,
                                     errc::throttled,        errc::redirect_refused};
    return std::find(std::begin(codes), std::end(codes), code) != std::end(codes);
}

inline expected_leg expected_of_submit(const line& l) {
    const auto d = parse_decision(l.decision(what_for::submit));
    if (d.kind == decision_kind::done) return {.may_be_paid = true};
    if (d.kind == decision_kind::uncertain)
        return {.what = leg_result::last, .code = d.code, .may_be_paid = true, .state = intent_state::unknown};
    expected_leg refused{.what = moves_on_after(d.code) ? leg_result::next : leg_result::last,
                         .code = d.code,
                         .state = intent_state::not_sent};
    if (d.kind == decision_kind::retry) refused.fewest = refused.most = d.at_once ? 4 : 3;
    const auto pause = value_of(l.what, "retry-after");
    const bool is_within_patience = !is_number(pause) || std::stoi(pause) < 30;
    if (d.kind == decision_kind::queue && is_within_patience) refused.fewest = 2, refused.most = 30;
    return refused;
}

inline expected_leg expected_of_poll(const line& l) {
    const auto d = parse_decision(l.decision(what_for::poll));
    if (d.ends && d.free) return {.what = leg_result::next, .code = d.code, .state = intent_state::failed};
    if (d.ends) return {.what = leg_result::last, .code = d.code, .may_be_paid = true, .state = intent_state::failed};
    const bool is_gone = d.code == errc::task_not_found;
    const bool is_refused = has(l.what, "422") || has(l.what, "400");  // which says nothing for ever
    const bool is_forgotten = is_gone && !is_refused;
    if (d.kind == decision_kind::give_up || is_gone)
        return {.what = leg_result::last,
                .code = d.code,
                .may_be_paid = true,
                .state = is_forgotten ? intent_state::expired : intent_state::accepted};
    return {.may_be_paid = true};
}

inline expected_leg expected_of(const answered& what) {
    return what.to == what_for::submit ? expected_of_submit(what.l) : expected_of_poll(what.l);
}

/// A gateway of a route, and what it was asked.
struct leg {
    const gateway& g;
    answered gets;
    expected_leg expected = expected_of(gets);
    int submits = 0, polls = 0;
    bool may_be_paid = false;

    /// Answers as the line says, to the polls of what goes on twice.
    http_reply answer(const http_request& request, bool is_healthy) {
        if (is_answered_badly(request, is_healthy)) return reply_of(g, gets.l, gets.to);
        return reply_with(200, g.task(request.method == "POST" ? g.after_id : g.success));
    }

    /// Counts a request, and says whether it is answered as the line says.
    bool is_answered_badly(const http_request& request, bool is_healthy) {
        const bool is_submit = request.method == "POST";
        ++(is_submit ? submits : polls);
        const bool is_asked = (gets.to == what_for::submit) == is_submit;
        const bool is_bad = is_asked && !is_healthy && (is_submit || expected.what != leg_result::video || polls <= 2);
        if (is_submit && (!is_bad || expected.may_be_paid)) may_be_paid = true;
        if (is_bad && !is_submit && expected.what == leg_result::next) may_be_paid = false;
        return is_bad;
    }
};

/// Finds a pair of gateways at which both lines are what the table says: another for every cell.
inline std::optional<std::pair<const gateway*, const gateway*>> pair_for(const answered& one, const answered& two,
                                                                         std::size_t number) {
    const auto& all = gateways();
    const std::size_t pairs = all.size() * (all.size() - 1);
    for (std::size_t i = 0; i != pairs; ++i) {
        const auto pair = (number + i) % pairs;
        const auto place = pair % all.size(), further = 1 + pair / all.size();
        const auto &first = all[place], &second = all[(place + further) % all.size()];
        if (one.l.is_for(first.name) && two.l.is_for(second.name)) return std::pair{&first, &second};
    }
    return std::nullopt;
}

/// Says whether no answer of the list before this one has the same decision.
inline bool is_first_of_its_kind(const std::vector<answered>& all, std::size_t place) {
    const auto& decision = all[place].l.decision(all[place].to);
    return std::none_of(all.begin(), all.begin() + static_cast<std::ptrdiff_t>(place), [&](const answered& before) {
        return before.to == all[place].to && before.l.decision(before.to) == decision;
    });
}

/// One answer for each decision that the table knows.
inline std::vector<answered> one_of_each_kind() {
    std::vector<answered> kinds;
    const auto all = all_answers();
    for (std::size_t i = 0; i != all.size(); ++i)
        if (is_first_of_its_kind(all, i)) kinds.push_back(all[i]);
    return kinds;
}

}  // namespace test::routes
