#!/usr/bin/env bash
# Installs what is missing, builds and runs every test; those of units and of faults again under AddressSanitizer and
# UndefinedBehaviorSanitizer, and those that use threads under ThreadSanitizer. Fails on any failure. What takes longer, all other
# tests under the sanitizers among it, is in tests/nightly.sh.
set -euo pipefail
cd "$(dirname "$0")/.."

bash tests/install.sh

cmake --preset sanitize >/dev/null
cmake --build --preset sanitize --target unit faults memory_faults
ctest --preset sanitize -R '^(unit|unit\.clients|faults|memory_faults)$'

for preset in thread default; do
    cmake --preset "$preset" >/dev/null
    cmake --build --preset "$preset"
    ctest --preset "$preset"
done
