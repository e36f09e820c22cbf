#!/usr/bin/env bash
# Installs what building seedance needs on Debian or Ubuntu, by package name; does nothing when all of it is there.
set -euo pipefail

# Debian 12's default Boost is older than 1.81 but it has 1.81 beside it; newer distributions have newer defaults.
boost=""
if [ "$(. /etc/os-release && echo "${VERSION_CODENAME:-}")" = bookworm ]; then boost="1.81"; fi

packages=(g++ cmake ninja-build libssl-dev libsqlite3-dev libpq-dev ca-certificates python3
          "libboost${boost}-dev" "libboost-json${boost}-dev" "libboost-url${boost}-dev"
          "libboost-program-options${boost}-dev" "libboost-test${boost}-dev")

missing=()
for package in "${packages[@]}"; do
    dpkg-query -W -f='${Status}' "$package" 2>/dev/null | grep -q 'install ok installed' || missing+=("$package")
done
[ ${#missing[@]} -eq 0 ] && exit 0

echo "installing: ${missing[*]}"
as_root=""
if [ "$(id -u)" -ne 0 ]; then as_root=sudo; fi
export DEBIAN_FRONTEND=noninteractive
$as_root apt-get update -q
$as_root apt-get install -y -q --no-install-recommends "${missing[@]}"
