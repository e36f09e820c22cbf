// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
// The power goes at every step of SQLite's: what the journal has acknowledged is there when the file is opened again.
#include "checks.hpp"
#include "journal_fixture.hpp"

#include <map>
#include <set>

#include "balance.hpp"
#include "connection_spy.hpp"
#include "shim_disk.hpp"
#include "version_1.hpp"

using namespace test;

namespace {

/// What a disk keeps of the steps that were not synced when the power went.
enum class kept : std::uint8_t { nothing, everything, file_only, log_only, torn };
constexpr kept all_kept[] = {kept::nothing, kept::everything, kept::file_only, kept::log_only, kept::torn};

using files = std::map<std::string, std::string>;

void make(files& in, const shim_disk::step& what, bool is_torn = false) {
    using kind = shim_disk::step::kind;
    if (what.what == kind::remove) in.erase(what.file);
    if (what.what == kind::truncate) in[what.file].resize(static_cast<std::size_t>(what.at));
    if (what.what != kind::write) return;
    const auto size = is_torn ? what.bytes.size() / 1024 * 512 : what.bytes.size();
    auto& bytes = in[what.file];
    const auto at = static_cast<std::size_t>(what.at);
    if (bytes.size() < at + size) bytes.resize(at + size);
    bytes.replace(at, size, what.bytes, 0, size);
}

/// A disk as the power leaves it after some steps: a file's sync makes its own earlier steps last, and every removal.
class disk_after {
  public:
    explicit disk_after(files before) : synced_{std::move(before)} {}

    void add(const shim_disk::step& what) {
        if (what.what != shim_disk::step::kind::sync) {
            pending_.push_back(&what);
            return;
        }
        std::vector<const shim_disk::step*> left;
        for (const auto* one : pending_) {
            const bool lasts = one->file == what.file || one->what == shim_disk::step::kind::remove;
            if (lasts)
                make(synced_, *one);
            else
                left.push_back(one);
        }
        pending_ = std::move(left);
    }

    files left(kept how) const {
        auto found = synced_;
        for (const auto* one : pending_) {
            const bool is_log = one->file.ends_with("-wal");
            const bool is_last = one == pending_.back();
            if (how == kept::nothing || (how == kept::file_only && is_log) || (how == kept::log_only && !is_log))
                continue;
            make(found, *one, how == kept::torn && is_last);
        }
        return found;
    }

  private:
    files synced_;
    std::vector<const shim_disk::step*> pending_;
};

/// What the journal had acknowledged after so many steps.
struct promise {
    std::size_t steps;
    intent what;
};

struct power_fixture {
    temporary_folder folder;
    std::string path = folder.path("jobs.db");
    std::vector<promise> promises;

    void acknowledge(const shim_disk& disk, const std::vector<journal_answer>& answers) {
        for (const auto& answer : answers) promises.push_back({disk.steps().size(), *answer.now});
    }

    /// Batches of everything a journal does, and two lives; gives what the disk saw.
    std::vector<shim_disk::step> use(bool is_durable) {
        const shim_disk disk;
        connection_spy spy;
        for (const std::string life : {"first", "second"}) {
            sqlite_journal journal{path};
            if (!is_durable) sqlite3_exec(spy.last_connection(), "PRAGMA synchronous = OFF", nullptr, nullptr, nullptr);
            journal.claim(2);
            journal.set_budget("b", usd(100), budget_period::ever(), {});
            journal.adjust_budget({.budget = "b", .name = life, .amount = usd(-1), .why = "words"}, {});
            for (int batch = 0; batch != 2; ++batch) {
                std::vector<journal_change> fresh, sent, done;
                for (int i = 0; i != 4; ++i) {
                    const auto name = life + std::to_string(batch) + std::to_string(i);
                    fresh.push_back({some_intent(name, intent_state::planned)});
                    if (i != 3) fresh.back().wanted.budget = "b";
                    sent.push_back({some_intent(name), 1});
                    if (i != 0)
                        done.push_back({some_intent(name, i == 1 ? intent_state::accepted : intent_state::fetched)});
                }
                for (const auto& changes : {fresh, sent, done}) acknowledge(disk, journal.apply(changes));
            }
            journal.prune(std::chrono::system_clock::time_point::max());
        }
        return disk.steps();
    }

    /// Says how many promises are not kept where the power goes after any step.
    int broken_promises(const std::vector<shim_disk::step>& steps, const files& before) const {
        disk_after power{before};
        std::set<std::pair<files, std::size_t>> checked;
        int broken = 0;
        for (std::size_t count = 0;; ++count) {
            for (const auto how : all_kept) {
                auto [place, is_new] = checked.emplace(power.left(how), due_after(count));
                if (is_new) broken += broken_promises(place->first, place->second);
            }
            if (count == steps.size()) return broken;
            power.add(steps[count]);
        }
    }

  private:
    std::size_t due_after(std::size_t steps) const {
        return static_cast<std::size_t>(
            std::count_if(promises.begin(), promises.end(), [&](const promise& one) { return one.steps <= steps; }));
    }

    int broken_promises(const files& left, std::size_t due) const {
        const temporary_folder fresh;
        for (const auto& [name, bytes] : left) write_file(fresh.root / std::filesystem::path{name}.filename(), bytes);
        try {
            sqlite_journal journal{fresh.path("jobs.db")};
            if (!is_balanced(journal, "b")) return 1;
            return static_cast<int>(
                std::count_if(promises.begin(), promises.begin() + static_cast<std::ptrdiff_t>(due),
                              [&](const promise& one) { return !keeps(journal.find(one.what.name), one.what); }));
        } catch (const error&) {
            return 1;
        }
    }

    static bool keeps(const std::optional<intent>& found, const intent& promised) {
        return found && found->version >= promised.version && (!promised.task || found->task == promised.task);
    }
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(power_loss_suite, power_fixture)

BOOST_AUTO_TEST_CASE(what_was_acknowledged_survives) {
    const auto steps = use(true);
    BOOST_TEST(promises.size() == 44u);
    BOOST_TEST(steps.size() > 200u);
    BOOST_TEST(broken_promises(steps, {}) == 0);
    sqlite_journal journal{path};
    const auto all = journal.find_budget("b", {}).value();
    BOOST_TEST(all.held == micro_usd(380'000) * 8);
    BOOST_TEST(all.spent == micro_usd(380'000) * 4 - usd(2));
}

// The same of a journal that does not sync: the check sees the difference.
BOOST_AUTO_TEST_CASE(without_syncs_it_does_not) {
    const auto steps = use(false);
    BOOST_TEST(promises.size() == 44u);
    BOOST_TEST(broken_promises(steps, {}) > 50);
}

BOOST_AUTO_TEST_CASE(a_migration_survives) {
    make_version_1(path, {"a", "b", "c"});
    const files before{{path, read_file(path)}};
    std::vector<shim_disk::step> steps;
    {
        const shim_disk disk;
        sqlite_journal{path};
        steps = disk.steps();
    }
    for (const std::string name : {"a", "b", "c"})
        promises.push_back({0, {.name = name, .task = task_of_version_1("task_" + name), .version = 1}});
    BOOST_TEST(steps.size() > 20u);
    BOOST_TEST(broken_promises(steps, before) == 0);
}

BOOST_AUTO_TEST_SUITE_END()
