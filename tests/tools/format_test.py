#!/usr/bin/env python3
# Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
"""What format must refuse, and what it must let pass."""
import pathlib
import shutil
import subprocess
import sys
import tempfile
import unittest

from format import FORMATTER, long_lines

HERE = pathlib.Path(__file__).resolve().parent
LONG = "x" * 121


def run(files):
    """(exit code, output) of the check on a folder with these files: {name: text}."""
    with tempfile.TemporaryDirectory() as name:
        directory = pathlib.Path(name)
        shutil.copy(HERE.parent.parent / ".clang-format", directory)
        for file, text in files.items():
            (directory / file).parent.mkdir(parents=True, exist_ok=True)
            (directory / file).write_text(text, encoding="utf-8")
        done = subprocess.run([sys.executable, "-B", HERE / "format.py", directory], capture_output=True, text=True)
        return done.returncode, done.stdout


class LongLines(unittest.TestCase):
    def test_long_lines_are_found(self):
        self.assertEqual(long_lines("tests/a.cpp", f"// {'x' * 117}\n// {LONG}\n"), [(2, "124 columns, at most 120")])
        self.assertEqual(len(long_lines("tests/a.cpp", f'auto a = "{LONG}";\n#define A {LONG}\n// R"( {LONG}\n')), 3)
        self.assertEqual(len(long_lines("include/a.hpp", f"// case a: {LONG}\n")), 1)
        self.assertEqual(len(long_lines("tests/must_fail/a.cpp", f"int {LONG};  // case a:\n")), 1)

    def test_columns_are_characters(self):
        self.assertEqual(long_lines("tests/a.cpp", f"// {'é' * 117}\n"), [])

    def test_quoted_words_may_be_long(self):
        self.assertEqual(long_lines("tests/a.cpp", f'auto a = R"({LONG})";\nauto b = u8R"x(\n{LONG} )"\n{LONG})x";\n'), [])
        self.assertEqual(long_lines("tests/must_fail/a.cpp", f"    // case a: {LONG}\n"), [])


class Formatting(unittest.TestCase):
    def setUp(self):
        if shutil.which(FORMATTER) is None:
            self.skipTest(f"no {FORMATTER} here")

    def test_badly_formatted_files_are_refused(self):
        for bad in ["int  f();\n", "int f();", "int f() {\n  return 1;\n}\n", "int* p;\nint *q;\n", "int a;\n\n\n\nint b;\n",
                    "#include <b>\n#include <a>\n", "int f(int aaaaaaaaaaaaaaaaaaaaaaaa, int bbbbbbbbbbbbbbbbbbbbbbbbbbbbb,\n      int c);\n"]:
            with self.subTest(bad):
                code, said = run({"include/good.hpp": "int f();\n", "tests/a/bad.cpp": bad})
                self.assertEqual(code, 1)
                self.assertRegex(said, rf"^tests/a/bad.cpp:\d+: is not as {FORMATTER} writes it\n2 files, 1 findings\n$")

    def test_well_formatted_files_pass(self):
        self.assertEqual(run({"include/good.hpp": "int f();\n", "tests/readme/refused.cpp": "int  f();\n"}), (0, "2 files, 0 findings\n"))

    def test_a_long_line_that_is_well_formatted_is_refused(self):
        self.assertEqual(run({"benchmarks/a.ipp": f"// {LONG}\n"}), (1, "benchmarks/a.ipp:1: 124 columns, at most 120\n1 files, 1 findings\n"))

    def test_no_file_is_a_failure(self):
        self.assertEqual(run({"other/a.cpp": "int f();\n"})[0], 1)


if __name__ == "__main__":
    unittest.main()
