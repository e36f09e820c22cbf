// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

/// @file
/// Makes a failing `BOOST_TEST(a == b)` show both sides where they are of the library's types, or of standard types
/// that Boost.Test does not print. Every test file includes it, so that a type is printed alike everywhere.

#include <array>
#include <chrono>
#include <concepts>
#include <cstddef>
#include <optional>
#include <ostream>
#include <ranges>
#include <ratio>
#include <string>
#include <string_view>
#include <tuple>
#include <type_traits>
#include <utility>

#include <boost/system/error_code.hpp>
#include <boost/system/error_condition.hpp>
#include <boost/test/unit_test.hpp>

#include <seedance/model/descriptor.hpp>

namespace test::printing {

// ---- what is printed here

/// Types of the library that have words for people: `to_string` beside them.
template <class T>
concept has_words = requires(const T& value) {
    { to_string(value) } -> std::convertible_to<std::string_view>;
};

template <class T>
concept scoped_enum = std::is_enum_v<T> && !std::is_convertible_v<T, int>;

template <class T>
concept error_category = std::derived_from<T, boost::system::error_category>;

/// Error codes, error conditions and the enums that become one of them.
template <class T>
concept error_value = std::same_as<T, boost::system::error_code> || std::same_as<T, boost::system::error_condition> ||
                      boost::system::is_error_code_enum<T>::value || boost::system::is_error_condition_enum<T>::value;

template <class T>
concept streamable = requires(std::ostream& out, const T& value) { out << value; };

/// Containers and views of values. Text and paths are none: they are streamable.
template <class T>
concept container = std::ranges::input_range<const T> && !streamable<T>;

template <class T>
inline constexpr bool is_optional = std::same_as<T, std::nullopt_t>;
template <class T>
inline constexpr bool is_optional<std::optional<T>> = true;

template <class T>
inline constexpr bool is_duration = false;
template <class Rep, class Period>
inline constexpr bool is_duration<std::chrono::duration<Rep, Period>> = true;

template <class T>
inline constexpr bool is_time_point = false;
template <class Clock, class Duration>
inline constexpr bool is_time_point<std::chrono::time_point<Clock, Duration>> = true;

template <class T>
inline constexpr bool is_tuple = false;
template <class A, class B>
inline constexpr bool is_tuple<std::pair<A, B>> = true;
template <class... Types>
inline constexpr bool is_tuple<std::tuple<Types...>> = true;

/// What this header prints; Boost.Test prints the rest.
template <class T>
concept printed_here =
    has_words<T> || scoped_enum<T> || error_value<T> || error_category<T> || container<T> || is_optional<T> ||
    is_duration<T> || is_time_point<T> || is_tuple<T> || std::same_as<T, seedance::poll_schedule>;

// ---- how

template <class T>
std::ostream& print(std::ostream& out, const T& value);

inline void print_error(std::ostream& out, const boost::system::error_code& code) {
    out << code << " (" << code.message() << ')';
}

inline void print_error(std::ostream& out, const boost::system::error_condition& condition) {
    out << condition << " (" << condition.message() << ')';
}

template <class Enum>
    requires std::is_enum_v<Enum>
void print_error(std::ostream& out, Enum value) {
    if constexpr (boost::system::is_error_code_enum<Enum>::value)
        print_error(out, make_error_code(value));
    else
        print_error(out, make_error_condition(value));
}

/// Gives the name of an enumerator, as the compiler spells it in the name of this function. It is empty for a value
/// without one.
template <auto Value>
constexpr std::string_view enumerator_name() {
    constexpr std::string_view key = "Value = ";
    std::string_view name = __PRETTY_FUNCTION__;
    name.remove_prefix(name.find(key) + key.size());
    name = name.substr(0, name.find_first_of(";]"));
    const auto cast = name.rfind(')');  // "(Enum)9"; but "(anonymous namespace)::Enum::name"
    if (cast != std::string_view::npos && !name.substr(cast + 1).starts_with("::")) return {};
    return name.substr(name.rfind(':') + 1);
}

/// Prints an enumerator by its name where its value is small, and any other value as a number.
template <class Enum>
void print_enumerator(std::ostream& out, Enum value) {
    constexpr std::size_t named = 32;
    const auto number = static_cast<std::underlying_type_t<Enum>>(value);
    static constexpr auto names = []<std::size_t... Numbers>(std::index_sequence<Numbers...>) {
        return std::array{enumerator_name<static_cast<Enum>(Numbers)>()...};
    }(std::make_index_sequence<named>{});
    const auto index = static_cast<std::size_t>(number);
    if (index < named && !names[index].empty())
        out << names[index];
    else
        out << +number;
}

/// Prints a duration in the largest of ns, us, ms and s that says it exactly: "90s", "57500ms".
template <class Rep, class Period>
void print_duration(std::ostream& out, std::chrono::duration<Rep, Period> value) {
    constexpr std::string_view units[] = {"ns", "us", "ms", "s"};
    std::size_t unit = std::is_same_v<Period, std::nano> ? 0 : std::is_same_v<Period, std::micro> ? 1 : 2;
    auto count = value.count();
    if constexpr (std::ratio_greater_equal_v<Period, std::ratio<1>>) {
        unit = 3;
        count *= Period::num;
    }
    if constexpr (std::is_integral_v<Rep>)
        for (; unit != 3 && count % 1000 == 0; ++unit) count /= 1000;
    out << count << units[unit];
}

template <class Container>
void print_container(std::ostream& out, const Container& values) {
    std::string_view separator = "{";
    for (const auto& value : values) {
        out << std::exchange(separator, ", ");
        print(out, value);
    }
    out << (separator == "{" ? "{}" : "}");
}

template <class Tuple>
void print_tuple(std::ostream& out, const Tuple& values) {
    std::apply(
        [&out](const auto&... each) {
            std::string_view separator = "(";
            ((out << std::exchange(separator, ", "), print(out, each)), ...);
        },
        values);
    out << ')';
}

/// Prints when to ask first and how often then: "first 200s to 300s, then 10s to 20s".
inline void print_schedule(std::ostream& out, const seedance::poll_schedule& schedule) {
    print_duration(out << "first ", schedule.first);
    print_duration(out << " to ", schedule.first_latest);
    print_duration(out << ", then ", schedule.interval);
    print_duration(out << " to ", schedule.interval_longest);
}

template <class T>
std::ostream& print(std::ostream& out, const T& value) {
    if constexpr (std::same_as<T, std::nullopt_t>)
        out << "nothing";
    else if constexpr (is_optional<T>)
        value ? print(out, *value) : out << "nothing";
    else if constexpr (is_duration<T>)
        print_duration(out, value);
    else if constexpr (is_time_point<T>)
        print_duration(out << "epoch + ", value.time_since_epoch());
    else if constexpr (is_tuple<T>)
        print_tuple(out, value);
    else if constexpr (error_value<T>)
        print_error(out, value);
    else if constexpr (error_category<T>)
        out << "category " << value.name();
    else if constexpr (has_words<T>)
        out << to_string(value);
    else if constexpr (scoped_enum<T>)
        print_enumerator(out, value);
    else if constexpr (std::same_as<T, seedance::poll_schedule>)
        print_schedule(out, value);
    else if constexpr (container<T>)
        print_container(out, value);
    else
        out << boost::test_tools::tt_detail::print_helper(value);
    return out;
}

}  // namespace test::printing

