#!/usr/bin/env python3
# Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
"""What style_figures counts, on a tree of three files."""
import pathlib
import tempfile
import unittest

from style_figures import comment_lines, figures, files_per_folder, first_code_of

HEADER = '''// One.
#pragma once

/// Two,
/// three.
int f() {  // beside code
    return 1;
}
/* Four,

   six. */
auto text = R"(
// none
)";
'''


class Figures(unittest.TestCase):
    def test_comment_lines_hold_nothing_else(self):
        self.assertEqual(comment_lines(HEADER), 6)
        self.assertEqual(comment_lines("int a;\n"), 0)

    def test_the_first_code(self):
        self.assertEqual(first_code_of("# A\n\nWords.\n```cpp\nint a;\n```\n"), 4)

    def test_a_tree(self):
        with tempfile.TemporaryDirectory() as name:
            directory = pathlib.Path(name)
            files = {"README.md": "```\n", "include/seedance/core/a.hpp": HEADER, "include/seedance/core/impl/a.ipp": "void g() {\n\n\n\n}\n",
                     "include/seedance/b.hpp": "// generated\n" * 700, "tests/a.cpp": "x" * 121 + '\nauto a = R"(' + "x" * 121 + ')";\n'}
            for file, text in files.items():
                (directory / file).parent.mkdir(parents=True, exist_ok=True)
                (directory / file).write_text(text, encoding="utf-8")
            figure = {what: value for what, value, _ in figures(directory)}
            self.assertEqual(figure["headers"], "2")
            self.assertEqual(figure["header lines median / max"], "9.5 / 14")
            self.assertEqual(figure["function body p90 / p99 / longest"], "3 / 3 / 3")
            self.assertEqual(figure["comment lines of the public headers"], "42.9% of 1 headers")
            self.assertEqual(figure["lines over 120 columns, quoted words"], "1 of 721")
            self.assertEqual(figure["lines over 120 columns, others"], "1")
            self.assertEqual(files_per_folder(directory), {".": [1, 0], "core": [1, 1]})


if __name__ == "__main__":
    unittest.main()
