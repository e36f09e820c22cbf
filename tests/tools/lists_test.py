#!/usr/bin/env python3
# Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
import unittest

import lists

MODEL = ("namespace seedance::{gateway} {{\nstruct gateway {{}};\nstruct {model} {{\n    using provider = gateway;\n"
         "    static constexpr model_descriptor descriptor{{}};\n}};\n}}\n")
GOOD = {
    lists.MODELS: "using all_gateways = gateway_list<one::gateway, two::gateway>;\nusing all_models = model_list<one::fast,\n    two::slow>;\n",
    lists.FORWARD: "namespace one {\nstruct account;\nstruct fast;\nstruct gateway;\n}\n\nnamespace two {\nstruct account;\nstruct gateway;\nstruct slow;\n}\n",
    lists.FUZZ: "foreach(gateway one two)\n",
    lists.SEEDS: 'for gateway in ("one", "two"):\n',
    lists.PROMISES: "no id lost; 6,000 simulated worlds, seeded",
    lists.WORLDS: "if(SANITIZE)\n    set(seedance_default_seeds 3000)\nelse()\n    set(seedance_default_seeds 6000)\nendif()\n",
    lists.KEYS: "`ONE_API_KEY`, `TWO_API_KEY`.\n",
    lists.SRC: "#include <seedance/provider/impl/one.ipp>\n#include <seedance/provider/impl/two.ipp>\n",
    lists.OPTIONS: "inline constexpr option all_options[] = {\n    option::loud,\n    option::dark};\n",
    lists.PAGE: "const words = {\n  queued: 'Queued', loud: 'Loud',\n  dark: 'In the dark',\n};\nconst others = {\n  hdr: 'More light',\n};\n",
    lists.OPTION_CASES: "text_to_video<fast>{.loud = true}\nimage_to_video<fast>{.dark = 1}\n",
    lists.RULES: 'constexpr std::string_view no_stones =\n    "this is no stone";\nenum class rule : int {\n    none = 0,  ///< fine\n'
                 '    this_is_too_wet,\n    this_is_no_stone,  ///< a\n};\ncase rule::this_is_too_wet: return "it is too wet";\n'
                 'case rule::this_is_no_stone:\n    return detail::no_stones;\ncase rule::this_is_too_wet: return "this_is_too_wet";\n',
    "include/seedance/request/check.hpp": "rule::this_is_too_wet rule::this_is_no_stone",
    "tests/unit/check_test.cpp": '"it is too wet", "this is no stone (given a leaf)"',
    lists.DOWNLOADS + "file.hpp": "if (::write(file, bytes, size) < 0) std::filesystem::rename(a, b); ::close(file); disk::open(1);",
    lists.SLOW_DISK: 'extern "C" ssize_t write(int file) {}\nextern "C" int rename(const char* a) {}\n',
    lists.MUST_FAIL + "one.cpp": "using fast = one::fast;",
    lists.MUST_FAIL + "models.hpp": "using slow = two::slow;",
    lists.COMPILED[0]: "#include <seedance/model/one.hpp>\n",
    lists.COMPILED[1]: "#include <seedance/model/two.hpp>\n",
    "include/seedance/provider/impl/one.ipp": "",
    "include/seedance/provider/impl/two.ipp": "",
    "include/seedance/testing/impl/other.ipp": "",
    **{test.format(gateway): f"{gateway}::{model}" for gateway, model in (("one", "fast"), ("two", "slow")) for test in lists.TESTS},
    "model/one.hpp": MODEL.format(gateway="one", model="fast"),
    "model/two.hpp": MODEL.format(gateway="two", model="slow"),
    "provider/both.hpp": "template <>\nstruct provider_traits<one::gateway> {\n};\ntemplate <>\nstruct provider_traits<two::gateway> {\n};\n",
}


