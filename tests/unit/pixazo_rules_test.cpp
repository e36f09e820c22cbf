// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
// Every fact of Pixazo's page for Seedance, from both sides of its limit: what the descriptors say, what validation
// refuses and in which words, when to poll.
#include <iterator>
#include <string>
#include <utility>
#include <vector>

#include <boost/test/unit_test.hpp>

#include <seedance/provider/pixazo.hpp>
#include <seedance/provider/prepared.hpp>

#include "checks.hpp"
#include "pixazo_rules.hpp"
#include "printing.hpp"

using namespace test::pixazo_rules;

BOOST_AUTO_TEST_SUITE(pixazo_rules)

// ---- models and modes

BOOST_AUTO_TEST_CASE(models_are_the_documented_ones) {
    BOOST_TEST(full::descriptor.id == "seedance-2-0");
    BOOST_TEST(fast::descriptor.id == "seedance-2-0-fast");
    BOOST_TEST(pro::descriptor.id == "seedance-1-0-pro-250528");
    BOOST_TEST(lite::descriptor.id == "seedance-1-0-lite-i2v-250428");
    for (const auto* model : {&full::descriptor, &fast::descriptor, &pro::descriptor, &lite::descriptor}) {
        BOOST_TEST(model->provider == "pixazo");
        BOOST_TEST(model->as_of == "2026-11-21");
        BOOST_TEST(!model->source.empty());
        BOOST_TEST(well_formed(*model));
    }
    BOOST_TEST(pixazo::account{}.base_url == "https://gateway.pixazo.ai");
}

BOOST_AUTO_TEST_CASE(each_model_offers_its_modes_and_no_others) {
    static_assert(offers<full, mode::text_to_video> && offers<full, mode::image_to_video> &&
                  offers<full, mode::reference_to_video> && offers<full, mode::edit_video>);
    static_assert(offers<fast, mode::text_to_video> && offers<fast, mode::image_to_video> &&
                  offers<fast, mode::reference_to_video> && offers<fast, mode::edit_video>);
    static_assert(offers<pro, mode::text_to_video> && offers<pro, mode::image_to_video> &&
                  !offers<pro, mode::reference_to_video> && !offers<pro, mode::edit_video>);
    static_assert(!offers<lite, mode::text_to_video> && offers<lite, mode::image_to_video> &&
                  !offers<lite, mode::reference_to_video> && !offers<lite, mode::edit_video>);
    BOOST_TEST(full::descriptor.modes.size() == 4u);
    BOOST_TEST(fast::descriptor.modes.size() == 4u);
    BOOST_TEST(pro::descriptor.modes.size() == 2u);
    BOOST_TEST(lite::descriptor.modes.size() == 1u);
}

BOOST_AUTO_TEST_CASE_TEMPLATE(a_request_of_every_mode_is_valid, Subject, subjects) {
    const sample<Subject> request;
    BOOST_TEST(broken(request.view) == strings{});
}

// ---- resolution, aspect ratio, duration

BOOST_AUTO_TEST_CASE_TEMPLATE(resolutions, Subject, subjects) {
    constexpr bool is_fast = std::same_as<typename Subject::model_type, fast>;
    sample<Subject> request;
    const auto with = [&](std::string_view given) {
        request.view.resolution = given;
        return broken(request.view);
    };
    BOOST_TEST(with("480p") == strings{});
    BOOST_TEST(with("720p") == strings{});
    const std::string list = is_fast ? "480p, 720p" : "480p, 720p, 1080p";
    BOOST_TEST(with("1080p") ==
               (is_fast
                    ? strings{"resolution: the model does not offer this resolution (given 1080p, allowed 480p, 720p)"}
                    : strings{}));
    for (const std::string given : {"4k", "2160p", "360p", "1080", "1080P", " 720p", "720p "})
        BOOST_TEST(with(given) == strings{"resolution: the model does not offer this resolution (given " + given +
                                          ", allowed " + list + ")"});
    BOOST_TEST(with("").size() == 1u);
    // "720p (lite) / 1080p (pro)" for 1.0 text-to-video, "720p" everywhere else.
    BOOST_TEST(Subject::rules.default_resolution ==
               (std::same_as<Subject, subject<pro, mode::text_to_video>> ? "1080p" : "720p"));
}

