#!/usr/bin/env python3
# Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
"""Measures what somebody reads who uses the library for the first time: of each program, how many lines the compiler prints, and
on which of them the words stand that help. They must come within the first 5.

usage: first_hour.py --compiler g++ [-I DIR]... FILE...

FILE is written as for must_fail.py, with a case for each program, but nothing is taken away from what the compiler prints. The words
of a case may also be "compiles": the compiler says nothing. They may end in "(with -std=c++17)" for a flag, in "(at most 6 lines)" for
an answer that says nothing else, and in "(gcc later: reason)" for one that does not come earlier. With other compilers than GCC 12 and Clang 14 the table is printed, and nothing is
required.

What comes before many cases of a FILE is compiled once for all of them; that this changes no answer is tried with a program that is
small. The cases that must compile are compiled together, and one by one only where the compiler says something."""
import argparse
import os
import pathlib
import re
import subprocess
import sys
import tempfile

from must_fail import read_cases, words_for

FIRST_LINES = 5
MANY = 5
GATED = {"gcc": "12", "clang": "14"}
EXCUSE = re.compile(r"\s*\((gcc|clang) later: [^)]+\)$")
FLAG = re.compile(r"\s*\(with (-\S+)\)$")
SHORT = re.compile(r"\s*\(at most (\d+) lines\)$")


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

    def __init__(self, compiler, file, scratch, many=MANY):
        self.compiler, self.file, self.scratch = compiler, file, pathlib.Path(scratch)
        self.lines = pathlib.Path(file).read_text(encoding="utf-8").splitlines()
        self.cases, self.wrong = read_cases(self.lines)
        self.head = self.scratch / "head.hpp"
        self.head.write_text("\n".join([*self.lines[:self.cases[0][2] - 3], ""]), encoding="utf-8")
        self.has_precompiled = len(self.cases) >= many
        if self.has_precompiled:
            once = ["-fpch-instantiate-templates"] if compiler.name == "clang" else []
            compiler.run([*compiler.flags, *once, "-x", "c++-header", str(self.head), "-o", f"{self.head}.gch"])

    def words(self, case):
        """What the compiler is to say of a case: "compiles", or a pattern of a line."""
        pattern = words_for(FLAG.sub("", SHORT.sub("", EXCUSE.sub("", case[1]))), self.compiler.name == "clang")
        return "compiles" if pattern and pattern.pattern == "compiles" else pattern

    def text(self, case):
        """The program of a case, without what comes before the first one; the compiler names its lines as they are in the file."""
        _, _, first, last = case
        return [f'#line {first} "{self.file}"', *self.lines[first - 1:last], ""]

    def answer(self, case):
        """What the compiler prints of a case, by lines."""
        flag = FLAG.search(SHORT.sub("", case[1]))
        return self.printed(case[0], self.text(case), [flag[1]] if flag else [], self.has_precompiled and not flag)

    def printed(self, name, text, flags, with_precompiled):
        program = self.scratch / f"{name}.cpp"
        before = "" if with_precompiled else self.head.read_text(encoding="utf-8")
        program.write_text("\n".join([before, *text]), encoding="utf-8")
        head = ["-include", str(self.head)] if with_precompiled else []
        said = self.compiler.run([*self.compiler.flags, *flags, *head, "-fsyntax-only", str(program)]).stderr.splitlines()
        return [line for line in said if not with_precompiled or not line.endswith(f"/{name}.cpp:1:")]

    def that_compile_together(self):
        """The cases that compile in one program, each in a namespace of its own."""
        cases = [case for case in self.cases if self.words(case) == "compiles" and not FLAG.search(case[1])]
        text = [line for case in cases for line in (f"namespace {case[0]} {{", *self.text(case), "}")]
        return [] if self.printed("all_that_compile", text, [], self.has_precompiled) else cases

    def first_line_with_words(self, case, printed):
        """The line on which the words stand, counted from 1: 0 where nothing is said and nothing is to be, None without them."""
        words = self.words(case)
        if words == "compiles":
            return None if printed else 0
        return next((n for n, line in enumerate(printed, 1) if words and words.search(line)), None)

    def judge(self, case, printed):
        """(name, lines printed, line with the words, what is wrong or nothing)."""
        at, excuse = self.first_line_with_words(case, printed), EXCUSE.search(case[1])
        is_excused = bool(excuse) and excuse[1] == self.compiler.name
        is_early = at is not None and at <= FIRST_LINES
        wrong = None
        if at is None or is_early == is_excused:
            wrong = f"{case[0]}: the words are {'missing' if at is None else f'on line {at}'}:\n" + "\n".join(printed)
        most = SHORT.search(case[1])
        if most and len(printed) > int(most[1]):
            wrong = f"{case[0]}: {len(printed)} lines, at most {most[1]}:\n" + "\n".join(printed)
        return case[0], len(printed), at, wrong

    def judge_all(self):
        compile_together = self.that_compile_together()
        return [self.judge(case, [] if case in compile_together else self.answer(case)) for case in self.cases]


SMALL = """#include "refuses.hpp"

// case small: a whole number is not taken
#if defined(CASE_small)
void f() { refuse(1); }
#endif
"""
REFUSES = """template <class T>
void refuse(T) {
    static_assert(sizeof(T) == 0, "a whole number is not taken");
}
"""


def compare(compiler, scratch):
    """What is wrong where what is compiled before a program changes what the compiler says of it."""
    scratch = pathlib.Path(scratch)
    (scratch / "refuses.hpp").write_text(REFUSES, encoding="utf-8")
    (scratch / "small.cpp").write_text(SMALL, encoding="utf-8")
    plain, precompiled = (Programs(compiler, scratch / "small.cpp", scratch, many) for many in (2, 1))
    seen, said = ([len(answer), *(plain.judge(plain.cases[0], answer)[2:])]
                  for answer in (each.answer(each.cases[0]) for each in (plain, precompiled)))
    return [] if seen == said and seen[0] > 0 else [f"with a precompiled header a program is answered by {said}, but users see {seen}"]


def main():
    parse = argparse.ArgumentParser()
    parse.add_argument("--compiler", required=True)
    parse.add_argument("-I", dest="include", action="append", default=[])
    parse.add_argument("files", nargs="+")
    args = parse.parse_args()

    compiler, rows, wrong = Compiler(args.compiler, args.include), [], []
    for file in args.files:
        with tempfile.TemporaryDirectory() as scratch:
            programs = Programs(compiler, file, scratch)
            judged = programs.judge_all()
            wrong += programs.wrong + [why for *_, why in judged if why]
            rows += [row for *row, _ in judged]
    with tempfile.TemporaryDirectory() as scratch:
        wrong += compare(compiler, scratch)
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
