#!/usr/bin/env python3
# Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
"""What a page may show, and what not."""
import contextlib
import io
import pathlib
import tempfile
import unittest

from snippets import MOST_LINES, main

SOURCE = "// [includes]\n#include <string>\n// [includes]\n\n    // [f]\n    int f();\n    // [f]\n"
INCLUDES = "<!-- from a.cpp includes -->\n```cpp\n#include <string>\n```\n"
SNIPPET = "<!-- from a.cpp f -->\n```cpp\nint f();\n```\n"


class Snippets(unittest.TestCase):
    def run_on(self, readme, page="", name="page.md", arguments=()):
        """(what is printed, exit code, the README afterwards)."""
        with tempfile.TemporaryDirectory() as folder:
            root = pathlib.Path(folder)
            (root / "doc").mkdir()
            (root / "a.cpp").write_text(SOURCE, encoding="utf-8")
            (root / "README.md").write_text(readme, encoding="utf-8")
            (root / "a.sh").write_text("# [f]\necho 1\n# [f]\n", encoding="utf-8")
            (root / "b.json").write_text("{}\n", encoding="utf-8")
            (root / "doc" / name).write_text(page, encoding="utf-8")
            printed = io.StringIO()
            with contextlib.redirect_stdout(printed):
                code = main([*arguments, folder])
            return printed.getvalue(), code, (root / "README.md").read_text(encoding="utf-8")

    def assert_refused(self, words, readme, page="", name="page.md"):
        printed, code, _ = self.run_on(readme, page, name)
        self.assertEqual(code, 1)
        self.assertIn(words, printed)

    def test_what_is_so(self):
        self.assertEqual(self.run_on(INCLUDES + SNIPPET, INCLUDES + SNIPPET)[:2], ("4 snippets compared, 0 wrong\n", 0))

    def test_what_differs_on_any_page(self):
        self.assert_refused("README.md: it differs from a.cpp [f]", INCLUDES + SNIPPET.replace("int", "long"))
        self.assert_refused("doc/page.md: it differs from a.cpp [f]", INCLUDES, INCLUDES + SNIPPET.replace("int", "long"))

    def test_what_has_no_source(self):
        self.assert_refused("1 blocks without a source", INCLUDES + "```cpp\nint g();\n```\n")
        self.assert_refused("a.cpp has no region [g]", INCLUDES + SNIPPET.replace(" f ", " g "))
        self.assert_refused("b.cpp has no region [f]", INCLUDES + SNIPPET.replace("a.cpp", "b.cpp"))
        self.assert_refused("0 snippets compared", "no snippet")

    def test_marks_without_a_block(self):
        self.assert_refused("doc/page.md: it has 3 marks of a source, and 2 blocks", INCLUDES, INCLUDES + SNIPPET + "<!-- from a.cpp f -->\n\nText.\n")
        self.assert_refused("README.md: it has 2 marks of a source, and 1 blocks", INCLUDES + "<!-- printed by program -->\nwords\n")

    def test_regions_of_files_in_other_languages(self):
        script = "<!-- from a.sh f -->\n```sh\necho 1\n```\n<!-- from b.json all -->\n```json\n{}\n```\n"
        self.assertEqual(self.run_on(script)[:2], ("2 snippets compared, 0 wrong\n", 0))
        self.assert_refused("it differs from b.json [all]", script.replace("{}", "[]"))
        self.assertEqual(self.run_on(script + "```sh\necho 2\n```\n")[1], 0)
        self.assert_refused("doc/install.md: it has 1 blocks without a source", script, script + "```sh\necho 2\n```\n", "install.md")

    def test_includes_stand_before_what_needs_them(self):
        self.assert_refused("a.cpp [f] needs #include <string>, which is not shown before it", SNIPPET)
        self.assert_refused("a.cpp [f] needs #include <string>", SNIPPET + INCLUDES)
        self.assert_refused("doc/page.md: a.cpp [f] needs #include <string>", INCLUDES, SNIPPET)

    def test_what_is_written(self):
        _, code, readme = self.run_on(INCLUDES + SNIPPET.replace("int", "long"), arguments=["--write"])
        self.assertEqual((code, readme), (0, INCLUDES + SNIPPET))

    def test_a_readme_that_is_too_long(self):
        some = INCLUDES + SNIPPET
        most = some + "x\n" * (MOST_LINES - some.count("\n"))
        self.assertEqual(self.run_on(most)[1], 0)
        self.assert_refused("it has 201 lines, at most 200", most + "x\n")


if __name__ == "__main__":
    unittest.main()
