// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
// Who has an intent, whatever up to five owners do: the file says the same as a journal that writes it into each
// intent.
#include "journal_fixture.hpp"

#include <array>
#include <memory>
#include <random>
#include <set>

#include <fcntl.h>

#include "simulated_journal.hpp"

using namespace test;

namespace {

std::set<int> descriptors_of(const std::string& path) {
    std::set<int> found;
    for (const auto& entry : std::filesystem::directory_iterator{"/proc/self/fd"}) {
        std::error_code gone;
        if (std::filesystem::read_symlink(entry.path(), gone) == path)
            found.insert(std::stoi(entry.path().filename().string()));
    }
    return found;
}

/// One owner, of a file and of a simulated disk.
struct owner {
    owner(const std::string& path, simulated_disk& disk) {
        const auto before = descriptors_of(path + "-owners");
        file.emplace(path);
        for (const int one : descriptors_of(path + "-owners"))
            if (!before.contains(one)) lease = one;
        model.emplace(disk);
        number = disk.last_owner;
    }

    std::optional<sqlite_journal> file{};
    std::optional<simulated_journal> model{};
    int lease = -1;
    int number = 0;  ///< in both: the file is made with the disk
};

class world {
  public:
    explicit world(unsigned seed) : random_{seed} {
        for (auto& each : owners_) each.emplace(path_, disk_);
        const auto set = [](journal& at) { at.set_budget("b", usd(2), budget_period::ever(), {}); };
        set(*owners_[0]->file);
        set(*owners_[0]->model);
        for (int i = 0; i != 12; ++i) begin(*owners_[0]);  // several will share what it leaves
        owners_[0].reset();
    }

    void live(int steps) {
        for (int step = 0; step != steps; ++step) {
            auto& place = owners_[any(owners_.size())];
            if (!place) {
                place.emplace(path_, disk_);
            } else {
                act(place);
            }
            compare();
        }
    }

    /// All go, and the next finds what is open, the oldest first, once.
    void end() {
        for (auto& each : owners_) each.reset();
        owner next{path_, disk_};
        std::vector<std::string> open;
        for (const auto& [number, row] : disk_.rows)
            if (!is_over(row.what.state)) open.push_back(row.what.name);
        const auto part = open.empty() ? 0 : any(open.size());
        BOOST_TEST(next.file->claim(part) == part);
        BOOST_TEST(names_of(open_intents(*next.file)) ==
                   std::vector(open.begin(), open.begin() + static_cast<std::ptrdiff_t>(part)));
        BOOST_TEST(next.file->claim(all_there_are) == open.size() - part);
        BOOST_TEST(names_of(open_intents(*next.file)) == open);
    }

  private:
    std::size_t any(std::size_t of) { return random_() % of; }

    template <class T, std::size_t Size>
    T one_of(const T (&all)[Size]) {
        return all[any(Size)];
    }

    void act(std::optional<owner>& by) {
        switch (any(12)) {
            case 0: return by.reset();
            case 1: return pause(*by);
            case 2: return wake(*by);
            case 3:
            case 4: return claim(*by);
            case 5:
            case 6:
            case 7: return begin(*by);
            case 8:
            case 9: return say(*by, opinion());
            default: return say(*by, fact());
        }
    }

    void pause(owner& who) {
        const int fresh = ::open((path_ + "-owners").c_str(), O_RDWR | O_CLOEXEC);
        BOOST_TEST_REQUIRE(::dup3(fresh, who.lease, O_CLOEXEC) >= 0);
        ::close(fresh);
        who.model->be_taken_for_gone();
    }

    void wake(const owner& who) {
        struct flock lock{};
        lock.l_type = F_WRLCK;
        lock.l_whence = SEEK_SET;
        lock.l_start = who.number;
        lock.l_len = 1;
        BOOST_TEST_REQUIRE(::fcntl(who.lease, F_OFD_SETLK, &lock) == 0);
        disk_.living.insert(who.number);
    }

    void claim(owner& who) {
        const std::size_t at_most = any(3) == 0 ? all_there_are : any(5);
        BOOST_TEST(who.file->claim(at_most) == who.model->claim(at_most));
    }

