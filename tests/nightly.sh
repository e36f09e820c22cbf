#!/usr/bin/env bash
# What takes longer than tests/run.sh may: more of the same promises, and a second compiler. Stops at the first failure.
#
#   bash tests/nightly.sh [STEP...]      all steps in this order, or those that are named
#
#   step         what it does                                                             on two cores
#   kills        kills a paid call KILLS times (24000), before and after every system call      15 min
#   server       kills the example server SERVER_KILLS times (300) with orders under way           3 min
#   threads      the interface of the example server and a few kills under ThreadSanitizer         8 min
#   fleet        kills and stops eight processes that share a PostgreSQL journal, FLEET_TASKS orders (80000)   30 min
#   simulation   runs SEEDS simulated worlds (2000000) that no run has had before               25 min
#   sanitize     runs every test program under the sanitizers, and SANITIZED_SEEDS worlds (200000)  35 min
#   fuzz         runs every fuzz target for FUZZ_SECONDS (600); the corpus grows                65 min
#   headers      compiles every header alone: without definitions, those of impl/, and with definitions  15 min
#   callbacks    loses the answers of 10,000 submits, and guesses 1,000,000 tokens               3 min
#   webhook      measures a webhook server for WEBHOOK_SECONDS (60): slow clients, a blocked one  3 min
#   timing       whether the time of TIMING_SAMPLES (10000000) refusals tells where a forged token is wrong  3 min
#   load         whether the example server, the acknowledgement of a callback and a large data: URI keep their limits  5 min
#   soak         keeps 1,000 tasks under way for SOAK_SECONDS (1800) over a bad network           35 min
#   namespace    the same for NAMESPACE_SECONDS (600) where packets are lost, and for a while all     15 min
#   shared       builds seedance::compiled as a shared library, and programs with it                 6 min
#   by_hand      compiles the first program by the line that the README shows                      1 min
#   clang        builds and runs the test programs and the examples with CLANG (clang++)        20 min
#   flags        reads all headers with both compilers and the flags of strict programs           8 min
#   checked      runs the unit tests with the library's own checks (_GLIBCXX_DEBUG)              10 min
#   windows      reads what asks no system for anything with a compiler for Windows               1 min
#
# The numbers in parentheses are taken from the environment: KILLS=100 bash tests/nightly.sh kills
# The worlds begin at FIRST_SEED, which is the time unless it is given: it is printed, and repeats a failure.
set -euo pipefail
cd "$(dirname "$0")/.."

KILLS="${KILLS:-24000}" SERVER_KILLS="${SERVER_KILLS:-300}" SEEDS="${SEEDS:-2000000}" SANITIZED_SEEDS="${SANITIZED_SEEDS:-200000}"
FUZZ_SECONDS="${FUZZ_SECONDS:-600}" CLANG="${CLANG:-clang++}" FIRST_SEED="${FIRST_SEED:-$(date +%s)000}"
FLEET_TASKS="${FLEET_TASKS:-80000}" WEBHOOK_SECONDS="${WEBHOOK_SECONDS:-60}" SOAK_SECONDS="${SOAK_SECONDS:-1800}"
NAMESPACE_SECONDS="${NAMESPACE_SECONDS:-600}" TIMING_SAMPLES="${TIMING_SAMPLES:-10000000}"

build() {
    cmake --preset "$1" >/dev/null
    cmake --build --preset "$1" --target "${@:2}"
}

build_quick() { # what is four times as fast as the build of the tests
    cmake --preset default -B build/worlds -DCMAKE_CXX_FLAGS_DEBUG=-O2 >/dev/null
    cmake --build build/worlds --target "$@"
}

simulate() { # PRESET SEEDS
    build "$1" simulation
    SEEDANCE_SEEDS="$2" SEEDANCE_FIRST_SEED="$FIRST_SEED" "build/$1/tests/simulation"
}

run_kills() {
    build default journal_kills
    build/default/tests/journal/journal_kills --kills "$KILLS"
}

run_server() {
    build default video_server cli_gateways seedance_cli
    SEEDANCE_SEED="$FIRST_SEED" SEEDANCE_SERVER_KILLS="$SERVER_KILLS" python3 -B tests/server/kills_test.py build/default/examples/video_server build/default/tests/cli/cli_gateways build/default/examples/seedance
}

