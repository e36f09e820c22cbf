#!/usr/bin/env python3
# Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
"""What size_budget takes for a function body, and how long it finds it."""
import unittest

from size_budget import bodies

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


if __name__ == "__main__":
    unittest.main()
