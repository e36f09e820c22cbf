#!/usr/bin/env python3
# Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
"""Checks that headers and functions stay small: a header has at most 600 lines, half of them at most 120, and a function
body at most 60. A file whose first lines say that it is generated data is exempt. The server that people copy has at most 800 lines
that are neither blank nor comments.

usage: size_budget.py INCLUDE_DIRECTORY [SERVER_DIRECTORY]"""
import pathlib
import re
import statistics
import sys

MOST_LINES, MEDIAN_LINES, MOST_BODY_LINES, MOST_SERVER_LINES = 600, 120, 60, 800
SKIPPED = re.compile(r'//[^\n]*|/\*.*?\*/|R"([^()\s]*)\(.*?\)\1"|"(?:\\.|[^"\\\n])*"|(?<![0-9a-fA-F])\'(?:\\.|[^\'\\\n])+\'|^[ \t]*#(?:\\\n|[^\n])*', re.S | re.M)
SCOPE = re.compile(r"\b(namespace|class|struct|union|enum|extern|concept)\b")


def bodies(source):
    """[(first line, lines)] of every function body, lambdas within one not counted apart. Approximate: a brace that follows
    a parameter list opens a body."""
    text = SKIPPED.sub(lambda match: re.sub(r"[^\n]", " ", match[0]), source)
    found, stack, head, line = [], [], "", 1
    for c in text:
        if c == "{":
            inside = any(kind == "body" for kind, *_ in stack)
            while head != (without := re.sub(r"<[^<>]*>", "", head)):
                head = without  # the parameters of a template
            member = re.search(r"\)\s*(?:noexcept\s*)?:(?!:).*\w\s*$", head, re.S)  # initialised by a constructor
            body = not inside and not member and re.search(r"\)[^=]*$", head) and not SCOPE.search(head)
            stack.append(("body" if body else "member" if member else "other", line, head))
            head = ""
        elif c == "}" and stack:
            kind, first, before = stack.pop()
            if kind == "body":
                found.append((first, line - first - 1))
            head = before + "{}" if kind == "member" else ""
        elif c == ";":
            head = ""
        else:
            head += c
        line += c == "\n"
    return found


def headers(directory):
    """{file: its text}: every header and file of definitions that is not generated data."""
    texts = {file: file.read_text(encoding="utf-8") for file in sorted(pathlib.Path(directory).rglob("*")) if file.suffix in (".hpp", ".ipp")}
    return {file: text for file, text in texts.items() if not re.search(r"\bgenerated\b", "\n".join(text.splitlines()[:6]), re.I)}


def code_lines(source):
    """How many lines hold something that is no comment."""
    without = SKIPPED.sub(lambda match: re.sub(r"[^\n]", " ", match[0]) if match[0].startswith(("//", "/*")) else match[0], source)
    return sum(not line.isspace() and line != "" for line in without.split("\n"))


def share(sorted_values, percent):
    """What so many percent of the values are at most."""
    return sorted_values[len(sorted_values) * percent // 100]


def main():
    lines, wrong, longest = {}, [], []
    for file, source in headers(sys.argv[1]).items():
        lines[file] = source.count("\n")
        if lines[file] > MOST_LINES:
            wrong.append(f"{file}: {lines[file]} lines, at most {MOST_LINES}")
        for first, length in bodies(source):
            longest.append(length)
            if length > MOST_BODY_LINES:
                wrong.append(f"{file}:{first}: a body of {length} lines, at most {MOST_BODY_LINES}")
    if not lines or not longest:
        wrong.append("no header or no function was found")
    else:
        median = statistics.median(lines.values())
        if median > MEDIAN_LINES:
            wrong.append(f"the median header has {median:g} lines, at most {MEDIAN_LINES}")
        longest.sort()
        print(f"{len(lines)} headers: median {median:g} lines, longest {max(lines.values())}; {len(longest)} bodies: "
              f"90 % at most {share(longest, 90)}, 99 % at most {share(longest, 99)}, longest {longest[-1]}")
    for directory in sys.argv[2:]:
        files = [file for file in pathlib.Path(directory).rglob("*") if file.suffix in (".hpp", ".cpp")]
        count = sum(code_lines(file.read_text(encoding="utf-8")) for file in files)
        if not files or count > MOST_SERVER_LINES:
            wrong.append(f"{directory}: {count} lines of {len(files)} files are neither blank nor comments, at most {MOST_SERVER_LINES}")
        print(f"{directory}: {count} lines")
    print("\n".join(wrong), end="\n" if wrong else "")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
