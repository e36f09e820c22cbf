// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#include "models.hpp"

auto valid() { return text_to_video<fast>{.prompt = "r"}; }
auto valid_frames() { return image_to_video<mini>{.prompt = "rain", .first_frame = "https://example.com/a.png"}; }
auto valid_references() {
    return reference_to_video<fast>{.prompt = "rain", .references = {image("https://example.com/a.png")}};
}
auto valid_letters() { return text_to_video<fast>{.prompt = "caf\xC3\xA9 \xF0\x9F\x8C\xA7"}; }

// case absent: this_request_needs_a_prompt
#if defined(CASE_absent)
auto absent() { return text_to_video<fast>{}; }
#endif

// case absent_beside_other_fields: this_request_needs_a_prompt
#if defined(CASE_absent_beside_other_fields)
auto absent_beside_other_fields() { return text_to_video<mini>{.resolution = "480p", .duration = 5s}; }
#endif

// case absent_on_pro: this_request_needs_a_prompt
#if defined(CASE_absent_on_pro)
auto absent_on_pro() { return text_to_video<pro>{.sound = true}; }
#endif

// case absent_beside_a_frame: this_request_needs_a_prompt
#if defined(CASE_absent_beside_a_frame)
auto absent_beside_a_frame() { return image_to_video<mini>{.first_frame = "https://example.com/a.png"}; }
#endif

// case absent_beside_references: this_request_needs_a_prompt
#if defined(CASE_absent_beside_references)
auto absent_beside_references() { return reference_to_video<fast>{.references = {image("https://example.com/a.png")}}; }
#endif

// case absent_in_a_variable: gcc: text_to_video<seedance::apixo::seedance_2_0_fast>::text_to_video() / clang: this_request_needs_a_prompt (clang line elsewhere: it names the aggregate whose constructor is implicit)
#if defined(CASE_absent_in_a_variable)
auto absent_in_a_variable() {
    text_to_video<fast> request;
    request.prompt = "rain";
    return request;
}
#endif

// case empty: this_request_needs_a_prompt
#if defined(CASE_empty)
auto empty() { return text_to_video<fast>{.prompt = ""}; }
#endif

// case blank: this_request_needs_a_prompt
#if defined(CASE_blank)
auto blank() { return text_to_video<mini>{.prompt = " \t\r\n "}; }
#endif

// case blank_on_pro: this_request_needs_a_prompt
#if defined(CASE_blank_on_pro)
auto blank_on_pro() { return text_to_video<pro>{.prompt = "   ", .sound = true}; }
#endif

// case not_utf8: this_prompt_is_not_utf8
#if defined(CASE_not_utf8)
auto not_utf8() { return text_to_video<fast>{.prompt = "rain \xFF"}; }
#endif

// case not_utf8_latin_1: this_prompt_is_not_utf8
#if defined(CASE_not_utf8_latin_1)
auto not_utf8_latin_1() { return text_to_video<pro>{.prompt = "caf\xE9 in the rain", .sound = true}; }
#endif

// case not_utf8_overlong: this_prompt_is_not_utf8
#if defined(CASE_not_utf8_overlong)
auto not_utf8_overlong() { return reference_to_video<mini>{.prompt = "rain \xC0\xAF"}; }
#endif

// case not_utf8_surrogate: this_prompt_is_not_utf8
#if defined(CASE_not_utf8_surrogate)
auto not_utf8_surrogate() { return text_to_video<mini>{.prompt = "rain \xED\xA0\x80"}; }
#endif

// case not_utf8_cut: this_prompt_is_not_utf8
#if defined(CASE_not_utf8_cut)
auto not_utf8_cut() { return text_to_video<fast>{.prompt = "rain \xF0\x9F\x8C"}; }
#endif

// case number: goes through seedance::runtime(value)
#if defined(CASE_number)
auto number() { return text_to_video<fast>{.prompt = 42}; }
#endif
