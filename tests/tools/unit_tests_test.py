#!/usr/bin/env python3
# Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
"""What unit_tests takes for the test of a header."""
import unittest

from unit_tests import faults

GOOD = "#include <seedance/core/money.hpp>\nBOOST_AUTO_TEST_CASE(adds) { BOOST_TEST(usd(1) + usd(1) == usd(2)); }\n"


class UnitTests(unittest.TestCase):
    def check(self, text, exceptions=(), name="money_test.cpp"):
        return faults(["core/money.hpp"], {name: text}, dict.fromkeys(exceptions, "why"))

    def test_a_test_of_its_name_that_includes_it_and_checks(self):
        self.assertEqual(self.check(GOOD), [])
        self.assertEqual(self.check(GOOD.replace("AUTO_TEST_CASE(adds)", "FIXTURE_TEST_CASE(adds, f)").replace("TEST(usd", "CHECK_THROW(usd")), [])

    def test_a_test_of_another_name(self):
        self.assertEqual(self.check(GOOD, name="prices_test.cpp"), ["core/money.hpp: there is no money_test.cpp"])

    def test_a_test_that_does_not_include_it(self):
        for include in ("", "#include <seedance/core/text.hpp>\n", "// #include <seedance/core/money.hpp>\n"):
            with self.subTest(include):
                self.assertEqual(self.check(include + GOOD.split("\n", 1)[1]), ["core/money.hpp: money_test.cpp does not include it"])

    def test_a_test_that_checks_nothing(self):
        for body in ("", "BOOST_AUTO_TEST_CASE(adds) {}\n", "static_assert(BOOST_TEST(true));\n", "// BOOST_AUTO_TEST_CASE(adds) { BOOST_TEST(true); }\n",
                     "BOOST_AUTO_TEST_CASE(adds) { BOOST_TEST_MESSAGE(1); }\n"):
            with self.subTest(body):
                self.assertEqual(self.check(GOOD.split("\n", 1)[0] + "\n" + body), ["core/money.hpp: money_test.cpp checks nothing"])

    def test_an_exception_is_one_and_only_while_it_is_needed(self):
        self.assertEqual(faults(["core/money.hpp"], {}, {"core/money.hpp": "why"}), [])
        self.assertEqual(self.check(GOOD, ["core/money.hpp"]), ["core/money.hpp: money_test.cpp is there; it is no exception any more"])
        self.assertEqual(self.check(GOOD, ["core/gone.hpp"]), ["core/gone.hpp: an exception for a header that is not there"])


if __name__ == "__main__":
    unittest.main()
