// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
// A journal that is damaged, locked, read-only, full, lost or not a journal: a clear error, or every record; nothing
// between.
#include "checks.hpp"
#include "journal_fixture.hpp"

#include <atomic>

#include <sys/syscall.h>

using namespace test;

// ---- a disk that fails: SQLite writes by these

namespace {

/// The number of calls that still go through; then every one fails with `disk_error`.
std::atomic<long> calls_left{-1};
std::atomic<int> disk_error{0};

bool disk_fails() {
    if (calls_left < 0) return false;
    if (calls_left > 0) {
        --calls_left;
        return false;
    }
    errno = disk_error;
    return true;
}

ssize_t failing_pwrite(int file, const void* bytes, std::size_t size, off_t at) {
    return disk_fails() ? -1 : ::pwrite(file, bytes, size, at);
}

void make_disk_breakable() {
    auto* vfs = sqlite3_vfs_find(nullptr);
    for (const auto* name : {"pwrite", "pwrite64"})
        vfs->xSetSystemCall(vfs, name, reinterpret_cast<sqlite3_syscall_ptr>(&failing_pwrite));
}

struct broken_disk {
    broken_disk(long after, int error) {
        make_disk_breakable();
        disk_error = error;
        calls_left = after;
    }
    ~broken_disk() { calls_left = -1; }
    bool was_asked() const { return calls_left == 0; }
};

}  // namespace

// In the program itself, so that SQLite's library finds these and not libc's.
extern "C" int fdatasync(int file) { return disk_fails() ? -1 : static_cast<int>(::syscall(SYS_fdatasync, file)); }
extern "C" int fsync(int file) { return disk_fails() ? -1 : static_cast<int>(::syscall(SYS_fsync, file)); }

namespace {

struct damage_fixture {
    temporary_folder files;
    std::string path = files.path("jobs.db");

    std::vector<intent> make(int intents) {
        std::vector<intent> made;
        sqlite_journal journal{path};
        for (int i = 0; i != intents; ++i) {
            made.push_back(some_intent("order-" + std::to_string(i), i % 3 == 0   ? intent_state::sending
                                                                     : i % 3 == 1 ? intent_state::accepted
                                                                                  : intent_state::succeeded));
            made.back() = put(journal, made.back());
        }
        return made;
    }
};

/// As far as it decides what is sent and what is waited for; a flipped bit of a time or an amount is not noticed.
bool is_same(const intent& a, const intent& b) {
    const auto id = [](const intent& one) {
        return one.task ? one.task->provider + ' ' + one.task->model + ' ' + one.task->id : std::string{};
    };
    const bool is_claimed = b.state == intent_state::sending && a.state == intent_state::unknown;
    return a.name == b.name && (a.state == b.state || is_claimed) && id(a) == id(b);
}

/// Whether it could be opened; then every record is there: as it was, or as unknown with a note that says so. What was
/// being written when the disk failed may be there or not.
bool opens_with_everything(const std::string& path, const std::vector<intent>& records, const intent& not_finished = {},
                           bool check_file = false) {
    std::vector<intent> left;
    try {
        sqlite_journal journal{path, {.busy_timeout = 0ms, .check_file = check_file}};
        left = take_over(journal);
    } catch (const error& e) {
        BOOST_TEST_REQUIRE(e.code() == errc::journal_unavailable);
        BOOST_TEST_REQUIRE(contains(e.why().detail, path));
        return false;
    }
    for (const auto& record : records) {
        const auto found =
            std::find_if(left.begin(), left.end(), [&](const intent& one) { return one.name == record.name; });
        BOOST_TEST_REQUIRE((found != left.end()), record.name << " is lost");
        const bool reported =
            found->state == intent_state::unknown && found->note.find("cannot be read") != std::string::npos;
        if (!reported && !is_same(*found, not_finished))
            BOOST_TEST_REQUIRE(is_same(*found, record), *found << " was " << record);
    }
    return true;
}

/// The file with each of its bytes changed in one bit, one after the other (those that hold nothing: one in 16).
template <class Check>
void flip_everywhere(std::string& bytes, std::size_t step, Check check) {
    for (std::size_t at = 0; at < bytes.size(); at += step) {
        if (bytes[at] == 0 && at % 16 != 0) continue;
        const auto whole = bytes[at];
        bytes[at] = static_cast<char>(whole ^ (1 << (at * 5 % 8)));
        BOOST_TEST_CONTEXT("a bit of byte " << at) { check(); }
        bytes[at] = whole;
    }
}

struct tally {
    int opened = 0, refused = 0;
    void add(bool opens) { ++(opens ? opened : refused); }
};

/// The journal as it is while it is in use: what a crash leaves.
struct crashed : damage_fixture {
    crashed() {
        sqlite_journal journal{path};
        for (int i = 0; i != 8; ++i) {
            records.push_back(put(journal, some_intent("order-" + std::to_string(i))));
        }
        for (auto& record : records)
            if (record.name != "order-0")
                record = *change(journal, some_intent(record.name, intent_state::accepted)).now;
        left = disk_image::of(path);
        BOOST_TEST_REQUIRE(left.log.size() > 1000u);
    }

