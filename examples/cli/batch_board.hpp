// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

/// @file
/// What a person sees of a batch: a line for each video that is under way, one for all, and one that stays for each
/// that has ended.

#include <cstddef>
#include <list>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <seedance/engine/event.hpp>

#include "option_words.hpp"
#include "output.hpp"

namespace cli {

/// What has become of a line.
struct batch_result {
    std::size_t line = 0;
    std::string id{};
    std::string intent{};
    std::string state{};  ///< saved, failed, under way, not fetched, unknown, refused, not sent, not begun
    std::string path{};   ///< of the video that was saved
    std::string words{};  ///< what went wrong
    int exit_code = 0;
};

class batch_board {
  public:
    batch_board(const output& out, std::size_t all) : out_{out}, all_{all} {}

    /// One that is under way. It hears the events of its call.
    class row {
      public:
        row(batch_board& board, std::string id) : board_{board}, id_{std::move(id)} {}

        void operator()(const seedance::events::queued&) { say("waits for its turn"); }
        void operator()(const seedance::events::sending&) { say("is sent"); }
        void operator()(const seedance::events::accepted&) { say("accepted"); }
        void operator()(const seedance::events::polled& e) {
            say(std::string{to_string(e.state)} + (e.progress ? " " + std::to_string(*e.progress) + " %" : ""));
        }
        void operator()(const seedance::events::retrying& e) {
            say(std::string{to_string(e.step)} + ": " + e.code.message() + ", again in " +
                std::to_string(e.after.count()) + " ms");
        }
        void operator()(const seedance::events::paused& e) { say(e.code.message()); }
        void operator()(const seedance::events::leg_ended& e) { say(words_of(e)); }
        void operator()(const seedance::events::downloaded& e) {
            say(std::to_string(e.received) + (e.total != 0 ? " of " + std::to_string(e.total) : std::string{}) +
                " bytes");
        }
        void operator()(const seedance::events::unknown_container& e) { board_.out_.warn(words_of(e)); }
        void operator()(const seedance::events::journal_failed& e) {
            board_.out_.warn("the journal: " + in_option_words(std::string{e.why}));
        }

        std::string text() const { return id_ + "  " + words_; }

      private:
        void say(std::string words) {
            words_ = std::move(words);
            board_.draw();
        }

        batch_board& board_;
        std::string id_;
        std::string words_ = "begins";
    };

    row& add(const std::string& id) {
        auto& made = rows_.emplace_back(*this, id);
        draw();
        return made;
    }

    /// Notes how one has ended, of which `ended` is not used any more.
    void end(const row& ended, const batch_result& result) {
        rows_.remove_if([&ended](const row& each) { return &each == &ended; });
        if (result.state == "saved")
            ++saved_;
        else
            ++failed_;
        out_.clear_progress();
        print(result);
        draw();
    }

    void print(const batch_result& result) const {
        if (out_.is_json()) return;
        const bool is_saved = result.state == "saved";
        const auto what = is_saved ? result.path : "line " + std::to_string(result.line) + ": " + result.words;
        out_.row(out_.coloured(is_saved ? colour::green : colour::red, result.state) + "  " + result.id + "  " + what);
    }

  private:
    void draw() const {
        if (!out_.has_live_lines()) return;
        std::vector<std::string> lines;
        for (const auto& each : rows_) lines.push_back(each.text());
        lines.push_back(std::to_string(saved_) + " of " + std::to_string(all_) + " saved" +
                        (failed_ == 0 ? "" : ", " + std::to_string(failed_) + " not") + ", " +
                        std::to_string(rows_.size()) + " under way");
        out_.progress(lines);
    }

    const output& out_;
    std::size_t all_;
    std::size_t saved_ = 0;
    std::size_t failed_ = 0;
    std::list<row> rows_;
};

}  // namespace cli
