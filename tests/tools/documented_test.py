#!/usr/bin/env python3
# Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
"""What documented must find, and what needs no comment."""
import pathlib
import tempfile
import unittest

from documented import check, in_the_wrong_room, undocumented, without_words


def within(text, space="seedance"):
    return f"namespace {space} {{\n\n{text}\n}}  // namespace {space}\n"


class Documented(unittest.TestCase):
    def names_in(self, text):
        return [name for _, name in undocumented(text)[0]]

    def test_names_without_a_comment(self):
        for text in ("struct a {};", "class a final : public b {\n};", "template <class T>\nconcept a = true;", "// A word.\nstruct a {};",
                     "template <class T>\n    requires b<T>\nstruct a {\n};", "enum class a { b, c };"):
            with self.subTest(text):
                self.assertEqual(self.names_in(within(text)), ["a"])
        self.assertEqual(self.names_in("#define SEEDANCE_A 1\n"), ["SEEDANCE_A"])
        self.assertEqual(self.names_in(within("/// A.\nenum class a : int {\n    b,  ///< b\n    /// c\n    c = 2,\n    d,\n    e = 4\n};")), ["d", "e"])

    def test_names_with_a_comment(self):
        for text in ("/// A.\nstruct a {};", "/// A.\ntemplate <class T>\n    requires b<T>\nconcept a = true;", "/// A.\n#if b\n#define SEEDANCE_A\n#endif"):
            with self.subTest(text):
                self.assertEqual(self.names_in(within(text)), [])

    def test_names_that_are_not_public(self):
        for text in (within("struct a {};", "seedance::detail"), within(within("struct a {};", "facts")), within("struct a;"), "struct b::a {};\n",
                     within("struct a<int> {};"), within("/// A.\nstruct a {\n    struct b {};\n};")):
            with self.subTest(text):
                self.assertEqual(self.names_in(text), [])

    def test_enumerations_without_words(self):
        for text in ("enum class a : int {\n    b,\n};", "struct c {\n    enum class a { b };\n};", "enum class a { b };\nstring to_string(ab value);"):
            with self.subTest(text):
                self.assertEqual([name for _, name in without_words(within(text))], ["a"])
        for text in ("enum class a { b };\nstring to_string(a value);", "struct c {\n    enum class a { b };\n};\nstring name_of(c::a value);", "enum class a : int;"):
            with self.subTest(text):
                self.assertEqual(without_words(within(text)), [])
        self.assertEqual(without_words(within("enum class a { b };", "seedance::detail")), [])

    def test_rooms(self):
        public, hidden = within("/// A.\nstruct a {\n};"), within("struct a {\n};", "seedance::detail")
        for name, text, words in (("include/seedance/core/a.hpp", public + hidden, ""), ("include/seedance/core/impl/a.hpp", hidden, ""),
                                  ("include/seedance/retry/a.hpp", hidden, ""), ("include/seedance/core/a.hpp", hidden, "belongs into impl/"),
                                  ("include/seedance/core/impl/a.hpp", public + hidden, "and this is not: struct a {"),
                                  ("include/seedance/core/a.hpp", within("namespace detail {\nint a = 1;\n}\nint b();"), ""),
                                  ("include/seedance/impl/a.hpp", within("struct a;\ntemplate <>\nstruct a<int> {\n};"), "")):
            with self.subTest(name=name, text=text):
                found = "".join(in_the_wrong_room(name, text))
                self.assertIn(words, found)
                self.assertEqual(bool(words), bool(found))

    def test_namespaces(self):
        with tempfile.TemporaryDirectory() as folder:
            root = pathlib.Path(folder)
            for file, text in (("include/seedance/a.hpp", within(within("", "b") + within("", "detail"))), ("include/seedance/impl/c.hpp", within("", "seedance::c")),
                               ("doc/namespaces.dox", "/// @namespace seedance\n/// @namespace seedance::old\n")):
                (root / file).parent.mkdir(parents=True, exist_ok=True)
                (root / file).write_text(text, encoding="utf-8")
            self.assertEqual(check(root), (1, ["doc/namespaces.dox: seedance::b is missing", "doc/namespaces.dox: seedance::old is in no header"]))


if __name__ == "__main__":
    unittest.main()