BOOST_AUTO_TEST_CASE_TEMPLATE(aspect_ratios, Subject, subjects) {
    using Model = typename Subject::model_type;
    sample<Subject> request;
    const auto with = [&](std::string_view given) {
        request.view.aspect_ratio = given;
        return broken(request.view);
    };
    for (const std::string_view given : {"16:9", "9:16", "1:1", "4:3", "3:4"}) BOOST_TEST(with(given) == strings{});
    // 1.0 Pro image-to-video lists no 21:9, 1.0 Lite neither that nor "adaptive".
    constexpr bool wide = !Subject::is_1_0 || Subject::kind == mode::text_to_video;
    BOOST_TEST(with("21:9").empty() == wide);
    constexpr bool adapts = !std::same_as<Model, lite>;
    BOOST_TEST(with("adaptive").empty() == adapts);
    BOOST_TEST(with("auto").empty() == adapts);
    for (const std::string_view given : {"5:4", "9:21", "2:3", "16x9", "16:9 ", "Adaptive", "keep_ratio", ""})
        BOOST_TEST(with(given).size() == 1u);
    const std::string list = !adapts ? "16:9, 9:16, 1:1, 4:3, 3:4"
                             : wide  ? "adaptive, 16:9, 4:3, 1:1, 3:4, 9:16, 21:9"
                                     : "adaptive, 16:9, 9:16, 1:1, 4:3, 3:4";
    BOOST_TEST(with("5:4") ==
               strings{"aspect_ratio: the model does not offer this aspect ratio (given 5:4, allowed " + list + ")"});
    BOOST_TEST(Subject::rules.default_aspect_ratio == (Subject::is_1_0 ? "16:9" : "adaptive"));
}

BOOST_AUTO_TEST_CASE_TEMPLATE(durations, Subject, subjects) {
    constexpr int shortest = Subject::is_1_0 ? 3 : 4;
    constexpr int longest = Subject::is_1_0 ? 12 : 15;
    sample<Subject> request;
    for (int seconds = -20; seconds <= 40; ++seconds) {
        request.view.seconds = seconds;
        if (seconds >= shortest && seconds <= longest)
            BOOST_TEST(broken(request.view) == strings{});
        else
            BOOST_TEST(broken(request.view) ==
                       strings{"duration: the model does not offer this duration (given " + std::to_string(seconds) +
                               " s, allowed " + std::to_string(shortest) + ".." + std::to_string(longest) + " s)"});
    }
    BOOST_TEST(Subject::rules.duration.default_seconds == 5);
}

BOOST_AUTO_TEST_CASE_TEMPLATE(only_an_edit_lasts_as_long_as_its_source, Subject, subjects) {
    sample<Subject> request;
    request.view.duration_as_source = true;
    request.view.seconds = 0;
    if (Subject::kind == mode::edit_video)
        BOOST_TEST(broken(request.view) == strings{});
    else
        BOOST_TEST(broken(request.view) == strings{"duration: only edit_video can take its duration from the source"});
}

BOOST_AUTO_TEST_CASE(pixel_sizes_of_fast_are_the_documented_table) {
    struct {
        std::string_view ratio;
        int width_480, height_480, width_720, height_720;
    } const table[] = {{"16:9", 864, 496, 1280, 720}, {"4:3", 752, 560, 1112, 834},  {"1:1", 640, 640, 960, 960},
                       {"3:4", 560, 752, 834, 1112},  {"9:16", 496, 864, 720, 1280}, {"21:9", 992, 432, 1470, 630}};
    const auto sizes = rules_of<fast, mode::image_to_video>.sizes;
    BOOST_TEST(sizes.size() == 2 * std::size(table));
    const auto size_of = [sizes](std::string_view resolution, std::string_view ratio) {
        int found = 0;
        std::pair<int, int> size{};
        for (const auto& s : sizes)
            if (s.resolution == resolution && s.aspect_ratio == ratio) size = {++found == 1 ? s.width : 0, s.height};
        return size;
    };
    for (const auto& row : table) {
        BOOST_TEST(size_of("480p", row.ratio) == (std::pair{row.width_480, row.height_480}), row.ratio);
        BOOST_TEST(size_of("720p", row.ratio) == (std::pair{row.width_720, row.height_720}), row.ratio);
    }
    for (const auto& m : fast::descriptor.modes) BOOST_TEST(m.sizes.size() == sizes.size());
    for (const auto* model : {&full::descriptor, &pro::descriptor, &lite::descriptor})
        for (const auto& m : model->modes) BOOST_TEST(m.sizes.empty());
}

// ---- prompts

