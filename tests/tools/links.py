#!/usr/bin/env python3
# Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
"""Checks that every file that the pages (*.md) name is there: the targets of relative links and, in backticks, paths that begin
with a folder of the project or with seedance/. A path with NAME or GATEWAY in it is a pattern and no file.

usage: links.py SOURCE_DIRECTORY"""
import pathlib
import re
import sys

FOLDERS = ("include/", "tests/", "examples/", "benchmarks/", "seedance/", "core/", "model/", "request/", "provider/", "transport/",
           "task/", "retry/", "download/", "journal/", "async/", "engine/", "testing/")
LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)\)")
CODE = re.compile(r"`([\w./-]+)`")
FENCE = re.compile(r"^```.*?^```", re.S | re.M)


def named_in(text):
    """The paths that a page names: (path, whether it is relative to the page)."""
    text = FENCE.sub("", text)
    for target in LINK.findall(text):
        if "://" not in target and not target.startswith(("#", "mailto:")):
            yield target.split("#")[0], True
    for path in CODE.findall(text):
        is_pattern = "NAME" in path or "GATEWAY" in path
        if path.startswith(FOLDERS) and "/" in path.rstrip("/") and not is_pattern:
            yield path, False


def is_there(root, page, path, relative):
    if relative:
        return (page.parent / path).exists()
    return any((root / base / path).exists() for base in ("", "include", "include/seedance", "tests"))


def missing(root):
    pages = [p for pattern in ("*.md", "benchmarks/*.md", "examples/**/*.md", "doc/**/*.md") for p in sorted(root.glob(pattern))]
    count, wrong = 0, []
    for page in pages:
        text = page.read_text(encoding="utf-8")
        if page.name == "CHANGELOG.md":
            text = LINK.sub("", text.replace("`", ""))  # it names what was
        for path, relative in named_in(text):
            count += 1
            if not is_there(root, page, path, relative):
                wrong.append(f"{page.relative_to(root)}: names {path}, which is not there")
    return count, wrong


def main():
    count, wrong = missing(pathlib.Path(sys.argv[1]))
    if count == 0:
        wrong.append("no page names a file")
    print("\n".join(wrong) if wrong else f"{count} named files are there")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
