// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#include "models.hpp"

auto valid() {
    return text_to_video<fast>{.prompt = "rain", .callback_url = "https://example.com/hooks/seedance?token=x"};
}
auto valid_address() {
    return text_to_video<fast>{.prompt = "rain", .callback_url = "HTTPS://[2001:db8::1]:8443/hook%20here?a[]=b#c"};
}
auto valid_frames() {
    return image_to_video<mini>{
        .prompt = "rain", .first_frame = "https://example.com/a.png", .callback_url = "https://example.com"};
}
auto valid_on_pro(const std::string& url) {
    return text_to_video<pro>{.prompt = "rain", .sound = true, .callback_url = runtime(url)};
}
auto valid_none() { return reference_to_video<fast>{.prompt = "rain", .references = {}, .callback_url = {}}; }

// case http: this_callback_url_is_not_https
#if defined(CASE_http)
auto http() { return text_to_video<fast>{.prompt = "rain", .callback_url = "http://example.com/hook"}; }
#endif

// case http_with_frames: this_callback_url_is_not_https
#if defined(CASE_http_with_frames)
auto http_with_frames() {
    return image_to_video<mini>{
        .prompt = "rain", .first_frame = "https://example.com/a.png", .callback_url = "http://example.com/hook"};
}
#endif

// case http_with_references: this_callback_url_is_not_https
#if defined(CASE_http_with_references)
auto http_with_references() {
    return reference_to_video<fast>{.prompt = "rain", .references = {}, .callback_url = "http://example.com/hook"};
}
#endif

// case http_on_pro: this_callback_url_is_not_https
#if defined(CASE_http_on_pro)
auto http_on_pro() {
    return text_to_video<pro>{.prompt = "rain", .sound = true, .callback_url = "http://example.com/hook"};
}
#endif

// case empty: this_callback_url_is_not_https
#if defined(CASE_empty)
auto empty() { return text_to_video<fast>{.prompt = "rain", .callback_url = ""}; }
#endif

// case path_alone: this_callback_url_is_not_https
#if defined(CASE_path_alone)
auto path_alone() { return text_to_video<fast>{.prompt = "rain", .callback_url = "/hook"}; }
#endif

// case asset: this_callback_url_is_not_https
#if defined(CASE_asset)
auto asset() { return text_to_video<mini>{.prompt = "rain", .callback_url = "asset://hook"}; }
#endif

// case without_host: this_callback_url_is_malformed
#if defined(CASE_without_host)
auto without_host() { return text_to_video<fast>{.prompt = "rain", .callback_url = "https://?token=x"}; }
#endif

// case with_user: this_callback_url_is_malformed
#if defined(CASE_with_user)
auto with_user() { return text_to_video<mini>{.prompt = "rain", .callback_url = "https://user@example.com/hook"}; }
#endif

// case with_port_that_is_no_number: this_callback_url_is_malformed
#if defined(CASE_with_port_that_is_no_number)
auto with_port_that_is_no_number() { return text_to_video<fast>{.prompt = "rain", .callback_url = "https://host:abc"}; }
#endif

// case with_name_like_an_address: this_callback_url_is_malformed
#if defined(CASE_with_name_like_an_address)
auto with_name_like_an_address() { return text_to_video<fast>{.prompt = "rain", .callback_url = "https://127.1/hook"}; }
#endif

// case with_space: this_callback_url_is_malformed
#if defined(CASE_with_space)
auto with_space() {
    return text_to_video<pro>{.prompt = "rain", .sound = true, .callback_url = "https://example.com/hook here"};
}
#endif

// case variable: what_is_known_only_at_run_time_goes_through_runtime
#if defined(CASE_variable)
auto variable(std::string_view url) { return text_to_video<fast>{.prompt = "rain", .callback_url = url}; }
#endif

// case localhost: this_callback_url_is_not_public
#if defined(CASE_localhost)
auto localhost() { return text_to_video<fast>{.prompt = "rain", .callback_url = "https://localhost/hook"}; }
#endif

// case private_v4: this_callback_url_is_not_public
#if defined(CASE_private_v4)
auto private_v4() { return text_to_video<fast>{.prompt = "rain", .callback_url = "https://192.168.0.7/hook"}; }
#endif

// case mapped_v6: this_callback_url_is_not_public
#if defined(CASE_mapped_v6)
auto mapped_v6() { return text_to_video<fast>{.prompt = "rain", .callback_url = "https://[::ffff:10.0.0.1]/hook"}; }
#endif

// case loopback_v6: this_callback_url_is_not_public
#if defined(CASE_loopback_v6)
auto loopback_v6() { return text_to_video<fast>{.prompt = "rain", .callback_url = "https://[::1]/hook"}; }
#endif

// case name_of_a_network: this_callback_url_is_not_public
#if defined(CASE_name_of_a_network)
auto name_of_a_network() { return text_to_video<fast>{.prompt = "rain", .callback_url = "https://hooks.internal/x"}; }
#endif

// case lone_bracket: this_callback_url_is_malformed
#if defined(CASE_lone_bracket)
auto lone_bracket() { return text_to_video<fast>{.prompt = "rain", .callback_url = "https://[/"}; }
#endif

// case bad_port: this_callback_url_is_malformed
#if defined(CASE_bad_port)
auto bad_port() { return text_to_video<fast>{.prompt = "rain", .callback_url = "https://example.com:99999/hook"}; }
#endif

// case with_user_and_word: this_callback_url_is_malformed
#if defined(CASE_with_user_and_word)
auto with_user_and_word() {
    return text_to_video<fast>{.prompt = "rain", .callback_url = "https://me:word@example.com/hook"};
}
#endif

// case progress_on_fast: this gateway posts the end alone to a callback URL
#if defined(CASE_progress_on_fast)
auto progress_on_fast() {
    return text_to_video<fast>{.prompt = "rain", .callback_url = "https://example.com/hook", .callback_progress = true};
}
#endif
