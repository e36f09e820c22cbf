// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
// A task as one line of text: what is written can be read, and nothing else can.
#include <boost/test/unit_test.hpp>

#include <random>
#include <string>

#include <seedance/models.hpp>
#include <seedance/task/task.hpp>

#include "printing.hpp"

BOOST_AUTO_TEST_SUITE(task_text)

namespace {

using namespace std::chrono_literals;
using namespace seedance;

const task& example() {
    static const task t{.provider = "apixo",
                        .model = "seedance-2-0-fast",
                        .id = "task_12345678",
                        .accepted_at = std::chrono::system_clock::time_point{1'767'965'610'929ms},
                        .polling = {.first = 200s, .first_latest = 300s, .interval = 10s, .interval_longest = 20s}};
    return t;
}

constexpr std::string_view example_line =
    "seedance-task/1 apixo seedance-2-0-fast task_12345678 1767965610929 200-300/10-20";

bool is_one_line_of_printable_ascii(std::string_view line) {
    for (const char c : line)
        if (c < ' ' || c > '~') return false;
    return true;
}

bool survives(const task& t) {
    const auto line = to_string(t);
    const auto back = parse_task(line);
    return is_one_line_of_printable_ascii(line) && back && *back == t && to_string(*back) == line;
}

/// The example line with its n-th part replaced.
std::string with_part(int n, std::string_view part) {
    std::string line;
    std::string_view rest = example_line;
    for (int i = 0; i < 6; ++i) {
        const auto end = rest.find(' ');
        if (i > 0) line += ' ';
        line += i == n ? part : rest.substr(0, end);
        rest.remove_prefix(end == std::string_view::npos ? rest.size() : end + 1);
    }
    return line;
}

}  // namespace

BOOST_AUTO_TEST_CASE(the_documented_line) {
    BOOST_TEST(to_string(example()) == example_line);
    BOOST_REQUIRE(parse_task(example_line).has_value());
    BOOST_TEST(*parse_task(example_line) == example());
}

BOOST_AUTO_TEST_CASE(every_byte_value_survives_in_every_part) {
    std::string all;
    for (int byte = 0; byte < 256; ++byte) {
        all += static_cast<char>(byte);
        for (std::string task::* part : {&task::provider, &task::model, &task::id, &task::account}) {
            auto t = example();
            (t.*part) = std::string(1, static_cast<char>(byte));
            BOOST_TEST(survives(t));
        }
    }
    auto t = example();
    t.id = all;
    BOOST_TEST(survives(t));
    t.id = "a b%20c\nseedance-task/1";
    BOOST_TEST(survives(t));
}

BOOST_AUTO_TEST_CASE(a_task_without_model_survives_and_one_without_id_does_not) {
    auto t = example();
    t.model.clear();
    BOOST_TEST(survives(t));
    t.id.clear();
    BOOST_TEST(!parse_task(to_string(t)));
    t = example();
    t.provider.clear();
    BOOST_TEST(!parse_task(to_string(t)));
}

BOOST_AUTO_TEST_CASE(an_account_that_has_a_name_is_in_the_text) {
    auto t = example();
    t.account = "eu";
    BOOST_TEST(to_string(t) == std::string{example_line} + " account=eu");
    BOOST_TEST(survives(t));
    t.account.clear();
    BOOST_TEST(!parse_task(to_string(t)));
}

BOOST_AUTO_TEST_CASE(fields_of_later_versions_are_skipped) {
    const std::string line{example_line};
    for (const std::string_view fields : {" region=eu-1", " a= b=1=2", " route=%20"}) {
        const auto t = parse_task(line + std::string{fields});
        BOOST_TEST_REQUIRE(t.has_value());
        BOOST_TEST(*t == example());
    }
    BOOST_TEST(parse_task(line + " a=1 account=eu b=2")->account == "eu");
    for (const std::string_view garbage : {" ", "  ", " word", " a=1  b=2", " a=1 ", " a=\x7F", " a=\n", " account=%2"})
        BOOST_TEST(!parse_task(line + std::string{garbage}));
}

BOOST_AUTO_TEST_CASE(times_and_schedules_survive) {
    for (const auto at : {0ms, 1ms, 1'767'965'610'929ms, 9'223'372'036'854ms}) {
        auto t = example();
        t.accepted_at = std::chrono::system_clock::time_point{at};
        BOOST_TEST(survives(t));
    }
    for (const auto& schedule : {poll_schedule{}, poll_schedule{0s, 0s, 1s, 1s}, poll_schedule{40s, 40s, 5s, 10s},
                                 poll_schedule{86'400s, 86'400s, 86'400s, 86'400s}}) {
        auto t = example();
        t.polling = schedule;
        BOOST_TEST(survives(t));
    }
}

BOOST_AUTO_TEST_CASE(every_documented_schedule_survives) {
    for (const auto& entry : all_models::entries)
        for (const auto& rules : entry.model->modes)
            for (int seconds = rules.duration.min_seconds; seconds <= rules.duration.max_seconds; ++seconds) {
                auto t = example();
                t.provider = entry.model->provider;
                t.model = entry.model->id;
                t.polling = polling_for(rules, seconds);
                BOOST_TEST(survives(t));
                const auto line = to_string(t);
                for (std::size_t n = 0; n < line.size(); ++n) BOOST_TEST(!parse_task(line.substr(0, n)));
            }
}

