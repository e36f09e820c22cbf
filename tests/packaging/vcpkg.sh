#!/usr/bin/env bash
# Builds examples/vcpkg with vcpkg, its port of the library over the system's libraries and without a network; 77 where there is no
# vcpkg, or no VCPKG_ROOT with its scripts.
#   vcpkg.sh SOURCE_DIRECTORY WORK
set -euo pipefail
source="$1" work="$2"
command -v vcpkg >/dev/null && [ -d "${VCPKG_ROOT:-}/scripts" ] || { echo "there is no vcpkg, or no VCPKG_ROOT"; exit 77; }
rm -rf "$work"
mkdir -p "$work"
cd "$work"
ln -s "$source" seedance

# Ports that install nothing stand for the libraries that the system has.
for port in boost-{asio,beast,config,crc,intrusive,json,optional,system,unordered,url} openssl sqlite3 libpq; do
    mkdir -p "system/$port"
    echo "set(VCPKG_POLICY_EMPTY_PACKAGE enabled)" >"system/$port/portfile.cmake"
    echo "{ \"name\": \"$port\", \"version\": \"1\" }" >"system/$port/vcpkg.json"
done
export VCPKG_OVERLAY_PORTS="$work/system" VCPKG_FORCE_SYSTEM_BINARIES=1 VCPKG_DISABLE_METRICS=1 CMAKE_GENERATOR=Ninja

# [vcpkg]
cmake -S seedance/examples/vcpkg -B build -DVCPKG_INSTALL_OPTIONS=--binarysource=clear \
      -DCMAKE_TOOLCHAIN_FILE="$VCPKG_ROOT/scripts/buildsystems/vcpkg.cmake"
cmake --build build
# [vcpkg]
build/consumer