BOOST_AUTO_TEST_CASE_TEMPLATE(prompts_are_required_or_optional, Subject, subjects) {
    constexpr bool optional =
        !Subject::is_1_0 && (Subject::kind == mode::image_to_video || Subject::kind == mode::reference_to_video);
    sample<Subject> request;
    for (const std::string_view blank : {"", " ", "\t\r\n"}) {
        request.view.prompt = blank;
        BOOST_TEST(broken(request.view) == (optional ? strings{} : strings{needs_prompt}));
    }
    request.view.prompt = {};
    BOOST_TEST(broken(request.view) == (optional ? strings{} : strings{needs_prompt}));
    request.view.prompt = "r";
    BOOST_TEST(broken(request.view) == strings{});
    request.view.prompt = "caf\xE9 in the rain";
    BOOST_TEST(broken(request.view) == strings{"prompt: the prompt is not valid UTF-8 (allowed UTF-8)"});
}

// "Max 500 Chinese / 1000 English words"; 1.0 documents no limit.
BOOST_AUTO_TEST_CASE_TEMPLATE(prompts_are_limited_by_words, Subject, subjects) {
    sample<Subject> request;
    const auto with = [&](int cjk, int words) {
        const auto prompt = prompt_of_words(cjk, words);
        request.view.prompt = prompt;
        auto said = broken(request.view);
        request.view.prompt = "rain";
        return said;
    };
    const auto too_many = [](int cjk, int words) {
        return strings{too_many_words + std::to_string(cjk) + " and " + std::to_string(words) +
                       ", allowed 500 CJK characters or 1000 words)"};
    };
    struct {
        int cjk, words;
        bool fits;
    } const mixtures[] = {{500, 0, true},    {501, 0, false},    {0, 1000, true},   {0, 1001, false}, {499, 3, true},
                          {500, 1, true},    {251, 500, true},   {1, 1000, true},   {1, 1001, false}, {501, 1, false},
                          {500, 1000, true}, {501, 1000, false}, {500, 1001, false}};
    for (const auto& [cjk, words, fits] : mixtures)
        BOOST_TEST(with(cjk, words) == (fits || Subject::is_1_0 ? strings{} : too_many(cjk, words)),
                   cjk << " characters and " << words << " words");
}

BOOST_AUTO_TEST_CASE(words_are_runs_between_space_and_cjk) {
    const auto fits = [](const std::string& prompt) {
        return validate(text_to_video<full>{.prompt = runtime(prompt)}).empty();
    };
    std::string long_words, lines, hyphens;
    for (int i = 0; i < 1000; ++i) {
        long_words += std::string(50, 'x') + " ";
        lines += "rain\n\t ";
        hyphens += "slow-motion ";
    }
    BOOST_TEST(fits(long_words));
    BOOST_TEST(fits(lines));
    BOOST_TEST(fits(hyphens));
    BOOST_TEST(!fits(long_words + "x"));
    BOOST_TEST(!fits(lines + "x"));
    // Japanese and Korean count like Chinese.
    std::string kana, hangul;
    for (int i = 0; i < 500; ++i) {
        kana += "\xE3\x81\x82";
        hangul += "\xEA\xB0\x80";
    }
    BOOST_TEST(fits(kana));
    BOOST_TEST(!fits(kana + "\xE3\x82\xA2"));
    BOOST_TEST(fits(hangul));
    BOOST_TEST(!fits(hangul + "\xEA\xB0\x81"));
}

// ---- directives

// Those of the page ("--resolution", "--seed", "--framepersecond", "--camerafixed"; of 1.0 also "--ratio", "--duration"
// and
// "--rt", "--rs", "--dur", "--cf"), and those of ByteDance's own models.
constexpr std::string_view directives[] = {"--resolution",
                                           "--rs",
                                           "--ratio",
                                           "--rt",
                                           "--duration",
                                           "--dur",
                                           "--seed",
                                           "--framepersecond",
                                           "--framespersecond",
                                           "--fps",
                                           "--frames",
                                           "--camerafixed",
                                           "--cf",
                                           "--watermark",
                                           "--wm"};

