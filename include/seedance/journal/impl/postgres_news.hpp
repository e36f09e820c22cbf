// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

#include <cerrno>
#include <cstdint>
#include <string>
#include <string_view>
#include <system_error>

#include <libpq-fe.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <unistd.h>

namespace seedance::detail {

/// What others have said by NOTIFY that this object should look at soon; it comes with the answers to other questions
/// too. It is a hint: what is lost with a connection is found in time.
class postgres_news {
  public:
    postgres_news() : all_{::epoll_create1(EPOLL_CLOEXEC)}, heard_{::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)} {
        const auto number = errno;
        if (all_ >= 0 && heard_ >= 0 && watch(heard_)) return;
        close();
        throw std::system_error{number, std::generic_category(), "epoll"};
    }
    postgres_news(const postgres_news&) = delete;
    postgres_news& operator=(const postgres_news&) = delete;
    ~postgres_news() { close(); }

    /// Can be read when there is something to take, or a connection to be read.
    int descriptor() const noexcept { return all_; }

    /// Ends to watch connections, by a new set: one that is closed stays in the old set as long as a child of `fork`
    /// has it.
    void watch_nothing() noexcept {
        if (all_ >= 0) ::close(all_);
        all_ = ::epoll_create1(EPOLL_CLOEXEC);
        if (all_ >= 0) watch(heard_);  // else time finds what there is
    }

    /// Begins to watch a connection.
    bool watch(int file) noexcept {
        epoll_event event{};
        event.events = EPOLLIN;
        return ::epoll_ctl(all_, EPOLL_CTL_ADD, file, &event) == 0;
    }

    /// Notes what has come for an owner with what a connection has read.
    void collect(PGconn* connection, std::int64_t owner) {
        while (auto* const said = PQnotifies(connection)) {
            const std::string_view what{said->extra};
            const bool is_ours =
                said->be_pid != PQbackendPID(connection) && (what == "all" || what == std::to_string(owner));
            PQfreemem(said);
            if (!is_ours) continue;
            const std::uint64_t one = 1;
            [[maybe_unused]] const auto written = ::write(heard_, &one, sizeof one);
        }
    }

    /// Says whether there was something since the last time.
    bool take() noexcept {
        std::uint64_t count = 0;
        return ::read(heard_, &count, sizeof count) == sizeof count;
    }

  private:
    void close() noexcept {
        for (const int each : {all_, heard_})
            if (each >= 0) ::close(each);
    }

    int all_;
    int heard_;
};

}  // namespace seedance::detail
