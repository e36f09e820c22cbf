// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

/// @file
/// What the tests of the PostgreSQL journal share.

#include <array>
#include <chrono>
#include <list>
#include <memory>
#include <string>
#include <thread>
#include <utility>

#include <poll.h>

#include <seedance/journal/postgres.hpp>

#include "cutting_proxy.hpp"
#include "journal_fixture.hpp"
#include "postgres_server.hpp"

namespace test {

inline postgres_journal_options in_schema(const std::string& schema) {
    postgres_journal_options options;
    options.schema = schema;
    options.patience = 200ms;
    return options;
}

/// Lets the leases of others be over, as the database sees it.
inline void end_leases(const std::string& schema, const std::string& of = "true") {
    shared_postgres().run("UPDATE \"" + schema +
                          "\".owners SET lease_until = clock_timestamp() - interval '1 second' WHERE " + of);
}

/// Waits until something is so in a server.
inline void wait_until(const std::string& condition, const postgres_server& server = shared_postgres()) {
    for (int i = 0; i != 5'000; ++i) {
        if (server.run("SELECT " + condition) == "t") return;
        std::this_thread::sleep_for(1ms);
    }
    BOOST_FAIL("it is never so: " << condition);
}

/// A connection beside the library's, which looks into a schema.
struct sql_in_schema : sql_connection {
    explicit sql_in_schema(const std::string& schema) : sql_connection{shared_postgres().address()} {
        run("SET search_path = \"" + schema + '"');
    }
};

/// Asks again where it throws, for a while: what comes right after one that has failed fails as well.
template <class Ask>
auto at_last(Ask ask) {
    const auto give_up = std::chrono::steady_clock::now() + 10s;
    while (true) {
        try {
            return ask();
        } catch (const error&) {
            if (std::chrono::steady_clock::now() > give_up) throw;
        }
        std::this_thread::yield();
    }
}

/// Somebody's statement waits for a lock.
inline constexpr const char* somebody_waits = "EXISTS (SELECT FROM pg_locks WHERE NOT granted)";

/// Says whether a file can be read, now or soon.
inline bool can_be_read(int file, std::chrono::milliseconds within = 5s) {
    pollfd one{file, POLLIN, 0};
    return ::poll(&one, 1, static_cast<int>(within.count())) == 1;
}

/// A store with a schema of its own, and objects that use it.
struct owners_fixture {
    std::string schema = fresh_schema();
    std::list<postgres_journal> all;

    postgres_journal& open(std::chrono::milliseconds lease = 30s) {
        auto options = in_schema(schema);
        options.lease = lease;
        return all.emplace_back(shared_postgres().address(), options);
    }

    std::string ask(const std::string& sql) const {
        return shared_postgres().run("SET search_path = \"" + schema + "\"; " + sql);
    }
};

class postgres_world {
  public:
    static constexpr bool has_owners = true, has_disk = true;
    static constexpr std::array faults{cutting_proxy::fault::loses_question, cutting_proxy::fault::loses_answer};

    journal& open() {
        auto made = std::make_unique<postgres_journal>(postgres_server::address_at(way_.port()), in_schema(schema_));
        return *owners_.emplace_back(std::move(made));
    }

    void kill(journal& which) {
        std::erase_if(owners_, [&](const auto& each) { return each.get() == &which; });
    }

    /// Its lease is over, by the database's clock.
    void pause(journal& which) {
        const auto number = shared_postgres().run("SELECT max(owner) FROM \"" + schema_ + "\".intents");
        static_cast<void>(which);  // it alone has begun something
        end_leases(schema_, "number = " + number);
    }

    void fail(cutting_proxy::fault what, long after, long times) { way_.fail(what, after, times); }
    bool mend() { return way_.mend(); }

  private:
    std::string schema_ = fresh_schema();
    cutting_proxy way_{shared_postgres().port()};
    std::list<std::unique_ptr<postgres_journal>> owners_;
};

}  // namespace test
