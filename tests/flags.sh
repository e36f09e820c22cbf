#!/usr/bin/env bash
# Reads all headers, and a program that uses them, with other flags than the tests: a warning in a header of ours, which no
# -isystem hides here, is an error.
#
#   bash tests/flags.sh COMPILER [FLAG...]      for instance: bash tests/flags.sh clang++ -std=c++23 -fno-rtti
set -euo pipefail
cd "$(dirname "$0")/.."

program="$(mktemp --suffix=.cpp)"
trap 'rm "$program"' EXIT
{
    find include/seedance -name '*.hpp' ! -name src.hpp -printf '#include <seedance/%P>\n' | sort
    printf '#include "%s"\n' "$PWD"/benchmarks/compile_time/{validate,sqlite}.cpp "$PWD"/tests/header_only/everything.cpp
} >"$program"
echo "$*"
"$1" -std=c++20 -Wall -Wextra -Wpedantic -Werror -fsyntax-only -Iinclude -I/usr/include/postgresql "${@:2}" "$program"
