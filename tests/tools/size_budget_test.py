#!/usr/bin/env python3
# Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
"""What size_budget takes for a function body, and how long it finds it; what it takes for a comment."""
import contextlib
import io
import pathlib
import tempfile
import unittest

from size_budget import bodies, check_headers, check_server, check_tests, code_lines

CASES = [
    ("int f() {\n  g();\n  h();\n}\n", [2]),
    ("int f() { return 1; }\n", [-1]),
    ("namespace a {\nclass b : c {\n public:\n  b() : x_{1}, y_(2) {\n    g();\n  }\n  b(int) noexcept : x_{1}, y_{2} {\n  }\n  int x_{1};\n};\n}\n", [1, 0]),
    ("template <class T>\n  requires C<T>\nauto f(T t) const noexcept -> int {\n  if (t) {\n    g([] {\n      h();\n    });\n  }\n}\n", [5]),
    ("struct s {\n  int a = 1;\n};\nenum class e { a, b };\n", []),
    ("constexpr int list[] = {\n  1,\n  2,\n};\nconst T t{\n  .a = f(1),\n};\n", []),
    ("auto l = [](int x) {\n  return x;\n};\n", [1]),
    ('void f() {\n  g("}", \'{\', R"({\n{)");  // }\n  /* } */\n}\n', [3]),
    ("#define OPEN {\nvoid f() {\n#if 1\n  g();\n#endif\n}\n", [3]),
]


class Bodies(unittest.TestCase):
    def test_bodies_are_found(self):
        for source, lengths in CASES:
            with self.subTest(source):
                self.assertEqual([length for _, length in bodies(source)], lengths)

    def test_the_line_is_that_of_the_brace(self):
        self.assertEqual(bodies("\n\nvoid f()\n{\n}\n"), [(4, 0)])

    def test_comments_and_blanks_are_not_counted(self):
        for source, count in [("", 0), ("\n \n\t\n", 0), ("// a\n/* b\n c */\n", 0), ("int a;  // b\n", 1), ("#include <a>\n#define B \\\n  c\n", 3),
                              ('f("// no comment");\n', 1), ('const char* t = R"(\n// text\n\n/* text */)";\n', 3), ("int a; /* b\nc */ int d;\n", 2)]:
            with self.subTest(source):
                self.assertEqual(code_lines(source), count)


class Budgets(unittest.TestCase):
    @staticmethod
    def said_of(check, **texts):
        with tempfile.TemporaryDirectory() as folder, contextlib.redirect_stdout(io.StringIO()):
            for name, text in texts.items():
                pathlib.Path(folder, name.replace("_", ".")).write_text(text, encoding="utf-8")
            return [line.removeprefix(folder + "/") for line in check(folder)]

    def test_what_is_too_long_is_said(self):
        function, longer = "void f() {\n" + "  g();\n" * 60 + "}\n", "void f() {\n" + "  g();\n" * 61 + "}\n"
        self.assertEqual(self.said_of(check_headers, a_hpp=function), [])
        self.assertEqual(self.said_of(check_headers, a_hpp=longer), ["a.hpp:1: a body of 61 lines, at most 60"])
        self.assertEqual(self.said_of(check_headers, a_hpp="int f() { return 1; }\n" + "\n" * 599, b_hpp="", c_hpp=""), [])
        self.assertEqual(self.said_of(check_headers, a_hpp="int f() { return 1; }\n" + "\n" * 600, b_hpp="", c_hpp=""), ["a.hpp: 601 lines, at most 600"])
        self.assertEqual(self.said_of(check_headers, a_hpp=function + "\n" * 59), ["the median header has 121 lines, at most 120"])
        self.assertEqual(self.said_of(check_server, a_cpp="a;\n" * 400, b_hpp="a;\n" * 400), [])
        self.assertIn("801 lines of 1 files", self.said_of(check_server, a_cpp="a;\n" * 801)[0])
        self.assertEqual(self.said_of(check_tests, a_cpp="a;\n" * 600, b_hpp="// generated\n" + "a;\n" * 600), [])
        self.assertEqual(self.said_of(check_tests, a_cpp="a;\n" * 601), ["a.cpp: 601 lines, at most 600"])

    def test_where_nothing_is_found_nothing_is_right(self):
        for check in (check_headers, check_server, check_tests):
            self.assertEqual(len(self.said_of(check)), 1)


if __name__ == "__main__":
    unittest.main()
