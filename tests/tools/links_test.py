#!/usr/bin/env python3
# Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
"""What links must find, and what is no file."""
import pathlib
import tempfile
import unittest

from links import missing


class Links(unittest.TestCase):
    def missing_from(self, text, files=()):
        with tempfile.TemporaryDirectory() as folder:
            root = pathlib.Path(folder)
            for file in files:
                (root / file).parent.mkdir(parents=True, exist_ok=True)
                (root / file).touch()
            (root / "PAGE.md").write_text(text, encoding="utf-8")
            return missing(root)

    def test_files_that_are_there(self):
        files = ["include/seedance/core/money.hpp", "tests/unit/money_test.cpp"]
        text = "[money](include/seedance/core/money.hpp#usd) `core/money.hpp` `seedance/core/money.hpp` `tests/unit/money_test.cpp`"
        self.assertEqual(self.missing_from(text, files), (4, []))

    def test_files_that_are_not_there(self):
        for text in ("[a](include/a.hpp)", "`engine/impl/a.hpp`", "`tests/a.cpp`"):
            with self.subTest(text):
                self.assertIn("which is not there", "\n".join(self.missing_from(text)[1]))

    def test_what_is_no_file(self):
        for text in ("[site](https://example.com/a)", "[here](#there)", "`request/`", "`a.b`", "`model/NAME.hpp`", "```sh\n`engine/a.hpp`\n```\n"):
            with self.subTest(text):
                self.assertEqual(self.missing_from(text), (0, []))


if __name__ == "__main__":
    unittest.main()