    std::vector<intent> records;
    disk_image left;
    std::string copy = files.path("copy.db");
};

}  // namespace

BOOST_AUTO_TEST_SUITE(sqlite_damage_suite)

// Every byte; under a sanitizer, which takes twenty times as long, one in seven. (GCC has a macro, Clang a feature.)
#if defined(__has_feature)
#if __has_feature(address_sanitizer)
#define SEEDANCE_TEST_ONE_IN_SEVEN
#endif
#elif defined(__SANITIZE_ADDRESS__)
#define SEEDANCE_TEST_ONE_IN_SEVEN
#endif
#if defined(SEEDANCE_TEST_ONE_IN_SEVEN)
constexpr std::size_t step = 7;
#else
constexpr std::size_t step = 1;
#endif

BOOST_FIXTURE_TEST_CASE(a_file_that_was_cut, crashed) {
    sqlite_journal{path};  // which empties the log
    const auto whole = disk_image::of(path);
    BOOST_TEST(whole.log.empty());
    tally seen;
    auto cut = whole;
    for (std::size_t size = 0; size < whole.file.size(); size += 61 * step) {
        cut.file = whole.file.substr(0, size);
        cut.put(copy);
        BOOST_TEST_CONTEXT("cut after " << size) { seen.add(opens_with_everything(copy, records)); }
    }
    BOOST_TEST(seen.opened == 0);
    BOOST_TEST(seen.refused > 10);
}

BOOST_FIXTURE_TEST_CASE(a_log_that_was_cut, crashed) {
    auto cut = left;
    for (std::size_t size = 0; size < left.log.size(); size += 31 * step) {
        cut.log = left.log.substr(0, size);
        cut.put(copy);
        BOOST_TEST_CONTEXT("cut after " << size) { BOOST_TEST_REQUIRE(opens_with_everything(copy, records)); }
    }
}

BOOST_FIXTURE_TEST_CASE(a_bit_of_the_file_that_was_flipped, crashed) {
    sqlite_journal{path};
    auto bad = disk_image::of(path);
    tally seen;
    flip_everywhere(bad.file, step, [&] {
        bad.put(copy);
        seen.add(opens_with_everything(copy, records, {}, true));
    });
    BOOST_TEST_MESSAGE("flipped bits of the file: " << seen.opened << " opened with every record, " << seen.refused
                                                    << " refused");
    BOOST_TEST(seen.opened > 10);
    BOOST_TEST(seen.refused > 10);
}

BOOST_FIXTURE_TEST_CASE(a_bit_of_the_file_that_was_flipped_while_it_was_in_use, crashed) {
    auto bad = left;
    tally seen;
    flip_everywhere(bad.file, step * 3, [&] {
        bad.put(copy);
        const bool opens = opens_with_everything(copy, records);  // the file is checked without being asked for it
        if (!opens) BOOST_TEST_REQUIRE(!opens_with_everything(copy, records), "the second time it opens");
        seen.add(opens);
    });
    BOOST_TEST(seen.opened > 10);
    BOOST_TEST(seen.refused > 10);
}

