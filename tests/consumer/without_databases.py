#!/usr/bin/env python3
# Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
"""Installs the package as it is made on a machine without SQLite and libpq, of a tree that was configured as it comes and not built.
Checks that it is whole: it has no empty folder, no header in it needs one of them or a header that is left out, all that is left out
leads to one of them, the journals that need neither compile alone, and all headers compile together. That every header compiles alone
where all are there, `tests/nightly.sh headers` sees.

usage: without_databases.py CMAKE GENERATOR COMPILER SOURCE_DIRECTORY BUILD_DIRECTORY"""
import concurrent.futures
import pathlib
import re
import shutil
import subprocess
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "tools"))
from layering import includes_of, ours, reached, read

JOURNALS = ["journal/journal.hpp", "journal/memory.hpp"]
NOT_INSTALLED = ["journal/sqlite.hpp", "journal/postgres.hpp"]
OTHERS = ["share/doc/seedance/LICENSE", "share/cmake/seedance/seedance-config.cmake", "lib*/**/pkgconfig/seedance.pc"]
DATABASES = {"sqlite3.h", "libpq-fe.h"}


def install(cmake, generator, compiler, source, build):
    """The installed prefix."""
    shutil.rmtree(build, ignore_errors=True)
    options = [f"-DCMAKE_CXX_COMPILER={compiler}", "-DCMAKE_DISABLE_FIND_PACKAGE_SQLite3=ON",
               "-DCMAKE_DISABLE_FIND_PACKAGE_PostgreSQL=ON"]
    for command in ([cmake, "-S", source, "-B", build, "-G", generator, *options], [cmake, "--install", build, "--prefix", build / "prefix"]):
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    return build / "prefix"


def wrong_files(tree, installed):
    """What is wrong with the choice of files; both are {header: what it includes}."""
    wrong = [f"{header}: is not installed" for header in JOURNALS if header not in installed]
    wrong += [f"{header}: is installed" for header in NOT_INSTALLED if header in installed]
    for header, includes in installed.items():
        wrong += [f"{header}: includes {name}, which is not installed" for _, name in includes if ours(name) and ours(name) not in installed]
        wrong += [f"{header}: is installed and includes {name}; CMakeLists.txt lists the headers that need it"
                  for _, name in includes if name in DATABASES]
    wrong += [f"{header}: is not installed and does not lead to a database" for header in tree
              if header not in installed and not DATABASES & set(reached(tree, header))]
    return wrong


def compiles(compiler, prefix, headers):
    """What the compiler says against a file that includes these headers; nothing when it compiles."""
    code = "".join(f"#include <seedance/{header}>\n" for header in headers)
    said = subprocess.run([compiler, "-std=c++20", "-fsyntax-only", "-DSEEDANCE_SEPARATE_COMPILATION", f"-I{prefix / 'include'}", "-x", "c++", "-"],
                          input=code, capture_output=True, text=True)
    return [] if said.returncode == 0 else [f"{headers[0]}{' and others' if headers[1:] else ''}: does not compile\n{said.stderr}"]


def main():
    cmake, generator, compiler, source, build = sys.argv[1:]
    prefix = install(cmake, generator, compiler, source, pathlib.Path(build))
    installed = includes_of(read(prefix / "include"))
    wrong = wrong_files(includes_of(read(pathlib.Path(source) / "include")), installed)
    wrong += [f"{file.name}: is installed" for file in prefix.rglob("*_journal*.cmake")]
    wrong += [f"{folder.relative_to(prefix)}: is empty" for folder in prefix.rglob("*") if folder.is_dir() and not any(folder.iterdir())]
    wrong += [f"{file}: is not installed" for file in OTHERS if not any(prefix.glob(file))]
    together = [header for header in installed if header.endswith(".hpp") and not re.search(r"\bsrc\.hpp$", header)]
    with concurrent.futures.ThreadPoolExecutor(2) as pool:
        for said in pool.map(lambda headers: compiles(compiler, prefix, headers), [together, *([header] for header in JOURNALS)]):
            wrong += said
    print("\n".join(wrong) if wrong else f"{len(installed)} headers are installed and compile")
    return 1 if wrong or not installed else 0


if __name__ == "__main__":
    sys.exit(main())