    std::string any_name() { return std::string(1, static_cast<char>('a' + any(10))); }

    void begin(owner& who) {
        auto what = some_intent(any_name(), any(2) == 0 ? intent_state::planned : intent_state::sending);
        if (any(4) != 0) what.handle = std::to_string(++handles_);
        if (any(3) == 0) what.budget = "b";
        const bool is_queued = what.state == intent_state::planned && any(2) == 0;
        say(who, {.wanted = what, .request = is_queued ? "a request" : ""});
    }

    /// Gives a change of a row that is there, or was.
    journal_change of_any_row() {
        if (disk_.rows.empty()) return {.wanted = some_intent("z")};
        const auto row = std::next(disk_.rows.begin(), static_cast<std::ptrdiff_t>(any(disk_.rows.size())));
        return {.wanted = row->second.what, .version = row->second.what.version};
    }

    journal_change opinion() {
        auto made = of_any_row();
        made.wanted.state = one_of({intent_state::planned, intent_state::sending, intent_state::not_sent,
                                    intent_state::not_sent, intent_state::unknown, intent_state::dropped});
        if (any(3) == 0) made.version += static_cast<std::int64_t>(any(3)) - 1;
        return made;
    }

    journal_change fact() {
        auto made = of_any_row();
        made.version = 0;
        made.wanted.state = one_of({intent_state::accepted, intent_state::accepted, intent_state::expired,
                                    intent_state::succeeded, intent_state::failed, intent_state::fetched});
        const auto which = any(6) == 0 ? "second-" : "";
        made.wanted.task = some_task(which + made.wanted.name + std::to_string(made.wanted.attempt));
        return made;
    }

    void say(owner& who, const journal_change& what) {
        const journal_change one[] = {what};
        const auto was_over = over();
        const auto file = who.file->apply(one), model = who.model->apply(one);
        BOOST_TEST((file == model));
        for (auto& [number, row] : disk_.rows)
            if (was_over.contains(number) && !is_over(row.what.state)) take_owner_of_file(number, row);
    }

    std::set<std::int64_t> over() const {
        std::set<std::int64_t> found;
        for (const auto& [number, row] : disk_.rows)
            if (is_over(row.what.state)) found.insert(number);
        return found;
    }

    /// Of a row that was over, and is open again, only this matters: it is somebody's.
    void take_owner_of_file(std::int64_t number, simulated_disk::record& row) {
        int owner_number = 0;  // one who is gone
        for (auto& each : owners_) {
            if (!each) continue;
            const auto page = each->file->list({.own = true, .after = number - 1, .limit = 1});
            if (page.intents.empty() || page.end != number) continue;
            BOOST_TEST(owner_number == 0, "two have it");
            owner_number = each->number;
        }
        row.owner = owner_number;
    }

    void compare() {
        bool is_first = true;
        for (auto& each : owners_) {
            if (!each) continue;
            journal_query query{.own = true, .open = true, .limit = 1 + any(4)};
            BOOST_TEST(listed(*each->file, query) == listed(*each->model, query));
            if (!std::exchange(is_first, false)) continue;
            query.own = false;
            BOOST_TEST(listed(*each->file, query) == listed(*each->model, query));
            BOOST_TEST((each->file->find_budget("b", {}) == each->model->find_budget("b", {})));
        }
    }

    std::mt19937 random_;
    temporary_folder files_;
    std::string path_ = files_.path("jobs.db");
    simulated_disk disk_;
    std::array<std::optional<owner>, 5> owners_;
    int handles_ = 0;
};

}  // namespace

BOOST_AUTO_TEST_SUITE(sqlite_claims_model_suite)

BOOST_AUTO_TEST_CASE(a_file_says_who_has_what_as_its_model_does) {
    for (unsigned seed = 0; seed != 40; ++seed) BOOST_TEST_CONTEXT("the world " << seed) {
            world made{seed};
            made.live(60);
            made.end();
        }
}

BOOST_AUTO_TEST_SUITE_END()
