// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
// What a gateway lists for machines: asked without the key, read as the gateway's pages show it, and almost so.
#include "checks.hpp"
#include "client_fixture.hpp"

#include <seedance/models.hpp>
#include <seedance/provider/drift.hpp>

using namespace test;

BOOST_AUTO_TEST_SUITE(capability_lists)

namespace {

using strings = std::vector<std::string>;

/// An entry of the list, with more members, and members of its capabilities.
std::string entry(const std::string& id, const std::string& capabilities = "", const std::string& more = "") {
    return R"({"id":")" + id + R"(","object":"model")" + more + R"(,"capabilities":{)" + capabilities + "}}";
}

std::string list_of(const std::string& entries) { return R"({"object":"list","data":[)" + entries + "]}"; }

std::string tiers_of(const std::string& tiers, const std::string& mode = "per_second_resolution_video_input") {
    return R"("pricing":{"mode":")" + mode + R"(","tiers":[)" + tiers + "]}";
}

std::string tier(const std::string& id, const std::string& price, const std::string& unit = R"(,"unit":"second")") {
    return R"({"id":")" + id + R"(")" + unit + R"(,"price_micro_usdc":)" + price + "}";
}

std::string parameter(const std::string& name, const std::string& values) {
    return R"("parameters":[{"name":")" + name + R"(","enum":)" + values + "}]";
}

std::optional<capability_list> read(const std::string& body) {
    return provider_traits<xenodia::gateway>::decode_capability_list(body);
}

template <class Values>
std::string joined(const Values& values) {
    std::ostringstream text;
    for (const auto& each : values) text << (text.str().empty() ? "" : ",") << each;
    return text.str();
}

/// "seedance-2 480p,720p | 16:9 | 4,5", a line for each model, then one for each price and each problem.
strings lines_of(const capability_list& list) {
    strings lines;
    for (const auto& each : list.models)
        lines.push_back(each.id + (each.enabled ? " " : " off ") + joined(each.resolutions) + " | " +
                        joined(each.aspect_ratios) + " | " + joined(each.seconds));
    for (const auto& each : list.prices.prices)
        lines.push_back(each.model + ' ' + each.resolution + ' ' + std::string{to_string(each.video_reference)} + ' ' +
                        to_string(each.per_second));
    for (const auto& each : list.problems) lines.push_back(each);
    if (list.unread > list.problems.size()) lines.push_back(std::to_string(list.unread) + " in all");
    return lines;
}

strings lines_of(const std::string& entries) { return lines_of(read(list_of(entries)).value()); }

struct fixture : client_fixture {
    fixture() { client.use(xenodia::account{.api_key = secret{"the-key"}}); }

    outcome<capability_list> asked(std::string_view provider = "xenodia") {
        outcome<capability_list> result;
        client.capabilities(provider, result.options(), result.handler());
        run();
        BOOST_TEST_REQUIRE(result.done());
        return result;
    }
};

struct row {
    const char* what;
    std::string entries;
    strings expected;
};

}  // namespace

// ---- asking

BOOST_FIXTURE_TEST_CASE(the_list_is_asked_without_the_key, fixture) {
    reply(reply_with(200, list_of(entry("seedance-2") + "," + entry("veo-3"))));
    const auto result = asked();
    BOOST_TEST(!result.code);
    BOOST_TEST(result.value.provider == "xenodia");
    BOOST_TEST(result.value.prices.provider == "xenodia");
    BOOST_TEST(result.value.other_models == 1u);
    BOOST_TEST_REQUIRE(requests().size() == 1u);
    BOOST_TEST(requests()[0].method == "GET");
    BOOST_TEST(requests()[0].url == "https://api.xenodia.xyz/v1/models");
    BOOST_TEST(requests()[0].max_body <= std::uint64_t{1} << 20, "a huge answer is refused");
    for (const auto& header : requests()[0].headers) BOOST_TEST(lacks(header.value, "the-key"));
}

BOOST_FIXTURE_TEST_CASE(an_answer_that_is_no_list_is_an_error, fixture) {
    for (const auto* body : {"", "not JSON", "{}", "null", R"({"data":"soon"})", R"({"data":{"id":"seedance-2"}})"}) {
        reply(reply_with(200, body));
        const auto result = asked();
        BOOST_TEST(result.code == errc::poll_failed);
        BOOST_TEST(contains(result.why.detail, "the answer is no list"));
        BOOST_TEST(result.why.billed == billed::no);
    }
}

