// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#include "models.hpp"

template <std::size_t Size>
struct letters {
    char text[Size]{};
    constexpr letters() {
        for (char& c : text) c = 'a';
    }
    constexpr std::string_view view() const { return {text, Size}; }
};
inline constexpr letters<2500> longest;
inline constexpr letters<2501> too_long;

auto valid_in_mini() { return text_to_video<mini>{.prompt = too_long.view()}; }
auto valid_shortest() { return text_to_video<pro>{.prompt = "abc", .sound = true}; }
auto valid_shortest_of_wide_letters() {
    return text_to_video<pro>{.prompt = "\xE6\x97\xA5\xE6\x9C\xAC\xE8\xAA\x9E", .sound = true};
}
auto valid_longest() {
    return image_to_video<pro>{.prompt = longest.view(), .first_frame = "https://example.com/a.png", .sound = false};
}
auto valid_with_space_around() { return text_to_video<pro>{.prompt = " \t abc\n", .sound = true}; }

// case too_short: this_prompt_is_too_short
#if defined(CASE_too_short)
auto too_short() { return text_to_video<pro>{.prompt = "ab", .sound = true}; }
#endif

// case too_short_but_for_space_around: this_prompt_is_too_short
#if defined(CASE_too_short_but_for_space_around)
auto too_short_but_for_space_around() {
    return image_to_video<pro>{.prompt = "  ab  ", .first_frame = "https://example.com/a.png", .sound = true};
}
#endif

// case too_short_in_code_points: this_prompt_is_too_short
#if defined(CASE_too_short_in_code_points)
auto too_short_in_code_points() { return text_to_video<pro>{.prompt = "\xE6\x97\xA5\xE6\x9C\xAC", .sound = true}; }
#endif

// case too_long: this_prompt_is_too_long
#if defined(CASE_too_long)
auto longer() { return text_to_video<pro>{.prompt = too_long.view(), .sound = true}; }
#endif

// case too_long_beside_a_frame: this_prompt_is_too_long
#if defined(CASE_too_long_beside_a_frame)
auto longer_beside_a_frame() {
    return image_to_video<pro>{.prompt = too_long.view(), .first_frame = "https://example.com/a.png", .sound = true};
}
#endif