# A report of ThreadSanitizer is no line of JSON, and the tests read the server's log as such lines.
run_threads() {
    cmake --preset default -B build/threads -DCMAKE_CXX_COMPILER=clang++ -DCMAKE_CXX_FLAGS="-fsanitize=thread -g1" -DSEEDANCE_WERROR=OFF >/dev/null
    cmake --build build/threads --target video_server cli_gateways seedance_cli
    local programs=(build/threads/examples/video_server build/threads/tests/cli/cli_gateways)
    export TSAN_OPTIONS="ignore_noninstrumented_modules=1 halt_on_error=1"
    setarch -R python3 -B tests/server/interface_test.py "${programs[@]}"
    SEEDANCE_SEED="$FIRST_SEED" SEEDANCE_SERVER_KILLS=10 setarch -R python3 -B tests/server/kills_test.py "${programs[@]}" build/threads/examples/seedance
}

run_fleet() { # of the quicker build: what takes time is what each process does when it begins
    build_quick fleet_kills
    build/worlds/tests/journal/fleet_kills --tasks "$FLEET_TASKS" --at-once 50 --seed "$FIRST_SEED"
}

run_simulation() { # in two processes
    build_quick simulation
    local half=$((SEEDS / 2))
    SEEDANCE_SEEDS="$half" SEEDANCE_FIRST_SEED="$((FIRST_SEED + half))" build/worlds/tests/simulation &
    local other=$!
    SEEDANCE_SEEDS="$((SEEDS - half))" SEEDANCE_FIRST_SEED="$FIRST_SEED" build/worlds/tests/simulation || { kill "$other"; return 1; }
    wait "$other"
}

run_sanitize() {
    cmake --preset sanitize >/dev/null
    cmake --build --preset sanitize
    ctest --preset sanitize
    simulate sanitize "$SANITIZED_SEEDS"
}

run_fuzz() {
    build default fuzz
    bash tests/fuzz/run.sh "$FUZZ_SECONDS"
}

run_clang() {
    # Each test file alone, so that one that lacks an include is found.
    cmake --preset default -B build/clang -DCMAKE_CXX_COMPILER="$CLANG" -DSEEDANCE_UNITY_TESTS=OFF -DCMAKE_DISABLE_PRECOMPILE_HEADERS=ON >/dev/null
    cmake --build build/clang
    # The checks of sources, of what must not compile, the fuzz targets and the cost of compiling ask compilers of their own.
    ctest --test-dir build/clang --output-on-failure --no-tests=error -j "$(nproc)" -LE 'tools|must_fail|fuzz' -E '^compile_cost$'
}

run_webhook() {
    build default webhook_load
    local folder
    folder="$(mktemp -d)"
    build/default/tests/journal/webhook_load slow "$WEBHOOK_SECONDS"
    build/default/tests/journal/webhook_load slow "$WEBHOOK_SECONDS" tls
    build/default/tests/journal/webhook_load blocked "$WEBHOOK_SECONDS" "$folder"
    rm -r "$folder"
}

build_benchmark() {
    cmake -B build/benchmarks -DCMAKE_BUILD_TYPE=Release -DSEEDANCE_BUILD_BENCHMARKS=ON -DSEEDANCE_BUILD_TESTS=OFF -DSEEDANCE_BUILD_EXAMPLES=OFF >/dev/null
    cmake --build build/benchmarks --target "$@"
}

run_load() {
    command -v h2load >/dev/null || install_packages nghttp2-client
    build_benchmark webhook_benchmark codec
    build/benchmarks/benchmarks/codec
    local folder
    folder="$(mktemp -d)"
    build/benchmarks/benchmarks/webhook_benchmark acknowledge "$folder"
    rm -r "$folder"
    build release video_server
    build default cli_gateways
    python3 -B benchmarks/server_load.py build/release/examples/video_server build/default/tests/cli/cli_gateways
}

run_timing() {
    build_benchmark webhook_benchmark
    build/benchmarks/benchmarks/webhook_benchmark timing "$((TIMING_SAMPLES / 2))"
}

run_soak() {
    build default soak
    build/default/tests/soak/soak "$SOAK_SECONDS" 1000 "$FIRST_SEED"
}

# The system's own losses: TCP sends again, backs off and gives up, which no relay between two sockets can bring about.
run_namespace() {
    command -v nft >/dev/null || install_packages nftables
    command -v tc >/dev/null || install_packages iproute2
    build default soak
    bash tests/soak/in_namespace.sh build/default/tests/soak/soak "$NAMESPACE_SECONDS" 1000 "$FIRST_SEED"
}

