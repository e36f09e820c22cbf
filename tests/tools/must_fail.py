#!/usr/bin/env python3
# Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
"""Checks that wrong programs are refused with the right words, at the caller's own line.

usage: must_fail.py --compiler g++ [-I DIR]... FILE

FILE holds a positive control and cases. The control is what is compiled when no case is chosen; it must compile without a
warning. A case is a block that nothing else is chosen with, under a comment that says what the compiler must answer:

    // case too_long: this_model_does_not_offer_this_duration
    #if defined(CASE_too_long)
    auto too_long() { return text_to_video<fast>{.prompt = "rain", .duration = 16s}; }
    #endif

Words may differ by compiler ("gcc: these words / clang: those words"); " ... " stands for anything on the same line; words
that end in "(gcc line elsewhere: reason)" need not come with a line of the case's own, with that compiler.

The control is compiled once, and then all cases together after it, each in a namespace of its own: what the compiler says with a
line of one case alone is the answer to that case. A case that is not answered rightly so is compiled alone after the control: one
that other cases disturb, or that compiles. A case that must stand at its place in the file, because the control goes on differently
after it, is compiled there when it is not answered rightly after the control, either."""
import argparse
import os
import pathlib
import re
import subprocess
import sys
import tempfile

HEAD = re.compile(r"// case (\w+): (.+)")
TEST = re.compile(r"\s*#.*\bCASE_")
DIAGNOSTIC = re.compile(r": (?:fatal )?(error|warning|note): ")
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


def answers(said):
    """The errors and warnings of a compiler, each with the lines that lead to it and its notes."""
    found, before = [], []
    for line in said.splitlines():
        before.append(line)
        if kind := DIAGNOSTIC.search(line):
            if kind[1] == "note" and found:
                found[-1] += before
            else:
                found.append(before)
            before = []
    return ["\n".join(lines) for lines in found]


def lines_named(file, said):
    """The lines of the file that the compiler names."""
    return [int(n) for n in re.findall(re.escape(file) + r":(\d+)", said)]


class Compiler:
    """Compiles one file without making anything."""

    def __init__(self, program, flags, scratch):
        self.program, self.scratch = program, pathlib.Path(scratch)
        self.clang = "clang" in self.run("--version").stdout
        self.flags = [*flags, "-std=c++20", "-Wall", "-Wextra", "-Wpedantic", "-Werror",
                      *(["-fno-caret-diagnostics", "-ferror-limit=0"] if self.clang else ["-fno-diagnostics-show-caret"])]

    def run(self, *arguments):
        return subprocess.run([self.program, *arguments], capture_output=True, text=True, errors="replace",
                              env={**os.environ, "LC_ALL": "C"}, check=False)

    def control(self, file):
        """Compiles the control once for all cases; gives the answers to it, of which GCC's second is to what it instantiates last."""
        made = self.scratch / "control.hpp"
        precompiled = self.run(*self.flags, *(["-fpch-instantiate-templates"] if self.clang else []), "-x", "c++-header", file, "-o", f"{made}.gch")
        return [precompiled, self.after_control("")]

    def after_control(self, text):
        case = self.scratch / "case.cpp"
        case.write_text(text, encoding="utf-8")
        return self.check(str(case), "-include", str(self.scratch / "control.hpp"))

    def check(self, file, *arguments):
        return self.run(*self.flags, "-fsyntax-only", file, *arguments)


def wrong_answer(compiler, file, case, answer):
    """What is wrong with the compiler's answer to a case, or nothing."""
    name, words, first, last = case
    excuse = ELSEWHERE.search(words)
    excused = bool(excuse) and excuse[1] == ("clang" if compiler.clang else "gcc")
    pattern = words_for(ELSEWHERE.sub("", words), compiler.clang)
    if pattern is None:
        return f"{name}: no words are expected of this compiler"
    if answer.returncode == 0:
        return f"{name}: compiles"
    if not pattern.search(answer.stderr):
        return f"{name}: the answer does not hold the words '{pattern.pattern}':\n{answer.stderr}"
    if not excused and not any(first <= n <= last for n in lines_named(file, answer.stderr)):
        return f"{name}: the answer names none of the lines {first} to {last}:\n{answer.stderr}"
    return None


def answered_together(compiler, file, cases, lines):
    """The cases that are answered rightly when all of them are compiled as one file."""
    text = []
    for name, _, first, last in cases:
        text += [f"namespace case_{name} {{", f'#line {first} "{file}"', *lines[first - 1:last], "}"]
    own = {name: [] for name, *_ in cases}
    for answer in answers(compiler.after_control("\n".join([*text, ""])).stderr):
        lines_said = lines_named(file, answer)
        named = {name for name, _, first, last in cases if any(first <= n <= last for n in lines_said)}
        if len(named) == 1:
            own[named.pop()].append(answer)
    said = {name: subprocess.CompletedProcess([], 1, stderr="\n".join(own[name])) for name in own}
    return [case for case in cases if ": error: " in said[case[0]].stderr and not wrong_answer(compiler, file, case, said[case[0]])]


def judge(compiler, file, case, lines):
    """What is wrong with a case that is compiled alone, or nothing."""
    name, _, first, last = case
    after = compiler.after_control("\n".join([f'#line {first} "{file}"', *lines[first - 1:last], ""]))
    return wrong_answer(compiler, file, case, after) and wrong_answer(compiler, file, case, compiler.check(file, "-DCASE_" + name))


def main():
    parse = argparse.ArgumentParser()
    parse.add_argument("--compiler", required=True)
    parse.add_argument("-I", dest="include", action="append", default=[])
    parse.add_argument("file")
    args = parse.parse_args()

    lines = pathlib.Path(args.file).read_text(encoding="utf-8").splitlines()
    cases, wrong = read_cases(lines)
    with tempfile.TemporaryDirectory() as scratch:
        compiler = Compiler(args.compiler, ["-I" + d for d in args.include], scratch)
        if refused := [answer for answer in compiler.control(args.file) if answer.returncode != 0 or answer.stderr]:
            wrong.append("the control does not compile without a word:\n" + refused[0].stderr)
        else:
            together = answered_together(compiler, args.file, cases, lines)
            wrong += filter(None, (judge(compiler, args.file, case, lines) for case in cases if case not in together))
    print("\n".join(wrong) if wrong else f"{len(cases)} cases are refused with the right words, {len(together)} of them together")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
