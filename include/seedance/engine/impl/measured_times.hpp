// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <tuple>
#include <utility>
#include <vector>

#include <seedance/core/impl/milliseconds.hpp>
#include <seedance/engine/clock.hpp>
#include <seedance/journal/impl/kept_times.hpp>
#include <seedance/journal/journal.hpp>
#include <seedance/retry/backoff.hpp>
#include <seedance/task/model_times.hpp>

namespace seedance::detail {

/// How long the tasks of each model took, as a client knows it: what its journal has said, and what it has measured
/// since. It is used on the strand; what the journal's thread says waits until it is looked for.
class measured_times {
  public:
    /// How many tasks must have been measured before anybody goes by them.
    static constexpr std::size_t enough = 8;

    /// How often the journal is asked what others have measured.
    static constexpr std::chrono::minutes between_questions{5};

    /// Gives within which time half of a model's tasks had ended; nothing where too few were measured.
    std::optional<milliseconds> p50(std::string_view provider, std::string_view model) {
        const auto known = usual(provider, model);
        return known ? std::optional{known->p50} : std::nullopt;
    }

    /// Gives the same, and within which time nine out of ten had.
    std::optional<usual_times> usual(std::string_view provider, std::string_view model) {
        take_answer();
        for (const auto& each : models_)
            if (each.is_of(provider, model) && each.times.count >= enough)
                return usual_times{each.times.p50, each.times.p90};
        return std::nullopt;
    }

    /// Takes what the client has measured itself.
    void add(std::string_view provider, std::string_view model, milliseconds took) noexcept try {
        if (!is_time_of_task(took)) return;
        auto& own = of(provider, model);
        auto& all = own.samples.took;
        if (all.size() == std::size_t{places_of_times}) all.erase(all.begin());
        all.push_back(took);
        own.times = times_of(own.samples);
    } catch (...) {  // without memory for it, one task was not measured
    }

    /// Says whether it is time to ask the journal; then it is not for a while.
    bool must_ask(clock::time_point now) {
        if (now < ask_from_) return false;
        ask_from_ = now + between_questions;
        return true;
    }

    /// Makes the question, which is put to the journal on its thread.
    std::function<void(journal&)> question() const {
        return [answer = answer_](journal& store) {
            auto kept = store.times();
            const std::lock_guard lock{answer->mutex};
            answer->kept = std::move(kept);
            answer->was_given = true;
        };
    }

    /// Says whether the journal has ever answered.
    bool were_read() const {
        const std::lock_guard lock{answer_->mutex};
        return answer_->was_given;
    }

    /// Gives what is known, by gateway and model.
    std::vector<model_times> all() {
        take_answer();
        std::vector<model_times> known;
        for (const auto& each : models_) known.push_back(each.times);
        std::sort(known.begin(), known.end(), [](const auto& a, const auto& b) {
            return std::tie(a.provider, a.model) < std::tie(b.provider, b.model);
        });
        return known;
    }

  private:
    struct row {
        model_samples samples{};
        model_times times{};  ///< what the samples come to

        bool is_of(std::string_view provider, std::string_view model) const noexcept {
            return samples.provider == provider && samples.model == model;
        }
    };

    struct answer {
        std::mutex mutex;
        std::vector<model_samples> kept;
        bool was_given = false;
    };

    /// Takes what the journal has, of the models that it has.
    void take_answer() {
        const std::lock_guard lock{answer_->mutex};
        for (auto& each : std::exchange(answer_->kept, {})) {
            auto& row = of(each.provider, each.model);
            row.samples = std::move(each);
            row.times = times_of(row.samples);
        }
    }

    row& of(std::string_view provider, std::string_view model) {
        for (auto& each : models_)
            if (each.is_of(provider, model)) return each;
        return models_.emplace_back(row{{.provider = std::string{provider}, .model = std::string{model}}});
    }

    std::vector<row> models_;
    std::shared_ptr<answer> answer_ = std::make_shared<answer>();
    clock::time_point ask_from_ = clock::time_point::min();
};

}  // namespace seedance::detail
