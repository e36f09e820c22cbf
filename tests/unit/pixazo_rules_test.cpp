// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
// Every fact of Pixazo's page for Seedance, from both sides of its limit: what the descriptors say, what validation
// refuses and in which words, what a request costs, when to poll.
#include <boost/test/unit_test.hpp>

#include <string>
#include <tuple>
#include <vector>

#include <seedance/provider/pixazo.hpp>
#include <seedance/provider/prepared.hpp>

#include "checks.hpp"
#include "printing.hpp"

namespace {

using namespace std::chrono_literals;
using namespace seedance;
using strings = std::vector<std::string>;

using full = pixazo::seedance_2_0;
using fast = pixazo::seedance_2_0_fast;
using pro = pixazo::seedance_1_0_pro;
using lite = pixazo::seedance_1_0_lite;

constexpr auto photo = "https://example.com/photo.png";
constexpr auto clip = "https://example.com/clip.mp4";
constexpr auto song = "https://example.com/song.mp3";

/// A model in one of its modes.
template <class Model, mode Mode>
struct subject {
    using model_type = Model;
    static constexpr mode kind = Mode;
    static constexpr bool is_1_0 = std::same_as<Model, pro> || std::same_as<Model, lite>;
    static constexpr const mode_rules& rules = rules_of<Model, Mode>;
};
using subjects = std::tuple<
    subject<full, mode::text_to_video>, subject<full, mode::image_to_video>, subject<full, mode::reference_to_video>,
    subject<full, mode::edit_video>, subject<fast, mode::text_to_video>, subject<fast, mode::image_to_video>,
    subject<fast, mode::reference_to_video>, subject<fast, mode::edit_video>, subject<pro, mode::text_to_video>,
    subject<pro, mode::image_to_video>, subject<lite, mode::image_to_video>>;

/// A request of this model and mode that breaks no rule, as a view whose fields a test changes.
template <class Subject>
struct sample {
    sample() {
        view.model = &Subject::model_type::descriptor;
        view.rules = &Subject::rules;
        view.prompt = "rain";
        view.resolution = Subject::rules.default_resolution;
        view.aspect_ratio = Subject::rules.default_aspect_ratio;
        view.seconds = Subject::rules.duration.default_seconds;
        if (Subject::kind == mode::image_to_video) view.first_frame = photo;
        if (std::same_as<typename Subject::model_type, lite>) view.last_frame = photo;
        if (Subject::kind == mode::reference_to_video) list.push_back({.kind = media::image, .url = photo});
        if (Subject::kind == mode::edit_video) list.push_back({.kind = media::video, .url = clip});
        view.references = list;
    }
    sample(const sample&) = delete;

    std::vector<reference> list;
    request_view view{};
};

/// The rules that a request breaks, in words and in order.
template <class Request>
strings broken(const Request& request) {
    strings said;
    for (const auto& v : validate(request)) said.push_back(to_string(v));
    return said;
}

std::vector<reference> list_of(int images, int videos, int audio) {
    std::vector<reference> list;
    for (int i = 0; i < images; ++i) list.push_back({.kind = media::image, .url = photo});
    for (int i = 0; i < videos; ++i) list.push_back({.kind = media::video, .url = clip});
    for (int i = 0; i < audio; ++i) list.push_back({.kind = media::audio, .url = song});
    return list;
}

template <class Model>
strings broken_by_list(const std::vector<reference>& list) {
    return broken(reference_to_video<Model>{.prompt = "rain", .references = runtime(list)});
}

template <class Model>
strings broken_by_edit(const std::vector<reference>& list) {
    return broken(edit_video<Model>{.prompt = "rain", .references = runtime(list)});
}

/// So many Chinese characters and English words, mixed.
std::string prompt_of_words(int cjk, int words) {
    std::string prompt;
    for (int i = 0; i < words; ++i) prompt += "rain ";
    for (int i = 0; i < cjk; ++i) prompt += "\xE9\x9B\xA8";
    return prompt;
}

const std::string too_many_words = "prompt: the prompt has too many words (given ";
const std::string needs_prompt = "prompt: a prompt is required and must not be blank";

}  // namespace

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
    } const mixtures[] = {{500, 0, true},  {501, 0, false}, {0, 1000, true},  {0, 1001, false},  {499, 2, true},
                          {499, 3, false}, {500, 1, false}, {250, 500, true}, {250, 501, false}, {251, 500, false},
                          {1, 998, true},  {1, 999, false}, {100, 800, true}, {100, 801, false}};
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

