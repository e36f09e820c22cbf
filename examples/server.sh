#!/usr/bin/env bash
# Installs what is missing, builds the example server, and runs it. It prints the address of its page:
#   bash examples/server.sh                                       with the sandbox inside: nothing is paid
#   APIXO_API_KEY=... bash examples/server.sh                     with the real gateway, other gateways' keys too
#   ROUTE=apixo/seedance-2-0-fast,pixazo/seedance-2-0-fast bash examples/server.sh      one stands in for the other
#   ... bash examples/server.sh --public-url https://my.example   and gateways post what becomes of tasks to /hooks
# Orders and videos are kept from one run to the next; those of the sandbox apart from those that were paid for.
set -euo pipefail
here="$(cd "$(dirname "$0")/.." && pwd)"

bash "$here/examples/install.sh"
(cd "$here" && cmake --preset release >/dev/null && cmake --build --preset release --target video_server)

exec "$here/build/release/examples/video_server" --data "$here/build/server-data" "$@"
