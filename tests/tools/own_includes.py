#!/usr/bin/env python3
# Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
"""Checks that every header includes, itself, the headers of this library whose types it uses. A file of definitions (impl/x.ipp) has
those of its own header as well; what is only named may come from fwd.hpp.

usage: own_includes.py [--fix] INCLUDE_DIRECTORY      (the one that holds seedance/; --fix adds what is missing)

It reads words and no C++, which is quick and needs no compiler. It sees a type that one header alone defines, where its name stands
as that of a type. Functions, members, values and types of one name in two headers it does not see."""
import pathlib
import re
import sys

from includes import words
from layering import INCLUDE, is_own_definitions, layer_of, read

NAMESPACES = {"seedance", "detail", "testing"}
# A name after another word is that of a variable or of a member; after these it is that of a type.
BEFORE_TYPES = {"case", "co_return", "const", "constexpr", "explicit", "friend", "inline", "mutable", "new", "private", "public", "return", "static", "typename", "using", "virtual"}
OPERATORS = {"=", "==", "!=", "<=", ">=", "+", "-", "*", "/", "&&", "||", "!", "?", ":"}
DECLARED = re.compile(r"\busing (?:\w+::)+(\w+)|, (?:\w+::)+(\w+);|\b(?:class|struct|enum|concept|using|typename) (\w+)")


def is_word(text):
    return re.fullmatch(r"[A-Za-z_]\w*", text) is not None


def defined_at(texts, i):
    """The name of the type that is defined at a word, or None. (An enum class has `class` before its name, too.)"""
    word, name, follows = texts[i:i + 3]
    if word in ("class", "struct") and is_word(name) and follows in ("{", ":", "final"):
        return name
    return name if word in ("concept", "using") and follows == "=" else None


def definitions(source):
    """The names of the types that a header defines in a namespace."""
    texts = [text for _, text in words(source)] + [""] * 3
    names, depth, namespaces, opens_namespace = set(), 0, 0, False
    for i, text in enumerate(texts[:-3]):
        if text == "namespace":
            opens_namespace = True
        elif text in "{;":
            depth += text == "{"
            namespaces += opens_namespace and text == "{"
            opens_namespace = False
        elif text == "}":
            depth -= 1
            namespaces = min(namespaces, depth)
        elif depth == namespaces and (name := defined_at(texts, i)):
            names.add(name)
    return names


def names_type(texts, i):
    """Whether the word stands as the name of a type, which is no member of something else. `a && b`, `a * b`, `: a{}` and `b<c> a{}` are values."""
    before, after = texts[i - 1], texts[i + 1]
    if before == "::" and texts[i - 2] not in NAMESPACES or before in (".", "->", "namespace") or is_word(before) and before not in BEFORE_TYPES:
        return False
    if after in ("&", "*", "&&"):
        return before not in OPERATORS and before != "return"
    if after == "{":
        return before not in (":", ",", ">")
    return is_word(after) or after == "::" or after == ">" and before in ("<", ",", "const") or before == "<" and after in (",", "(")


def types_used(source):
    """{name: the first line that uses it}."""
    tokens, used = words(source), {}
    texts = ["", ""] + [text for _, text in tokens] + [""]
    for i, (line, text) in enumerate(tokens, 2):
        if is_word(text) and names_type(texts, i):
            used.setdefault(text, line)
    return used


def places_of(texts):
    """{type: the headers that define one of that name}."""
    places = {}
    for header, text in texts.items():
        for name in definitions(text):
            places.setdefault(name, set()).add(header)
    return places


def check(texts):
    """[(header, line, the header that is missing, the type that needs it)]."""
    included = {header: {name.removeprefix("seedance/") for _, name in INCLUDE.findall(text)} for header, text in texts.items()}
    places, missing = places_of(texts), {}
    for header, text in texts.items():
        own = next((name for name in included[header] if is_own_definitions(name, header) and header in included[name]), header)
        present = included[header] | included[own] | {header}
        declared = {name for names in DECLARED.findall(text + texts[own] + (texts["fwd.hpp"] if "fwd.hpp" in present else "")) for name in names}
        for name, line in types_used(text).items():
            where = places.get(name, set())
            if len(where) != 1 or name in declared or where & present or layer_of(min(where)) > layer_of(header):
                continue
            missing.setdefault((header, min(where)), (line, name))
    return [(header, line, needed, name) for (header, needed), (line, name) in missing.items()]


def with_include(source, header):
    """The source with one more include of this library, where the order has it."""
    line = f"#include <seedance/{header}>\n"
    present = [match for match in re.finditer(r"^#include <([^>]+)>[^\n]*\n", source, re.M)]
    ours = [match for match in present if match[1].startswith("seedance/")]
    after = [match for match in ours if match[1] > f"seedance/{header}"]
    if not ours:
        at = present[-1].end() if present else re.search(r"^namespace\b", source, re.M).start()
        return source[:at] + ("\n" + line if present else line + "\n") + source[at:]
    at = after[0].start() if after else ours[-1].end()
    return source[:at] + line + source[at:]


def main():
    directory = pathlib.Path(sys.argv[-1])
    texts = read(directory)
    missing = check(texts)
    for header, line, needed, name in missing:
        print(f"{header}:{line}: {name} needs <seedance/{needed}>")
        if "--fix" in sys.argv:
            texts[header] = with_include(texts[header], needed)
            directory.joinpath("seedance", header).write_text(texts[header], encoding="utf-8")
    print(f"{len(texts)} headers, {len(missing)} findings")
    return 1 if missing or not texts else 0


if __name__ == "__main__":
    sys.exit(main())
