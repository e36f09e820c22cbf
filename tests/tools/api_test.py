#!/usr/bin/env python3
# Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
import unittest

import api

MONEY = """<doxygen><compounddef kind="struct" prot="public"><compoundname>seedance::money</compoundname>
<sectiondef><memberdef kind="function" prot="public" static="no"><definition>constexpr bool seedance::money::is_zero</definition>
<argsstring>() const</argsstring><qualifiedname>seedance::money::is_zero</qualifiedname><location file="seedance/money.hpp"/></memberdef>
<memberdef kind="function" prot="private" static="no"><definition>void seedance::money::hidden</definition><argsstring>()</argsstring>
<location file="seedance/money.hpp"/></memberdef>
</sectiondef><location file="seedance/money.hpp"/></compounddef></doxygen>"""
NAMESPACE = """<doxygen><compounddef kind="namespace"><compoundname>seedance</compoundname><sectiondef>
<memberdef kind="enum" prot="public" strong="yes"><qualifiedname>seedance::mode</qualifiedname><enumvalue><name>text</name></enumvalue>
<enumvalue><name>image</name><initializer>= 4</initializer></enumvalue><location file="seedance/mode.hpp"/></memberdef>
<memberdef kind="function" prot="public" static="no"><templateparamlist><param><type>class T</type></param>
<param><type>int</type><declname>n</declname><defval>3</defval></param></templateparamlist><definition>T seedance::make</definition>
<argsstring>(T value)</argsstring><qualifiedname>seedance::make</qualifiedname><location file="seedance/mode.hpp"/></memberdef>
</sectiondef></compounddef></doxygen>"""


class Api(unittest.TestCase):
    def test_classes_and_members(self):
        self.assertEqual(api.names([MONEY]), {"seedance/money.hpp": {
            ("seedance::money", "struct seedance::money"), ("seedance::money::is_zero", "constexpr bool seedance::money::is_zero() const")}})

    def test_what_is_private(self):
        self.assertEqual(api.names([MONEY.replace('kind="struct" prot="public"', 'kind="struct" prot="private"')]), {})

    def test_free_names(self):
        self.assertEqual(api.names([NAMESPACE]), {"seedance/mode.hpp": {
            ("seedance::mode", "enum class seedance::mode { text, image = 4 }"),
            ("seedance::make", "template <class T, int n = 3> T seedance::make(T value)")}})

    def test_what_is_detail(self):
        self.assertEqual(api.names([MONEY.replace("seedance::money", "seedance::detail::money")]), {})

    def test_the_list(self):
        self.assertEqual(api.spelled({"b.hpp": {("two", "a"), ("one", "z")}, "a.hpp": {("x", "x")}}, "1.2").split("\n")[1:],
                         ["", "a.hpp", "    x", "", "b.hpp", "    z", "    a", ""])


if __name__ == "__main__":
    unittest.main()
