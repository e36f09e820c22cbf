// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

#include <cstddef>
#include <map>
#include <memory>
#include <set>
#include <span>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include <seedance/journal/memory.hpp>

#include "client_fixture.hpp"
#include "journal_doubles.hpp"

namespace test {

/// A journal that tells what is asked of it, and fails on demand.
class watched_journal final : public journal_before<watched_journal> {
  public:
    bool is_immediate() const noexcept override { return true; }

    std::vector<journal_answer> apply(std::span<const journal_change> changes) override {
        for (const auto& change : changes) note(words_of(change));
        auto answers = kept.apply(changes);
        for (const auto& answer : answers)
            if (answer.now) last[answer.now->name] = *answer.now;
        return answers;
    }
    std::size_t claim(std::size_t) override { return std::exchange(left_behind, 0); }

    /// Puts an intent into the journal, whatever its state is.
    void put(const intent& what) {
        auto begun = what;
        begun.state = intent_state::planned;
        begun.task.reset();
        const auto version = kept.apply(std::vector{journal_change{begun, 0}}).at(0).now.value().version;
        if (what.state == intent_state::planned) return;
        if (what.task && what.state != intent_state::accepted) {
            begun.task = what.task;
            begun.state = intent_state::accepted;
            kept.apply(std::vector{journal_change{begun, version}});
        }
        kept.apply(std::vector{journal_change{what, version}});
    }

    journal& inner_journal() { return kept; }

    memory_journal kept;
    std::size_t left_behind = 0;  ///< by a client that is gone
    std::map<std::string, intent> last;
    std::vector<std::string>* log = nullptr;
    std::set<std::string> refused;  ///< what fails

  private:
    static std::string words_of(const journal_change& change) {
        const auto& wanted = change.wanted;
        return (change.begins_attempt() ? "begin " : "") + std::string{to_string(wanted.state)} +
               (wanted.task ? " " + wanted.task->id : "");
    }

    void note(const std::string& what) {
        const bool fails = refused.contains(what);
        if (log) log->push_back("journal: " + what);
        if (fails) throw std::runtime_error{"the disk is full"};
    }
};

class journal_fixture : public client_fixture {
  public:
    journal_fixture() {
        written->log = &log;
        auto with_journal = options();
        with_journal.journal = written;
        use_options(with_journal);
    }

    recovery recover() {
        outcome<recovery> result;
        client.recover(result.handler());
        settle();
        BOOST_TEST_REQUIRE(result.done());
        BOOST_TEST(!result.code);
        return result.value;
    }

    std::shared_ptr<watched_journal> written = std::make_shared<watched_journal>();
};

}  // namespace test