// ---- references

// "Up to 9", "up to 3", "up to 3", "the rule of 12", "at least one", "requires at least one image or video reference".
BOOST_AUTO_TEST_CASE(counts_of_references) {
    for (int images = 0; images <= 11; ++images)
        for (int videos = 0; videos <= 5; ++videos)
            for (int audio = 0; audio <= 5; ++audio) {
                const int together = images + videos + audio;
                strings expected;
                if (images > 9)
                    expected.push_back("references: too many images (given " + std::to_string(images) +
                                       ", allowed at most 9)");
                if (videos > 3)
                    expected.push_back("references: too many videos (given " + std::to_string(videos) +
                                       ", allowed at most 3)");
                if (audio > 3)
                    expected.push_back("references: too many audio files (given " + std::to_string(audio) +
                                       ", allowed at most 3)");
                if (together > 12)
                    expected.push_back("references: too many references together (given " + std::to_string(together) +
                                       ", allowed at most 12 files together)");
                if (together == 0)
                    expected.push_back("references: at least one reference is required (given 0, allowed at least 1)");
                if (audio > 0 && images + videos == 0)
                    expected.push_back(
                        "references: audio references need at least one image or video beside them (given " +
                        std::to_string(audio) + " audio files alone)");
                const auto list = list_of(images, videos, audio);
                BOOST_TEST(broken_by_list<full>(list) == expected);
                BOOST_TEST(broken_by_list<fast>(list) == expected);
            }
    static_assert(takes_media<full, mode::reference_to_video, 9, 3, 0> &&
                  !takes_media<full, mode::reference_to_video, 9, 3, 1>);
    static_assert(takes_media<fast, mode::reference_to_video, 6, 3, 3> &&
                  !takes_media<fast, mode::reference_to_video, 7, 3, 3>);
    static_assert(!takes_media<full, mode::reference_to_video, 0, 0, 0> &&
                  !takes_media<full, mode::reference_to_video, 0, 0, 1>);
}

// "2-15 s" and "<= 15s combined" for videos, "<= 15s combined" for audio, which has no shortest length.
BOOST_AUTO_TEST_CASE(lengths_of_references) {
    const auto with = [](media kind, std::chrono::milliseconds length) {
        const std::vector<reference> list{{.kind = media::image, .url = photo},
                                          {.kind = kind, .url = photo, .length = length}};
        BOOST_TEST(broken_by_list<full>(list) == broken_by_list<fast>(list));
        return broken_by_list<full>(list);
    };
    for (const auto length : {0ms, 2000ms, 7500ms, 15000ms}) BOOST_TEST(with(media::video, length) == strings{});
    for (const auto length : {0ms, 1ms, 1999ms, 2000ms, 15000ms}) BOOST_TEST(with(media::audio, length) == strings{});
    BOOST_TEST(with(media::video, 1999ms) ==
               strings{"references[1].length: the reference is too short (given 1999 ms, allowed 2000..15000 ms)"});
    BOOST_TEST(with(media::video, 15001ms) ==
               (strings{"references[1].length: the reference is too long (given 15001 ms, allowed 2000..15000 ms)",
                        "references: the reference videos are too long together (given 15001 ms, allowed at most 15000 "
                        "ms together)"}));
    BOOST_TEST(with(media::audio, 15001ms) ==
               (strings{"references[1].length: the reference is too long (given 15001 ms, allowed 0..15000 ms)",
                        "references: the reference audio files are too long together (given 15001 ms, allowed at most "
                        "15000 ms together)"}));
    BOOST_TEST(with(media::audio, -1ms) ==
               strings{"references[1].length: the reference is too short (given -1 ms, allowed 0..15000 ms)"});
}

BOOST_AUTO_TEST_CASE(lengths_together) {
    auto list = list_of(0, 3, 3);
    const auto with = [&](std::vector<std::chrono::milliseconds> lengths) {
        for (std::size_t i = 0; i != lengths.size(); ++i) list[i].length = lengths[i];
        return broken_by_list<full>(list);
    };
    BOOST_TEST(with({5s, 5s, 5s, 5s, 5s, 5s}) == strings{});
    BOOST_TEST(with({5s, 5s, 5001ms, 5s, 5s, 5s}) == strings{"references: the reference videos are too long together "
                                                             "(given 15001 ms, allowed at most 15000 ms together)"});
    BOOST_TEST(with({5s, 5s, 5s, 5s, 5s, 5001ms}) ==
               strings{"references: the reference audio files are too long together (given 15001 ms, allowed at most "
                       "15000 ms together)"});
}