BOOST_FIXTURE_TEST_CASE(an_empty_list_is_one, fixture) {
    reply(reply_with(200, list_of("")));
    const auto result = asked();
    BOOST_TEST(!result.code);
    const auto found = find_drift(result.value, all_models::entries);
    BOOST_TEST(found.size() == 2u);
    BOOST_TEST(!agrees(found));
}

BOOST_FIXTURE_TEST_CASE(gateways_that_list_nothing_are_not_asked, fixture) {
    const auto result = asked("apixo");
    BOOST_TEST(result.code == errc::unsupported);
    BOOST_TEST(contains(result.why.detail, "lists nothing for machines"));
    BOOST_TEST(asked("pixazo").code == errc::no_account);
    BOOST_TEST(asked("nobody").code == errc::no_account);
    BOOST_TEST(requests().empty());
}

BOOST_FIXTURE_TEST_CASE(refusals_and_broken_connections_are_errors, fixture) {
    reply(not_connected(), reply_with(200, list_of(entry("seedance-2"))));
    BOOST_TEST(!asked().code);
    BOOST_TEST(requests().size() == 2u);
    reply(reply_with(404, R"({"error":"not_found"})"));
    BOOST_TEST(asked().code == errc::not_found);
    reply(not_connected(), not_connected(), not_connected());
    const auto broken = asked();
    BOOST_TEST(broken.code == errc::poll_failed);
    BOOST_TEST(broken.why.retry == retry::call_again, "there is no task to resume");
    reply(reply_with(401, "{}"));
    BOOST_TEST(asked().code == errc::rejected_key);
}

BOOST_FIXTURE_TEST_CASE(a_client_that_was_moved_from_says_so, fixture) {
    const seedance::client taken{std::move(client)};
    BOOST_TEST(asked().code == errc::client_closed);
}

// ---- reading

BOOST_AUTO_TEST_CASE(a_whole_entry_as_the_gateways_pages_show_it) {
    const std::string capabilities =
        R"("async_supported":true,"request_mode":["task"],)" +
        tiers_of(tier("480p_no_video", "80000") + "," + tier("480p_with_video", "130000")) +
        R"(,"parameters":[{"name":"aspect_ratio","enum":["1:1","auto"]},{"name":"resolution","enum":["480p","1080P"]},)"
        R"({"name":"duration","enum":[4,5]},{"name":"prompt"},{"name":"seed","enum":[1]}],"reference_input":{"max_items":9})";
    const auto body = entry("seedance-2", capabilities, R"(,"modalities":["video"],"enabled":true,"released_at":null)");
    BOOST_TEST(lines_of(body) == (strings{"seedance-2 480p,1080p | 1:1,auto | 4,5", "seedance-2 480p without $0.08",
                                          "seedance-2 480p with $0.13"}));
    for (const auto& whole : {"[" + body + "]", R"({"models":[)" + body + "]}"})
        BOOST_TEST(lines_of(read(whole).value()) == lines_of(body));
}

BOOST_AUTO_TEST_CASE(models_of_other_kinds_are_counted_and_not_read) {
    const auto list =
        read(list_of(entry("nano-banana-pro", tiers_of(tier("1k_2k", "null"))) + "," + entry("gpt-x") + "," +
                     entry("sd-2", "", R"(,"upstream_id":"bytedance/seedance-2")") + "," + entry("Doubao-SeeDance-3")))
            .value();
    BOOST_TEST(lines_of(list) == (strings{"sd-2  |  | ", "Doubao-SeeDance-3  |  | "}));
    BOOST_TEST(list.other_models == 2u);
    BOOST_TEST(list.unread == 0u);
}

