#!/usr/bin/env bash
# Runs the tests on Debian testing, whose compilers and libraries are newer than those of most machines. It needs root, for
# a system of its own in a folder: debootstrap makes it, and it is used again the next time. The tree is copied into it;
# nothing outside of the folder is written, and what is mounted inside goes with the processes.
#
#   bash tests/newest.sh [--in FOLDER] [STEP...]      all steps in this order, or those that are named; FOLDER: build/newest,
#                                                     or another one below build or outside of the tree
#
#   step        what it does
#   system      makes the system, or brings an earlier one up to date, and installs what the tests need
#   suite       builds and runs everything, as tests/run.sh does without sanitizers
#   programs    builds and runs the unit and integration tests, and what must not compile: the heart of it. With one job on
#               a quiet machine building takes 13 minutes and the tests take 3; what must not compile comes after that
#   standards   reads all headers as C++20, C++23 and C++26, by GCC and by Clang with libstdc++ and with libc++
#   clang       builds and runs the unit and integration tests with Clang
#   libcxx      the same with libc++, and Boost compiled with it
#
# From the environment: MIRROR (http://deb.debian.org/debian), SUITE (testing), JOBS (as many as there are processors).
# shellcheck disable=SC2016 # what is in single quotes is for a shell in that system
set -euo pipefail
cd "$(dirname "$0")/.."

MIRROR="${MIRROR:-http://deb.debian.org/debian}" SUITE="${SUITE:-testing}" JOBS="${JOBS:-$(nproc)}"
folder="build/newest"
if [ "${1:-}" = --in ]; then
    folder="${2:?--in needs a folder}"
    shift 2
fi
all=(system suite standards clang libcxx)
steps=("$@")
[ $# -gt 0 ] || steps=("${all[@]}")
for step in "${steps[@]}"; do
    [[ " ${all[*]} programs " = *" $step "* ]] || { echo "no step $step; there are: ${all[*]} programs" >&2; exit 2; }
done
[ "$(id -u)" -eq 0 ] || { echo "tests/newest.sh makes a system in a folder, which only root can: sudo bash tests/newest.sh" >&2; exit 2; }
root="$(realpath -m "$folder")"
[[ "$root/" != "$PWD"/* || "$root/" = "$PWD"/build/* ]] || { echo "$root lies in the tree, which is copied into it: name a folder below build, or elsewhere" >&2; exit 2; }
mkdir -p "$root"
mark="$root/made-by-newest.sh" # "begun" or "whole"
if [ ! -e "$mark" ] && [ -n "$(ls -A "$root")" ]; then
    echo "$root holds something that is not ours: name an empty folder, or one that is not there" >&2
    exit 2
fi

# What a program finds mounted: /proc, terminals (tests open some), memory that processes share.
mounts='mount -t proc proc "$0/proc"
        mkdir -p "$0/dev/pts" "$0/dev/shm"
        mount -t devpts -o newinstance,ptmxmode=0666,mode=0620 devpts "$0/dev/pts"
        ln -sfn pts/ptmx "$0/dev/ptmx"
        mount -t tmpfs -o mode=1777 tmpfs "$0/dev/shm"'

# Runs a command in the system, in namespaces of its own: what is mounted is mounted there only, and whatever the command has
# started ends with it.
within() {
    unshare --mount --pid --ipc --fork --kill-child --propagation private \
        bash -euc "$mounts"'
                   exec chroot "$0" "$@"' "$root" \
        /usr/bin/env -i PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin HOME=/root LANG=C.UTF-8 JOBS="$JOBS" \
        http_proxy="${http_proxy:-}" https_proxy="${https_proxy:-}" DEBIAN_FRONTEND=noninteractive \
        bash -euo pipefail -c "cd /seedance; $1" </dev/null
}

copy_tree() {
    mkdir -p "$root/seedance"
    find "$root/seedance" -mindepth 1 -maxdepth 1 ! -name build -exec rm -r {} +
    tar --exclude=./build --exclude=./.git --exclude=__pycache__ --create . | tar --extract --directory "$root/seedance"
}

run_system() {
    if [ "$(cat "$mark" 2>/dev/null)" != whole ]; then
        command -v debootstrap >/dev/null || { apt-get update -q; apt-get install -y -q --no-install-recommends debootstrap; }
        find "$root" -mindepth 1 ! -path "$mark" -delete  # what an attempt has left that did not end
        echo begun >"$mark"
        debootstrap --variant=minbase "$SUITE" "$root" "$MIRROR"
        # No service is started in it.
        printf '#!/bin/sh\nexit 101\n' >"$root/usr/sbin/policy-rc.d"
        chmod +x "$root/usr/sbin/policy-rc.d"
        # A mirror that stands still is good enough to compile with.
        echo 'Acquire::Check-Valid-Until "false";' >"$root/etc/apt/apt.conf.d/99mirror"
        echo whole >"$mark"
    fi
    cp /etc/resolv.conf "$root/etc/resolv.conf"
    copy_tree
    within 'apt-get update -q; apt-get upgrade -y -q
            bash tests/install.sh
            apt-get install -y -q --no-install-recommends clang libc++-dev libc++abi-dev
            apt-get clean'
}

run_suite() {
    within 'cmake --preset default >/dev/null; cmake --build --preset default -j "$JOBS"; ctest --preset default -j "$JOBS"'
}

run_programs() {
    within 'cmake --preset default -DSEEDANCE_BUILD_EXAMPLES=OFF >/dev/null
            cmake --build --preset default -j "$JOBS" --target unit integration
            ctest --preset default -j "$JOBS" -R "^(unit|integration|must_fail.*)$"'
}

run_standards() {
    within 'for standard in c++20 c++23 c++26; do
                bash tests/flags.sh g++ -std=$standard
                bash tests/flags.sh clang++ -std=$standard
                bash tests/flags.sh clang++ -std=$standard -stdlib=libc++
            done'
}

# Debian has Boost for libstdc++ only: with libc++ the tests compile the parts of it that are no headers.
with_clang() { # FOLDER OPTION...
    within "cmake --preset default -B build/$1 -DCMAKE_CXX_COMPILER=clang++ -DSEEDANCE_BUILD_EXAMPLES=OFF ${*:2} >/dev/null
            cmake --build build/$1 -j \"\$JOBS\" --target unit integration
            ctest --test-dir build/$1 --output-on-failure --no-tests=error -j \"\$JOBS\" -R '^(unit|integration)$'"
}

run_clang() { with_clang clang; }
run_libcxx() { with_clang libcxx -DCMAKE_CXX_FLAGS=-stdlib=libc++ -DSEEDANCE_TESTS_COMPILE_BOOST=ON; }

trap '[ $? -eq 0 ] || echo "FAILED${step:+: $step}"' EXIT
if [[ " ${steps[*]} " != *" system "* ]]; then
    [ "$(cat "$mark" 2>/dev/null)" = whole ] || { echo "there is no system in $root yet: bash tests/newest.sh system" >&2; exit 2; }
    copy_tree
fi
for step in "${steps[@]}"; do
    echo "== $step, from $(date +%H:%M)"
    "run_$step"
done
within '. /etc/os-release; echo "== all passed on $PRETTY_NAME: $(g++ --version | head -1); $(clang++ --version | head -1); $(cmake --version | head -1);" \
            "Boost $(sed -n "s/^#define BOOST_LIB_VERSION \"\(.*\)\"/\1/p" /usr/include/boost/version.hpp); $(openssl version)"'
echo "steps: ${steps[*]}"
