#!/usr/bin/env python3
# Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
"""Checks that headers and functions stay small: a header has at most 600 lines, half of them at most 120, and a function
body at most 60. A file whose first lines say that it is generated data is exempt. The server that people copy has at most 800 lines
that are neither blank nor comments. A file of tests has at most 600 lines.

usage: size_budget.py INCLUDE_DIRECTORY [SERVER_DIRECTORY [DIRECTORY_OF_TESTS...]]"""
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


def sources(directory, suffixes=(".hpp", ".ipp")):
    """{file: its text}: every file that is not generated data."""
    texts = {file: file.read_text(encoding="utf-8") for file in sorted(pathlib.Path(directory).rglob("*")) if file.suffix in suffixes}
    return {file: text for file, text in texts.items() if not re.search(r"\bgenerated\b", "\n".join(text.splitlines()[:6]), re.I)}


def code_lines(source):
    """How many lines hold something that is no comment."""
    without = SKIPPED.sub(lambda match: re.sub(r"[^\n]", " ", match[0]) if match[0].startswith(("//", "/*")) else match[0], source)
    return sum(not line.isspace() and line != "" for line in without.split("\n"))


def share(sorted_values, percent):
    """What so many percent of the values are at most."""
    return sorted_values[len(sorted_values) * percent // 100]


def too_long(texts):
    """What is said of files that have too many lines."""
    return [f"{file}: {text.count(chr(10))} lines, at most {MOST_LINES}" for file, text in texts.items() if text.count("\n") > MOST_LINES]


def check_headers(directory):
    """What is said of headers and of the bodies in them."""
    texts = sources(directory)
    lengths = [(file, first, length) for file, text in texts.items() for first, length in bodies(text)]
    if not lengths:
        return [f"{directory}: no header or no function was found"]
    lines, longest = [text.count("\n") for text in texts.values()], sorted(length for _, _, length in lengths)
    median = statistics.median(lines)
    print(f"{len(lines)} headers: median {median:g} lines, longest {max(lines)}; {len(longest)} bodies: "
          f"90 % at most {share(longest, 90)}, 99 % at most {share(longest, 99)}, longest {longest[-1]}")
    wrong = too_long(texts) + [f"{file}:{first}: a body of {length} lines, at most {MOST_BODY_LINES}"
                               for file, first, length in lengths if length > MOST_BODY_LINES]
    return wrong + ([f"the median header has {median:g} lines, at most {MEDIAN_LINES}"] if median > MEDIAN_LINES else [])


def check_server(directory):
    texts = sources(directory, (".hpp", ".cpp"))
    count = sum(code_lines(text) for text in texts.values())
    print(f"{directory}: {count} lines")
    is_wrong = not texts or count > MOST_SERVER_LINES
    return [f"{directory}: {count} lines of {len(texts)} files are neither blank nor comments, at most {MOST_SERVER_LINES}"] if is_wrong else []


def check_tests(directory):
    texts = sources(directory, (".hpp", ".cpp"))
    return too_long(texts) if texts else [f"{directory}: no file was found"]


def main():
    wrong = check_headers(sys.argv[1])
    for directory in sys.argv[2:3]:
        wrong += check_server(directory)
    for directory in sys.argv[3:]:
        wrong += check_tests(directory)
    print("\n".join(wrong), end="\n" if wrong else "")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
