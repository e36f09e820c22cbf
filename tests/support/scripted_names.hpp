// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

/// @file
/// Names as a test wants them: a resolver that answers when it is told to, a look-up that blocks until it is released,
/// and the descriptors that a transport has open.

#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include <seedance/transport/impl/system_resolver.hpp>
#include <seedance/transport/resolver.hpp>

namespace test {

/// A resolver that knows some hosts, and keeps the questions about others until they are answered.
class scripted_names {
  public:
    std::map<std::string, std::vector<std::string>> known{};  ///< answered at once

    seedance::resolver resolver() {
        return [state = state_, this](const seedance::name_query& query, seedance::name_handler answer) {
            const std::lock_guard lock{state->mutex};
            state->asked.push_back(query);
            const auto found = known.find(query.host);
            if (found != known.end())
                answer({}, found->second);
            else
                state->open.push_back(std::move(answer));
            state->changed.notify_all();
        };
    }

    std::vector<seedance::name_query> asked() const {
        const std::lock_guard lock{state_->mutex};
        return state_->asked;
    }

    /// Waits until so many questions are kept, and takes them.
    std::vector<seedance::name_handler> take(std::size_t count) {
        std::unique_lock lock{state_->mutex};
        state_->changed.wait_for(lock, std::chrono::seconds{10}, [&] { return state_->open.size() >= count; });
        return std::exchange(state_->open, {});
    }

  private:
    struct state {
        std::mutex mutex;
        std::condition_variable changed;
        std::vector<seedance::name_query> asked;
        std::vector<seedance::name_handler> open;
    };

    std::shared_ptr<state> state_ = std::make_shared<state>();
};

/// Look-ups that block: those of names with "slow" in them until they are released, all others answer 127.0.0.1.
class blocking_names {
  public:
    ~blocking_names() { release(); }

    seedance::resolver resolver() {
        return seedance::detail::make_system_resolver([state = state_](const seedance::name_query& query) {
            std::unique_lock lock{state->mutex};
            ++state->asked;
            state->changed.notify_all();
            if (query.host.find("slow") != std::string::npos)
                state->changed.wait(lock, [&] { return state->is_released; });
            ++state->answered;
            state->changed.notify_all();
            return seedance::detail::name_answer{{}, {"127.0.0.1"}};
        });
    }

    void release() {
        const std::lock_guard lock{state_->mutex};
        state_->is_released = true;
        state_->changed.notify_all();
    }

    bool wait_until_asked(std::size_t count) { return wait(state_->asked, count); }
    bool wait_until_answered(std::size_t count) { return wait(state_->answered, count); }

    std::size_t asked() const {
        const std::lock_guard lock{state_->mutex};
        return state_->asked;
    }

  private:
    struct state {
        std::mutex mutex;
        std::condition_variable changed;
        std::size_t asked = 0, answered = 0;
        bool is_released = false;
    };

    bool wait(const std::size_t& counter, std::size_t count) {
        std::unique_lock lock{state_->mutex};
        return state_->changed.wait_for(lock, std::chrono::seconds{10}, [&] { return counter >= count; });
    }

    std::shared_ptr<state> state_ = std::make_shared<state>();
};

/// The process's open descriptors.
inline std::vector<int> open_descriptors() {
    std::vector<int> out;
    for (const auto& entry : std::filesystem::directory_iterator{"/proc/self/fd"})
        out.push_back(std::stoi(entry.path().filename()));
    return out;
}

/// The sockets of this process that are connected to a port.
inline std::vector<int> sockets_to(unsigned short port) {
    std::vector<int> out;
    for (const int descriptor : open_descriptors()) {
        ::sockaddr_in peer{};
        ::socklen_t size = sizeof peer;
        const bool is_socket = ::getpeername(descriptor, reinterpret_cast<::sockaddr*>(&peer), &size) == 0;
        if (is_socket && peer.sin_family == AF_INET && ntohs(peer.sin_port) == port) out.push_back(descriptor);
    }
    return out;
}

/// The sockets of this process whose own port this is: the one that listens, and those that it has accepted.
inline std::vector<int> sockets_at(unsigned short port) {
    std::vector<int> out;
    for (const int descriptor : open_descriptors()) {
        ::sockaddr_in own{};
        ::socklen_t size = sizeof own;
        const bool is_socket = ::getsockname(descriptor, reinterpret_cast<::sockaddr*>(&own), &size) == 0;
        if (is_socket && own.sin_family == AF_INET && ntohs(own.sin_port) == port) out.push_back(descriptor);
    }
    return out;
}

}  // namespace test
