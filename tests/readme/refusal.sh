#!/usr/bin/env bash
# Prints what the compiler says of refused.cpp: the caller's line and the error, without folders and without the steps between.
#   refusal.sh COMPILER INCLUDE_DIR
set -u
cd "$(dirname "$0")"
LC_ALL=C "$1" -std=c++20 -fsyntax-only -fno-diagnostics-show-caret -I"$2" refused.cpp 2>&1 |
    grep -E '^refused.cpp:|error:' | sed -E 's#^[^ ]*/([^/ ]+:[0-9]+:)#\1#; s/[‘’]/'"'"'/g'