BOOST_AUTO_TEST_CASE(an_almost_right_list_costs_only_what_is_wrong_in_it) {
    const std::string model = "seedance-2  |  | ", at = "entry 1 (seedance-2): ";
    const auto with_tiers = [](const std::string& tiers) { return entry("seedance-2", tiers_of(tiers)); };
    const auto with_values = [](const std::string& name, const std::string& values) {
        return entry("seedance-2", parameter(name, values));
    };
    const row rows[] = {
        {"no entry at all",
         "7,null,{},[],\"seedance-2\"",
         {"entry 1: no model with an id", "entry 2: no model with an id", "entry 3: no model with an id",
          "entry 4: no model with an id", "entry 5: no model with an id"}},
        {"an id that is none",
         R"({"id":7},{"id":""},{"id":")" + std::string(201, 'x') + "\"}",
         {"entry 1: no model with an id", "entry 2: no model with an id", "entry 3: no model with an id"}},
        {"a model twice",
         entry("seedance-2", parameter("resolution", R"(["480p"])")) + "," +
             entry("seedance-2", parameter("resolution", R"(["4k"])")),
         {"seedance-2 480p |  | ", "entry 2 (seedance-2): the model is listed twice, and the first one counts"}},
        {"a model that is not enabled", entry("seedance-2", "", R"(,"enabled":false)"), {"seedance-2 off  |  | "}},
        {"enabled in other words", entry("seedance-2", "", R"(,"enabled":"False")"), {"seedance-2 off  |  | "}},
        {"enabled, nobody says", entry("seedance-2", "", R"(,"enabled":null)"), {model}},
        {"enabled in no word",
         entry("seedance-2", "", R"(,"enabled":{"since":1})"),
         {model, at + "enabled is neither true nor false"}},
        {"capabilities that are none",
         R"({"id":"seedance-2","capabilities":"many"})",
         {model, at + "capabilities is no object"}},
        {"no capabilities",
         R"({"id":"seedance-2","capabilities":null,"odd":{"extra":[1]}},{"id":"seedance-3"})",
         {model, "seedance-3  |  | "}},
        {"a price as a text", with_tiers(tier("480p_no_video", "\"80000\"")), {model, "seedance-2 480p without $0.08"}},
        {"no amounts",
         with_tiers(tier("a", "null") + "," + tier("b", "0") + "," + tier("c", "-5") + "," + tier("d", "0.5") + "," +
                    tier("e", "\"free\"") + "," + tier("f", "1e300") + R"(,7,{"id":"480p_no_video"})"),
         {model, at + "price \"a\" has no amount above 0 as its price_micro_usdc",
          at + "price \"b\" has no amount above 0 as its price_micro_usdc",
          at + "price \"c\" has no amount above 0 as its price_micro_usdc",
          at + "price \"d\" has no amount above 0 as its price_micro_usdc",
          at + "price \"e\" has no amount above 0 as its price_micro_usdc",
          at + "price \"f\" has no amount above 0 as its price_micro_usdc",
          at + "price \"\" has no amount above 0 as its price_micro_usdc",
          at + "price \"480p_no_video\" has no amount above 0 as its price_micro_usdc"}},
        {"units that are no second",
         with_tiers(tier("480p_no_video", "1", R"(,"unit":"video")") + "," +
                    tier("480p_no_video", "2", R"(,"unit":"millisecond")") + "," +
                    tier("480p_no_video", "3", R"(,"unit":"10 seconds")") + "," +
                    tier("480p_no_video", "4", R"(,"unit":7)")),
         {model, at + "price \"480p_no_video\" is not for a second", at + "price \"480p_no_video\" is not for a second",
          at + "price \"480p_no_video\" is not for a second", at + "price \"480p_no_video\" is not for a second"}},
        {"units that are one",
         with_tiers(tier("480p_no_video", "1", R"(,"unit":"Per-Second")") + "," +
                    tier("720p_no_video", "2", R"(,"unit":"s")") + "," + tier("1080p_no_video", "3", "")),
         {model, "seedance-2 480p without $0.000001", "seedance-2 720p without $0.000002",
          "seedance-2 1080p without $0.000003"}},
        {"no unit, and a mode that is for no second",
         entry("seedance-2", tiers_of(tier("480p_no_video", "1", ""), "per_generation")),
         {model, at + "price \"480p_no_video\" is not for a second"}},
        {"prices for nobody knows what",
         with_tiers(tier("480p", "1") + "," + tier("480p_no_video_with_video", "1") + "," + tier("no_video", "1") +
                    "," + tier("480p_720p_no_video", "1")),
         {model, at + "price \"480p\" says neither no_video nor with_video",
          at + "price \"480p_no_video_with_video\" says neither no_video nor with_video",
          at + "price \"no_video\" names no resolution", at + "price \"480p_720p_no_video\" names no resolution"}},
        {"a price twice, and another one",
         with_tiers(tier("4k_no_video", "5") + "," + tier("4K, no video", "5") + "," + tier("4k_no_video", "6")),
         {model, "seedance-2 4k without $0.000005", "seedance-2 4k without $0.000005",
          at + "price \"4k_no_video\" is listed before with another amount, which counts"}},
        {"tiers that are no list",
         entry("seedance-2", R"("pricing":{"tiers":{"480p":1}})"),
         {model, at + "capabilities.pricing.tiers is no list"}},
        {"parameters that are no list",
         entry("seedance-2", R"("parameters":{"resolution":["480p"]})"),
         {model, at + "capabilities.parameters is no list"}},
        {"a parameter without a name",
         entry("seedance-2", R"("parameters":[null,{"enum":["480p"]}])"),
         {model, at + "a parameter has no name", at + "a parameter has no name"}},
        {"a parameter without values", entry("seedance-2", R"("parameters":[{"name":"duration","min":4}])"), {model}},
        {"values that are no list", with_values("resolution", "\"480p\""), {model, at + "resolution is no list"}},
        {"no values",
         with_values("duration", "[]"),
         {model, at + "duration lists no values, or more than are believed"}},
        {"values of another kind",
         with_values("resolution", R"(["480p",720,null,""])"),
         {"seedance-2 480p |  | ", at + "resolution has a value that is no word",
          at + "resolution has a value that is no word", at + "resolution has a value that is no word"}},
        {"lengths of another kind",
         with_values("duration", R"([4,"5","6s",0,-1,1e9])"),
         {"seedance-2  |  | 4,5", at + "duration has a value that is no number of seconds",
          at + "duration has a value that is no number of seconds",
          at + "duration has a value that is no number of seconds",
          at + "duration has a value that is no number of seconds"}},
        {"a parameter twice",
         entry("seedance-2",
               R"("parameters":[{"name":"duration","enum":[4]},{"name":"duration","enum":[5]},{"name":"duration"}])"),
         {"seedance-2  |  | 4", at + "duration is listed twice, and the first one counts"}},
    };
    for (const auto& each : rows) BOOST_TEST_CONTEXT(each.what) BOOST_TEST(lines_of(each.entries) == each.expected);
}

