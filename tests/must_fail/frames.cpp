// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#include "models.hpp"

auto valid() { return image_to_video<fast>{.prompt = "rain", .first_frame = "https://example.com/a.png"}; }
auto valid_both() {
    return image_to_video<mini>{
        .prompt = "rain", .first_frame = "https://example.com/a.png", .last_frame = "https://example.com/b.png"};
}
auto valid_on_pro() {
    return image_to_video<pro>{
        .prompt = "rain", .first_frame = "HTTPS://example.com:8443/a.png?size=1#top", .last_frame = {}, .sound = true};
}
auto valid_address() {
    return image_to_video<fast>{.prompt = "rain", .first_frame = "https://[2001:db8::1]/a%20b.png"};
}
auto valid_text() { return text_to_video<fast>{.prompt = "rain"}; }

auto valid_http() { return image_to_video<fast>{.prompt = "rain", .first_frame = "http://example.com/a.png"}; }

// case first_absent_on_fast: this_request_needs_a_first_frame
#if defined(CASE_first_absent_on_fast)
auto first_absent_on_fast() { return image_to_video<fast>{.prompt = "rain"}; }
#endif

// case first_absent_on_pro: this_request_needs_a_first_frame
#if defined(CASE_first_absent_on_pro)
auto first_absent_on_pro() { return image_to_video<pro>{.prompt = "rain", .sound = true}; }
#endif

// case last_without_first: this_request_needs_a_first_frame
#if defined(CASE_last_without_first)
auto last_without_first() { return image_to_video<mini>{.prompt = "rain", .last_frame = "https://example.com/b.png"}; }
#endif

// case last_with_empty_first: this_media_url_is_empty
#if defined(CASE_last_with_empty_first)
auto last_with_empty_first() {
    return image_to_video<pro>{
        .prompt = "rain", .first_frame = "", .last_frame = "https://example.com/b.png", .sound = true};
}
#endif

// case first_http: this_media_url_is_not_https
#if defined(CASE_first_http)
auto first_http() { return image_to_video<fast>{.prompt = "rain", .first_frame = "ftp://example.com/a.png"}; }
#endif

// case first_ftp: this_media_url_is_not_https
#if defined(CASE_first_ftp)
auto first_ftp() { return image_to_video<mini>{.prompt = "rain", .first_frame = "ftp://example.com/a.png"}; }
#endif

// case first_without_scheme: this_media_url_is_not_https
#if defined(CASE_first_without_scheme)
auto first_without_scheme() {
    return image_to_video<pro>{.prompt = "rain", .first_frame = "example.com/a.png", .sound = true};
}
#endif

// case first_local_file: this_media_url_is_not_https
#if defined(CASE_first_local_file)
auto first_local_file() { return image_to_video<pro>{.prompt = "rain", .first_frame = "a.png", .sound = true}; }
#endif

// case first_empty: this_media_url_is_empty
#if defined(CASE_first_empty)
auto first_empty() { return image_to_video<fast>{.prompt = "rain", .first_frame = ""}; }
#endif

// case first_without_host: this_media_url_is_malformed
#if defined(CASE_first_without_host)
auto first_without_host() { return image_to_video<fast>{.prompt = "rain", .first_frame = "https://"}; }
#endif

// case first_with_path_for_host: this_media_url_is_malformed
#if defined(CASE_first_with_path_for_host)
auto first_with_path_for_host() { return image_to_video<mini>{.prompt = "rain", .first_frame = "https:///a.png"}; }
#endif

// case first_with_port_alone: this_media_url_is_malformed
#if defined(CASE_first_with_port_alone)
auto first_with_port_alone() { return image_to_video<mini>{.prompt = "rain", .first_frame = "https://:443/a.png"}; }
#endif

// case first_with_port_that_is_no_number: this_media_url_is_malformed
#if defined(CASE_first_with_port_that_is_no_number)
auto first_with_port_that_is_no_number() {
    return image_to_video<mini>{.prompt = "rain", .first_frame = "https://host:abc"};
}
#endif

// case first_with_port_too_large: this_media_url_is_malformed
#if defined(CASE_first_with_port_too_large)
auto first_with_port_too_large() {
    return image_to_video<pro>{.prompt = "rain", .first_frame = "https://example.com:65536/a.png", .sound = true};
}
#endif

// case first_with_zone: this_media_url_is_malformed
#if defined(CASE_first_with_zone)
auto first_with_zone() {
    return image_to_video<fast>{.prompt = "rain", .first_frame = "https://[fe80::1%25eth0]/a.png"};
}
#endif

// case first_with_half_an_escape: this_media_url_is_malformed
#if defined(CASE_first_with_half_an_escape)
auto first_with_half_an_escape() {
    return image_to_video<fast>{.prompt = "rain", .first_frame = "https://example.com/a%2.png"};
}
#endif

// case first_with_user: this_media_url_is_malformed
#if defined(CASE_first_with_user)
auto first_with_user() {
    return image_to_video<fast>{.prompt = "rain", .first_frame = "https://user:word@example.com/a.png"};
}
#endif

