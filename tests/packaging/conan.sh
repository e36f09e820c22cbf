#!/usr/bin/env bash
# Makes and tries the package with Conan, over the system's libraries and without a network; 77 where there is no Conan.
#   conan.sh SOURCE_DIRECTORY WORK
set -euo pipefail
source="$1" work="$2"
command -v conan >/dev/null || { echo "there is no conan"; exit 77; }
rm -rf "$work"
mkdir -p "$work"
cd "$work"
ln -s "$source" seedance
export CONAN_HOME="$work/home"
conan profile detect
conan remote disable '*'
echo "tools.cmake.cmake_layout:test_folder=$work/test" >>"$CONAN_HOME/global.conf" # nothing is built in the tree
cat >>"$CONAN_HOME/profiles/default" <<'END'

# The system's packages instead of Conan Center's.
[platform_requires]
boost/1.81.0
libpq/15.0
openssl/3.0.0
sqlite3/3.40.0
END

# [conan]
conan create seedance --settings compiler.cppstd=20 --build missing
# [conan]
conan create seedance --settings compiler.cppstd=20 --options 'seedance/*:with_libpq=True'
conan create seedance --settings compiler.cppstd=20 --options 'seedance/*:with_sqlite3=False'
