#!/usr/bin/env bash
# Runs the soak in a network namespace of its own: its loopback loses 2 % of all packets, delays them where the kernel has
# netem, and carries nothing at all for a twentieth of the time, from a third of it on. tests/nightly.sh runs it.
#
#   in_namespace.sh SOAK SECONDS TASKS SEED
set -euo pipefail

if [ "$1" != --inside ]; then exec unshare --user --map-root-user --net bash "$0" --inside "$@"; fi
soak="$2" seconds="$3" tasks="$4" seed="$5"

ip link set lo up
tc qdisc add dev lo root netem delay 20ms 15ms 2>/dev/null || echo "this kernel has no netem: the relay alone delays"
nft -f - <<'RULES'
table inet network {
    chain lossy { type filter hook input priority 0; numgen random mod 100 < 2 counter drop; }
    chain black_hole { type filter hook input priority 1; }
}
RULES

black_hole() {
    sleep "$((seconds / 3))"
    nft add rule inet network black_hole drop
    echo "black hole: begins"
    sleep "$((seconds / 20))"
    nft flush chain inet network black_hole
    echo "black hole: is over"
}
black_hole &
trap 'kill $! 2>/dev/null || true' EXIT

"$soak" "$seconds" "$tasks" "$seed" 5  # what the black hole swallows no relay counts
nft list chain inet network lossy | grep --only-matching 'packets [0-9]*' | sed 's/$/ lost/'
