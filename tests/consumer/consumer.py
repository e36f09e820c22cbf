#!/usr/bin/env python3
# Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
"""Configures a project of somebody else's that uses the library, and builds and runs its program `consumer`. CMake must say no
warning, and nothing of the library may be among what the project itself installs.

usage: consumer.py [--moved PREFIX] [--refused WORDS | --configure-only] CMAKE GENERATOR PROJECT WORK [OPTION...]

--moved           the package is copied to WORK/another place, and is found there; it names no place of the machine that made it
--refused         configuring must fail, with these words
--configure-only  nothing is built
OPTION            for CMake: -DNAME=VALUE"""
import argparse
import pathlib
import re
import shutil
import subprocess
import sys


def run(*command):
    """(its exit code, what it said)."""
    done = subprocess.run([str(word) for word in command], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    return done.returncode, done.stdout


def configured(given, build, options):
    """What is wrong with configuring, or nothing."""
    code, said = run(given.cmake, "-S", given.project, "-B", build, "-G", given.generator, *options)
    if re.search(r"\bWarning\b", said):
        return f"CMake warns:\n{said}"
    if given.refused:
        words = " ".join(said.split())
        return None if code != 0 and given.refused in words else f"is not refused with '{given.refused}':\n{said}"
    return f"does not configure:\n{said}" if code else None


def built(given, build):
    """What is wrong with building, running and installing, or nothing."""
    code, said = run(given.cmake, "--build", build)
    if code:
        return f"does not build:\n{said}"
    code, said = run(next(build.rglob("consumer")))
    if code:
        return f"the program fails:\n{said}"
    print(said, end="")
    code, said = run(given.cmake, "--install", build, "--prefix", build / "prefix")
    installed = [str(file) for file in (build / "prefix").rglob("*seedance*")]
    return f"does not install:\n{said}" if code else f"installs {installed[0]}" if installed else None


# A place in a list, an assignment or an option, which holds on the machine that made the package only.
PLACE = re.compile(r"""(?:["'\s;=]|-[IL])(/\w[^"'\s;]*)""")


def places_in(package):
    """The files that say how a package is used, with the places of a machine that they name."""
    files = [file for pattern in ("*.cmake", "*.pc") for file in sorted(package.rglob(pattern))]
    named = [f"{file.name} names {place}" for file in files for place in PLACE.findall(file.read_text(encoding="utf-8"))]
    return "\n".join(named if files else ["nothing says how the package is used"])


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--moved", type=pathlib.Path)
    parser.add_argument("--refused")
    parser.add_argument("--configure-only", action="store_true")
    parser.add_argument("cmake")
    parser.add_argument("generator")
    parser.add_argument("project", type=pathlib.Path)
    parser.add_argument("work", type=pathlib.Path)
    given, options = parser.parse_known_args()
    shutil.rmtree(given.work, ignore_errors=True)
    if given.moved:
        shutil.copytree(given.moved, given.work / "another place")
        options.append(f"-DCMAKE_PREFIX_PATH={given.work / 'another place'}")
    wrong = places_in(given.work / "another place") if given.moved else None
    wrong = wrong or configured(given, given.work / "build", options)
    if not (wrong or given.refused or given.configure_only):
        wrong = built(given, given.work / "build")
    if given.moved and not wrong and str(given.moved) in (given.work / "build/CMakeCache.txt").read_text(encoding="utf-8"):
        wrong = f"uses {given.moved}"
    print(wrong or "as it should be")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
