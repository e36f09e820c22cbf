#!/usr/bin/env bash
# Installs what is missing, builds the examples, and turns a prompt into an .mp4 file:
#   bash examples/run.sh                         the sandbox gateway, some seconds
#   bash examples/run.sh "a fox in the snow"     with a prompt of your own
#   APIXO_API_KEY=... bash examples/run.sh --live "a fox in the snow"
set -euo pipefail
here="$(cd "$(dirname "$0")/.." && pwd)"

bash "$here/examples/install.sh"
(cd "$here" && cmake --preset release >/dev/null && cmake --build --preset release --target make_video)
exec "$here/build/release/examples/make_video" "$@"
