#!/usr/bin/env python3
# Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
import json
import pathlib
import unittest

import recipe_check

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
FILES = {name: (ROOT / name).read_text(encoding="utf-8") for name in
         ("CMakeLists.txt", "conanfile.py", "examples/vcpkg/ports/seedance/vcpkg.json", "examples/vcpkg/ports/seedance/portfile.cmake",
          "include/seedance/core/config.hpp", "include/seedance/core/impl/link_check.hpp", "include/seedance/core/impl/link_check.ipp")}


class RecipeCheck(unittest.TestCase):
    def said(self, name=None, old="", new="", included=frozenset({"asio", "json"})):
        """What the check says when one file is another."""
        if name:
            self.assertIn(old, FILES[name])
        cmake, recipe, manifest, portfile, *headers = (text.replace(old, new) if file == name else text for file, text in FILES.items())
        return " / ".join(recipe_check.check(cmake, recipe_check.Recipe(recipe), json.loads(manifest), portfile, "".join(headers), set(included)))

    def test_they_agree(self):
        self.assertEqual(self.said(), "")

    def test_a_version_in_one_place_only(self):
        version = recipe_check.re.search(r"seedance VERSION ([0-9.]+)", FILES["CMakeLists.txt"])[1]
        said = self.said("CMakeLists.txt", f"seedance VERSION {version}", "seedance VERSION 7.8.9")
        for words in ("the port's version", "the version that headers say", "the version that definitions are asked for by"):
            self.assertIn(words, said)

    def test_libraries(self):
        self.assertIn("the recipe's oldest boost", self.said("CMakeLists.txt", "find_package(Boost 1.81", "find_package(Boost 1.90"))
        self.assertIn("the recipe's oldest libpq", self.said("conanfile.py", "libpq/[>=14]", "libpq/[>=9]"))
        self.assertIn("does not require boost::regex", self.said("CMakeLists.txt", "COMPONENTS json url", "COMPONENTS json url regex"))
        self.assertIn("does not depend on boost-crc", self.said(recipe_check.PORT + "vcpkg.json", '    "boost-crc",\n', "", {"crc"}))

    def test_options_and_features(self):
        self.assertIn("the recipe's options", self.said("conanfile.py", '"with_libpq": [True, False]', '"with_postgres": [True, False]'))
        self.assertIn("what sqlite-journal depends on", self.said(recipe_check.PORT + "vcpkg.json", '"sqlite3"', '"sqlite"'))
        self.assertIn("the port and SQLite3", self.said(recipe_check.PORT + "portfile.cmake", "CMAKE_DISABLE_FIND_PACKAGE_SQLite3", "CMAKE_DISABLE_FIND_PACKAGE_SQLite"))
        self.assertIn("CMakeLists.txt has no option SEEDANCE_BUILD_DOCS", self.said(recipe_check.PORT + "portfile.cmake", "OPTIONS ", "OPTIONS -DSEEDANCE_BUILD_DOCS=OFF "))

    def test_a_package_that_nobody_has_heard_of(self):
        for line in ("find_package(RocksDB 8.1)", "if(UNIX)\n    find_package(RocksDB QUIET)\nendif()"):
            self.assertIn("CMakeLists.txt looks for RocksDB", self.said("CMakeLists.txt", "find_package(SQLite3 ", line + "\nfind_package(SQLite3 "))
        self.assertEqual(self.said("CMakeLists.txt", "find_package(SQLite3 ", "# find_package(RocksDB)\nfind_package(LibXml2 REQUIRED)\nfind_package(SQLite3 "), "")

    def test_the_folder_of_the_config_file(self):
        self.assertIn("where the port looks", self.said("CMakeLists.txt", "{CMAKE_INSTALL_DATADIR}/cmake/seedance", "{CMAKE_INSTALL_DATADIR}/seedance"))
        self.assertIn("the recipe knows", self.said("conanfile.py", '"share", "cmake", "seedance"', '"share", "seedance"'))

    def test_words(self):
        self.assertIn("the port's license", self.said("conanfile.py", "BSL-1.0", "MIT"))
        self.assertIn("the recipe's description", self.said("CMakeLists.txt", "Header-only C++20 client", "Client"))


if __name__ == "__main__":
    unittest.main()
