#!/usr/bin/env python3
# Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
"""Checks that every gateway and model that is defined stands in <seedance/models.hpp>, and every one of those in the other lists
of them, that src.hpp has every file of definitions, that every gateway, model, option and rule has its tests, a rule its check, and
an option its label on the example server's page; that the test of slow disks knows what is asked of a disk, and the page of promises
how many worlds a test run simulates: what no compiler compares.

usage: lists.py PROJECT_DIRECTORY"""
import pathlib
import re
import sys

MODELS, FORWARD, FUZZ, SEEDS = "include/seedance/models.hpp", "include/seedance/fwd.hpp", "tests/fuzz/CMakeLists.txt", "tests/fuzz/seeds.py"
RULES, RULE_WORDS = "include/seedance/request/rule.hpp", "tests/unit/rule_test.cpp"
KEYS = "doc/command_line.md"
PROMISES, WORLDS = "doc/promises.md", "tests/CMakeLists.txt"
DOWNLOADS, SLOW_DISK = "include/seedance/download/", "tests/unit/slow_disk_test.cpp"
# They read what the kernel has in memory, or ask for nothing of a disk.
NOT_WATCHED = {"access", "close", "fcntl", "flock", "fstat", "geteuid", "getpid", "lstat", "poll", "pread", "stat"}
SRC, INCLUDE = "include/seedance/src.hpp", "include/"
OPTIONS, OPTION_CASES, MUST_FAIL = "include/seedance/model/terms.hpp", "tests/must_fail/options.cpp", "tests/must_fail/"
PAGE = "examples/server/page/page.js"
COMPILED = ("benchmarks/compile_time/request.cpp", "benchmarks/compile_time/request_all.cpp")  # the second includes the first
TESTS = ("tests/unit/{}_documents_test.cpp", "tests/unit/{}_rules_test.cpp", "tests/unit/{}_answers_test.cpp",
         "tests/integration/sandbox_{}_test.cpp")


def names_in(text, pattern):
    """The words of the one place that the pattern finds; none when there is no such place."""
    found = re.search(pattern, text, re.S)
    return re.findall(r"\w+(?:::\w+)*", found[1]) if found else []


def defined(texts):
    """The gateways and the models that headers define."""
    gateways = [name for text in texts.values() for name in re.findall(r"^struct provider_traits<(\w+)::gateway> \{", text, re.M)]
    models = [f"{space}::{name}" for text in texts.values() for space in re.findall(r"^namespace seedance::(\w+) \{", text, re.M)[:1]
              for name in re.findall(r"^struct (\w+) \{\n    using provider = gateway;\n    static constexpr model_descriptor", text, re.M)]
    return gateways, models


def compare(file, is_there, wanted):
    return [f"{file}: {name} is missing" for name in wanted if name not in is_there] + \
           [f"{file}: {name} is in no other place" for name in is_there if name not in wanted]


def options_of(texts):
    return re.findall(r"option::(\w+)", " ".join(re.findall(r"all_options\[\] = \{(.*?)\}", texts[OPTIONS], re.S)))


def without_cases(texts, models):
    """The models and the options that no wrong program of tests/must_fail uses: what the compiler says of them nobody has seen."""
    cases = [text for file, text in texts.items() if file.startswith(MUST_FAIL)]
    return [f"{MUST_FAIL}: no case names {model}" for model in models if not any(re.search(rf"\b{model}\b", text) for text in cases)] + \
           [f"{OPTION_CASES}: no case names {option}" for option in options_of(texts) if not re.search(rf"\.{option} = ", texts[OPTION_CASES])]


def without_labels(texts):
    """The options that the page of the example server would show by their names in C++."""
    labels = re.findall(r"(\w+): '", "".join(re.findall(r"^const words = \{(.*?)^\};", texts[PAGE], re.S | re.M)))
    return [f"{PAGE}: `words` has no label for {option}" for option in options_of(texts) if option not in labels]


def words_of_rules(text):
    """The words for people that a rule has, {rule: words}: its first ones; then comes its name."""
    long_ones = dict(re.findall(r'std::string_view (\w+) =\s*"(.*?)"', text))
    return {rule: words or long_ones.get(name, "") for rule, words, name in
            reversed(re.findall(r'case rule::(\w+):\s*return (?:"(.*?)"|detail::(\w+));', text))}


def without_checks(texts):
    """The rules that no header beside their list finds broken, and those that no test names, by their names or their words."""
    rules = re.findall(r"^    (\w+),", "".join(re.findall(r"^enum class rule : .*?\{\n(.*?)^\};", texts[RULES], re.S | re.M)), re.M)
    if not rules:
        return [f"{RULES}: no rule was found"]
    words = words_of_rules(texts[RULES])
    headers = " ".join(text for file, text in texts.items() if file.startswith(INCLUDE) and file != RULES)
    tests = " ".join(text for file, text in texts.items() if file.startswith("tests/") and file != RULE_WORDS)
    return [f"{RULES}: nothing checks {rule}" for rule in rules if not re.search(rf"\b{rule}\b", headers)] + \
           [f"{RULES}: no test names {rule}, nor \"{words.get(rule, '')}\"" for rule in rules
            if not re.search(rf"\b{rule}\b", tests) and not (words.get(rule) and words[rule] in tests)]


