#!/usr/bin/env python3
# Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
"""What includes must find missing or not used, what it must let pass, and what --fix makes of it."""
import pathlib
import unittest

from includes import check, fixed, own_header
from standard_names import DECLARED_BY, DECLARED_BY_SEVERAL

# What the includes lead to, what the code says, which headers are missing, which are not used.
CASES = [
    ([], "std::string_view a;", ["string_view"], []),
    (["string_view"], "std::string_view a;", [], []),
    (["string"], "std::string_view a;", ["string_view"], ["string"]),
    ([], "std::vector<std::size_t> a;\nstd::size_t b;", ["cstddef", "vector"], []),
    (["cstring"], "std::size_t a = std::strlen(b);", [], []),
    (["utility"], "auto a = std::move(b);", [], []),
    (["utility"], "auto a = other::move(b);", [], ["utility"]),
    (["variant"], "auto& a = std::get<0>(b);", [], []),
    ([], "auto& a = std::get<0>(b);", ["tuple"], []),
    ([], "std::chrono::seconds a;\nusing namespace std::chrono_literals;", ["chrono"], []),
    ([], "std::ranges::sort(a);", ["algorithm"], []),
    ([], "std::ranges::range auto a = b;", ["ranges"], []),
    ([], "static_assert(std::is_something_new_v<int>);", ["type_traits"], []),
    ([], "template <> struct std::hash<a> {};", ["functional"], []),
    ([], "auto operator<=>(const a&) const = default;", ["compare"], []),
    ([], "bool a = b <= c;", [], []),
    ([], "if (errno == EINTR) return;", ["cerrno"], []),
    (["cerrno"], "a.errno = b::EINTR;", [], ["cerrno"]),
    # Words that are no code.
    (["string"], "// std::string\n/* std::string */ auto a = \"std::string\"; auto b = R\"(std::string)\";\n#define A std::string\n", [], ["string"]),
    # Not judged: headers of others, and an include that says why it is there.
    (["boost/json/value.hpp", "unistd.h", "seedance/core/money.hpp"], "int a;", [], []),
    (["span>  // what it converts to", "span>  // again"], "int a;", [], []),
]


def text(includes, code):
    return "#pragma once\n\n" + "".join(f"#include <{name if '>' in name else name + '>'}\n" for name in includes) + "\n" + code


class Findings(unittest.TestCase):
    def test_cases(self):
        for includes, code, missing, unused in CASES:
            with self.subTest(code):
                found, not_used, unknown = check(text(includes, code))
                self.assertEqual((sorted(header for _, header, _ in found), not_used, unknown), (missing, unused, []))

    def test_the_line_and_the_name_are_said(self):
        self.assertEqual(check(text([], "int a;\nstd::array<int, 1> b;\nstd::array<int, 2> c;"))[0], [(5, "array", "array")])

    def test_what_the_table_lacks_is_said(self):
        self.assertEqual(check(text(["stacktrace"], "std::stacktrace_entry a;"))[2], ["std::stacktrace_entry", "<stacktrace>"])

    def test_definitions_have_what_their_header_has(self):
        self.assertEqual(check(text([], "std::string a; std::vector<int> b;"), {"string"})[0], [(4, "vector", "vector")])
        texts = {pathlib.Path(file): f"#include <seedance/{included}>\n" for file, included in [
            ("i/seedance/a/x.hpp", "a/impl/x.ipp"), ("i/seedance/a/impl/x.ipp", "a/x.hpp"),
            ("i/seedance/a/impl/y.ipp", "a/x.hpp"), ("i/seedance/src.hpp", "a/impl/y.ipp")]}
        owners = {str(file): str(own_header(file, texts)) for file in texts}
        self.assertEqual(owners, {"i/seedance/a/x.hpp": "None", "i/seedance/a/impl/x.ipp": "i/seedance/a/x.hpp",
                                  "i/seedance/a/impl/y.ipp": "None", "i/seedance/src.hpp": "None"})

    def test_no_name_is_in_both_tables(self):
        one = [name for names in DECLARED_BY.values() for name in names.split()]
        several = [name for names in DECLARED_BY_SEVERAL for name in names.split()]
        self.assertEqual(len(one + several), len({*one, *several}))


class Fix(unittest.TestCase):
    def test_includes_are_put_where_the_order_has_them(self):
        code = "\nnamespace a {\nstd::string b;\nstd::array<std::vector<int>, 1> c;\n}\n"
        right = "#pragma once\n\n#include <array>\n#include <string>\n#include <vector>\n"
        self.assertEqual(fixed("#pragma once\n\n#include <string>\n" + code), right + code)
        self.assertEqual(fixed("#pragma once\n\n#include <array>\n" + code), right + code)
        self.assertEqual(fixed("#pragma once\n" + code), right + code)
        ours = "\n#include <seedance/core/money.hpp>\n"
        self.assertEqual(fixed("#pragma once\n" + ours + code), right + ours + code)

    def test_they_are_not_put_under_a_condition(self):
        below = "\n#if !defined(A)\n#include <seedance/a/impl/b.ipp>\n#endif\n"
        code = "\nnamespace a {\nstd::string b;\n}\n"
        self.assertEqual(fixed("#pragma once\n" + code + below), "#pragma once\n\n#include <string>\n" + code + below)
        self.assertEqual(fixed("#pragma once\n" + below + code), "#pragma once\n\n#include <string>\n" + below + code)

    def test_what_is_not_used_goes_without_a_hole(self):
        code = "\nnamespace a {\nstd::string b;\n}\n"
        ours = "\n#include <seedance/core/money.hpp>\n"
        for includes in ["<map>\n#include <string>", "<map>\n#include <set>\n#include <string>", "<string>\n#include <vector>"]:
            self.assertEqual(fixed(f"#pragma once\n\n#include {includes}\n" + ours + code), "#pragma once\n\n#include <string>\n" + ours + code)
        self.assertEqual(fixed("#pragma once\n\n#include <map>\n" + ours + "\nint a;\n"), "#pragma once\n" + ours + "\nint a;\n")
        self.assertEqual(fixed("#pragma once\n\n#include <map>\n" + code), "#pragma once\n\n#include <string>\n" + code)

    def test_a_sound_file_stays_as_it_is(self):
        sound = text(["string", "vector"], "std::string a;\n\n\nstd::vector<int> b;\n")
        self.assertEqual(fixed(sound), sound)


if __name__ == "__main__":
    unittest.main()