BOOST_AUTO_TEST_CASE(damaged_json_is_read_and_never_agrees) {
    const auto whole = list_of(entry("seedance-2", parameter("resolution", R"(["480p"])")));
    BOOST_TEST(read(whole)->unread == 0u);
    for (std::size_t size = 0; size != whole.size(); ++size) {
        const auto cut = read(whole.substr(0, size));
        if (cut) BOOST_TEST(cut->unread != 0u, whole.substr(0, size));
    }
    const auto damaged = read(R"({"data":[{"id":"seedance-2","x":NaN}]})").value();
    BOOST_TEST(damaged.models.size() == 1u);
    BOOST_TEST(!agrees(find_drift(damaged, all_models::entries)));
}

BOOST_AUTO_TEST_CASE(huge_lists_are_bounded) {
    std::string entries, prices, words;
    for (int i = 0; i != 1000; ++i) {
        const std::string comma = i == 0 ? "" : ",";
        entries += comma + entry("seedance-" + std::to_string(i));
        prices += comma + tier("480p_no_video", "1");
        words += comma + "\"" + std::to_string(i) + "p\"";
    }
    const auto many = read(list_of(entries)).value();
    BOOST_TEST(many.models.size() == 200u);
    BOOST_TEST(many.unread == 800u);
    BOOST_TEST(many.problems.size() == 20u);
    BOOST_TEST(find_drift(many, all_models::entries).size() < 300u);
    const auto one = [](const std::string& capabilities) { return lines_of(entry("seedance-2", capabilities)); };
    BOOST_TEST(one(tiers_of(prices)) ==
               (strings{"seedance-2  |  | ", "entry 1 (seedance-2): more prices than are believed"}));
    BOOST_TEST(
        one(parameter("resolution", "[" + words + "]")) ==
        (strings{"seedance-2  |  | ", "entry 1 (seedance-2): resolution lists no values, or more than are believed"}));
}

// ---- what follows from it

BOOST_AUTO_TEST_CASE(a_price_that_is_not_for_a_second_is_no_price_for_an_estimate) {
    const auto priced = [](const std::string& unit) {
        const auto body = list_of(entry("seedance-2", tiers_of(tier("720p_no_video", "170000", unit))));
        const auto list = provider_traits<xenodia::gateway>::decode_price_list(body);
        const text_to_video<xenodia::seedance_2> request{.prompt = "rain", .resolution = "720p", .duration = 5s};
        return to_string(estimate(request, list));
    };
    BOOST_TEST(priced(R"(,"unit":"second")") == "$0.85 before the gateway's margin");
    BOOST_TEST(priced(R"(,"unit":"video")") == "unknown: the gateway documents no price");
}

BOOST_AUTO_TEST_SUITE_END()