def unwatched_calls(texts):
    """What headers of download/ ask the system for, and the test of slow disks neither watches nor leaves out by intention."""
    calls = {name for file, text in texts.items() if file.startswith(DOWNLOADS) for name in re.findall(r"(?<![\w>])::([a-z]\w*)\(", text)}
    watched = set(re.findall(r'extern "C" \w+ (\w+)\(', texts[SLOW_DISK]))
    return [f"{SLOW_DISK}: does not watch {name}, which downloads call" for name in sorted(calls - watched - NOT_WATCHED)] + \
           [f"{SLOW_DISK}: no download calls {name}" for name in sorted(watched - calls - {"rename"})]  # std::filesystem does


def wrong_worlds(texts):
    """The page of promises has as many simulated worlds as a run of the tests without sanitizers."""
    said, run = re.findall(r"([\d,]+) simulated worlds", texts[PROMISES]), re.findall(r"set\(seedance_default_seeds (\d+)\)", texts[WORLDS])
    if not said or not run:
        return [f"{PROMISES}: no number of simulated worlds was found there or in {WORLDS}"]
    return [f"{PROMISES}: says {each} simulated worlds, {WORLDS} has {run[-1]}" for each in said if each.replace(",", "") != run[-1]]


def check(texts):
    """What is wrong with the lists in these texts, {file: text}; among them are the headers of models and providers, and the tests
    that every gateway has."""
    gateways = [name.split("::")[0] for name in names_in(texts[MODELS], r"using all_gateways = gateway_list<(.*?)>;")]
    models = names_in(texts[MODELS], r"using all_models = model_list<(.*?)>;")
    if not gateways or not models:
        return [f"{MODELS}: no gateway or no model was found"]
    if not options_of(texts):
        return [f"{OPTIONS}: no option was found"]
    known_gateways, known_models = defined(texts)
    declared = [f"{space}::{name}" for space, names in re.findall(r"^namespace (\w+) \{\n((?:struct \w+;(?:  //[^\n]*)?\n)+)\}", texts[FORWARD], re.M)
                for name in re.findall(r"struct (\w+);", names)]
    wanted = models + [f"{gateway}::{name}" for gateway in gateways for name in ("account", "gateway")]
    definitions = [file.removeprefix(INCLUDE) for file in texts if file.endswith(".ipp") and "/testing/" not in file]
    untested = [f"{test.format(gateway)}: there is no such test" for gateway in gateways for test in TESTS if test.format(gateway) not in texts]
    untested += [f"tests/unit/{gateway}_*_test.cpp: none names {model}" for gateway, model in (name.split("::") for name in models)
                 if not any(re.search(rf"\b{model}\b", text) for file, text in texts.items()
                            if file.startswith((f"tests/unit/{gateway}_", f"tests/support/{gateway}_")))]
    headers = re.findall(r"^#include <seedance/model/(\w+)\.hpp>", "".join(texts[file] for file in COMPILED), re.M)
    return untested + without_cases(texts, models) + without_labels(texts) + without_checks(texts) + unwatched_calls(texts) + wrong_worlds(texts) + compare(COMPILED[1], headers, gateways) + compare(MODELS, gateways, known_gateways) + compare(MODELS, models, known_models) + \
        compare(FORWARD, declared, wanted) + \
        compare(FUZZ, names_in(texts[FUZZ], r"foreach\(gateway ([^)]*)\)"), gateways) + \
        compare(KEYS, [name.lower() for name in re.findall(r"`(\w+)_API_KEY`", texts[KEYS])], gateways) + \
        compare(SEEDS, names_in(texts[SEEDS], r"for gateway in \((.*?)\):"), gateways) + \
        compare(SRC, re.findall(r"^#include <(.*?\.ipp)>", texts[SRC], re.M), definitions)


def main():
    root = pathlib.Path(sys.argv[1])
    headers = [file for room in ("model", "provider", "request", "download") for file in root.glob(f"include/seedance/{room}/*.hpp")]
    tests = [file for room in ("unit/*_test.cpp", "integration/*_test.cpp", "support/*.hpp", "must_fail/*.[ch]pp") for file in root.glob(f"tests/{room}")]
    files = [root / file for file in (MODELS, FORWARD, FUZZ, SEEDS, SRC, OPTIONS, PAGE, KEYS, PROMISES, WORLDS, *COMPILED)] + headers + tests + sorted(root.glob("include/**/*.ipp"))
    wrong = check({str(file.relative_to(root)): file.read_text(encoding="utf-8") for file in files})
    print("\n".join(wrong) if wrong else "every list has every gateway and model")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
