// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

/// @file
/// For gateway writers: what a gateway's words for states and failures mean. Codes are open sets which every gateway
/// spells its own way, and those that pass ByteDance's on invent more: they are told by family, not by list.

#include <algorithm>
#include <iterator>
#include <string>
#include <string_view>

#include <seedance/core/array_view.hpp>
#include <seedance/core/text.hpp>
#include <seedance/provider/answer.hpp>

namespace seedance {

/// Says whether a gateway's word is this one, whatever its case and whatever blanks are in it. `word` has no blanks; it
/// is spelled as the document spells it, which is the fastest.
constexpr bool is_word(std::string_view said, std::string_view word) noexcept {
    if (said == word) return true;  // as documented
    for (const char c : said) {
        if (text::is_space(c)) continue;
        if (word.empty() || text::lower(word.front()) != text::lower(c)) return false;
        word.remove_prefix(1);
    }
    return word.empty();
}

/// Keeps the letters and digits of ASCII, in lower case: "SENSITIVE_CONTENT" and "SensitiveContent" become one.
inline std::string folded_word(std::string_view text) {
    std::string folded;
    for (const char c : text)
        if (text::is_letter(c) || text::is_digit(c)) folded += text::lower(c);
    return folded;
}

/// Says whether a code is one of `codes`, as a whole, in any spelling. `codes` are folded words.
inline bool is_one_of_codes(std::string_view code, array_view<std::string_view> codes) {
    const auto folded = folded_word(code);
    return !folded.empty() && std::find(codes.begin(), codes.end(), folded) != codes.end();
}

namespace detail {

/// Parts of folded codes that tell a family, and the reason that it stands for. The first row that fits counts.
struct code_family {
    std::string_view part;
    fail_reason reason;
};

inline constexpr code_family code_families[] = {
    {"policyviolation", fail_reason::moderation},
    {"contentpolicy", fail_reason::moderation},
    {"contentviolation", fail_reason::moderation},
    {"contentfilter", fail_reason::moderation},
    {"contentblocked", fail_reason::moderation},
    {"contentsecurity", fail_reason::moderation},
    {"prohibitedcontent", fail_reason::moderation},
    {"inappropriatecontent", fail_reason::moderation},
    {"unsafecontent", fail_reason::moderation},
    {"riskdetection", fail_reason::moderation},
    {"moderation", fail_reason::moderation},
    {"moderated", fail_reason::moderation},
    {"moderator", fail_reason::moderation},
    {"nsfw", fail_reason::moderation},
    {"privacyinformation", fail_reason::moderation},
    {"copyright", fail_reason::moderation},
    {"safety", fail_reason::moderation},
    {"prompt", fail_reason::prompt},
    {"ratelimit", fail_reason::throttled},
    {"toomanyrequest", fail_reason::throttled},
    {"quotaexceeded", fail_reason::throttled},
    {"throttl", fail_reason::throttled},
    {"timeout", fail_reason::timeout},
    {"timedout", fail_reason::timeout},
    {"insufficientbalance", fail_reason::balance},
    {"insufficientcredit", fail_reason::balance},
    {"insufficientfund", fail_reason::balance},
    {"insufficientquota", fail_reason::balance},
    {"accountoverdue", fail_reason::balance},
    {"imageformat", fail_reason::media},
    {"imagenotaccess", fail_reason::media},
    {"invalidimage", fail_reason::media},
    {"invalidvideo", fail_reason::media},
    {"invalidaudio", fail_reason::media},
    {"invalidmedia", fail_reason::media},
    {"imageurl", fail_reason::media},
    {"videourl", fail_reason::media},
    {"audiourl", fail_reason::media},
    {"upstream", fail_reason::upstream},
    {"streamerror", fail_reason::upstream},
    {"generationfailed", fail_reason::upstream},
    {"modelunavailable", fail_reason::upstream},
    {"serviceunavailable", fail_reason::upstream},
    {"overloaded", fail_reason::upstream},
    {"internal", fail_reason::upstream},
};

/// Codes, folded, of a task that somebody has ended. They count as a whole: of a longer one ("upstream request
/// canceled") somebody else may have been the cause.
inline constexpr std::string_view cancel_codes[] = {"cancelled",       "canceled",      "taskcancelled",
                                                    "taskcanceled",    "usercancelled", "usercanceled",
                                                    "cancelledbyuser", "canceledbyuser"};

/// What words for people say when they speak of moderation, folded.
inline constexpr std::string_view moderation_words[] = {
    "upstreampolic",        "safetycheck",        "safetysystem", "safetyfilter",  "contentviolat",
    "moderation",           "moderated",          "moderator",    "contentfilter", "contentsecurity",
    "prohibitedcontent",    "copyrightrestri",    "nsfw",         "realperson",    "inappropriatecontent",
    "violationinformation", "violenceinformation"};

/// Words that speak of moderation where one of their companions stands with them: others have policies too, and there
/// are other sensitive matters.
struct moderation_stem {
    std::string_view stem;
    array_view<std::string_view> companions;
};

inline constexpr std::string_view beside_policy[] = {"content", "violat", "safety", "usage", "flagged"},
                                  beside_violation[] = {"guideline", "termsof", "communit", "regulation"},
                                  beside_sensitive[] = {"content", "information", "word",   "material",
                                                        "topic",   "detected",    "prompt", "text",
                                                        "image",   "video",       "input",  "output"};

inline constexpr moderation_stem moderation_stems[] = {
    {"polic", beside_policy}, {"violat", beside_violation}, {"sensitive", beside_sensitive}};

/// Says whether folded words speak of moderation.
inline bool speaks_of_moderation(std::string_view folded) {
    const auto says = [folded](std::string_view part) { return folded.find(part) != folded.npos; };
    if (std::any_of(std::begin(moderation_words), std::end(moderation_words), says)) return true;
    if (says("casesensitive") || says("caseinsensitive")) return false;
    return std::any_of(std::begin(moderation_stems), std::end(moderation_stems), [&says](const moderation_stem& each) {
        return says(each.stem) && std::any_of(each.companions.begin(), each.companions.end(), says);
    });
}

/// Says whether a code tells little: it is a sentence, or says only that there is no video, or that it was the prompt.
/// Words beside it may tell more.
inline bool is_vague(std::string_view code, fail_reason its_reason) {
    const auto folded = folded_word(code);
    const bool is_generic = folded.find("generationfailed") != folded.npos || folded == "upstreamerror";
    return text::trim(code).find(' ') != code.npos || is_generic || its_reason == fail_reason::prompt;
}

}  // namespace detail

/// Gives the reason that a code's family stands for; `unknown` for a code that is of none.
inline fail_reason reason_of_code(std::string_view code) {
    if (is_one_of_codes(code, detail::cancel_codes)) return fail_reason::cancelled;
    const auto folded = folded_word(code);
    if (detail::speaks_of_moderation(folded)) return fail_reason::moderation;
    for (const auto& family : detail::code_families)
        if (folded.find(family.part) != std::string::npos) return family.reason;
    return fail_reason::unknown;
}

/// Gives the reason for which a task failed. The code decides; where it is of no family, or where there is none, a
/// message that is one word counts as a code, and one that speaks of moderation as that, also beside a code that tells
/// little ("Generation failed").
inline fail_reason reason_of_failure(const gateway_error& error) {
    const auto by_code = reason_of_code(error.code);
    const bool decides = by_code != fail_reason::unknown && !detail::is_vague(error.code, by_code);
    if (decides) return by_code;
    const auto message = text::trim(error.message);
    const bool is_word = message.find(' ') == message.npos;
    const auto by_message = is_word                                              ? reason_of_code(message)
                            : detail::speaks_of_moderation(folded_word(message)) ? fail_reason::moderation
                                                                                 : fail_reason::unknown;
    const bool tells_more = by_code == fail_reason::unknown || by_message == fail_reason::moderation;
    return tells_more ? by_message : by_code;
}

}  // namespace seedance
