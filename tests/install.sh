#!/usr/bin/env bash
# Installs what the tests need on Debian or Ubuntu: what building needs, and a clang with libFuzzer. Does nothing when it is there.
set -euo pipefail

bash "$(dirname "$0")/../examples/install.sh"

# The packages of Clang's default version; its run-time libraries carry the version in their name.
probe="$(mktemp -d)"
trap 'rm -rf "$probe"' EXIT
echo 'extern "C" int LLVMFuzzerTestOneInput(const unsigned char*, unsigned long) { return 0; }' >"$probe/probe.cpp"
for clang in clang++ clang++-19 clang++-18 clang++-17 clang++-16 clang++-15 clang++-14; do
    "$clang" -fsanitize=fuzzer,address,undefined "$probe/probe.cpp" -o "$probe/probe" 2>/dev/null && exit 0
done

echo "installing: clang and its libFuzzer"
as_root=""
if [ "$(id -u)" -ne 0 ]; then as_root=sudo; fi
export DEBIAN_FRONTEND=noninteractive
$as_root apt-get update -q
$as_root apt-get install -y -q --no-install-recommends clang
version="$(clang++ -dumpversion | cut -d. -f1)"
$as_root apt-get install -y -q --no-install-recommends "libclang-rt-$version-dev" || echo "no libclang-rt-$version-dev here: the fuzz tests may be skipped"
