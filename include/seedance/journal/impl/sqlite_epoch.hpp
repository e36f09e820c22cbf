// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

#include <cerrno>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <string>
#include <string_view>
#include <thread>

#include <fcntl.h>
#include <unistd.h>

#include <seedance/core/impl/platform.hpp>
#include <seedance/core/number.hpp>
#include <seedance/journal/impl/sqlite_database.hpp>
#include <seedance/journal/impl/sqlite_error.hpp>

namespace seedance::detail {

/// Tells a journal that is older than what was sent from it, because somebody has put a copy back: it would send names
/// again that it has forgotten. Its file has a number that grows whenever something is about to be sent, and
/// `<journal>-epoch` beside it has the highest that it has been.
class sqlite_epoch {
  public:
    /// `patience` is how long it waits for another program that writes the number. `accept_older` says that a person
    /// has looked what the journal may have forgotten: it is as good as new then.
    sqlite_epoch(sqlite_database& database, const std::string& journal, std::chrono::milliseconds patience,
                 bool accept_older)
        : database_{database}, journal_{journal}, patience_{patience}, file_{open(journal + "-epoch")} {
        const auto highest = number_beside();
        if (highest <= number()) return;
        if (accept_older)
            sqlite_run{put_, highest}.finish();
        else
            is_behind_ = true;
    }
    sqlite_epoch(const sqlite_epoch&) = delete;
    sqlite_epoch& operator=(const sqlite_epoch&) = delete;
    ~sqlite_epoch() {
        if (synced_at_ != std::chrono::steady_clock::time_point{}) platform::sync_content(file_);
        ::close(file_);
    }

    /// Refuses to let anything be sent from a journal that has forgotten what was sent.
    void refuse_if_behind() const {
        if (is_behind_)
            journal_fails(journal_, "used", "it is older than what was sent from it: somebody has put a copy back",
                          "look at the gateways' own lists for tasks that it does not have, and write them down with "
                          "client.resolve (each with its gateway, model and id); then open it once with "
                          "sqlite_journal_options::accept_older");
    }

    /// Lets the number grow, within the transaction that lets something be sent; gives it. The one beside the file is
    /// written after a commit, and nobody else commits meanwhile: where it is not below this one, somebody has put a
    /// copy back while the file was in use.
    std::int64_t grow() {
        sqlite_run run{grow_};
        const auto grown = run.next() ? run.number(0) : 0;
        run.finish();
        if (number_beside() >= grown) {
            const alone others_wait{*this};  // what was read may have been half of a number
            is_behind_ = number_beside() >= grown;
        }
        refuse_if_behind();
        return grown;
    }

    /// Writes the number beside the file, when the transaction has been made and before anything is sent. What is lost
    /// of it with the machine's power only makes the next copy that is put back look younger.
    void keep(std::int64_t grown) {
        {
            const alone others_wait{*this};
            if (grown > number_beside()) write(grown);
        }
        const auto now = std::chrono::steady_clock::now();
        if (now - synced_at_ < std::chrono::seconds{1}) return;
        synced_at_ = now;
        platform::sync_content(file_);
    }

  private:
    static constexpr std::size_t digits = 20;

    /// Keeps other programs from reading and writing the number as long as it lives.
    struct alone {
        explicit alone(const sqlite_epoch& epoch) : of{epoch} {
            const auto give_up_at = std::chrono::steady_clock::now() + of.patience_;
            while (!of.lock(F_WRLCK)) {
                const bool is_held = errno == EAGAIN || errno == EACCES;
                if (!is_held && errno != EINTR) of.fail(errno);
                if (is_held && std::chrono::steady_clock::now() >= give_up_at) of.fail_as_held();
                std::this_thread::sleep_for(std::chrono::milliseconds{1});
            }
        }
        alone(const alone&) = delete;
        alone& operator=(const alone&) = delete;
        ~alone() { of.lock(F_UNLCK); }
        const sqlite_epoch& of;
    };

    int open(const std::string& path) const {
        const int file = ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
        if (file < 0) fail(errno);
        return file;
    }

    std::int64_t number() {
        sqlite_run run{number_};
        return run.next() ? run.number(0) : 0;
    }

    /// Gives 0 for a file that is new, or holds no number.
    std::int64_t number_beside() const {
        char text[digits]{};
        const auto size = ::pread(file_, text, digits, 0);
        if (size < 0) fail(errno);
        const std::string_view read{text, static_cast<std::size_t>(size)};
        return text::parse_number<std::int64_t>(read.substr(0, read.find('\n'))).value_or(0);
    }

    void write(std::int64_t number) const {
        auto text = std::to_string(number);
        text.resize(digits, '\n');
        if (::pwrite(file_, text.data(), text.size(), 0) != static_cast<ssize_t>(text.size())) fail(errno);
    }

    bool lock(short type) const noexcept {
        struct flock whole{};
        whole.l_type = type;
        whole.l_whence = SEEK_SET;
        return ::fcntl(file_, platform::set_lock, &whole) == 0;
    }

    [[noreturn]] void fail(int number) const {
        journal_fails(journal_, "used", journal_ + "-epoch: " + words_of_errno(number),
                      "it must be writable by this user, with room on the disk");
    }

    [[noreturn]] void fail_as_held() const {
        journal_fails(
            journal_, "used",
            journal_ + "-epoch has been locked by another program for " + std::to_string(patience_.count()) + " ms",
            "a program that uses the journal stands still: let it go on, or end it");
    }

    sqlite_database& database_;
    std::string journal_;
    std::chrono::milliseconds patience_;
    int file_;
    bool is_behind_ = false;
    std::chrono::steady_clock::time_point synced_at_{};
    sqlite_statement number_{database_, "SELECT number FROM epoch", "read"};
    sqlite_statement grow_{database_, "UPDATE epoch SET number = number + 1 RETURNING number", "written"};
    sqlite_statement put_{database_, "UPDATE epoch SET number = ?1", "written"};
};

}  // namespace seedance::detail
