// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

#include <chrono>
#include <memory>
#include <optional>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

#include <seedance/task/failure.hpp>
#include <seedance/task/task.hpp>

namespace seedance::detail {

/// Something that waits for what becomes of a submit.
class submit_follower {
  public:
    /// The gateway has accepted; the hint came with the acceptance. `is_leg` says that it is one of a
    /// route's legs: others were tried before it, or may be where its task fails for nothing.
    virtual void on_led_to(const task& made, std::optional<std::chrono::milliseconds> hint, bool is_leg) = 0;

    /// Nothing was accepted, or nobody knows.
    virtual void on_led_to(const failure& why) = 0;

    /// The submit has ended with nothing sent, for reasons of its caller's own.
    virtual void on_way_free() = 0;

  protected:
    submit_follower() = default;
    submit_follower(const submit_follower&) = default;
    submit_follower& operator=(const submit_follower&) = default;
    ~submit_follower() = default;
};

/// The submits of a client whose intents have names that callers gave. One of each name leads; those that were called
/// later follow it: they wait for what becomes of it. It is used on the strand.
class submits_by_name {
  public:
    using follower = std::weak_ptr<submit_follower>;

    /// Says whether a submit leads from now on; not where another of its name does. `digest` is what it asks for.
    bool lead(const std::string& name, const std::string& digest) {
        return lines_.try_emplace(name, line{digest, {}}).second;
    }

    /// Says whether a submit of this name leads.
    bool is_led(const std::string& name) const { return lines_.contains(name); }

    /// Gives what the submit that leads asks for.
    /// @pre One leads.
    const std::string& digest_of_leader(const std::string& name) const { return lines_.at(name).digest; }

    /// @pre One leads.
    void follow(const std::string& name, follower waiting) { lines_.at(name).followers.push_back(std::move(waiting)); }

    /// Gives those that follow.
    /// @pre One leads.
    const std::vector<follower>& followers_of(const std::string& name) const { return lines_.at(name).followers; }

    /// Ends the lead; gives those that followed.
    std::vector<follower> end_lead(const std::string& name) noexcept {
        auto ended = lines_.extract(name);
        return ended ? std::move(ended.mapped().followers) : std::vector<follower>{};
    }

    /// As long as it is there, a route of the name is under way, which may try another leg when one has ended. It must
    /// not outlive the submits.
    class route_stay {
      public:
        route_stay() = default;
        route_stay(submits_by_name& all, std::string name) : all_{&all}, name_{std::move(name)} {
            ++all_->routes_[name_];
        }
        route_stay(route_stay&& other) noexcept
            : all_{std::exchange(other.all_, nullptr)}, name_{std::move(other.name_)} {}
        route_stay& operator=(route_stay&& other) noexcept {
            end();
            all_ = std::exchange(other.all_, nullptr);
            name_ = std::move(other.name_);
            return *this;
        }
        ~route_stay() { end(); }

      private:
        void end() noexcept {
            if (auto* const all = std::exchange(all_, nullptr)) all->end_route(name_);
        }

        submits_by_name* all_ = nullptr;
        std::string name_;
    };

    [[nodiscard]] route_stay begin_route(std::string name) { return {*this, std::move(name)}; }
    bool has_route(const std::string& name) const { return routes_.contains(name); }

  private:
    void end_route(const std::string& name) noexcept {
        const auto at = routes_.find(name);
        if (--at->second == 0) routes_.erase(at);
    }

    struct line {
        std::string digest;
        std::vector<follower> followers;
    };

    std::unordered_map<std::string, line> lines_;
    std::unordered_map<std::string, int> routes_;  ///< how many of a name are under way
};

}  // namespace seedance::detail