BOOST_FIXTURE_TEST_CASE(a_bit_of_the_log_that_was_flipped, crashed) {
    auto bad = left;
    tally seen;
    flip_everywhere(bad.log, step, [&] {
        bad.put(copy);
        seen.add(opens_with_everything(copy, records));
    });
    BOOST_TEST_MESSAGE("flipped bits of the log: " << seen.opened << " opened with every record, " << seen.refused
                                                   << " refused");
    BOOST_TEST(seen.refused == 0);
}

BOOST_FIXTURE_TEST_CASE(damage_is_said_with_the_way_out, damage_fixture) {
    make(40);
    auto bad = disk_image::of(path);
    bad.file.replace(8'192, 4'096, 4'096, 'x');
    bad.put(path);
    expect_error(path, "could not be opened", "sqlite3 " + path + " .recover | sqlite3 " + path + ".rescued",
                 [&] { sqlite_journal{path, {.check_file = true}}; });
}

BOOST_FIXTURE_TEST_CASE(what_was_lost_is_not_taken_for_new, damage_fixture) {
    make(3);
    std::filesystem::remove(path);
    expect_error(path, "missing or empty", "remove " + path + "-owners", [&] { sqlite_journal{path}; });
    BOOST_TEST(!std::filesystem::exists(path));
    write_file(path, "");
    expect_error(path, "missing or empty", "remove " + path + "-owners", [&] { sqlite_journal{path}; });
    other_program{path}.run("PRAGMA user_version = 0; CREATE TABLE t (a); DROP TABLE t; VACUUM");
    expect_error(path, "missing or empty", "remove " + path + "-owners", [&] { sqlite_journal{path}; });
    std::filesystem::remove(path);
    std::filesystem::remove(path + "-owners");
    BOOST_TEST(sqlite_journal{path}.claim(1) == 0u);
}

BOOST_FIXTURE_TEST_CASE(what_is_not_a_journal_is_left_alone, damage_fixture) {
    write_file(
        path,
        "a text that somebody wrote, and not a short one: it has more than the hundred bytes that SQLite asks of a "
        "database");
    expect_error(path, "file is not a database", "damaged", [&] { sqlite_journal{path}; });
    std::filesystem::remove(path);
    other_program{path}.run("CREATE TABLE bookmarks (url)");
    const auto before = read_file(path);
    expect_error(path, "another program", "a file of its own", [&] { sqlite_journal{path}; });
    BOOST_TEST(same_bytes(read_file(path), before));
    other_program{path}.run("PRAGMA application_id = 7; DROP TABLE bookmarks");
    expect_error(path, "another program", "a file of its own", [&] { sqlite_journal{path}; });
    BOOST_TEST(!std::filesystem::exists(path + "-owners"));
    BOOST_TEST(!std::filesystem::exists(path + "-wal"));
}

BOOST_FIXTURE_TEST_CASE(a_newer_schema_is_left_alone, damage_fixture) {
    make(1);
    other_program{path}.run("PRAGMA user_version = 6");
    expect_error(path, "newer version of this library (schema 6, this one knows 5)", "use that version",
                 [&] { sqlite_journal{path}; });
    other_program{path}.run("PRAGMA user_version = 5");
    BOOST_TEST(sqlite_journal{path}.claim(10) == 1u);
}

BOOST_FIXTURE_TEST_CASE(a_lock_of_another_program, damage_fixture) {
    make(2);
    sqlite_journal journal{path, at_once()};
    const auto what = some_intent("order-9");
    other_program other{path};
    other.run("BEGIN IMMEDIATE");
    const std::string advice = "another program keeps it locked";
    expect_error(path, "could not be written: database is locked", advice, [&] { change(journal, what); });
    expect_error(path, "could not be written: database is locked", advice, [&] { journal.claim(10); });
    expect_error(path, "could not be written: database is locked", advice, [&] { sqlite_journal{path, at_once()}; });
    BOOST_TEST(open_intents(journal).empty());
    other.run("COMMIT");
    BOOST_TEST(change(journal, what).written);
    BOOST_TEST(journal.claim(10) == 2u);
}

BOOST_FIXTURE_TEST_CASE(a_file_that_may_not_be_written, damage_fixture) {
    make(1);
    const bool root = ::geteuid() == 0;
    const auto open = [&](const std::string& file) {
        std::vector<std::string> words{"open", file};
        if (root) words.emplace_back("65534");
        return journal_user{words}.says();
    };
    const auto expect = [&](const std::string& file, std::string_view wrong) {
        const auto said = open(file);
        for (const std::string_view part :
             {std::string_view{file}, wrong, std::string_view{"must be writable by this user"}})
            BOOST_TEST(contains(said, part));
    };
    using std::filesystem::perms;
    std::filesystem::permissions(path, perms{0444});
    std::filesystem::permissions(path + "-owners", perms{0666});
    expect(path, "Permission denied");
    std::filesystem::permissions(files.root, perms{0777});
    expect(path, "Permission denied");
    std::filesystem::permissions(path, perms{0666});
    std::filesystem::permissions(path + "-owners", perms{0444});
    expect(path, "jobs.db-owners: Permission denied");
    std::filesystem::permissions(path + "-owners", perms{0666});
    expect(path, "jobs.db-epoch: Permission denied");
    std::filesystem::permissions(path + "-epoch", perms{0666});
    BOOST_TEST(open(path) == "opened");
    std::filesystem::permissions(files.root, perms{0555});
    expect(path, "could not be opened");
    expect(files.path("new.db"), "Permission denied");
    std::filesystem::permissions(files.root, perms{0755});
}

BOOST_FIXTURE_TEST_CASE(a_folder_that_is_not_there, damage_fixture) {
    const auto elsewhere = files.path("no/such/jobs.db");
    expect_error(elsewhere, "No such file or directory", "its folder", [&] { sqlite_journal{elsewhere}; });
    expect_error(files.root.string(), "could not be opened", "writable", [&] { sqlite_journal{files.root.string()}; });
    expect_error("", "its path is empty", "give it one", [&] { sqlite_journal{""}; });
}

// Every write and every fdatasync that SQLite does for two changes fails once, and all that follow it.
BOOST_FIXTURE_TEST_CASE(a_disk_that_is_full_or_fails, damage_fixture) {
    auto records = make(3);
    const auto before = disk_image::of(path);
    int refused = 0, full = 0;
    for (const int code : {ENOSPC, EIO}) {
        for (long calls = 0;; ++calls) {
            before.put(path);
            auto expected = records;
            const auto what = some_intent("order-9"), accepted = some_intent("order-9", intent_state::accepted);
            bool done = false;
            BOOST_TEST_CONTEXT("error " << code << " after " << calls << " calls") {
                sqlite_journal journal{path};
                BOOST_TEST(journal.claim(10) == records.size());
                {
                    const broken_disk disk{calls, code};
                    try {
                        change(journal, what);
                        expected.push_back(what);
                        change(journal, accepted);
                        expected.back() = accepted;
                    } catch (const error& e) {
                        ++refused;
                        const auto says = [&](std::string_view words) {
                            return e.why().detail.find(words) != std::string::npos;
                        };
                        BOOST_TEST(says(path));
                        const bool says_full = code == ENOSPC && says("the disk is full; make room");
                        if (!says_full) BOOST_TEST(contains(e.why().detail, "its disk fails"));
                        full += says("the disk is full");
                    }
                    done = !disk.was_asked();
                }
                const auto crash = disk_image::of(path);
                const auto copy = files.path("copy.db");
                crash.put(copy);
                BOOST_TEST_REQUIRE(opens_with_everything(copy, expected, accepted));
                BOOST_TEST(open_intents(journal).size() == expected.size());
                if (expected.size() == records.size()) BOOST_TEST(change(journal, what).written);
            }
            if (done) break;
        }
    }
    BOOST_TEST(refused > 4);
    BOOST_TEST(full > 0);
}

BOOST_AUTO_TEST_SUITE_END()