BOOST_AUTO_TEST_CASE_TEMPLATE(every_directive_is_refused_in_every_mode, Subject, subjects) {
    BOOST_TEST(Subject::rules.prompt.directives.size() == std::size(directives));
    sample<Subject> request;
    const auto with = [&](const std::string& prompt) {
        request.view.prompt = prompt;
        auto said = broken(request.view);
        request.view.prompt = "rain";
        return said;
    };
    for (const auto directive : directives) {
        const strings refused{
            "prompt: the prompt contains a directive that could change the price; use the field of that name instead "
            "(given " +
            std::string{directive} + ")"};
        const std::string lower{directive};
        std::string upper, capital{lower};
        for (const char c : lower) upper += c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
        capital[2] = upper[2];
        for (const auto& spelled : {lower, upper, capital}) {
            for (const std::string after :
                 {"", " ", " 1", "=1", "\t1", "\n1", ":1", ",", ".", "\"", "1080p", "\xE9\x9B\xA8",
                  "\xE3\x80\x80"
                  "1",
                  "\xC2\xA0"
                  "1"})
                for (const std::string before :
                     {"", "rain ", "rain", "rain\n", "\xE9\x9B\xA8", "-", "x-", "(", "--x ", "--"})
                    BOOST_TEST(with(before + spelled + after) == refused, before + spelled + after);
            BOOST_TEST(with(spelled + " 1 and again " + spelled + " 2") == refused);
        }
        // A longer name is another word.
        for (const std::string after : {"x", "X 1", "-x", "_x"})
            BOOST_TEST(with(lower + after) == strings{}, lower + after);
        // So is one without its dashes.
        for (const auto& harmless :
             {lower.substr(1), lower.substr(2), "- " + lower.substr(1), "-\n-" + lower.substr(2)})
            BOOST_TEST(with(harmless) == strings{}, harmless);
    }
}

BOOST_AUTO_TEST_CASE(every_directive_of_a_prompt_is_named_once) {
    const auto given = [](std::string_view prompt) {
        strings names;
        for (const auto& v : validate(text_to_video<full>{.prompt = runtime(prompt)})) {
            BOOST_TEST(v.broken == rule::this_prompt_contains_a_directive);
            names.emplace_back(v.given.view());
        }
        return names;
    };
    BOOST_TEST(given("rain --seed 42 --RS 1080p --seed 7 --rs 480p --dur 15") == (strings{"--seed", "--rs", "--dur"}));
    BOOST_TEST(given("--rs--rs 1080p") == strings{"--rs"});  // the second one
    BOOST_TEST(given("rain -- snow --- a--b -seed 42 \xE2\x80\x94"
                     "seed 42") == strings{});
    BOOST_TEST(given("--frame 1 --resolutions --seedling --durations --fpsx --cfg 7 --wmv --rsync --rtx --seed-bank "
                     "--no-seed") == strings{});
}

// Each of them is a field.
BOOST_AUTO_TEST_CASE(what_directives_say_has_fields) {
    const auto prepared =
        prepare(text_to_video<full>{.prompt = "rain", .camera_fixed = true, .seed = 0, .frames_per_second = 60});
    BOOST_TEST_REQUIRE(prepared.valid());
    BOOST_TEST(
        test::contains(prepared.message().body, R"("text":"rain --seed 0 --framepersecond 60 --camerafixed true")"));
}

// ---- frames

BOOST_AUTO_TEST_CASE(the_last_frame_is_optional_in_2_0) {
    BOOST_TEST(broken(image_to_video<full>{.prompt = {}, .first_frame = photo}) == strings{});
    BOOST_TEST(broken(image_to_video<full>{.prompt = {}, .first_frame = photo, .last_frame = photo}) == strings{});
    BOOST_TEST(broken(image_to_video<fast>{.prompt = {}, .first_frame = photo}) == strings{});
    BOOST_TEST(broken(image_to_video<fast>{.prompt = "rain", .first_frame = photo, .last_frame = photo}) == strings{});
}

BOOST_AUTO_TEST_CASE(frames_of_1_0) {
    BOOST_TEST(broken(image_to_video<pro>{.prompt = "rain", .first_frame = photo}) == strings{});
    sample<subject<pro, mode::image_to_video>> one;
    one.view.last_frame = photo;
    BOOST_TEST(broken(one.view) ==
               strings{"last_frame: the model takes a first frame only (given https://example.com/photo.png)"});

    BOOST_TEST(broken(image_to_video<lite>{.prompt = "rain", .first_frame = photo, .last_frame = photo}) == strings{});
    sample<subject<lite, mode::image_to_video>> two;
    two.view.last_frame = {};
    BOOST_TEST(broken(two.view) == strings{"last_frame: a last frame is required by this model"});
    two.view.first_frame = {};
    two.view.last_frame = photo;
    BOOST_TEST(broken(two.view) == strings{"first_frame: a last frame needs a first frame"});
}

