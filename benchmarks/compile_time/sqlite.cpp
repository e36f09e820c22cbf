// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
// Awaits through the seam, with a journal in a file.
#include <seedance/journal/sqlite.hpp>

#include "seam.cpp"

std::shared_ptr<seedance::journal> make(const char* file) { return std::make_shared<seedance::sqlite_journal>(file); }
