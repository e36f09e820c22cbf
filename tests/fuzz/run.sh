#!/usr/bin/env bash
# Runs every fuzz target for so many seconds, on all cores: tests/fuzz/run.sh [SECONDS each, 3600] [BUILD, build/default]
# What it finds stays in BUILD/tests/fuzz/corpus and is where the next run begins; an input that breaks something is written
# beside the programs as crash-*, and is repeated with BUILD/tests/fuzz/fuzz_TARGET crash-...
set -euo pipefail
cd "$(dirname "$0")/../.."

seconds="${1:-3600}"
where="${2:-build/default}/tests/fuzz"
[ -x "$where/fuzz_submit_apixo" ] || { echo "no fuzz targets in $where: build first, where clang has libFuzzer (tests/install.sh)"; exit 2; }
cd "$where"
mapfile -t targets < <(find . -maxdepth 1 -type f -executable -name 'fuzz_*' -printf '%f\n' | sort)
echo "${#targets[@]} targets, $seconds s each on $(nproc) cores"
printf '%s\n' "${targets[@]}" | xargs -P "$(nproc)" -I{} sh -c '
    name="${1#fuzz_}"
    mkdir -p "corpus/$name"
    "./$1" -max_total_time="$2" -rss_limit_mb=1024 -timeout=10 -max_len=20000 -dict="$3" -print_final_stats=1 "corpus/$name" "seeds/$name" >"$1.log" 2>&1 ||
        { tail -n 60 "$1.log"; echo "$1 FAILED, see $PWD/$1.log"; exit 255; }
    echo "$name: $(sed -n "s/stat::number_of_executed_units: *//p" "$1.log") runs"
' sh {} "$seconds" "$OLDPWD/tests/fuzz/words.dict"