class Lists(unittest.TestCase):
    def wrong(self, file, old, new):
        self.assertIn(old, GOOD[file])
        return lists.check(GOOD | {file: GOOD[file].replace(old, new)})

    def test_complete_lists(self):
        self.assertEqual(lists.check(GOOD), [])

    def test_a_model_that_is_defined_and_nothing_else(self):
        self.assertEqual(self.wrong("model/two.hpp", "}\n", MODEL.format(gateway="two", model="slower")[len("namespace seedance::two {\n"):]),
                         [f"{lists.MODELS}: two::slower is missing"])

    def test_a_model_that_is_not_declared(self):
        self.assertEqual(self.wrong(lists.FORWARD, "struct slow;\n", ""), [f"{lists.FORWARD}: two::slow is missing"])

    def test_a_model_that_is_gone(self):
        self.assertEqual(self.wrong(lists.MODELS, "one::fast,", ""),
                         [f"{lists.MODELS}: one::fast is missing", f"{lists.FORWARD}: one::fast is in no other place"])

    def test_a_gateway_that_is_defined_and_nothing_else(self):
        self.assertEqual(self.wrong("provider/both.hpp", "two::gateway> {\n};\n", "two::gateway> {\n};\ntemplate <>\nstruct provider_traits<six::gateway> {\n};\n"),
                         [f"{lists.MODELS}: six is missing"])

    def test_a_gateway_that_is_only_listed(self):
        self.assertEqual(self.wrong(lists.MODELS, "two::gateway", "two::gateway, six::gateway"),
                         [f"{test.format('six')}: there is no such test" for test in lists.TESTS] +
                         [f"{lists.COMPILED[1]}: six is missing", f"{lists.MODELS}: six is in no other place", f"{lists.FORWARD}: six::account is missing",
                          f"{lists.FORWARD}: six::gateway is missing", f"{lists.FUZZ}: six is missing", f"{lists.KEYS}: six is missing", f"{lists.SEEDS}: six is missing"])

    def test_worlds_that_no_run_simulates(self):
        self.assertEqual(self.wrong(lists.PROMISES, "6,000", "10,000"), [f"{lists.PROMISES}: says 10,000 simulated worlds, {lists.WORLDS} has 6000"])
        self.assertEqual(self.wrong(lists.WORLDS, "6000", "500"), [f"{lists.PROMISES}: says 6,000 simulated worlds, {lists.WORLDS} has 500"])
        self.assertEqual(self.wrong(lists.PROMISES, "worlds", "planets"), [f"{lists.PROMISES}: no number of simulated worlds was found there or in {lists.WORLDS}"])

    def test_a_gateway_without_a_test(self):
        without = {file: text for file, text in GOOD.items() if file != "tests/unit/two_answers_test.cpp"}
        self.assertEqual(lists.check(without), ["tests/unit/two_answers_test.cpp: there is no such test"])

    def test_a_model_without_a_test(self):
        self.assertEqual(lists.check(GOOD | {test.format("two"): "" for test in lists.TESTS}), ["tests/unit/two_*_test.cpp: none names slow"])
        self.assertEqual(lists.check(GOOD | {test.format("two"): "slower" for test in lists.TESTS}), ["tests/unit/two_*_test.cpp: none names slow"])

    def test_a_rule_that_nothing_checks(self):
        self.assertEqual(self.wrong("include/seedance/request/check.hpp", "rule::this_is_too_wet", ""), [f"{lists.RULES}: nothing checks this_is_too_wet"])

    def test_a_rule_without_a_test(self):
        wet = f'{lists.RULES}: no test names this_is_too_wet, nor "it is too wet"'
        stone = f'{lists.RULES}: no test names this_is_no_stone, nor "this is no stone"'
        check, words = "tests/unit/check_test.cpp", "it is too wet, this_is_too_dry"
        self.assertEqual(lists.check(GOOD | {check: words}), [stone])
        self.assertEqual(lists.check(GOOD | {check: "", lists.RULE_WORDS: words}), [wet, stone], "the test of the words names every rule")
        self.assertEqual(lists.check(GOOD | {"tests/unit/check_test.cpp": "rule::this_is_too_wet, rule::this_is_no_stone"}), [])

    def test_a_call_that_the_test_of_slow_disks_does_not_watch(self):
        self.assertEqual(self.wrong(lists.DOWNLOADS + "file.hpp", "::close(", "::fallocate("), [f"{lists.SLOW_DISK}: does not watch fallocate, which downloads call"])
        self.assertEqual(self.wrong(lists.DOWNLOADS + "file.hpp", "::write(", "::close("), [f"{lists.SLOW_DISK}: no download calls write"])

    def test_a_model_that_no_wrong_program_uses(self):
        self.assertEqual(self.wrong(lists.MUST_FAIL + "models.hpp", "two::slow", "two::slower"), [f"{lists.MUST_FAIL}: no case names two::slow"])

    def test_an_option_that_no_wrong_program_uses(self):
        self.assertEqual(self.wrong(lists.OPTION_CASES, ".dark = ", ".darker = "), [f"{lists.OPTION_CASES}: no case names dark"])
        self.assertEqual(self.wrong(lists.OPTIONS, "option::dark", "option::dark, option::hdr"),
                         [f"{lists.OPTION_CASES}: no case names hdr", f"{lists.PAGE}: `words` has no label for hdr"])
        self.assertEqual(self.wrong(lists.OPTIONS, "all_options", "options"), [f"{lists.OPTIONS}: no option was found"])

    def test_an_option_without_a_label(self):
        self.assertEqual(self.wrong(lists.PAGE, "dark: 'In the dark',", ""), [f"{lists.PAGE}: `words` has no label for dark"])
        self.assertEqual(self.wrong(lists.PAGE, "const words", "const said"),
                         [f"{lists.PAGE}: `words` has no label for loud", f"{lists.PAGE}: `words` has no label for dark"])

    def test_a_gateway_whose_compiling_nobody_measures(self):
        self.assertEqual(self.wrong(lists.COMPILED[1], "two", "twofold"),
                         [f"{lists.COMPILED[1]}: two is missing", f"{lists.COMPILED[1]}: twofold is in no other place"])

    def test_a_file_of_definitions_that_is_not_compiled(self):
        self.assertEqual(self.wrong(lists.SRC, "#include <seedance/provider/impl/two.ipp>\n", ""),
                         [f"{lists.SRC}: seedance/provider/impl/two.ipp is missing"])

    def test_a_list_that_cannot_be_found(self):
        self.assertEqual(self.wrong(lists.FUZZ, "foreach", "for"), [f"{lists.FUZZ}: one is missing", f"{lists.FUZZ}: two is missing"])
        self.assertEqual(self.wrong(lists.MODELS, "all_models", "models"), [f"{lists.MODELS}: no gateway or no model was found"])


if __name__ == "__main__":
    unittest.main()
