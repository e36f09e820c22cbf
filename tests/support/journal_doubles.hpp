// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

#include <chrono>
#include <cstddef>
#include <optional>
#include <span>
#include <stdexcept>
#include <string>
#include <vector>

#include <seedance/journal/journal.hpp>

namespace test {

using namespace seedance;

/// The part about budgets of a test's journal that has none.
class journal_without_budgets : public journal {
  public:
    budget_figures set_budget(const std::string&, money, const budget_period&,
                              std::chrono::system_clock::time_point) override {
        throw std::runtime_error{"this journal has no budgets"};
    }
    std::optional<budget_figures> find_budget(const std::string&, std::chrono::system_clock::time_point) override {
        throw std::runtime_error{"this journal has no budgets"};
    }
    std::vector<std::string> budget_names(const std::string&, std::size_t) override {
        throw std::runtime_error{"this journal has no budgets"};
    }
    budget_answer adjust_budget(const budget_booking&, std::chrono::system_clock::time_point) override {
        throw std::runtime_error{"this journal has no budgets"};
    }
};

/// A test's journal that stands before another one, which its class gives as `inner_journal()`: what it does not do
/// itself is passed on.
template <class Derived>
class journal_before : public journal {
  public:
    std::vector<journal_answer> apply(std::span<const journal_change> changes) override {
        return inner().apply(changes);
    }
    std::optional<intent> find(const std::string& name) override { return inner().find(name); }
    std::optional<intent> find(const task& what) override { return inner().find(what); }
    std::optional<intent> find_handle(const std::string& handle) override { return inner().find_handle(handle); }
    std::string request_of(const intent& queued) override { return inner().request_of(queued); }
    std::size_t claim(std::size_t at_most) override { return inner().claim(at_most); }
    journal_page list(const journal_query& query) override { return inner().list(query); }
    std::size_t prune(std::chrono::system_clock::time_point before) override { return inner().prune(before); }
    budget_figures set_budget(const std::string& name, money limit, const budget_period& period,
                              std::chrono::system_clock::time_point now) override {
        return inner().set_budget(name, limit, period, now);
    }
    std::optional<budget_figures> find_budget(const std::string& name,
                                              std::chrono::system_clock::time_point now) override {
        return inner().find_budget(name, now);
    }
    std::vector<std::string> budget_names(const std::string& after, std::size_t at_most) override {
        return inner().budget_names(after, at_most);
    }
    budget_answer adjust_budget(const budget_booking& what, std::chrono::system_clock::time_point now) override {
        return inner().adjust_budget(what, now);
    }

  private:
    journal& inner() { return static_cast<Derived&>(*this).inner_journal(); }
};

}  // namespace test
