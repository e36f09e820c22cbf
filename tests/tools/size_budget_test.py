#!/usr/bin/env python3
# Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
"""What size_budget takes for a function body, and how long it finds it; what it takes for a comment."""
import unittest

from size_budget import bodies, code_lines

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


if __name__ == "__main__":
    unittest.main()