BOOST_AUTO_TEST_CASE(a_line_cut_at_any_byte_is_nothing) {
    for (std::size_t n = 0; n < example_line.size(); ++n) {
        BOOST_TEST(!parse_task(example_line.substr(0, n)));
        BOOST_TEST(!parse_task(example_line.substr(n + 1)));
    }
}

BOOST_AUTO_TEST_CASE(a_line_with_any_byte_added_at_its_end_is_nothing) {
    for (int byte = 0; byte < 256; ++byte) {
        const auto c = static_cast<char>(byte);
        if (c >= '0' && c <= '9') continue;  // a longer number
        BOOST_TEST(!parse_task(std::string{example_line} + c));
        BOOST_TEST(!parse_task(c + std::string{example_line}));
    }
}

BOOST_AUTO_TEST_CASE(a_changed_byte_never_makes_an_id_of_other_bytes_than_it_says) {
    for (std::size_t at = 0; at < example_line.size(); ++at)
        for (int byte = 0; byte < 256; ++byte) {
            std::string line{example_line};
            line[at] = static_cast<char>(byte);
            const auto t = parse_task(line);
            if (t) BOOST_TEST(parse_task(to_string(*t)) == t);
        }
}

BOOST_AUTO_TEST_CASE(garbage_is_nothing) {
    for (const std::string_view line :
         {"", " ", "seedance-task/1", "seedance-task/2 apixo m id 1 1-1/1-1", "SEEDANCE-TASK/1 apixo m id 1 1-1/1-1",
          "seedance-task/1  apixo m id 1 1-1/1-1", "seedance-task/1 apixo m id 1 1-1/1-1\n", "task_12345678", "\0",
          "{\"taskId\":\"x\"}"})
        BOOST_TEST(!parse_task(line));
}

BOOST_AUTO_TEST_CASE(parts_that_are_not_what_they_should_be) {
    for (const std::string_view id :
         {"", "%", "%2", "%2G", "%GG", "a%", "a%4", "\x7F", "caf\xC3\xA9", "a/b", "a+b", "%-1", "%+1", "% 1", "%0x"})
        BOOST_TEST(!parse_task(with_part(3, id)));
    for (const std::string_view time : {"", "-1", "+1", "1.0", "0x1", "1e3", " 1", "9223372036855",
                                        "9223372036854775808", "99999999999999999999", "one"})
        BOOST_TEST(!parse_task(with_part(4, time)));
    for (const std::string_view schedule : {"",
                                            "1",
                                            "1-1",
                                            "1-1/",
                                            "1-1/1",
                                            "1-1/1-",
                                            "-1/1-1",
                                            "1-/1-1",
                                            "2-1/1-1",
                                            "1-1/2-1",
                                            "1-1/0-0",
                                            "1-1/0-1",
                                            "86401-86401/1-1",
                                            "1-1/1-86401",
                                            "1-1/1-1 ",
                                            "1-1/1-1-1",
                                            "1-1/1-1/1",
                                            "1--1/1-1",
                                            "1-1/1-+1",
                                            "1-1/1-99999999999999999999"})
        BOOST_TEST(!parse_task(with_part(5, schedule)));
}

BOOST_AUTO_TEST_CASE(a_line_too_long_is_nothing) {
    auto t = example();
    const auto rest = to_string(t).size() - t.id.size();
    t.id = std::string(8192 - rest, 'a');
    BOOST_TEST(to_string(t).size() == 8192u);
    BOOST_TEST(survives(t));
    t.id += 'a';
    BOOST_TEST(!parse_task(to_string(t)));
    BOOST_TEST(!parse_task(std::string(1'000'000, ' ')));
}

BOOST_AUTO_TEST_CASE(random_text_is_refused_or_read_without_harm) {
    std::mt19937 random{20261121};
    const std::string_view alphabet = "seedance-task/1 apixo %2F0123456789-/\n\xFF";
    for (int i = 0; i < 100'000; ++i) {
        std::string line{i % 2 == 0 ? "seedance-task/1 " : ""};
        for (auto n = random() % 60; n > 0; --n) line += alphabet[random() % alphabet.size()];
        const auto t = parse_task(line);
        if (t) BOOST_TEST(parse_task(to_string(*t)) == t);
    }
}

BOOST_AUTO_TEST_CASE(where_a_callback_is_posted_is_kept) {
    for (const auto use : all_callback_uses)
        for (const auto* const account : {"default", "eu", "a=b c"}) {
            auto t = example();
            t.callback = use;
            t.account = account;
            BOOST_TEST(survives(t), to_string(t));
        }
    auto t = example();
    t.callback = callback_use::instead_of_polls;
    BOOST_TEST(to_string(t) == std::string{example_line} + " callback=instead_of_polls");
    t.account = "eu";
    BOOST_TEST(to_string(t) == std::string{example_line} + " account=eu callback=instead_of_polls");
    BOOST_TEST(*parse_task(std::string{example_line} + " callback=instead_of_polls account=eu") == t);
}

// A later version of the library may have other uses: the task is polled as its document says, and "not found" is not
// believed.
BOOST_AUTO_TEST_CASE(a_use_of_callbacks_that_is_not_known_is_beside_polls) {
    const auto read = parse_task(std::string{example_line} + " callback=by_pigeon");
    BOOST_REQUIRE(read.has_value());
    BOOST_TEST((read->callback == callback_use::beside_polls));
}

BOOST_AUTO_TEST_SUITE_END()