// edit-video: one video; its images are written as one, as optional, as none and as two.
BOOST_AUTO_TEST_CASE(an_edit_has_one_video_and_at_most_two_images) {
    for (int images = 0; images <= 4; ++images)
        for (int videos = 0; videos <= 3; ++videos)
            for (int audio = 0; audio <= 2; ++audio) {
                strings expected;
                if (images > 2)
                    expected.push_back("references: too many images (given " + std::to_string(images) +
                                       ", allowed at most 2)");
                if (videos > 1)
                    expected.push_back("references: too many videos (given " + std::to_string(videos) +
                                       ", allowed at most 1)");
                if (audio > 0)
                    expected.push_back("references: too many audio files (given " + std::to_string(audio) +
                                       ", allowed at most 0)");
                if (const int together = images + videos + audio; together > 3)
                    expected.push_back("references: too many references together (given " + std::to_string(together) +
                                       ", allowed at most 3 files together)");
                if (videos != 1)
                    expected.push_back("references: exactly one source video is required (given " +
                                       std::to_string(videos) + ", allowed 1 video)");
                const auto list = list_of(images, videos, audio);
                BOOST_TEST(broken_by_edit<full>(list) == expected);
                BOOST_TEST(broken_by_edit<fast>(list) == expected);
            }
    auto source = list_of(0, 1, 0);
    for (const auto length : {2000ms, 15000ms}) {
        source[0].length = length;
        BOOST_TEST(broken_by_edit<full>(source) == strings{});
    }
    for (const auto length : {1999ms, 15001ms}) {
        source[0].length = length;
        BOOST_TEST(broken_by_edit<fast>(source).size() == 1u);
    }
}

// ---- URLs: "URL, base64 URI, or asset://<ID>" for images and audio, "URL or asset://<ID>" for videos

BOOST_AUTO_TEST_CASE(schemes_of_references) {
    const std::string inlined = "data:image/png;base64,iVBORw0KGgo=";
    const auto with = [](media kind, std::string_view url) {
        const std::vector<reference> list{{.kind = media::image, .url = photo}, {.kind = kind, .url = url}};
        BOOST_TEST(broken_by_list<full>(list) == broken_by_list<fast>(list));
        return broken_by_list<full>(list);
    };
    for (const auto kind : {media::image, media::video, media::audio}) {
        BOOST_TEST(with(kind, "https://example.com/a") == strings{});
        BOOST_TEST(with(kind, "asset://asset-2026") == strings{});
        BOOST_TEST(with(kind, "http://example.com/a") ==
                   strings{"references[1].url: the media URL is not https (given http://example.com/a)"});
        BOOST_TEST(with(kind, "asset://").size() == 1u);
        BOOST_TEST(with(kind, "data:image/png;base64").size() == 1u);
        BOOST_TEST(with(kind, "").size() == 1u);
    }
    BOOST_TEST(with(media::image, inlined) == strings{});
    BOOST_TEST(with(media::audio, "data:audio/mp3;base64,AAAA") == strings{});
    BOOST_TEST(with(media::video, "data:video/mp4;base64,AAAA") ==
               strings{"references[1].url: the model does not take data: URIs for this kind of media (given "
                       "data:video/mp4;base64,AAAA)"});

    const auto edits = [](media kind, std::string_view url) {
        std::vector<reference> list{{.kind = media::video, .url = clip}};
        if (kind == media::video)
            list[0].url = url;
        else
            list.push_back({.kind = kind, .url = url});
        return broken_by_edit<fast>(list);
    };
    BOOST_TEST(edits(media::video, "asset://v") == strings{});
    BOOST_TEST(
        edits(media::video, "data:video/mp4,x") ==
        strings{
            "references[0].url: the model does not take data: URIs for this kind of media (given data:video/mp4,x)"});
    BOOST_TEST(edits(media::image, inlined) == strings{});
    BOOST_TEST(edits(media::image, "asset://i") == strings{});
}

