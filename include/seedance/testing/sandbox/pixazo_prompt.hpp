// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

/// @file
/// What Pixazo reads out of a prompt: "space-separated flags appended to the text prompt. They override the matching
/// JSON field when both are present." The flags are those of both pages and the abbreviations of 1.0's.

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include <seedance/testing/sandbox/input.hpp>

namespace seedance::testing::detail {

/// The content of a prompt. Texts are not given, and numbers absent, where no directive says them.
struct pixazo_prompt {
    std::string text = {};  ///< without the directives; a `--word` that is none stays
    std::string_view resolution = {};
    std::string_view ratio = {};
    std::optional<std::int64_t> seconds = {};
    std::optional<std::int64_t> seed = {};
    std::optional<std::int64_t> frames_per_second = {};
    std::optional<bool> camera_fixed = {};
};

/// Reads one prompt. Of a directive that stands there twice, the last counts. Only the form of its value is checked
/// here, not whether the model takes it.
class pixazo_prompt_reader {
  public:
    pixazo_prompt_reader(std::string_view prompt, problem_list& wrong) : rest_{prompt}, wrong_{wrong} {
        for (auto word = next_word(); !word.empty(); word = next_word())
            if (!directive(word)) read_.text.append(read_.text.empty() ? "" : " ").append(word);
    }

    /// Gives the content, which views the prompt.
    pixazo_prompt read() && { return std::move(read_); }

  private:
    /// Gives false where the word is an ordinary one.
    bool directive(std::string_view word) {
        if (word == "--resolution" || word == "--rs")
            read_.resolution = text(word);
        else if (word == "--ratio" || word == "--rt")
            read_.ratio = text(word);
        else if (word == "--duration" || word == "--dur")
            read_.seconds = integer(word);
        else if (word == "--seed")
            read_.seed = integer(word);
        else if (word == "--framepersecond")
            read_.frames_per_second = integer(word);
        else if (word == "--camerafixed" || word == "--cf")
            read_.camera_fixed = boolean(word);
        else
            return false;
        return true;
    }

    std::string_view text(std::string_view name) {
        const auto value = next_word();
        if (value.empty()) wrong_.add(name, "needs a value");
        return value;
    }

    std::optional<std::int64_t> integer(std::string_view name) {
        const auto number = parse_integer(next_word());
        if (!number) wrong_.add(name, "must be an integer");
        return number;
    }

    std::optional<bool> boolean(std::string_view name) {
        const auto value = next_word();
        if (value != "true" && value != "false") wrong_.add(name, "must be true or false");
        return value == "true";
    }

    /// Gives the next word, which is empty at the end of the prompt.
    std::string_view next_word() {
        while (!rest_.empty() && text::is_space(rest_.front())) rest_.remove_prefix(1);
        std::size_t length = 0;
        while (length != rest_.size() && !text::is_space(rest_[length])) ++length;
        const auto word = rest_.substr(0, length);
        rest_.remove_prefix(length);
        return word;
    }

    std::string_view rest_;
    problem_list& wrong_;
    pixazo_prompt read_;
};

}  // namespace seedance::testing::detail
