#!/usr/bin/env python3
# Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
"""Makes the archive of a release, unpacks it elsewhere, and shows there that it needs nothing but itself: neither git nor a folder
beside it. What git does not track is not in it.

usage: archive.py CMAKE GENERATOR COMPILER SOURCE_DIRECTORY ARCHIVE      (ARCHIVE is written: NAME.tar.gz)"""
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tarfile
import tempfile

TOOLS = ["layering include", "includes include", "own_includes include", "size_budget include examples/server tests", "lists .", "links .", "unit_tests include tests/unit core request retry download"]
EVERYTHING = [f"-DSEEDANCE_{option}=ON" for option in ("BUILD_TESTS", "BUILD_EXAMPLES", "BUILD_BENCHMARKS", "COMPILED")]


def files_of(source):
    """The names of what git tracks; without git, or in a tree that it does not know, of all but what was built."""
    command = ["git", "-C", source, "ls-files", "-z"] if shutil.which("git") else ["true"]
    tracked = subprocess.run(command, capture_output=True, text=True).stdout.split("\0")
    if tracked[1:]:
        return [name for name in tracked if name and (source / name).is_file()]
    names = [str(file.relative_to(source)) for file in source.rglob("*") if file.is_file()]
    return [name for name in names if not re.match(r"build[^/]*/|\.git/|.*__pycache__/", name)]


def make(source, archive):
    archive.parent.mkdir(parents=True, exist_ok=True)
    top = archive.name.removesuffix(".tar.gz")
    with tarfile.open(archive, "w:gz", compresslevel=1) as tar:
        for name in sorted(files_of(source)):
            tar.add(source / name, f"{top}/{name}")
    return top


def main():
    cmake, generator, compiler, source, archive = sys.argv[1:]
    archive = pathlib.Path(archive)
    top = make(pathlib.Path(source), archive)
    wrong = []

    def run(*command):
        # Without what git or this build say in the environment; git is kept from the folders above.
        done = subprocess.run([str(word) for word in command], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, cwd=folder / top,
                              env={**os.environ, "GIT_CEILING_DIRECTORIES": str(folder), "PYTHONDONTWRITEBYTECODE": "1"})
        if done.returncode != 0 or re.search(r"\bWarning\b", done.stdout):
            wrong.append(f"{' '.join(map(str, command))}:\n{done.stdout}")

    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        with tarfile.open(archive) as tar:
            tar.extractall(folder)
        configure = [cmake, "-S", ".", "-G", generator, f"-DCMAKE_CXX_COMPILER={compiler}"]
        run(*configure, "-B", "build/plain")
        run(cmake, "--install", "build/plain", "--prefix", folder / "prefix")  # nothing was built, and nothing needs to be
        run(*configure, "-B", "build/everything", *EVERYTHING)
        run(cmake, "--build", "build/everything", "--target", "models")
        for tool in TOOLS:
            run(sys.executable, *f"tests/tools/{tool.replace(' ', '.py ', 1)}".split())
        if not (folder / "prefix/include/seedance/seedance.hpp").exists():
            wrong.append("nothing was installed")
    print("\n".join(wrong) if wrong else f"{archive.name} configures, installs and builds")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