BOOST_AUTO_TEST_CASE(schemes_of_frames) {
    const auto of_2_0 = [](std::string_view url) {
        return broken(image_to_video<full>{.prompt = {}, .first_frame = runtime(url), .last_frame = runtime(url)});
    };
    const auto of_fast = [](std::string_view url) {
        return broken(image_to_video<fast>{.prompt = {}, .first_frame = runtime(url), .last_frame = runtime(url)});
    };
    const auto of_pro = [](std::string_view url) {
        return broken(image_to_video<pro>{.prompt = "rain", .first_frame = runtime(url)});
    };
    const auto of_lite = [](std::string_view url) {
        return broken(image_to_video<lite>{.prompt = "rain", .first_frame = runtime(url), .last_frame = runtime(url)});
    };
    BOOST_TEST(of_pro("https://example.com/a") == strings{});
    BOOST_TEST(of_lite("https://example.com/a") == strings{});
    for (const std::string_view url : {"https://example.com/a", "data:image/png;base64,iVBORw0KGgo=", "asset://a"}) {
        BOOST_TEST(of_2_0(url) == strings{});
        BOOST_TEST(of_fast(url) == strings{});
    }
    // 1.0: "publicly accessible HTTPS URL".
    BOOST_TEST(
        of_pro("data:image/png,x") ==
        strings{"first_frame: the model does not take data: URIs for this kind of media (given data:image/png,x)"});
    BOOST_TEST(of_pro("asset://a") ==
               strings{"first_frame: the model does not take asset:// ids for this kind of media (given asset://a)"});
    BOOST_TEST(of_lite("data:image/png,x").size() == 2u);
    BOOST_TEST(of_lite("asset://a").size() == 2u);
    for (const auto& said : {of_2_0("http://a"), of_fast("ftp://a"), of_lite("a.png")}) BOOST_TEST(said.size() == 2u);
    BOOST_TEST(of_pro("http://a") == strings{"first_frame: the media URL is not https (given http://a)"});
}

BOOST_AUTO_TEST_CASE_TEMPLATE(callbacks_are_https, Subject, subjects) {
    sample<Subject> request;
    request.view.callback_url = "https://your-server.com/webhook/callback";
    BOOST_TEST(broken(request.view) == strings{});
    request.view.callback_url = "http://your-server.com/webhook/callback";
    BOOST_TEST(broken(request.view) == strings{"callback_url: the callback URL is not https (given "
                                               "http://your-server.com/webhook/callback, allowed https://...)"});
    request.view.callback_url = "https://your-server.com/a\r\nX-Evil: 1";
    BOOST_TEST(broken(request.view).size() == 1u);
}

// ---- options

