#!/usr/bin/env bash
# Builds seedance::compiled as a shared library, and programs with it: one of somebody else's, and the command line, which finds it
# where both are installed; shows that the library shows its own names only.
#   shared.sh SOURCE_DIRECTORY BUILD_DIRECTORY
set -euo pipefail
source="$1" build="$2"
cmake -S "$source" -B "$build" -G Ninja -DSEEDANCE_COMPILED=ON -DBUILD_SHARED_LIBS=ON -DSEEDANCE_BUILD_EXAMPLES=ON >/dev/null
cmake --build "$build" --target seedance_compiled seedance_cli
rm -rf "$build/prefix" "$build/moved"
cmake --install "$build" --prefix "$build/prefix" >/dev/null
python3 -B "$source/tests/consumer/consumer.py" cmake Ninja "$source/tests/consumer/compiled" "$build/consumer" \
        "-DCMAKE_PREFIX_PATH=$build/prefix"

cp -r "$build/prefix" "$build/moved"
"$build/moved/bin/seedance" models >/dev/null

library="$(find "$build/prefix" -name 'libseedance.so.[0-9]*.[0-9]*.[0-9]*')"
needed="$(objdump -p "$build/consumer/build/consumer" | grep -o 'libseedance.*')"
[ "$library" = "$(dirname "$library")/$needed.${library##*.}" ] || { echo "$library is not what $needed means"; exit 1; }
shown="$(nm -DC --defined-only "$library" | grep ' T ' | grep -v ' seedance')" || true
[ -z "$shown" ] || { echo "the library shows: $shown"; exit 1; }
