#!/usr/bin/env python3
# Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
"""Links programs of files that are header-only, of files compiled with SEEDANCE_SEPARATE_COMPILATION, and of both: what does not go
together does not link, and the linker's message names the symbol that says why. With every linker that the compiler has; mold only
warns. A program that is header-only throughout needs nothing of a shared library, and links beside it: linkers do not compare then.

usage: mixed_modes.py COMPILER INCLUDE_DIRECTORY"""
import pathlib
import re
import subprocess
import sys
import tempfile

MIXED = "seedance_is_header_only_in_one_file_and_compiled_in_another"
MISSING = "seedance_definitions_of_version_"
SEPARATE = "-DSEEDANCE_SEPARATE_COMPILATION"
FILES = {  # name: (its text, options)
    "main": ("#include <seedance/core/config.hpp>\nint main() {}\n", []),
    "inline": ("#include <seedance/core/config.hpp>\n", []),
    "separate": ("#include <seedance/core/config.hpp>\n", [SEPARATE]),
    "separate_main": ("#include <seedance/core/config.hpp>\nint main() {}\n", [SEPARATE]),
    "definitions": (f'#include <seedance/core/config.hpp>\nextern "C" const char {MISSING}{{version}} = 0;\n', [SEPARATE]),
    "older": (f'extern "C" const char {MISSING}0_0;\nconst char {MISSING}0_0 = 0;\n', []),
}
PROGRAMS = [  # files, what the linker must name; nothing where they link
    (["main", "inline"], None),
    (["separate_main", "separate", "definitions"], None),
    (["main", "separate", "definitions"], MIXED),
    (["separate_main", "inline", "definitions"], MIXED),
    (["definitions", "inline", "separate_main"], MIXED),
    (["separate_main", "separate"], MISSING),
    (["separate_main", "older"], MISSING),
    (["separate_main", "libdefinitions"], None),
    (["main", "libdefinitions"], None),
    (["main", "separate", "libdefinitions"], MIXED),
    (["separate_main", "inline", "libdefinitions"], MIXED),
    (["separate_main", "libolder"], MISSING),
]


def run(*command):
    return subprocess.run([str(word) for word in command], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)


def compile_all(compiler, include, folder):
    version = re.search(rf"{MISSING}(\w+)", (include / "seedance/core/impl/link_check.hpp").read_text(encoding="utf-8"))[1]
    for name, (text, options) in FILES.items():
        (folder / f"{name}.cpp").write_text(text.replace("{version}", version), encoding="utf-8")
        run(compiler, "-std=c++20", "-Wall", "-Wextra", "-Wpedantic", "-Werror", *options, f"-I{include}", "-c", folder / f"{name}.cpp",
            "-o", folder / f"{name}.o").check_returncode()


def link_libraries(compiler, include, folder):
    """Makes shared libraries as seedance::compiled is one: they show what is for programs, and hide the rest."""
    for name in ("definitions", "older"):
        run(compiler, "-std=c++20", "-fPIC", "-fvisibility=hidden" if name == "definitions" else "-fvisibility=default", *FILES[name][1], "-DSEEDANCE_SHARED",
            f"-I{include}", "-shared", folder / f"{name}.cpp", "-o", folder / f"lib{name}.o").check_returncode()


def linkers(compiler, folder):
    """The options for the linkers that are there."""
    (folder / "nothing.cpp").write_text("int main() {}\n", encoding="utf-8")
    offered = [[], ["-fuse-ld=gold"], ["-fuse-ld=lld"], ["-fuse-ld=mold"]]
    return [option for option in offered if run(compiler, *option, folder / "nothing.cpp", "-o", folder / "nothing").returncode == 0]


def main():
    compiler, include = sys.argv[1], pathlib.Path(sys.argv[2])
    wrong, tried = [], 0
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        compile_all(compiler, include, folder)
        link_libraries(compiler, include, folder)
        for linker in linkers(compiler, folder):
            for files, words in PROGRAMS:
                tried += 1
                done = run(compiler, *linker, *(folder / f"{file}.o" for file in files), "-o", folder / "program")
                if words is None and done.returncode != 0:
                    wrong.append(f"{files} {linker}: do not link\n{done.stdout}")
                linked = done.returncode == 0 and linker != ["-fuse-ld=mold"]
                if words is not None and (linked or words not in done.stdout):
                    wrong.append(f"{files} {linker}: link, or without a word of {words}\n{done.stdout}")
    print("\n".join(wrong) if wrong else f"{tried} programs link or do not, as they should")
    return 1 if wrong or not tried else 0


if __name__ == "__main__":
    sys.exit(main())
