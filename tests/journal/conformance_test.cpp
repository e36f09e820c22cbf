// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
// What every journal must do, done by those of the library.
#include "conformance.hpp"

#include <array>
#include <list>
#include <memory>
#include <set>

#include <fcntl.h>

#include <seedance/journal/memory.hpp>

#include "shim_disk.hpp"
#include "simulated_journal.hpp"

using namespace test;

namespace {

struct memory_world {
    static constexpr bool has_owners = false, has_disk = false;
    journal& open() { return only; }
    memory_journal only;
};

class sqlite_world {
  public:
    static constexpr bool has_owners = true, has_disk = true;
    static constexpr std::array faults{shim_disk::fault::no_room, shim_disk::fault::broken, shim_disk::fault::no_sync};

    journal& open() {
        const auto before = descriptors_of_leases();
        auto& made = owners_.emplace_back();
        made.at.emplace(path_);
        for (const int one : descriptors_of_leases())
            if (!before.contains(one)) made.lease = one;
        return *made.at;
    }

    void kill(journal& which) { owner(which).at.reset(); }

    /// Its lock goes, which the kernel does only for those that have ended.
    void pause(journal& which) {
        const int fresh = ::open((path_ + "-owners").c_str(), O_RDWR | O_CLOEXEC);
        BOOST_TEST_REQUIRE(::dup3(fresh, owner(which).lease, O_CLOEXEC) >= 0);
        ::close(fresh);
    }

    void fail(shim_disk::fault what, long after, long times) { disk_.fail(what, after, times); }
    bool mend() { return disk_.mend(); }

  private:
    struct member {
        int lease = -1;
        std::optional<sqlite_journal> at{};
    };

    member& owner(journal& which) {
        const auto is_it = [&](member& one) { return one.at && &*one.at == &which; };
        return *std::find_if(owners_.begin(), owners_.end(), is_it);
    }

    std::set<int> descriptors_of_leases() const {
        std::set<int> found;
        for (const auto& entry : std::filesystem::directory_iterator{"/proc/self/fd"}) {
            std::error_code gone;
            if (std::filesystem::read_symlink(entry.path(), gone) == path_ + "-owners")
                found.insert(std::stoi(entry.path().filename().string()));
        }
        return found;
    }

    temporary_folder files_;
    std::string path_ = files_.path("jobs.db");
    shim_disk disk_;
    std::list<member> owners_;
};

class simulated_world {
  public:
    static constexpr bool has_owners = true, has_disk = true;
    static constexpr std::array faults{simulated_disk::fault::refuses, simulated_disk::fault::loses_answer};

    journal& open() { return *owners_.emplace_back(std::make_unique<simulated_journal>(disk_)); }
    void kill(journal& which) {
        std::erase_if(owners_, [&](const auto& each) { return each.get() == &which; });
    }
    void pause(journal& which) { static_cast<simulated_journal&>(which).be_taken_for_gone(); }
    void fail(simulated_disk::fault what, long after, long times) { disk_.fail(what, after, times); }
    bool mend() { return disk_.mend(); }

  private:
    simulated_disk disk_;
    std::list<std::unique_ptr<simulated_journal>> owners_;
};

const bool is_added = [] {
    auto& all = boost::unit_test::framework::master_test_suite();
    all.add(conformance<memory_world>("memory_journal_conforms"));
    all.add(conformance<sqlite_world>("sqlite_journal_conforms"));
    all.add(conformance<simulated_world>("simulated_journal_conforms"));
    return true;
}();

}  // namespace
