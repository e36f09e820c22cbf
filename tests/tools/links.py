#!/usr/bin/env python3
# Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
"""Checks that every file that the pages (*.md) name is there: the targets of relative links, with the headings that they point at,
and, in backticks, paths that begin with a folder of the project or with seedance/; CONTRIBUTING.md and ARCHITECTURE.md may name a
source by the last part of its path. A path with NAME or GATEWAY in it is a pattern
and no file. Behind a link to a test, the names in backticks are cases of it. Of a link to elsewhere the form is checked, and nobody is asked for it. A page in doc/ can be reached from the README.

usage: links.py SOURCE_DIRECTORY"""
import pathlib
import re
import sys

FOLDERS = ("include/", "tests/", "examples/", "benchmarks/", "seedance/", "core/", "model/", "request/", "provider/", "transport/",
           "task/", "retry/", "download/", "journal/", "async/", "engine/", "testing/")
LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)\)")
CODE = re.compile(r"`([\w./-]+)`")
SOURCE = re.compile(r"[\w./-]+\.(?:hpp|ipp|cpp|py|js|txt)")  # by a part of its path, on the pages for those who change it
PAGES_OF_SOURCES = ("CONTRIBUTING.md", "ARCHITECTURE.md")
FENCE = re.compile(r"^```.*?^```", re.S | re.M)
HEADING = re.compile(r"^#+ +(.+?) *#*$", re.M)
TESTS = re.compile(r"\]\(([^)\s]+_test\.(?:cpp|py))\)((?:,\s+`\w+`)+)")
ELSEWHERE = re.compile(r"(https?://[\w.-]+\.[a-z]+(:\d+)?(/[^\s<>\"]*)?|mailto:[^\s@]+@[\w.-]+)")


def targets_in(text):
    """The targets of a page's links that are in the project."""
    return [target for target in LINK.findall(FENCE.sub("", text)) if not re.match(r"[a-z]+:", target)]


def anchors_of(page):
    """The anchors of a page's headings, as GitHub and GitLab make them."""
    found = set()
    for heading in HEADING.findall(FENCE.sub("", page.read_text(encoding="utf-8"))):
        words = re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", heading)
        name = re.sub(r"[^\w\- ]", "", words.lower()).replace(" ", "-")
        number = 0
        while (anchor := f"{name}-{number}" if number else name) in found:
            number += 1
        found.add(anchor)
    return found


def wrong_anchors(page, text):
    """What is wrong with the headings that a page's links point at."""
    for target in targets_in(text):
        path, _, anchor = target.partition("#")
        there = page.parent / path if path else page
        if anchor and there.suffix == ".md" and there.exists() and anchor not in anchors_of(there):
            yield f"points at {target}, and there is no such heading"


def wrong_addresses(text):
    """What is wrong with the form of links to elsewhere."""
    for target in LINK.findall(FENCE.sub("", text)):
        if re.match(r"[a-z]+:", target) and not ELSEWHERE.fullmatch(target):
            yield f"{target} is no address"


def unknown_cases(page, text):
    """The cases of a test that a page names behind a link to it, and that the test has not."""
    for target, names in TESTS.findall(FENCE.sub("", text)):
        there = page.parent / target
        test = there.read_text(encoding="utf-8") if there.exists() else ""
        for name in re.findall(r"\w+", names):
            if not re.search(rf"(?:TEST_CASE\(|def ){name}\b", test):
                yield f"names the case {name}, which {target} has not"


def unreachable(root):
    """The pages in doc/ that no links lead to from the README."""
    seen, ahead = set(), [root / "README.md"]
    while ahead:
        page = ahead.pop().resolve()
        if page in seen or page.suffix != ".md" or not page.exists():
            continue
        seen.add(page)
        ahead += [page.parent / target.split("#")[0] for target in targets_in(page.read_text(encoding="utf-8"))]
    return [page for page in sorted(root.glob("doc/*.md")) if page.resolve() not in seen]


def named_in(text):
    """The paths that a page names: (path, whether it is relative to the page)."""
    text = FENCE.sub("", text)
    for target in targets_in(text):
        if not target.startswith("#"):
            yield target.split("#")[0], True
    for path in CODE.findall(text):
        is_pattern = "NAME" in path or "GATEWAY" in path
        if path.startswith(FOLDERS) and "/" in path.rstrip("/") and not is_pattern:
            yield path, False


def is_there(root, page, path, relative):
    if relative:
        return (page.parent / path).exists()
    return any((root / base / path).exists() for base in ("", "include", "include/seedance", "tests"))


def unknown_sources(root, page, text):
    """The sources that a page for those who change them names in backticks, and that no file's path ends with."""
    if page.name not in PAGES_OF_SOURCES:
        return []
    there = [f"/{path.relative_to(root)}" for top in ("include", "tests", "examples", "benchmarks", "doc") for path in (root / top).rglob("*.*")]
    there += [f"/{path.name}" for path in root.glob("*.*")]
    names = {name for name in CODE.findall(FENCE.sub("", text)) if SOURCE.fullmatch(name) and not re.search("NAME|GATEWAY|_N\\.", name)}
    return [f"names {name}, and there is no such source" for name in sorted(names) if not any(path.endswith(f"/{name}") for path in there)]


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
        said = (*wrong_anchors(page, text), *wrong_addresses(text), *unknown_sources(root, page, text), *unknown_cases(page, text))
        wrong += [f"{page.relative_to(root)}: {what}" for what in said]
    wrong += [f"{page.relative_to(root)}: no link leads to it from the README" for page in unreachable(root)]
    return count, wrong


def main():
    count, wrong = missing(pathlib.Path(sys.argv[1]))
    if count == 0:
        wrong.append("no page names a file")
    print("\n".join(wrong) if wrong else f"{count} named files are there")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
