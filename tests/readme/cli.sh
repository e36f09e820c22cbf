#!/bin/sh
# Prints commands of the command-line program with what they print. None of them sends anything.
#   cli.sh SEEDANCE
set -eu
show() {
    program="$1"
    shift
    printf '$ seedance'
    for word in "$@"; do
        case "$word" in *\ *) printf ' "%s"' "$word" ;; *) printf ' %s' "$word" ;; esac
    done
    printf '\n'
    "$program" "$@"
}
show "$1" price --resolution 480p --duration 6
show "$1" generate --model pixazo/seedance-2-0 --prompt "a fox in the snow" --seed 7 --dry-run
