#!/usr/bin/env python3
# Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
"""What own_includes must find missing, what it must let pass, and where --fix puts an include."""
import unittest

from own_includes import check, definitions, with_include

MONEY = "namespace seedance {\nclass money {\n    struct part {};\n};\nenum class coin { cent };\nusing sum = money;\nnamespace detail {\ntemplate <class T>\nconcept amount = true;\n}\n}\n"
TASK = "#include <seedance/core/money.hpp>\n\nnamespace seedance {\nstruct task { money paid; };\n}\n"
# What a header above both says, with the includes it has, and the headers that it lacks.
CASES = [
    (["task/task.hpp"], "money a;", ["core/money.hpp"]),
    (["core/money.hpp", "task/task.hpp"], "money a;", []),
    ([], "int a(const task& b);\nmoney c;\ntask d;", ["core/money.hpp", "task/task.hpp"]),
    ([], "std::vector<money> a;", ["core/money.hpp"]),
    ([], "auto a = std::map<int, money>{};", ["core/money.hpp"]),
    ([], "auto a = coin::cent;", ["core/money.hpp"]),
    ([], "auto a = money{};", ["core/money.hpp"]),
    ([], "return sum{};", ["core/money.hpp"]),
    ([], "detail::amount auto a = seedance::coin::cent;", ["core/money.hpp"]),
    ([], "class money;\nint a(const money& b);", []),
    (["fwd.hpp"], "int a(const task& b);", []),
    # Names of other things.
    ([], "int task = 0;\nauto a = task + b.money + c->coin;", []),
    ([], "if (a == money && b) c = sum * d;", []),
    ([], "a() : b{c}, money{d}, sum{e} {}", []),
    ([], "std::vector<int> money{};", []),
    ([], "other::money a;\nstd::sum<int> b;", []),
    ([], "using money = int;\nmoney a;", []),
    ([], "using std::chrono::money, std::chrono::coin;\nmoney a;\ncoin b;", []),
    ([], "part a;", []),
    ([], "// a money task { }\nauto a = \"money a;\";", []),
]


def tree(includes, code):
    return {"core/money.hpp": MONEY, "fwd.hpp": "struct task;\n", "task/task.hpp": TASK,
            "engine/a.hpp": "".join(f"#include <seedance/{name}>\n" for name in includes) + code}


class Findings(unittest.TestCase):
    def test_cases(self):
        for includes, code, missing in CASES:
            with self.subTest(code):
                self.assertEqual(sorted(needed for _, _, needed, _ in check(tree(includes, code))), missing)

    def test_the_line_and_the_name_are_said(self):
        self.assertEqual(check(tree([], "int a;\nmoney b;\nmoney c;")), [("engine/a.hpp", 2, "core/money.hpp", "money")])

    def test_definitions_have_what_their_header_has(self):
        texts = tree(["core/money.hpp", "engine/impl/a.ipp"], "money a;\n")
        texts["engine/impl/a.ipp"] = "#include <seedance/engine/a.hpp>\nmoney b;\n"
        self.assertEqual(check(texts), [])
        texts["engine/impl/b.ipp"] = texts.pop("engine/impl/a.ipp")
        self.assertEqual(check(texts), [("engine/impl/b.ipp", 2, "core/money.hpp", "money")])

    def test_a_lower_header_means_something_else_by_the_name_of_a_higher_one(self):
        self.assertEqual(check({"core/money.hpp": "task a;\n", "task/task.hpp": TASK}), [])

    def test_a_name_of_two_headers_is_not_judged(self):
        self.assertEqual(check(tree([], "money a;") | {"core/other.hpp": MONEY}), [])

    def test_types_of_a_namespace_are_definitions(self):
        self.assertEqual(definitions(MONEY), {"money", "coin", "sum", "amount"})


class Fix(unittest.TestCase):
    def test_an_include_is_put_where_the_order_has_it(self):
        first, last = "#include <seedance/core/error.hpp>\n", "#include <seedance/task/task.hpp>\n"
        ours = "#include <seedance/core/money.hpp>\n"
        for before, after in [(first, last), (first, ""), ("", last)]:
            self.assertEqual(with_include(f"#pragma once\n\n{before}{after}\nint a;\n", "core/money.hpp"),
                             f"#pragma once\n\n{before}{ours}{after}\nint a;\n")
        self.assertEqual(with_include("#pragma once\n\n#include <array>\n\nint a;\n", "core/money.hpp"),
                         f"#pragma once\n\n#include <array>\n\n{ours}\nint a;\n")
        self.assertEqual(with_include("#pragma once\n\nnamespace a {}\n", "core/money.hpp"), f"#pragma once\n\n{ours}\nnamespace a {{}}\n")


if __name__ == "__main__":
    unittest.main()
