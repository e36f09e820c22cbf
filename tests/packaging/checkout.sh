#!/usr/bin/env bash
# Installs a checkout that nobody has built, and compiles a program with a checkout that nobody has installed.
#   checkout.sh SOURCE_DIRECTORY GENERATOR COMPILER WORK
set -euo pipefail
source="$1" CXX="$3" work="$4"
export CMAKE_GENERATOR="$2" CXX
rm -rf "$work"
mkdir -p "$work"
cd "$work"
ln -s "$source" seedance
cp "$source/tests/packaging/request.cpp" main.cpp
prefix="$work/prefix"

# [cmake]
cmake -S seedance -B build
cmake --install build --prefix "$prefix"
# [cmake]

# [checkout]
$CXX -std=c++20 -Iseedance/include main.cpp -lboost_json -lboost_url -lssl -lcrypto -pthread -o program
# [checkout]
./program
