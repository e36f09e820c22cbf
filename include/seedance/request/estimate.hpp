// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include <seedance/core/money.hpp>
#include <seedance/model/descriptor.hpp>
#include <seedance/model/terms.hpp>
#include <seedance/request/check.hpp>
#include <seedance/request/requests.hpp>
#include <seedance/request/view.hpp>
#include <seedance/request/violation.hpp>

namespace seedance {

/// Why the price of a request is not known.
enum class price_gap : std::uint8_t {
    none,              ///< it is known
    not_documented,    ///< the gateway's document gives no price for this model and mode
    reference_length,  ///< reference seconds are billed, and the length of a reference video was not given
    source_length,     ///< the duration is that of the source, whose length was not given
    broken_rule,       ///< resolution, duration or references break a rule, so that the request cannot be sent
};

/// Says the reason in words, for people.
constexpr std::string_view to_string(price_gap gap) noexcept {
    switch (gap) {
        case price_gap::none: return "known";
        case price_gap::not_documented: return "the gateway documents no price";
        case price_gap::reference_length: return "the length of a reference video is billed and was not given";
        case price_gap::source_length: return "the length of the source video decides the price and was not given";
        case price_gap::broken_rule: return "the request breaks a rule of the model";
    }
    return "?";
}

/// Gives the enumerator's name, for programs. It never changes.
constexpr std::string_view name_of(price_gap gap) noexcept {
    switch (gap) {
        case price_gap::none: return "none";
        case price_gap::not_documented: return "not_documented";
        case price_gap::reference_length: return "reference_length";
        case price_gap::source_length: return "source_length";
        case price_gap::broken_rule: return "broken_rule";
    }
    return "?";
}

/// Where a price comes from.
enum class price_basis : std::uint8_t {
    document,    ///< the price table of the gateway's document
    price_list,  ///< a list that the gateway gave at run time, to which it may add a margin of its own
};

/// Gives the enumerator's name.
constexpr std::string_view to_string(price_basis basis) noexcept {
    switch (basis) {
        case price_basis::document: return "document";
        case price_basis::price_list: return "price_list";
    }
    return "?";
}

/// What a request will cost, or why that is not known. An unknown price is never 0.
class price {
  public:
    /// Makes a known price.
    constexpr price(money amount, price_basis basis = price_basis::document) : amount_{amount}, basis_{basis} {}
    /// Makes an unknown price.
    /// @pre `why` is not `price_gap::none`.
    constexpr price(price_gap why) : why_{why} {}

    /// Says whether there is an amount.
    constexpr bool known() const noexcept { return why_ == price_gap::none; }

    /// Gives the amount of the whole request, in US dollars.
    /// @pre `known()`
    constexpr money amount() const noexcept { return amount_; }

    /// Says where the amount comes from, and so whether a margin may come on top.
    /// @pre `known()`
    constexpr price_basis basis() const noexcept { return basis_; }

    /// Gives the reason, or `price_gap::none` where the price is known.
    constexpr price_gap why_unknown() const noexcept { return why_; }

    friend constexpr bool operator==(const price&, const price&) = default;

  private:
    money amount_{};
    price_gap why_ = price_gap::none;
    price_basis basis_ = price_basis::document;
};

/// Writes "$0.78", "$0.78 before the gateway's margin", or "unknown: ..." with the reason.
inline std::string to_string(const price& p) {
    if (!p.known()) return "unknown: " + std::string{to_string(p.why_unknown())};
    return to_string(p.amount()) + (p.basis() == price_basis::price_list ? " before the gateway's margin" : "");
}

namespace detail {

/// Finds the row by value: GCC 12 takes no comparison of such a pointer with null for constant when it looks for
/// undefined behaviour.
constexpr std::optional<price_row> find_price(const request_view& r) {
    for (const auto& row : r.rules->prices)
        if ((row.resolution.empty() || row.resolution == r.resolution) && matches(row.sound, r.with_sound()) &&
            matches(row.video_reference, r.count(media::video) > 0))
            return row;
    return std::nullopt;
}

/// Gives the length of all videos together, or a negative one when one is not known. More than a day is no length of a
/// clip.
constexpr std::chrono::milliseconds video_length(const request_view& r) {
    std::chrono::milliseconds sum{0};
    for (const auto& reference : r.references) {
        if (reference.kind != media::video) continue;
        if (reference.length.count() <= 0 || reference.length > std::chrono::hours{24})
            return std::chrono::milliseconds{-1};
        sum += reference.length;
    }
    return sum;
}

/// Says whether what decides the price breaks a rule: its price would be a made-up number.
constexpr bool breaks_a_rule_of_price(const request_view& r) {
    bool is_broken = false;
    const auto sink = [&is_broken](const violation&) { is_broken = true; };
    check::resolution(*r.rules, r.resolution, sink);
    check::duration(r, sink);
    check::references(r, sink);
    return is_broken;
}

constexpr price price_by(const price_row& row, const request_view& r, price_basis basis) {
    if (row.unit == price_unit::generation) return {row.price, basis};
    const auto given = video_length(r);
    if (r.duration_as_source && given.count() < 0) return price_gap::source_length;
    auto billed = r.duration_as_source ? given : std::chrono::milliseconds{r.seconds * 1000};
    if (row.unit == price_unit::output_and_reference_second) {
        if (given.count() < 0) return price_gap::reference_length;
        billed += given;
    }
    return {money{(row.price.micro_usd * billed.count() + 999) / 1000}, basis};
}

/// Gives what a request costs that breaks no rule. It reads no URL, which may hold a whole file.
constexpr price estimate_valid(const request_view& r) {
    const auto row = find_price(r);
    return row ? price_by(*row, r, price_basis::document) : price{price_gap::not_documented};
}

}  // namespace detail

/// Gives what the request will cost, in whole micro-dollars. A part of a billed second counts in proportion, rounded up
/// to the next micro-dollar. What is billed in the end is the gateway's word. @{
constexpr price estimate(const request_view& r) {
    return detail::breaks_a_rule_of_price(r) ? price{price_gap::broken_rule} : detail::estimate_valid(r);
}

template <typed_request Request>
constexpr price estimate(const Request& request) {
    return estimate(view_of(request));
}
/// @}

}  // namespace seedance