// case first_with_space: this_media_url_is_malformed
#if defined(CASE_first_with_space)
auto first_with_space() { return image_to_video<fast>{.prompt = "rain", .first_frame = "https://example.com/a b.png"}; }
#endif

// case first_with_line_end: this_media_url_is_malformed
#if defined(CASE_first_with_line_end)
auto first_with_line_end() {
    return image_to_video<pro>{.prompt = "rain", .first_frame = "https://example.com/a.png\r\nX: y", .sound = true};
}
#endif

// case first_not_ascii: this_media_url_is_malformed
#if defined(CASE_first_not_ascii)
auto first_not_ascii() {
    return image_to_video<mini>{.prompt = "rain", .first_frame = "https://example.com/caf\xC3\xA9.png"};
}
#endif

// case first_data: this_model_does_not_take_data_uris
#if defined(CASE_first_data)
auto first_data() {
    return image_to_video<fast>{.prompt = "rain", .first_frame = "data:image/png;base64,iVBORw0KGgo="};
}
#endif

// case first_asset: this_model_does_not_take_asset_ids
#if defined(CASE_first_asset)
auto first_asset() { return image_to_video<mini>{.prompt = "rain", .first_frame = "asset://asset-1"}; }
#endif

// case last_http: this_media_url_is_not_https
#if defined(CASE_last_http)
auto last_http() {
    return image_to_video<fast>{
        .prompt = "rain", .first_frame = "https://example.com/a.png", .last_frame = "ftp://example.com/b.png"};
}
#endif

// case last_empty: this_media_url_is_empty
#if defined(CASE_last_empty)
auto last_empty() {
    return image_to_video<mini>{.prompt = "rain", .first_frame = "https://example.com/a.png", .last_frame = ""};
}
#endif

// case last_with_user: this_media_url_is_malformed
#if defined(CASE_last_with_user)
auto last_with_user() {
    return image_to_video<pro>{.prompt = "rain",
                               .first_frame = "https://example.com/a.png",
                               .last_frame = "https://me@example.com/b.png",
                               .sound = true};
}
#endif

// case last_data: this_model_does_not_take_data_uris
#if defined(CASE_last_data)
auto last_data() {
    return image_to_video<pro>{
        .prompt = "rain", .first_frame = "https://example.com/a.png", .last_frame = "data:image/png,x", .sound = true};
}
#endif

// case last_asset: this_model_does_not_take_asset_ids
#if defined(CASE_last_asset)
auto last_asset() {
    return image_to_video<fast>{
        .prompt = "rain", .first_frame = "https://example.com/a.png", .last_frame = "asset://asset-1"};
}
#endif

// case third_frame: gcc: image_to_video<seedance::apixo::seedance_2_0_fast> ... 'middle_frame' / clang: 'middle_frame' ... image_to_video<seedance::apixo::seedance_2_0_fast>
#if defined(CASE_third_frame)
auto third_frame() {
    return image_to_video<fast>{
        .prompt = "rain", .first_frame = "https://example.com/a.png", .middle_frame = "https://example.com/b.png"};
}
#endif

// case frame_of_a_text: gcc: text_to_video<seedance::apixo::seedance_2_0_fast> ... 'first_frame' / clang: 'first_frame' ... text_to_video<seedance::apixo::seedance_2_0_fast>
#if defined(CASE_frame_of_a_text)
auto frame_of_a_text() { return text_to_video<fast>{.prompt = "rain", .first_frame = "https://example.com/a.png"}; }
#endif

// case references_beside_frames: gcc: image_to_video<seedance::apixo::seedance_2_0_fast> ... 'references' / clang: 'references' ... image_to_video<seedance::apixo::seedance_2_0_fast>
#if defined(CASE_references_beside_frames)
auto references_beside_frames() {
    return image_to_video<fast>{.prompt = "rain",
                                .first_frame = "https://example.com/a.png",
                                .references = {image("https://example.com/b.png")}};
}
#endif

// case first_localhost: this_media_url_is_not_public
#if defined(CASE_first_localhost)
auto first_localhost() { return image_to_video<fast>{.prompt = "rain", .first_frame = "https://localhost/a.png"}; }
#endif

// case first_private: this_media_url_is_not_public
#if defined(CASE_first_private)
auto first_private() { return image_to_video<fast>{.prompt = "rain", .first_frame = "http://10.1.2.3/a.png"}; }
#endif

// case first_lone_bracket: this_media_url_is_malformed
#if defined(CASE_first_lone_bracket)
auto first_lone_bracket() { return image_to_video<fast>{.prompt = "rain", .first_frame = "https://[/"}; }
#endif

// case first_bad_port: this_media_url_is_malformed
#if defined(CASE_first_bad_port)
auto first_bad_port() { return image_to_video<fast>{.prompt = "rain", .first_frame = "http://example.com:0/a.png"}; }
#endif
