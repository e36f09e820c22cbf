#!/usr/bin/env python3
# Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
"""What links must find, and what is no file."""
import pathlib
import tempfile
import unittest

from links import missing


class Links(unittest.TestCase):
    def missing_from(self, text, files=(), page="PAGE.md"):
        with tempfile.TemporaryDirectory() as folder:
            root = pathlib.Path(folder)
            for file in files:
                (root / file).parent.mkdir(parents=True, exist_ok=True)
                (root / file).touch()
            (root / page).write_text(text, encoding="utf-8")
            return missing(root)

    def test_files_that_are_there(self):
        files = ["include/seedance/core/money.hpp", "tests/unit/money_test.cpp"]
        text = "[money](include/seedance/core/money.hpp#usd) `core/money.hpp` `seedance/core/money.hpp` `tests/unit/money_test.cpp`"
        self.assertEqual(self.missing_from(text, files), (4, []))

    def test_files_that_are_not_there(self):
        for text in ("[a](include/a.hpp)", "`engine/impl/a.hpp`", "`tests/a.cpp`"):
            with self.subTest(text):
                self.assertIn("which is not there", "\n".join(self.missing_from(text)[1]))

    def test_headings_that_links_point_at(self):
        page = "# One\n## `a(b)`, and [c](PAGE.md)\n## One\n```sh\n# no heading\n```\n"
        for anchor in ("one", "ab-and-c", "one-1"):
            self.assertEqual(self.missing_from(page + f"[a](#{anchor}) [b](PAGE.md#{anchor})")[1], [])
        for anchor in ("two", "no-heading", "One"):
            self.assertEqual(len(self.missing_from(page + f"[a](#{anchor}) [b](PAGE.md#{anchor})")[1]), 2)
        self.assertEqual(self.missing_from("[a](include/a.hpp#L10)", ["include/a.hpp"])[1], [])

    def test_addresses_elsewhere(self):
        self.assertEqual(self.missing_from("[a](https://example.com) [b](https://example.com/a_b?c=d#e) [c](mailto:a@example.com)")[1], [])
        for address in ("https:/example.com", "https://", "ftp://example.com", "https://example", "mailto:example.com"):
            self.assertEqual(self.missing_from(f"[a]({address})")[1], [f"PAGE.md: {address} is no address"])

    def test_pages_that_nobody_finds(self):
        with tempfile.TemporaryDirectory() as folder:
            root = pathlib.Path(folder)
            (root / "doc").mkdir()
            (root / "README.md").write_text("[a](doc/a.md)", encoding="utf-8")
            (root / "doc/a.md").write_text("[b](b.md#b) [readme](../README.md)", encoding="utf-8")
            (root / "doc/b.md").write_text("# b", encoding="utf-8")
            self.assertEqual(missing(root)[1], [])
            (root / "doc/c.md").write_text("[a](a.md)", encoding="utf-8")
            self.assertEqual(missing(root)[1], ["doc/c.md: no link leads to it from the README"])

    def test_cases_behind_a_link_to_their_test(self):
        with tempfile.TemporaryDirectory() as folder:
            root = pathlib.Path(folder)
            (root / "a_test.cpp").write_text("BOOST_FIXTURE_TEST_CASE(it_works, world) {\n    not_a_case();", encoding="utf-8")
            (root / "b_test.py").write_text("    def test_b(self):", encoding="utf-8")
            page = root / "PAGE.md"
            page.write_text("[a](a_test.cpp), `it_works`; [b](b_test.py),\n`test_b` and `not_a_case`", encoding="utf-8")
            self.assertEqual(missing(root)[1], [])
            page.write_text("| [a](a_test.cpp), `it_works`, `not_a_case`, `it_work` |", encoding="utf-8")
            self.assertEqual(missing(root)[1], [f"PAGE.md: names the case {name}, which a_test.cpp has not" for name in ("not_a_case", "it_work")])

    def test_sources_by_the_end_of_their_paths(self):
        files = ["include/seedance/core/money.hpp", "tests/unit/money_test.cpp"]
        self.assertEqual(self.missing_from("`money.hpp`, `unit/money_test.cpp`, `NAME_test.cpp`", files, "CONTRIBUTING.md")[1], [])
        for name in ("oney.hpp", "support/money_test.cpp"):
            self.assertEqual(self.missing_from(f"`{name}`", files, "CONTRIBUTING.md")[1], [f"CONTRIBUTING.md: names {name}, and there is no such source"])
        self.assertEqual(self.missing_from("`a.hpp`", files)[1], [], "other pages show what programs of others have")

    def test_what_is_no_file(self):
        for text in ("[site](https://example.com/a)", "# There\n[here](#there)", "`request/`", "`a.b`", "`model/NAME.hpp`", "```sh\n`engine/a.hpp`\n```\n"):
            with self.subTest(text):
                self.assertEqual(self.missing_from(text), (0, []))


if __name__ == "__main__":
    unittest.main()
