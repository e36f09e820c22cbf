// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

/// @file
/// Budgets: limits on what may be spent, which live in the journal under a name.

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include <seedance/core/money.hpp>

namespace seedance {

/// The time over which a budget counts: `budget_period::utc_month()`.
struct budget_period {
    /// A time of day.
    using time_point = std::chrono::system_clock::time_point;

    /// The kinds of periods.
    enum class kind : std::uint8_t {
        ever,       ///< one that never ends
        utc_day,    ///< from midnight to midnight, UTC
        utc_month,  ///< from the first of a month to the first of the next, UTC
        from,       ///< one that begins at a given time and never ends
    };

    /// Every kind, in the order of the enumeration.
    static constexpr kind all_kinds[] = {kind::ever, kind::utc_day, kind::utc_month, kind::from};

    kind what = kind::ever;  ///< how long it is
    time_point first{};      ///< when one of kind `from` begins

    /// Gives the period that never ends: the limit is for all that is ever spent.
    static constexpr budget_period ever() noexcept { return {}; }

    /// Gives the days of UTC: the limit is for each of them.
    static constexpr budget_period utc_day() noexcept { return {.what = kind::utc_day}; }

    /// Gives the months of UTC: the limit is for each of them.
    static constexpr budget_period utc_month() noexcept { return {.what = kind::utc_month}; }

    /// Gives the period that begins at a time, in whole milliseconds, and never ends. A budget begins anew at that
    /// time; at once where it is past, and later than the period that runs, or where that lies in the future. Setting
    /// the same time again begins nothing.
    static constexpr budget_period from(time_point when) noexcept {
        const auto since = when < time_point{} ? time_point{} : when;
        return {.what = kind::from, .first = std::chrono::floor<std::chrono::milliseconds>(since)};
    }

    /// Says whether another period follows.
    constexpr bool is_repeated() const noexcept { return what == kind::utc_day || what == kind::utc_month; }

    /// Gives when the period began that runs at a time; 1970 where none has begun.
    constexpr time_point begin_at(time_point now) const noexcept {
        using namespace std::chrono;
        constexpr auto latest = time_point{floor<days>(time_point::max().time_since_epoch())};
        if (now < time_point{}) return {};
        const auto today = floor<days>(now < latest ? now : latest);
        const year_month_day date{today};
        switch (what) {
            case kind::ever: return {};
            case kind::utc_day: return today;
            case kind::utc_month: return sys_days{date.year() / date.month() / 1};
            case kind::from: return now >= first && first > time_point{} ? first : time_point{};
        }
        return {};
    }

    friend bool operator==(const budget_period&, const budget_period&) = default;
};

/// Gives the kind's name, as journals keep it: "UTC month".
constexpr std::string_view to_string(budget_period::kind value) noexcept {
    switch (value) {
        case budget_period::kind::ever: return "for ever";
        case budget_period::kind::utc_day: return "UTC day";
        case budget_period::kind::utc_month: return "UTC month";
        case budget_period::kind::from: return "from a time";
    }
    return "?";
}

/// What a budget comes to in the period that runs.
struct budget_figures {
    std::string name{};                             ///< the budget's
    money limit{};                                  ///< what may be spent in a period
    budget_period period{};                         ///< how long one is
    std::chrono::system_clock::time_point begin{};  ///< of the period that runs; 1970: it has always run
    money spent{};                                  ///< what was paid, as far as it is known, with what was booked
    money booked{};  ///< the part of `spent` that `client::adjust_budget` has booked; may be negative
    money held{};    ///< what is set aside for tasks whose bill is not known

    /// Gives what is neither spent nor held. It is negative when a gateway has charged more than it documents.
    constexpr money left() const noexcept { return limit - spent - held; }

    friend bool operator==(const budget_figures&, const budget_figures&) = default;
};

/// Why a budget lets no attempt begin.
struct budget_refusal {
    std::string name{};                   ///< the budget that the attempt names
    std::optional<budget_figures> now{};  ///< what it comes to; nothing where there is none, or it is damaged
    std::string damage{};                 ///< what of it cannot be read, in words; empty where nothing is damaged

    friend bool operator==(const budget_refusal&, const budget_refusal&) = default;
};

/// What is booked into a budget besides what tasks come to.
struct budget_booking {
    std::string budget{};  ///< the budget's name
    std::string name{};    ///< of the booking: it is booked once under it
    money amount{};        ///< negative: money that was not charged after all
    std::string why{};     ///< for people

    friend bool operator==(const budget_booking&, const budget_booking&) = default;
};

/// What became of a change of a budget.
struct budget_answer {
    bool written = false;                 ///< the journal has it, from now or from before
    std::optional<budget_figures> now{};  ///< what the budget comes to; nothing where there is none of the name

    friend bool operator==(const budget_answer&, const budget_answer&) = default;
};

/// The longest name of a budget in bytes.
inline constexpr std::size_t longest_budget_name = 200;

/// Says whether a budget may have this name: 1 to 200 bytes without control characters.
constexpr bool is_budget_name(std::string_view name) noexcept {
    if (name.empty() || name.size() > longest_budget_name) return false;
    for (const char c : name)
        if ((c >= '\0' && c < ' ') || c == '\x7F') return false;
    return true;
}

}  // namespace seedance
