#!/usr/bin/env python3
# Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
"""must_fail passes for what it should, and cannot pass for nothing.

usage: must_fail_test.py COMPILER"""
import pathlib
import subprocess
import sys
import tempfile
import unittest

TOOL = pathlib.Path(__file__).with_name("must_fail.py")
COMPILER = sys.argv.pop(1) if len(sys.argv) > 1 else "c++"

HEAD = """\
template <class T> constexpr void take(T) { static_assert(sizeof(T) == 1, "one byte is taken"); }
inline void control() { take('a'); }
"""
CASE = """
// case four: one byte is taken
#if defined(CASE_four)
inline void four() {
    take(4);
}
#endif
"""


class Runner(unittest.TestCase):
    def run_on(self, source):
        with tempfile.TemporaryDirectory() as scratch:
            file = pathlib.Path(scratch) / "cases.cpp"
            file.write_text(source)
            done = subprocess.run([sys.executable, TOOL, "--compiler", COMPILER, file], capture_output=True, text=True, check=False)
        return done.returncode, done.stdout

    def refused(self, source, words):
        code, said = self.run_on(source)
        self.assertEqual(code, 1)
        self.assertIn(words, said)

    def test_a_case_with_its_words_passes(self):
        self.assertEqual(self.run_on(HEAD + CASE), (0, "1 cases are refused with the right words, 1 of them together\n"))

    def test_cases_are_judged_together(self):
        other = CASE.replace("four", "five").replace("take(4)", "take(5L)")
        self.assertEqual(self.run_on(HEAD + CASE + other), (0, "2 cases are refused with the right words, 2 of them together\n"))
        same_names = other.replace("five()", "four()")
        self.assertEqual(self.run_on(HEAD + CASE + same_names), (0, "2 cases are refused with the right words, 2 of them together\n"))

    def test_the_words_of_a_neighbour_are_not_its_own(self):
        compiles = CASE.replace("four", "five").replace("take(4)", "take('4')")
        self.refused(HEAD + CASE + compiles, "five: compiles")
        self.refused(HEAD + compiles + CASE, "five: compiles")
        other_words = CASE.replace("four", "five").replace("take(4)", "undeclared(4)")
        self.refused(HEAD + CASE + other_words, "five: the answer does not hold the words")
        self.refused(HEAD + other_words + CASE, "five: the answer does not hold the words")

    def test_a_case_that_is_disturbed_is_compiled_alone(self):
        closes = "// case closes: \n#if defined(CASE_closes)\n} } }\n#endif\n".replace(": \n", ": gcc: expected / clang: extraneous closing\n")
        self.assertEqual(self.run_on(HEAD + closes + CASE)[0], 0)
        unfinished = "// case open: expected\n#if defined(CASE_open)\nvoid open() {\n#endif\n"
        self.assertEqual(self.run_on(HEAD + unfinished + CASE)[0], 0)

    def test_nothing_is_no_proof(self):
        self.refused("", "the file holds no case")
        self.refused(HEAD, "the file holds no case")

    def test_a_case_that_compiles(self):
        self.refused(HEAD + CASE.replace("take(4)", "take('4')"), "four: compiles")

    def test_other_words(self):
        self.refused(HEAD + CASE.replace("case four: one byte", "case four: two bytes"), "does not hold the words 'two")

    def test_words_for_one_compiler_only(self):
        self.refused(HEAD + CASE.replace("one byte is taken", "gcc: / clang:"), "no words are expected of this compiler")
        self.assertEqual(self.run_on(HEAD + CASE.replace("one byte is taken", "gcc: one byte / clang: is taken"))[0], 0)
        self.refused(HEAD + CASE.replace("one byte is taken", "gcc: no byte / clang: no byte"), "does not hold the words 'no")

    def test_a_mistyped_name(self):
        self.refused(HEAD + CASE.replace("defined(CASE_four)", "defined(CASE_fuor)"), "has no '#if defined(CASE_four)' on the next line")
        self.refused(HEAD + CASE.replace("// case four:", "// cas four:"), "0 cases are described but 1 blocks")

    def test_a_hidden_block(self):
        self.refused(HEAD + CASE.replace("#endif", "#elif defined(CASE_five)\n#endif"), "1 cases are described but 2 blocks")

    def test_an_empty_case(self):
        self.refused(HEAD + "// case four: one byte is taken\n#if defined(CASE_four)\n#endif\n", "is empty")

    def test_the_same_case_twice(self):
        self.refused(HEAD + CASE + CASE, "the case four is there twice")

    def test_a_control_that_does_not_compile(self):
        self.refused(HEAD + "int x = y;\n" + CASE, "the control does not compile")

    def test_a_control_with_a_warning(self):
        self.refused(HEAD + "inline bool less(int a, unsigned b) { return a < b; }\n" + CASE, "the control does not compile")

    def test_an_answer_elsewhere(self):
        case = CASE.replace("inline void four() {\n    take(4);\n}\n", "constexpr int pick(int) { return 4; }\n")
        source = "constexpr int pick(long) { return 1; }\n" + case + 'static_assert(pick(0) == 1, "one byte is taken");\n'
        self.refused(source, "names none of the lines 5 to 5")
        excused = source.replace("is taken\n", "is taken (%s line elsewhere: it is at the end)\n")
        results = [self.run_on(excused % compiler)[0] for compiler in ("gcc", "clang")]
        self.assertEqual(sorted(results), [0, 1])


if __name__ == "__main__":
    unittest.main()
