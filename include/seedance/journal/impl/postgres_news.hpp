// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

#include <cerrno>
#include <cstdint>
#include <string>
#include <string_view>
#include <system_error>

#include <libpq-fe.h>
#include <unistd.h>

#include <seedance/core/impl/platform.hpp>

namespace seedance::detail {

/// What others have said by NOTIFY that this object should look at soon; it comes with the answers to other questions
/// too. It is a hint: what is lost with a connection is found in time. What concerns one owner is said on a channel of
/// its own, so that it wakes nobody else.
class postgres_news {
  public:
    postgres_news() : all_{platform::make_descriptor_set()} {
        if (!platform::has_descriptor_sets || (all_ >= 0 && watch(heard_.descriptor()))) return;
        const auto number = errno;
        close();
        throw std::system_error{number, std::generic_category(), "a set of descriptors"};
    }
    postgres_news(const postgres_news&) = delete;
    postgres_news& operator=(const postgres_news&) = delete;
    ~postgres_news() { close(); }

    /// Can be read when there is something to take, or a connection to be read; -1 where the system cannot tell.
    int descriptor() const noexcept { return all_; }

    /// Ends to watch connections, by a new set: one that is closed stays in the old set as long as a child of `fork`
    /// has it.
    void watch_nothing() noexcept {
        close();
        all_ = platform::make_descriptor_set();
        if (all_ >= 0) watch(heard_.descriptor());  // else time finds what there is
    }

    /// Begins to watch a connection.
    bool watch(int file) noexcept { return platform::add_to_set(all_, file); }

    /// Gives the channel of an owner. Other journals of the database have owners of that number too: what is said there
    /// is the schema.
    static std::string channel_of(std::int64_t owner) { return "seedance owner " + std::to_string(owner); }

    /// Notes what has come for an owner with what a connection has read. (A program of version 0.1 says the number of
    /// an owner to all.)
    void collect(PGconn* connection, std::string_view schema, std::int64_t owner) {
        while (auto* const said = PQnotifies(connection)) {
            const std::string_view channel{said->relname}, what{said->extra};
            const bool is_ours = said->be_pid != PQbackendPID(connection) &&
                                 (channel == schema ? what == "all" || what == std::to_string(owner)
                                                    : what == schema && channel == channel_of(owner));
            PQfreemem(said);
            if (is_ours) heard_.set();
        }
    }

    /// Says whether there was something since the last time.
    bool take() noexcept { return heard_.clear(); }

  private:
    void close() noexcept {
        if (all_ >= 0) ::close(all_);
    }

    int all_;
    platform::wake_flag heard_;
};

}  // namespace seedance::detail
