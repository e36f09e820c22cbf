#!/usr/bin/env python3
# Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
"""Measures what somebody reads who uses the library for the first time: of each program, how many lines the compiler prints, and
on which of them the words stand that help. They must come within the first 5.

usage: first_hour.py --compiler g++ [-I DIR]... FILE...

FILE is written as for must_fail.py, with a case for each program, but nothing is taken away from what the compiler prints. The words
of a case may also be "compiles": the compiler says nothing. They may end in "(with -std=c++17)" for a flag, and in "(gcc later:
reason)" for an answer that does not come earlier. With other compilers than GCC 12 and Clang 14 the table is printed, and nothing is
required.

What comes before the cases of a FILE is compiled once for all of them. The answer to one case is compared with what the compiler
says without that."""
import argparse
import concurrent.futures
import os
import pathlib
import re
import subprocess
import sys
import tempfile

from must_fail import read_cases, words_for

FIRST_LINES = 5
GATED = {"gcc": "12", "clang": "14"}
EXCUSE = re.compile(r"\s*\((gcc|clang) later: [^)]+\)$")
FLAG = re.compile(r"\s*\(with (-\S+)\)$")


class Compiler:
    """Compiles programs as somebody does who has asked for the usual warnings."""

    def __init__(self, program, folders):
        self.program = program
        self.name = "clang" if "clang" in self.run(["--version"]).stdout else "gcc"
        self.is_gated = self.run(["-dumpversion"]).stdout.split(".")[0].strip() == GATED[self.name]
        self.flags = ["-std=c++20", "-Wall", "-Wextra", "-Wno-unused-const-variable", "-DSEEDANCE_SEPARATE_COMPILATION",
                      *(f"-I{folder}" for folder in folders)]

    def run(self, arguments):
        return subprocess.run([self.program, *arguments], capture_output=True, text=True, errors="replace",
                              env={**os.environ, "LC_ALL": "C"}, check=False)


class Programs:
    """The cases of a file, and what the compiler says of them."""

    def __init__(self, compiler, file, scratch):
        self.compiler, self.file, self.scratch = compiler, file, pathlib.Path(scratch)
        self.lines = pathlib.Path(file).read_text(encoding="utf-8").splitlines()
        self.cases, self.wrong = read_cases(self.lines)
        self.head = self.scratch / "head.hpp"
        self.head.write_text("\n".join([*self.lines[:self.cases[0][2] - 3], ""]), encoding="utf-8")
        compiler.run([*compiler.flags, "-x", "c++-header", str(self.head), "-o", f"{self.head}.gch"])

    def answer(self, case, as_users_do=False):
        """What the compiler prints of a case, by lines."""
        name, words, first, last = case
        flag = FLAG.search(words)
        program = self.scratch / f"{name}.cpp"
        plain = as_users_do or bool(flag)
        text = [f'#line {first} "{self.file}"', *self.lines[first - 1:last], ""]
        program.write_text("\n".join([self.head.read_text(encoding="utf-8") if plain else "", *text]), encoding="utf-8")
        more = [flag[1]] if flag else []
        printed = self.compiler.run([*self.compiler.flags, *more, *([] if plain else ["-include", str(self.head)]), "-fsyntax-only", str(program)])
        return [line for line in printed.stderr.splitlines() if plain or not line.endswith(f"/{name}.cpp:1:")]

    def first_line_with_words(self, case, printed):
        """The line on which the words stand, counted from 1: 0 where nothing is said and nothing is to be, None without them."""
        words = FLAG.sub("", EXCUSE.sub("", case[1]))
        pattern = words_for(words, self.compiler.name == "clang")
        if pattern and pattern.pattern == "compiles":
            return None if printed else 0
        return next((n for n, line in enumerate(printed, 1) if pattern and pattern.search(line)), None)

    def judge(self, case):
        """(name, lines printed, line with the words, what is wrong or nothing)."""
        printed = self.answer(case)
        at, excuse = self.first_line_with_words(case, printed), EXCUSE.search(case[1])
        is_excused = bool(excuse) and excuse[1] == self.compiler.name
        is_early = at is not None and at <= FIRST_LINES
        wrong = None
        if at is None or is_early == is_excused:
            wrong = f"{case[0]}: the words are {'missing' if at is None else f'on line {at}'}:\n" + "\n".join(printed)
        return case[0], len(printed), at, wrong

    def compare(self):
        """What is wrong with an answer, by the first case in which the compiler lists includes."""
        for case in self.cases:
            answer = self.answer(case)
            if answer and "In file included from" in answer[0] and not FLAG.search(case[1]):
                plain = self.answer(case, as_users_do=True)
                return [] if len(plain) == len(answer) else [f"{case[0]}: {len(answer)} lines, but users see {len(plain)}"]
        return []


def main():
    parse = argparse.ArgumentParser()
    parse.add_argument("--compiler", required=True)
    parse.add_argument("-I", dest="include", action="append", default=[])
    parse.add_argument("files", nargs="+")
    args = parse.parse_args()

    compiler, rows, wrong = Compiler(args.compiler, args.include), [], []
    for file in args.files:
        with tempfile.TemporaryDirectory() as scratch, concurrent.futures.ThreadPoolExecutor(2) as threads:
            programs = Programs(compiler, file, scratch)
            judged = list(threads.map(programs.judge, programs.cases))
            wrong += programs.wrong + [why for *_, why in judged if why] + programs.compare()
            rows += [row for *row, _ in judged]
    for name, lines, at in rows:
        print(f"{name:30} {lines:4} lines, " + ("the words are missing" if at is None else f"words on line {at}" if at else "compiles"))
    early = sum(at is not None and at <= FIRST_LINES for *_, at in rows)
    print(f"{len(rows)} programs: {early} compile, or are answered within the first {FIRST_LINES} lines")
    if not compiler.is_gated:
        return 0
    print("\n".join(wrong))
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
