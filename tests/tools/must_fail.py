#!/usr/bin/env python3
# Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
"""Checks that wrong programs are refused with the right words, at the caller's own line.

usage: must_fail.py --compiler g++ [-I DIR]... [--precompile HEADER] FILE

FILE holds a positive control and cases. The control is what is compiled when no case is chosen; it must compile without a
warning. A case is a block that nothing else is chosen with, under a comment that says what the compiler must answer:

    // case too_long: this_model_does_not_offer_this_duration
    #if defined(CASE_too_long)
    auto too_long() { return text_to_video<fast>{.prompt = "rain", .duration = 16s}; }
    #endif

Words may differ by compiler ("gcc: these words / clang: those words"); " ... " stands for anything on the same line; words
that end in "(gcc line elsewhere: reason)" need not come with a line of the case's own, with that compiler.

--precompile names a header of the cases; what it includes with <> is parsed once for all of them."""
import argparse
import os
import pathlib
import re
import subprocess
import sys
import tempfile

HEAD = re.compile(r"// case (\w+): (.+)")
TEST = re.compile(r"\s*#.*\bCASE_")
ELSEWHERE = re.compile(r"\s*\((gcc|clang) line elsewhere: [^)]+\)$")


def read_cases(lines):
    """[(name, words, first line, last line)], and what is wrong with the file."""
    cases, wrong, blocks = [], [], 0
    for number, line in enumerate(lines, 1):
        blocks += bool(TEST.match(line))
        head = HEAD.match(line.strip())
        if not head:
            continue
        if number == len(lines) or lines[number].strip() != f"#if defined(CASE_{head[1]})":
            wrong.append(f"line {number}: the case {head[1]} has no '#if defined(CASE_{head[1]})' on the next line")
            continue
        end = next((n for n, l in enumerate(lines[number + 1:], number + 2) if l.startswith("#")), len(lines))
        if lines[end - 1].strip() != "#endif" or end - number < 3:
            wrong.append(f"line {number}: the case {head[1]} is empty or does not end in #endif")
        cases.append((head[1], head[2].strip(), number + 2, end - 1))
    names = [name for name, *_ in cases]
    wrong += [f"the case {name} is there twice" for name in sorted({n for n in names if names.count(n) > 1})]
    if len(cases) != blocks:
        wrong.append(f"{len(cases)} cases are described but {blocks} blocks test a CASE_ macro")
    if not cases:
        wrong.append("the file holds no case")
    return cases, wrong


def words_for(words, clang):
    """The words expected of this compiler, as a pattern for one line."""
    if apart := re.fullmatch(r"gcc:\s*(.*?)\s*/ clang:\s*(.*)", words):
        words = apart[2 if clang else 1]
    parts = [re.escape(part) for part in words.split(" ... ")]
    return re.compile(".*".join(parts)) if all(parts) else None


class Compiler:
    """Compiles one file without making anything."""

    def __init__(self, program, flags, scratch):
        self.program, self.scratch = program, pathlib.Path(scratch)
        self.clang = "clang" in self.run("--version").stdout
        self.flags = [*flags, "-std=c++20", "-Wall", "-Wextra", "-Wpedantic", "-Werror",
                      "-fno-caret-diagnostics" if self.clang else "-fno-diagnostics-show-caret"]

    def run(self, *arguments):
        return subprocess.run([self.program, *arguments], capture_output=True, text=True, errors="replace",
                              env={**os.environ, "LC_ALL": "C"}, check=False)

    def precompile(self, header):
        """Parses once what the header includes with <>."""
        prefix = self.scratch / "prefix.hpp"
        prefix.write_text("".join(l + "\n" for l in header.read_text().splitlines() if l.startswith("#include <")))
        made = self.run(*self.flags, "-x", "c++-header", str(prefix), "-o", f"{prefix}.gch")
        if made.returncode != 0:
            sys.exit(made.stderr)
        self.flags += ["-include", str(prefix)]

    def check(self, file, *arguments):
        return self.run(*self.flags, "-fsyntax-only", file, *arguments)


def judge(compiler, file, case):
    """What is wrong with the compiler's answer to a case, or nothing."""
    name, words, first, last = case
    excuse = ELSEWHERE.search(words)
    excused = bool(excuse) and excuse[1] == ("clang" if compiler.clang else "gcc")
    pattern = words_for(ELSEWHERE.sub("", words), compiler.clang)
    if pattern is None:
        return f"{name}: no words are expected of this compiler"
    answer = compiler.check(file, "-DCASE_" + name)
    if answer.returncode == 0:
        return f"{name}: compiles"
    if not pattern.search(answer.stderr):
        return f"{name}: the answer does not hold the words '{pattern.pattern}':\n{answer.stderr}"
    lines = [int(n) for n in re.findall(re.escape(file) + r":(\d+)", answer.stderr)]
    if not excused and not any(first <= n <= last for n in lines):
        return f"{name}: the answer names none of the lines {first} to {last}:\n{answer.stderr}"
    return None


def main():
    parse = argparse.ArgumentParser()
    parse.add_argument("--compiler", required=True)
    parse.add_argument("--precompile", type=pathlib.Path)
    parse.add_argument("-I", dest="include", action="append", default=[])
    parse.add_argument("file")
    args = parse.parse_args()

    cases, wrong = read_cases(pathlib.Path(args.file).read_text(encoding="utf-8").splitlines())
    with tempfile.TemporaryDirectory() as scratch:
        compiler = Compiler(args.compiler, ["-I" + d for d in args.include], scratch)
        if args.precompile:
            compiler.precompile(args.precompile)
        control = compiler.check(args.file)
        if control.returncode != 0 or control.stderr:
            wrong.append("the control does not compile without a word:\n" + control.stderr)
        else:
            wrong += filter(None, (judge(compiler, args.file, case) for case in cases))
    print("\n".join(wrong) if wrong else f"{len(cases)} cases are refused with the right words")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
