#!/usr/bin/env python3
# Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
"""Checks that every header of some folders has a unit test of its name, which includes it and checks something.

usage: unit_tests.py INCLUDE_DIRECTORY UNIT_TESTS_DIRECTORY FOLDER..."""
import pathlib
import re
import sys

# Headers without a test of their own: {"core/money.hpp": "why"}.
EXCEPTIONS = {}

CASE = re.compile(r"\bBOOST_(?:AUTO|FIXTURE|DATA)_TEST_CASE(?:_TEMPLATE)?\s*\(")
CHECK = re.compile(r"\bBOOST_(?:TEST(?:_REQUIRE)?|CHECK\w*|REQUIRE\w*)\s*\(")
WITHOUT_COMMENTS = re.compile(r"//[^\n]*|/\*.*?\*/", re.S)


def faults(headers, tests, exceptions):
    """What is wrong: `headers` are names like "core/money.hpp", `tests` maps a test's file name to its text."""
    wrong = []
    for header in headers:
        name = header.split("/")[-1].removesuffix(".hpp") + "_test.cpp"
        text = WITHOUT_COMMENTS.sub("", tests.get(name, ""))
        if header in exceptions:
            if name in tests:
                wrong.append(f"{header}: {name} is there; it is no exception any more")
        elif name not in tests:
            wrong.append(f"{header}: there is no {name}")
        elif f"#include <seedance/{header}>" not in text:
            wrong.append(f"{header}: {name} does not include it")
        elif not CASE.search(text) or not CHECK.search(text):
            wrong.append(f"{header}: {name} checks nothing")
    wrong += [f"{header}: an exception for a header that is not there" for header in exceptions if header not in headers]
    return wrong


def main():
    include, unit, folders = pathlib.Path(sys.argv[1]) / "seedance", pathlib.Path(sys.argv[2]), sys.argv[3:]
    headers = [f"{folder}/{file.name}" for folder in folders for file in sorted((include / folder).glob("*.hpp"))]
    tests = {file.name: file.read_text(encoding="utf-8") for file in unit.glob("*_test.cpp")}
    exceptions = {header: why for header, why in EXCEPTIONS.items() if header.split("/")[0] in folders}
    wrong = faults(headers, tests, exceptions) + [f"{folder}: no header was found" for folder in folders if not list((include / folder).glob("*.hpp"))]
    print("\n".join(wrong) if wrong else f"{len(headers)} headers, {len(exceptions)} of them excepted")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