run_callbacks() {
    build default unit
    SEEDANCE_LOST_SUBMITS=10000 SEEDANCE_GUESSES=1000000 build/default/tests/unit --run_test=callback_votes_suite,webhook_receiver_suite
}

run_shared() { bash tests/packaging/shared.sh "$PWD" "$PWD/build/shared"; }

run_by_hand() {
    # [by_hand]
    g++ -std=c++20 -I include examples/first_video.cpp -o first_video -lboost_json -lboost_url -lssl -lcrypto -pthread
    # [by_hand]
    rm first_video
}

run_headers() { build default declarations_alone impl_alone definitions_alone; }

# What strict programs compile with. Warnings of Boost's headers are not ours: they are the system's.
run_flags() {
    local compiler flags
    for compiler in g++ "$CLANG"; do
        for flags in "-Wconversion -Wsign-conversion -Wshadow -Wold-style-cast -Wnon-virtual-dtor -Wswitch-enum" -fno-rtti \
                     -D_GLIBCXX_DEBUG -DBOOST_ASIO_NO_DEPRECATED -DBOOST_ASIO_NO_TS_EXECUTORS "-DBOOST_ASIO_NO_DEPRECATED -DBOOST_ASIO_NO_TS_EXECUTORS" \
                     -DSEEDANCE_PLAIN_POSIX; do
            # shellcheck disable=SC2086 # these are several
            bash tests/flags.sh "$compiler" $flags
        done
    done
    # What other systems get in place of what only Linux has, run.
    g++ -std=c++20 -Wall -Wextra -Wpedantic -Werror -DSEEDANCE_PLAIN_POSIX -DBOOST_TEST_DYN_LINK -Iinclude tests/unit/platform_test.cpp \
        tests/support/main.cpp -lboost_unit_test_framework -pthread -o build/platform_test
    build/platform_test
}

run_checked() {
    cmake --preset default -B build/checked -DCMAKE_CXX_FLAGS=-D_GLIBCXX_DEBUG -DSEEDANCE_TESTS_COMPILE_BOOST=ON -DSEEDANCE_BUILD_EXAMPLES=OFF >/dev/null
    cmake --build build/checked --target unit
    ctest --test-dir build/checked --output-on-failure --no-tests=error -R '^unit$'
}

# The headers that lead to no network, no journal in a file and nothing else of a system, as the check of layers has it.
run_windows() {
    command -v x86_64-w64-mingw32-g++-posix >/dev/null || install_packages g++-mingw-w64-x86-64-posix
    local headers
    headers="$(mktemp -d)"
    # Boost's and OpenSSL's headers are the same for all systems: those of this machine, and nothing else of it.
    ln -s /usr/include/boost "$headers/boost"
    mkdir "$headers/openssl"
    ln -s /usr/include/openssl/*.h /usr/include/*-linux-gnu/openssl/*.h "$headers/openssl"
    python3 -B tests/tools/layering.py --everywhere include | sed 's|.*|#include <seedance/&>|' >"$headers/all.cpp"
    grep -q seedance/provider/xenodia.hpp "$headers/all.cpp"
    x86_64-w64-mingw32-g++-posix -std=c++20 -Wall -Wextra -Wpedantic -Werror -fsyntax-only -Iinclude -isystem "$headers" "$headers/all.cpp"
    echo "$(wc -l <"$headers/all.cpp") headers compile for Windows"
    rm -r "$headers"
}

install_packages() {
    local as_root=""
    if [ "$(id -u)" -ne 0 ]; then as_root=sudo; fi
    $as_root apt-get update -q
    DEBIAN_FRONTEND=noninteractive $as_root apt-get install -y -q --no-install-recommends "$@"
}

all=(kills server threads fleet simulation sanitize fuzz headers callbacks webhook timing load soak namespace shared by_hand clang flags checked windows)
steps=("$@")
[ $# -gt 0 ] || steps=("${all[@]}")
for step in "${steps[@]}"; do
    [[ " ${all[*]} " = *" $step "* ]] || { echo "no step $step; there are: ${all[*]}" >&2; exit 2; }
done

bash tests/install.sh
trap '[ $? -eq 0 ] || echo "FAILED: $step (FIRST_SEED=$FIRST_SEED)"' EXIT
for step in "${steps[@]}"; do
    echo "== $step, from $(date +%H:%M), FIRST_SEED=$FIRST_SEED"
    "run_$step"
done
echo "== all passed: ${steps[*]}"