BOOST_AUTO_TEST_CASE_TEMPLATE(options_of_each_mode, Subject, subjects) {
    constexpr bool searches = !Subject::is_1_0 && Subject::kind == mode::text_to_video;  // "text-to-video only"
    const std::pair<option, bool> taken[] = {
        {option::sound, !Subject::is_1_0},  {option::web_search, searches},
        {option::camera_fixed, true},       {option::watermark, !Subject::is_1_0},
        {option::seed, !Subject::is_1_0},   {option::frames_per_second, !Subject::is_1_0},
        {option::return_last_frame, false}, {option::content_check, false}};
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

BOOST_AUTO_TEST_CASE(seeds_and_frame_rates_have_a_range) {
    const auto with = [](long long seed, long long rate) {
        return broken(text_to_video<full>{.prompt = "rain", .seed = runtime(seed), .frames_per_second = runtime(rate)});
    };
    BOOST_TEST(with(0, 1) == strings{});
    BOOST_TEST(with(4'294'967'295, 60) == strings{});
    BOOST_TEST(with(-1, 0) == (strings{"seed: the seed is out of range (given -1, allowed 0..4294967295)",
                                       "frames_per_second: the frame rate is out of range (given 0, allowed 1..60)"}));
    BOOST_TEST(with(4'294'967'296, 61).size() == 2u);
}

// ---- prices

struct rates {
    std::int64_t at_480, at_720, at_1080;
};

template <class Request>
void check_price(const Request& request, std::int64_t micro) {
    const auto found = estimate(request);
    BOOST_TEST(found == price{micro_usd(micro)}, to_string(found));
}

BOOST_AUTO_TEST_CASE(seedance_2_0_is_billed_by_mode_resolution_and_second) {
    constexpr rates text{71'100, 159'700, 359'200};
    constexpr rates frame{78'700, 176'900, 397'300};
    constexpr rates with_reference{95'700, 214'800, 483'000};
    const auto list = list_of(1, 1, 1);  // what is given is not billed
    auto timed = list;
    timed[1].length = timed[2].length = 15s;
    for (const auto& [name, at] :
         {std::pair{"480p", &rates::at_480}, {"720p", &rates::at_720}, {"1080p", &rates::at_1080}})
        for (int s = 4; s <= 15; ++s) {
            const auto resolution = runtime(name);
            const auto duration = runtime(std::chrono::seconds{s});
            for (const bool sound : {false, true}) {
                check_price(
                    text_to_video<full>{
                        .prompt = "rain", .resolution = resolution, .duration = duration, .sound = sound},
                    text.*at * s);
                check_price(image_to_video<full>{.prompt = {},
                                                 .first_frame = photo,
                                                 .last_frame = photo,
                                                 .resolution = resolution,
                                                 .duration = duration,
                                                 .sound = sound},
                            frame.*at * s);
                check_price(reference_to_video<full>{.prompt = {},
                                                     .references = runtime(list),
                                                     .resolution = resolution,
                                                     .duration = duration,
                                                     .sound = sound},
                            with_reference.*at * s);
                check_price(reference_to_video<full>{.prompt = {},
                                                     .references = runtime(timed),
                                                     .resolution = resolution,
                                                     .duration = duration,
                                                     .sound = sound},
                            with_reference.*at * s);
                check_price(edit_video<full>{.prompt = "rain",
                                             .references = {video(clip, 15s)},
                                             .resolution = resolution,
                                             .duration = duration,
                                             .sound = sound},
                            with_reference.*at * s);
            }
        }
    check_price(text_to_video<full>{.prompt = "rain"}, 159'700 * 5);
}

BOOST_AUTO_TEST_CASE(fast_costs_24_cents_a_second_in_every_mode) {
    for (const auto name : {"480p", "720p"})
        for (int s = 4; s <= 15; ++s) {
            const auto resolution = runtime(name);
            const auto duration = runtime(std::chrono::seconds{s});
            check_price(text_to_video<fast>{.prompt = "rain", .resolution = resolution, .duration = duration},
                        240'000 * s);
            check_price(
                image_to_video<fast>{
                    .prompt = {}, .first_frame = photo, .resolution = resolution, .duration = duration},
                240'000 * s);
            check_price(
                reference_to_video<fast>{
                    .prompt = {}, .references = {image(photo)}, .resolution = resolution, .duration = duration},
                240'000 * s);
            check_price(
                edit_video<fast>{
                    .prompt = "rain", .references = {video(clip)}, .resolution = resolution, .duration = duration},
                240'000 * s);
        }
    BOOST_TEST(estimate(text_to_video<fast>{.prompt = "rain", .resolution = runtime("1080p")}) ==
               price{price_gap::broken_rule});
}

BOOST_AUTO_TEST_CASE(an_edit_as_long_as_its_source_costs_by_the_length_of_the_source) {
    check_price(
        edit_video<full>{
            .prompt = "rain", .references = {video(clip, 6s)}, .resolution = "1080p", .duration = as_source},
        483'000 * 6);
    check_price(edit_video<full>{.prompt = "rain",
                                 .references = {image(photo), video(clip, 2500ms)},
                                 .resolution = "480p",
                                 .duration = as_source},
                95'700 * 5 / 2);
    check_price(edit_video<fast>{.prompt = "rain", .references = {video(clip, 15s)}, .duration = as_source},
                240'000 * 15);
    BOOST_TEST(estimate(edit_video<full>{.prompt = "rain", .references = {video(clip)}, .duration = as_source}) ==
               price{price_gap::source_length});
}

BOOST_AUTO_TEST_CASE(seedance_1_0_pro_costs_20_cents_a_generation) {
    for (const auto name : {"480p", "720p", "1080p"})
        for (int s = 3; s <= 12; ++s) {
            const auto resolution = runtime(name);
            const auto duration = runtime(std::chrono::seconds{s});
            check_price(text_to_video<pro>{.prompt = "rain", .resolution = resolution, .duration = duration}, 200'000);
            check_price(
                image_to_video<pro>{
                    .prompt = "rain", .first_frame = photo, .resolution = resolution, .duration = duration},
                200'000);
        }
    BOOST_TEST(to_string(estimate(text_to_video<pro>{.prompt = "rain"})) == "$0.20");
    BOOST_TEST(estimate(text_to_video<pro>{.prompt = "rain", .duration = runtime(13s)}) ==
               price{price_gap::broken_rule});
}

BOOST_AUTO_TEST_CASE(the_price_of_1_0_lite_is_not_known) {
    for (const auto name : {"480p", "720p", "1080p"})
        BOOST_TEST(estimate(image_to_video<lite>{
                       .prompt = "rain", .first_frame = photo, .last_frame = photo, .resolution = runtime(name)}) ==
                   price{price_gap::not_documented});
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
