// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

#include <cstdlib>
#include <optional>
#include <string>
#include <utility>

namespace test {

/// Sets a variable of the environment, or removes it, while it lives.
class environment_variable {
  public:
    environment_variable(std::string name, const char* value) : name_{std::move(name)} {
        if (const char* before = std::getenv(name_.c_str())) before_ = before;
        set(value);
    }
    environment_variable(const environment_variable&) = delete;
    environment_variable& operator=(const environment_variable&) = delete;
    ~environment_variable() { set(before_ ? before_->c_str() : nullptr); }

  private:
    void set(const char* value) { value != nullptr ? ::setenv(name_.c_str(), value, 1) : ::unsetenv(name_.c_str()); }

    std::string name_;
    std::optional<std::string> before_;
};

}  // namespace test
