#!/usr/bin/env bash
# Installs what is missing, builds and runs every test, then the test programs again under AddressSanitizer and
# UndefinedBehaviorSanitizer, then those that use threads under ThreadSanitizer. Fails on any failure.
set -euo pipefail
cd "$(dirname "$0")/.."

bash tests/install.sh
for preset in sanitize thread default; do
    cmake --preset "$preset" >/dev/null
    cmake --build --preset "$preset"
    ctest --preset "$preset"
done