BOOST_AUTO_TEST_CASE_TEMPLATE(media_belong_to_their_modes, Subject, subjects) {
    sample<Subject> request;
    if (Subject::kind == mode::image_to_video) {
        const auto list = list_of(1, 0, 0);
        request.view.references = list;
        BOOST_TEST(broken(request.view) ==
                   strings{"references: frames and references are different modes and cannot be combined"});
        request.view.references = {};
        request.view.first_frame = {};
        BOOST_TEST(broken(request.view).size() == 1u);
        return;
    }
    request.view.first_frame = request.view.last_frame = photo;
    BOOST_TEST(broken(request.view) ==
               (strings{"first_frame: this mode takes no media of this kind (given https://example.com/photo.png)",
                        "last_frame: this mode takes no media of this kind (given https://example.com/photo.png)"}));
    if (Subject::kind != mode::text_to_video) return;
    const auto list = list_of(1, 0, 0);
    request.view.first_frame = request.view.last_frame = {};
    request.view.references = list;
    BOOST_TEST(broken(request.view) == strings{"references: this mode takes no media of this kind"});
}

// ---- options

BOOST_AUTO_TEST_CASE_TEMPLATE(options_of_each_mode, Subject, subjects) {
    constexpr bool searches = !Subject::is_1_0 && Subject::kind == mode::text_to_video;  // "text-to-video only"
    const std::pair<option, bool> taken[] = {
        {option::sound, !Subject::is_1_0},  {option::web_search, searches},
        {option::camera_fixed, true},       {option::watermark, !Subject::is_1_0},
        {option::seed, !Subject::is_1_0},   {option::frames_per_second, !Subject::is_1_0},
        {option::return_last_frame, false}, {option::content_check, false}};
    static_assert(std::size(taken) == option_count, "do Pixazo's pages have the new option?");
    for (const auto& [which, is_taken] : taken) {
        BOOST_TEST(Subject::rules.options.contains(which) == is_taken, to_string(which));
        BOOST_TEST(!Subject::rules.required_options.contains(which));
        sample<Subject> request;
        switch (which) {
            case option::sound: request.view.sound = false; break;
            case option::web_search: request.view.web_search = false; break;
            case option::camera_fixed: request.view.camera_fixed = false; break;
            case option::watermark: request.view.watermark = false; break;
            case option::seed: request.view.seed = 42; break;
            case option::frames_per_second: request.view.frames_per_second = 24; break;
            case option::return_last_frame: request.view.return_last_frame = false; break;
            case option::content_check: request.view.content_check = false; break;
        }
        const strings refused{std::string{to_string(which)} + ": the model does not take this option in this mode"};
        BOOST_TEST(broken(request.view) == (is_taken ? strings{} : refused));
    }
}

BOOST_AUTO_TEST_CASE_TEMPLATE(sound_is_on_unless_told_otherwise_where_there_is_sound, Subject, subjects) {
    const sample<Subject> request;
    BOOST_TEST(request.view.with_sound() == !Subject::is_1_0);
}

BOOST_AUTO_TEST_CASE(seeds_and_frame_rates_have_no_documented_range) {
    const auto with = [](long long seed, long long rate) {
        return broken(text_to_video<full>{.prompt = "rain", .seed = runtime(seed), .frames_per_second = runtime(rate)});
    };
    BOOST_TEST(with(0, 1) == strings{});
    BOOST_TEST(with(4'294'967'295, 60) == strings{});
    BOOST_TEST(with(-1, 0) == strings{});
    BOOST_TEST(with(4'294'967'296, 61) == strings{});
}

// ---- polling: "Poll every 5-10 seconds"

BOOST_AUTO_TEST_CASE_TEMPLATE(polls_are_5_to_10_seconds_apart, Subject, subjects) {
    constexpr poll_schedule expected{.first = 5s, .first_latest = 10s, .interval = 5s, .interval_longest = 10s};
    for (int s = Subject::rules.duration.min_seconds; s <= Subject::rules.duration.max_seconds; ++s)
        BOOST_TEST(polling_for(Subject::rules, s) == expected);
    const auto prepared = prepare_for(table_of<pixazo::gateway>, sample<Subject>{}.view);
    BOOST_TEST(prepared.valid());
    BOOST_TEST(prepared.polling() == expected);
    BOOST_TEST(prepared.message().target == Subject::rules.wire_name);
}

BOOST_AUTO_TEST_SUITE_END()
