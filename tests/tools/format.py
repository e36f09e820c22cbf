#!/usr/bin/env python3
# Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
"""Checks that every source file is what clang-format 19 makes of it, and that no line is longer than 120 columns. Longer may be
the lines of raw string literals, which quote documents word for word, and the `// case` lines of tests/must_fail, which quote
compilers. Without clang-format-19 the check is skipped (exit code 77) when no line is too long.

usage: format.py SOURCE_DIRECTORY      (the one that holds .clang-format; what git tracks there, or all of its folders of sources)"""
import pathlib
import re
import shutil
import subprocess
import sys

from coroutine_lint import TOKEN, sources

COLUMNS = 120
FORMATTER = "clang-format-19"  # each version formats in its own way
FOLDERS = ["include", "examples", "tests", "benchmarks"]
# The README shows what a compiler says of this file, with the numbers of its lines, which are to hold one member each.
NOT_FORMATTED = ["tests/readme/refused.cpp"]


def raw_string_lines(source):
    """The numbers of the lines that hold a part of a raw string literal."""
    lines, line = set(), 1
    for match in TOKEN.finditer(source):
        length = match[0].count("\n")
        if match.lastgroup == "raw":
            lines.update(range(line, line + length + 1))
        line += length
    return lines


def long_lines(name, source):
    """[(line, what is wrong)]."""
    may_be_long = raw_string_lines(source)
    is_quote = re.compile(r"\s*// case ").match if name.startswith("tests/must_fail/") else lambda line: None
    return [(number, f"{len(line)} columns, at most {COLUMNS}") for number, line in enumerate(source.split("\n"), 1)
            if len(line) > COLUMNS and number not in may_be_long and not is_quote(line)]


def formatting(style, files):
    """{file: [(line, what is wrong)]}: where the formatter would first write something else."""
    said = subprocess.run([FORMATTER, f"--style=file:{style}", "--dry-run", *files], capture_output=True, text=True)
    if said.returncode != 0:
        sys.exit(said.stderr)
    found = {}
    for file, line in re.findall(r"^(.+?):(\d+):\d+: warning: code should be clang-formatted", said.stderr, re.M):
        found.setdefault(pathlib.Path(file), [(int(line), f"is not as {FORMATTER} writes it")])
    return found


def tracked(directory):
    """The source files that git tracks in the directory; where git cannot say, or is not there, all there are."""
    command = ["git", "-C", directory, "ls-files", "-z", *FOLDERS] if shutil.which("git") else ["true"]
    files = subprocess.run(command, capture_output=True, text=True).stdout.split("\0")
    names = [name for name in files if name.endswith((".hpp", ".ipp", ".cpp"))]
    found = [directory / name for name in names] if names else sources(directory / f for f in FOLDERS)
    return [file for file in found if file.exists()]


def main():
    directory = pathlib.Path(sys.argv[1])
    can_format = shutil.which(FORMATTER) is not None
    files, found = tracked(directory), 0
    to_format = [file for file in files if str(file.relative_to(directory)) not in NOT_FORMATTED]
    unformatted = formatting(directory / ".clang-format", to_format) if can_format and to_format else {}
    for file in files:
        name = str(file.relative_to(directory))
        wrong = long_lines(name, file.read_bytes().decode()) + unformatted.get(file, [])
        for line, words in sorted(wrong):
            print(f"{name}:{line}: {words}")
        found += len(wrong)
    print(f"{len(files)} files, {found} findings" + ("" if can_format else f"; no {FORMATTER} here: formatting was not checked"))
    return 1 if found or not files else 0 if can_format else 77


if __name__ == "__main__":
    sys.exit(main())