template <test::printing::printed_here T>
struct boost::test_tools::tt_detail::print_log_value<T> {
    void operator()(std::ostream& out, const T& value) { test::printing::print(out, value); }
};

/// Compares two containers. Where they differ, Boost.Test prints nothing; this prints both, whole.
template <class Left, class Right, test::printing::container L, test::printing::container R>
class boost::test_tools::assertion::binary_expr<Left, Right, boost::test_tools::assertion::op::EQ<L, R>>
    : public boost::test_tools::assertion::expression_base<
          boost::test_tools::assertion::binary_expr<Left, Right, boost::test_tools::assertion::op::EQ<L, R>>, bool> {
  public:
    using result_type = bool;

    binary_expr(Left&& left, Right&& right) : left_(std::forward<Left>(left)), right_(std::forward<Right>(right)) {}

    result_type value() const { return left_.value() == right_; }
    const Left& lhs() const { return left_; }
    const Right& rhs() const { return right_; }

    assertion_result evaluate(bool no_message = false) const {
        assertion_result equal{value()};
        if (!equal && !no_message) {
            equal.message() << " [";
            left_.report(equal.message().stream());
            equal.message() << " != " << tt_detail::print_helper(right_) << ']';
        }
        return equal;
    }

  private:
    Left left_;
    Right right_;
};
