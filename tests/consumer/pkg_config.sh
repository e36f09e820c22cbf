#!/usr/bin/env bash
# Builds a program by what pkg-config says of the installed package; 77 where there is no pkg-config.
#   pkg_config.sh PREFIX COMPILER VERSION WORK [COMPONENT...]
set -euo pipefail
prefix="$1" CXX="$2" version="$3" work="$4"
shift 4
command -v pkg-config >/dev/null || { echo "there is no pkg-config"; exit 77; }

rm -rf "$work"
mkdir -p "$work"
cp "$(dirname "$0")/compiled/main.cpp" "$work"
cd "$work"
PKG_CONFIG_PATH="$(dirname "$(find "$prefix" -name seedance.pc)")"
export PKG_CONFIG_PATH
for name in seedance "$@"; do
    pkg-config --print-errors --exists "$name = $version"
done
case " $* " in *" seedance-sqlite-journal "*) pkg-config --libs seedance-sqlite-journal | grep -q -e -lsqlite3 ;; esac
case " $* " in *" seedance-postgres-journal "*) pkg-config --libs seedance-postgres-journal | grep -q -e -lpq ;; esac

# [pkg-config]
$CXX -std=c++20 main.cpp $(pkg-config --cflags --libs seedance-compiled) -o program
# [pkg-config]
./program
