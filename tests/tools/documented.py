#!/usr/bin/env python3
# Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
"""Checks that public names have a comment which doxygen's warnings leave out: types without members, concepts, enumerators, and
macros; that doc/namespaces.dox has every namespace, for doxygen looks at the names of those alone that are documented; and that
every public enumeration has its words, `to_string` or `name_of`, in its own header; and that a folder's headers are public and those
of its impl/ are not.

It goes by lines as clang-format writes them: what stands in a namespace begins in the first column.

usage: documented.py PROJECT_DIRECTORY"""
import pathlib
import re
import sys

NAMESPACES = "doc/namespaces.dox"
INTERNAL = re.compile(r"/impl/|seedance/(download|retry|testing/sandbox)/")  # as doc/Doxyfile.in has it
NOT_PUBLIC = {"detail", "facts", "rejected"}
NAMED = re.compile(r"^(?:struct|class|enum class|enum|concept) (\w+)\b(?! *;|<)|^#define (SEEDANCE_\w+)")
BETWEEN = re.compile(r"^(template |    requires |requires |#|//)")
ENUMERATION = re.compile(r"^(?:    )?enum (?:class )?(\w+)[^;{]*\{")
ENUMERATOR = re.compile(r"^    (\w+)(?: = [^,/]*)?,?(.*)$")


# What holds braces that open and close nothing: comments, text and characters. The headers have no such text over several lines.
TEXT = re.compile(r'//.*|R"\((?:.*?)\)"|"(?:[^"\\]|\\.)*"|(?<!\d)\'(?:[^\'\\]|\\.)+\'')


def in_namespaces(source):
    """[(line's number from 0, line, the namespaces that it is in)], without the lines that open or close one."""
    inside, depth, found = [], 0, []
    for at, line in enumerate(source.split("\n")):
        opened = re.match(r"namespace (?:inline )?([\w:]+) \{(?!.*\})", line)
        code = TEXT.sub("", line)
        if opened:
            inside.append((depth, opened[1].split("::")))
        depth += code.count("{") - code.count("}")
        closed = inside and depth <= inside[-1][0]
        if closed:
            inside.pop()
        if not opened and not closed:
            found.append((at, line, [name for _, names in inside for name in names]))
    return found


def has_comment(lines, at):
    """Whether a comment of doxygen's stands above a line, with nothing but the head of a template between them."""
    while at > 0 and BETWEEN.match(lines[at - 1]) and not lines[at - 1].startswith("///"):
        at -= 1
    return at > 0 and lines[at - 1].lstrip().startswith("///")


def undocumented(source):
    """([(line, name without a comment)], {public namespaces}) of a header."""
    lines, found, spaces = source.split("\n"), [], set()
    enumeration = None
    for at, line, path in in_namespaces(source):
        if NOT_PUBLIC & set(path):
            continue
        if path[:1] == ["seedance"]:
            spaces.add("::".join(path))
        if line.startswith("}"):
            enumeration = None
        named = NAMED.match(line)
        if named and (path or named[2]) and not has_comment(lines, at):
            found.append((at + 1, named[1] or named[2]))
        if re.match(r"enum (class )?\w+.*\{$", line):
            enumeration = True
        elif enumeration and (value := ENUMERATOR.match(line)) and "///<" not in line and not has_comment(lines, at):
            found.append((at + 1, value[1]))
    return found, spaces


def without_words(source):
    """[(line, public enumeration that no function of its header turns into words)]."""
    found = []
    for at, line, path in in_namespaces(source):
        named = ENUMERATION.match(line)
        if path and not NOT_PUBLIC & set(path) and named and not re.search(rf"\b(?:to_string|name_of)\((?:\w+::)?{named[1]}\b", source):
            found.append((at + 1, named[1]))
    return found


def in_the_wrong_room(name, source):
    """A header of impl/ that defines a public type, or a public one without a public name."""
    public, hidden = None, False
    for _, line, path in in_namespaces(source):
        if path and re.match(r"\w", line):
            is_hidden = bool(NOT_PUBLIC & set(path))
            hidden = hidden or is_hidden
            public = public or (None if is_hidden else line)
    if "/impl/" in name:
        defined = public and re.match(r"(struct|class|enum|concept)\b[^;]*$", public)
        return [f"{name}: what is in impl/ is in namespace detail, and this is not: {public}"] if defined else []
    return [f"{name}: all of it is in namespace detail, so it belongs into impl/"] if hidden and not public and not INTERNAL.search(name) else []


def check(root):
    wrong, spaces, count = [], set(), 0
    for header in sorted((root / "include").rglob("*.hpp")):
        name = str(header.relative_to(root))
        source = header.read_text(encoding="utf-8")
        wrong += in_the_wrong_room(name, source)
        if INTERNAL.search(name):
            continue
        count += 1
        found, of_this = undocumented(source)
        wrong += [f"{name}:{line}: {what} has no comment" for line, what in found]
        wrong += [f"{name}:{line}: {what} has neither to_string nor name_of" for line, what in without_words(source)]
        spaces |= of_this
    said = set(re.findall(r"^/// @namespace (\S+)", (root / NAMESPACES).read_text(encoding="utf-8"), re.M))
    wrong += [f"{NAMESPACES}: {space} is missing" for space in sorted(spaces - said)]
    wrong += [f"{NAMESPACES}: {space} is in no header" for space in sorted(said - spaces)]
    return count, wrong


def main():
    count, wrong = check(pathlib.Path(sys.argv[1]))
    print("\n".join(wrong + [f"{count} public headers, {len(wrong)} findings"]))
    return 1 if wrong or not count else 0


if __name__ == "__main__":
    sys.exit(main())
