#!/usr/bin/env python3
# Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
"""Prints the figures that say how readable the tree is: of every header that is not generated data, as size_budget.py counts.

usage: style_figures.py SOURCE_DIRECTORY      (the one that holds include/ and README.md)"""
import collections
import pathlib
import statistics
import sys

from coroutine_lint import TOKEN
from format import COLUMNS, long_lines, tracked
from size_budget import MEDIAN_LINES, MOST_BODY_LINES, MOST_LINES, bodies, share, sources as sources_in

NOT_PUBLIC = {"impl", "retry", "download", "sandbox"}  # folders


def comment_lines(source):
    """How many lines hold a comment and nothing else."""
    comments, code, line = set(), set(), 1
    for match in TOKEN.finditer(source):
        length = match[0].count("\n")
        if not match[0].isspace():
            (comments if match.lastgroup == "comment" else code).update(range(line, line + length + 1))
        line += length
    return len(comments - code)


def first_code_of(page):
    """The line of a Markdown page where its first block of code begins."""
    return next((number for number, line in enumerate(page.splitlines(), 1) if line.startswith("```")), None)


def figures(directory):
    """[(what, figure, aim)]."""
    texts = sources_in(directory / "include")
    lines = sorted(text.count("\n") for text in texts.values())
    lengths = sorted(length for text in texts.values() for _, length in bodies(text))
    public = [text for file, text in texts.items() if file.suffix == ".hpp" and not NOT_PUBLIC & set(file.parts)]
    share_of_comments = sum(map(comment_lines, public)) / sum(text.count("\n") for text in public)
    sources = {str(file.relative_to(directory)): file.read_text(encoding="utf-8") for file in tracked(directory)}
    long = sum(len(line) > COLUMNS for text in sources.values() for line in text.splitlines())
    not_quoted = sum(len(long_lines(name, text)) for name, text in sources.items())
    return [
        ("first code in the README at line", f"{first_code_of((directory / 'README.md').read_text(encoding='utf-8'))}", "before 20"),
        ("headers", f"{len(lines)}", ""),
        ("header lines median / max", f"{statistics.median(lines):g} / {lines[-1]}", f"≤ {MEDIAN_LINES} / ≤ {MOST_LINES}"),
        ("function body p90 / p99 / longest", f"{share(lengths, 90)} / {share(lengths, 99)} / {lengths[-1]}", f"≤ 17 / ≤ {MOST_BODY_LINES}"),
        ("comment lines of the public headers", f"{share_of_comments:.1%} of {len(public)} headers", ""),
        (f"lines over {COLUMNS} columns, quoted words", f"{long - not_quoted} of {sum(t.count(chr(10)) for t in sources.values())}", ""),
        (f"lines over {COLUMNS} columns, others", f"{not_quoted}", "0"),
    ]


def files_per_folder(directory):
    """{folder of include/seedance: (headers of its own, of its impl/ and other folders)}."""
    top = directory / "include" / "seedance"
    counts = collections.defaultdict(lambda: [0, 0])
    for file in top.rglob("*.?pp"):
        folder, *rest = file.relative_to(top).parts
        counts[folder if rest else "."][len(rest) > 1] += 1
    return dict(sorted(counts.items()))


def main():
    directory = pathlib.Path(sys.argv[1])
    print("| what | here | aim |\n|---|---|---|")
    for row in figures(directory):
        print("| " + " | ".join(row) + " |")
    print("\n| folder of include/seedance | files | in its folders |\n|---|---|---|")
    for folder, (own, inner) in files_per_folder(directory).items():
        print(f"| {folder} | {own} | {inner} |")


if __name__ == "__main__":
    main()
