#!/usr/bin/env bash
# Installs what the tests need on Debian or Ubuntu: what building needs, a clang with libFuzzer, clang-format 19, doxygen,
# pkg-config, LLVM's linker, a PostgreSQL server and a pooler before it, proxies of both directions,
# Node.js, what reads man pages, two shells and a browser.
# Does nothing when it is there. Where a distribution does not have one of them, the tests that need it are skipped and say so.
set -euo pipefail

bash "$(dirname "$0")/../examples/install.sh"

has_libfuzzer() (
    probe="$(mktemp -d)"
    trap 'rm -rf "$probe"' EXIT
    echo 'extern "C" int LLVMFuzzerTestOneInput(const unsigned char*, unsigned long) { return 0; }' >"$probe/probe.cpp"
    for clang in clang++ clang++-19 clang++-18 clang++-17 clang++-16 clang++-15 clang++-14; do
        "$clang" -fsanitize=fuzzer,address,undefined "$probe/probe.cpp" -o "$probe/probe" 2>/dev/null && exit 0
    done
    exit 1
)

packages=()
has_libfuzzer || packages+=(clang)
command -v clang-format-19 >/dev/null || packages+=(clang-format-19)
command -v doxygen >/dev/null || packages+=(doxygen)
command -v pkg-config >/dev/null || packages+=(pkg-config)
command -v ld.lld >/dev/null || packages+=(lld)
compgen -G '/usr/lib/postgresql/*/bin/initdb' >/dev/null || packages+=(postgresql)
command -v pgbouncer >/dev/null || [ -x /usr/sbin/pgbouncer ] || packages+=(pgbouncer)
command -v tinyproxy >/dev/null || packages+=(tinyproxy-bin)
for program in nginx haproxy; do command -v "$program" >/dev/null || [ -x "/usr/sbin/$program" ] || packages+=("$program"); done
command -v node >/dev/null || packages+=(nodejs)
command -v groff >/dev/null || packages+=(groff-base)
for program in mandoc zsh fish; do command -v "$program" >/dev/null || packages+=("$program"); done
command -v chromium >/dev/null || packages+=(chromium)
command -v chromedriver >/dev/null || packages+=(chromium-driver)
[ ${#packages[@]} -eq 0 ] && exit 0

echo "installing: ${packages[*]}"
as_root=""
if [ "$(id -u)" -ne 0 ]; then as_root=sudo; fi
export DEBIAN_FRONTEND=noninteractive
install_where_offered() {
    if apt-cache show "$1" >/dev/null 2>&1; then
        $as_root apt-get install -y -q --no-install-recommends "$1"
    else
        echo "this distribution has no $1: the tests that need it are skipped"
    fi
}

$as_root apt-get update -q
for package in "${packages[@]}"; do install_where_offered "$package"; done
# Clang's package is that of its default version; its run-time libraries carry the version in their name.
if [ "${packages[0]}" = clang ]; then install_where_offered "libclang-rt-$(clang++ -dumpversion | cut -d. -f1)-dev"; fi
