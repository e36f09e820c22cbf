// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

/// @file
/// The lines of a batch: JSON objects, each a request with, where its author likes, an `id`.

#include <algorithm>
#include <cstddef>
#include <istream>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include <boost/json/object.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <boost/json/value.hpp>

#include <seedance/core/hex.hpp>
#include <seedance/core/sha256.hpp>
#include <seedance/models.hpp>
#include <seedance/provider/catalog.hpp>
#include <seedance/provider/impl/repeated_name.hpp>
#include <seedance/provider/request_json.hpp>
#include <seedance/request/options.hpp>

#include "models.hpp"
#include "prompt_file.hpp"
#include "settings.hpp"
#include "suggestion.hpp"

namespace cli {

/// A video of a batch.
struct batch_job {
    std::size_t line = 0;  ///< in its file, from 1
    std::string id{};      ///< its own, or one made of its request; the name of its file, too
    seedance::prepared_route request;
};

/// What is wrong with a line.
struct batch_problem {
    std::size_t line = 0;
    std::string words{};
    bool is_beyond_limit = false;  ///< the line itself is sound, and dearer than it may be
};

/// A file's lines.
struct batch_lines {
    std::vector<batch_job> jobs{};
    std::vector<batch_problem> problems{};
};

namespace detail {

inline constexpr std::size_t longest_line = std::size_t{1} << 20;
inline constexpr std::size_t most_lines = 100'000;

/// Says whether a file may be named so in any folder: no path, no hidden file, nothing that looks like an option.
inline bool is_file_name(std::string_view id) {
    constexpr std::string_view plain = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-.";
    return !id.empty() && id.size() <= 100 && id.front() != '.' && id.front() != '-' &&
           id.find_first_not_of(plain) == id.npos;
}

/// Makes an id of what a request asks for: the same one for ever, in whatever order its members stand. Another one
/// would be paid for again. As the journal has it, a callback URL is no part of what is asked for.
inline std::string id_of_request(seedance::any_request request) {
    request.callback_url.clear();
    request.callback_progress = std::nullopt;
    return seedance::text::hex(seedance::text::sha256(to_json(request))).substr(0, 24);
}

/// A line that was understood, but for its model's rules.
struct read_line {
    std::optional<std::string> id{};
    seedance::any_request request{};
};

/// The members that a line may have.
inline std::vector<std::string> names_of_members() {
    std::vector<std::string> names{"id",           "model",
                                   "models",       "mode",
                                   "prompt",       "first_frame",
                                   "last_frame",   "references",
                                   "resolution",   "duration",
                                   "aspect_ratio", "duration_as_source",
                                   "callback_url", "callback_progress"};
    for (const auto option : seedance::all_options) names.emplace_back(to_string(option));
    return names;
}

/// Gives the end of a sentence on the first member that is not known: which one may be meant.
inline std::string member_meant(const boost::json::object& members, std::string_view words) {
    const auto known = names_of_members();
    for (const auto& each : members) {
        const std::string name{std::string_view{each.key()}};
        if (!words.starts_with('"' + name + '"')) continue;
        if (std::find(known.begin(), known.end(), name) == known.end()) return did_you_mean(name, known);
    }
    return {};
}

/// Reads a line, or says what is wrong with it.
inline std::variant<read_line, std::string> read_batch_line(std::string_view text) {
    boost::system::error_code failed;
    auto parsed = boost::json::parse(boost::json::string_view{text.data(), text.size()}, failed);
    auto* members = parsed.if_object();
    if (failed || members == nullptr) return std::string{"this is not a JSON object"};
    if (const auto name = seedance::detail::repeated_name(text); !name.empty())
        return "\"" + name + "\" stands there twice, and only one of its values can be meant";
    read_line read;
    if (const auto* id = members->if_contains("id")) {
        if (!id->is_string() || !is_file_name(std::string_view{id->get_string()}))
            return std::string{
                "\"id\" names a file: at most 100 letters, digits, and '_', '-' or '.' behind the first"};
        read.id = std::string{std::string_view{id->get_string()}};
        members->erase("id");
    }
    const bool has_mode = members->contains("mode");
    auto request = seedance::request_from_json(boost::json::serialize(parsed));
    if (auto* words = std::get_if<std::string>(&request)) return *words + member_meant(*members, *words);
    read.request = std::move(std::get<seedance::any_request>(request));
    if (names_of_models_in(read.request).empty())
        return "\"model\" is missing, as in \"model\":\"" + names_of_models().front() +
               "\"; `seedance models` has all of them";
    if (!has_mode) read.request.mode = mode_of_files(read.request);
    return read;
}

inline std::string words_on(const seedance::violations& broken, const seedance::any_request& request) {
    std::string words;
    for (const auto& each : broken) words += (words.empty() ? "" : "; ") + to_string(each);
    const auto meant = models_meant(request);
    return meant.empty() ? words : words + "; did you mean '" + meant + "'?";
}

/// Reads a line of so many bytes at most, or the first bytes of one that is longer. Gives false at the end.
inline bool read_line_of(std::istream& from, std::string& line, std::size_t most) {
    line.clear();
    while (line.size() <= most) {
        const auto next = from.get();
        if (next == std::istream::traits_type::eof()) return !line.empty();
        if (next == '\n') return true;
        line += static_cast<char>(next);
    }
    return true;
}

/// Collects jobs, each with an id that no other one has.
class batch_reader {
  public:
    void add(std::size_t number, std::string_view text) {
        auto read = read_batch_line(text);
        if (auto* words = std::get_if<std::string>(&read)) return refuse(number, std::move(*words));
        auto& line = std::get<read_line>(read);
        auto request = prepare_route(line.request, seedance::all_models::entries);
        if (!request.valid()) return refuse(number, words_on(request.broken_rules(), line.request));
        auto id = line.id ? std::move(*line.id) : numbered(id_of_request(line.request));
        const auto [there, is_new] = lines_.try_emplace(id, number);
        if (!is_new)
            return refuse(number, "the id \"" + id + "\" stands in line " + std::to_string(there->second) + ", too");
        made_.jobs.push_back({number, std::move(id), std::move(request)});
    }

    void refuse(std::size_t number, std::string words) {
        made_.problems.push_back({.line = number, .words = std::move(words)});
    }

    batch_lines take() { return std::move(made_); }

  private:
    /// The second of two equal lines asks for a second video.
    std::string numbered(std::string id) {
        const auto count = ++seen_[id];
        return count == 1 ? id : id + "." + std::to_string(count);
    }

    batch_lines made_;
    std::map<std::string, std::size_t> lines_;
    std::map<std::string, std::size_t> seen_;
};

}  // namespace detail

/// Reads all lines and checks them; an empty one is none. Behind one that is too long nothing is read: it may have no
/// end.
inline batch_lines read_batch(std::istream& from) {
    detail::batch_reader reader;
    std::string line;
    for (std::size_t number = 1; detail::read_line_of(from, line, detail::longest_line); ++number) {
        const auto text = bare_text(line);
        if (number > detail::most_lines) {
            reader.refuse(number, "a batch has " + std::to_string(detail::most_lines) + " lines at most");
            break;
        }
        if (line.size() > detail::longest_line) {
            reader.refuse(number, "it has more than " + std::to_string(detail::longest_line) + " bytes");
            break;
        }
        if (text.find_first_not_of(" \t") != text.npos) reader.add(number, text);
    }
    return reader.take();
}

}  // namespace cli
