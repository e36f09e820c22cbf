#!/usr/bin/env python3
# Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
"""Checks that every header includes, itself, the standard headers of what it uses, and no others. A file of definitions
(impl/x.ipp) has those of its own header as well. An include that is there for another reason says so in a comment on its line.

usage: includes.py [--fix] INCLUDE_DIRECTORY...      (--fix adds what is missing and removes what is not used)

It reads words and no C++, which is quick and needs no compiler. It sees `std::name`, macros and `<=>`; a name of std that is not in
standard_names.py is a finding, so that the table there stays whole. It does not see names without `std::` (after a
using-declaration, by argument-dependent lookup, in the C library's global namespace), operators and members that a type has from
elsewhere, and the includes of Boost and of the system. Those of this library are own_includes.py's."""
import re
import sys

from coroutine_lint import TOKEN, sources
from standard_names import STANDARD_HEADERS, WITHOUT_STD, headers_of

INCLUDE = re.compile(r"^[ \t]*#[ \t]*include[ \t]*<([^>]+)>([^\n]*)\n", re.M)


def standard_includes(source):
    """[match]: of the includes of standard headers, whose names have no dot and no folder."""
    return [match for match in INCLUDE.finditer(source) if re.fullmatch(r"\w+", match[1])]


def words(source):
    """[(line, word or mark)] of the code, without comments, strings and directives."""
    found, line = [], 1
    for match in TOKEN.finditer(source):
        if match.lastgroup in ("word", "mark") and not match[0].isspace():
            found.append((line, match[0]))
        line += match[0].count("\n")
    return found


def names_used(source):
    """{name, as the table has it: the first line that uses it}."""
    tokens, used = words(source), {}
    texts = [text for _, text in tokens] + [""] * 4
    for i, (line, text) in enumerate(tokens):
        name = None
        if text == "std" and texts[i + 1] == "::":
            name = texts[i + 2]
            if name == "ranges" and headers_of(texts[i + 4]) == ["algorithm"]:
                name = texts[i + 4]
            elif headers_of(name + "::"):
                name += "::"
        elif text in WITHOUT_STD and texts[i - 1] not in ("::", ".", "->"):
            name = text
        elif text == "<=" and texts[i + 1] == ">":
            name = "<=>"
        if name:
            used.setdefault(name, line)
    return used


def check(source, inherited=()):
    """([(line, missing header, name that needs it)], [header that is not used], [what the table lacks])."""
    includes, used = standard_includes(source), names_used(source)
    included = {match[1] for match in includes} | set(inherited)
    missing = {}
    for name, line in used.items():
        headers = headers_of(name)
        if headers and not included.intersection(headers) and not missing.keys() & headers:
            missing[headers[0]] = (line, headers[0], name)
    needed = {header for name in used for header in headers_of(name)}
    unused = [match[1] for match in includes if match[1] not in needed and "//" not in match[2]]
    unknown = [f"std::{name}" for name in used if not headers_of(name)] + [f"<{name}>" for name in included - STANDARD_HEADERS]
    return sorted(missing.values()), [name for name in unused if name in STANDARD_HEADERS], unknown


def with_include(source, header):
    """The source with one more standard include, where the order has it."""
    line = f"#include <{header}>\n"
    present = standard_includes(source)
    after = [match for match in present if match[1] > header]
    if present:
        at = after[0].start() if after else present[-1].end()
        return source[:at] + line + source[at:]
    at = re.search(r"^(?:#[ \t]*include|#if|namespace)\b", source, re.M).start()
    return source[:at] + line + "\n" + source[at:]


def fixed(source, inherited=()):
    missing, unused, _ = check(source, inherited)
    for _, header, _ in missing:
        source = with_include(source, header)
    for header in unused:
        source = re.sub(rf"(\n?)\n#include <{header}>\n(\n?)", lambda match: "\n" + (match[1] or match[2]), source)
    return source


def own_header(file, texts):
    """The header whose definitions the file holds: each of the two includes the other."""
    def includes(a, b):
        return any(b.as_posix().endswith("/" + match[1]) for match in INCLUDE.finditer(texts[a]))
    return next((header for header in texts if file.suffix == ".ipp" and includes(file, header) and includes(header, file)), None)


def main():
    texts = {file: file.read_text(encoding="utf-8") for file in sources(a for a in sys.argv[1:] if a != "--fix")}
    found = 0
    for file in sorted(texts, key=lambda file: (file.suffix, file)):  # a header before its definitions
        header = own_header(file, texts)
        inherited = {match[1] for match in standard_includes(texts[header])} if header else set()
        missing, unused, unknown = check(texts[file], inherited)
        said = [f"{file}:{line}: {name} needs <{needed}>" for line, needed, name in missing]
        said += [f"{file}: nothing here needs <{name}>" for name in unused]
        said += [f"{file}: {name} is not in standard_names.py" for name in unknown]
        found += len(said)
        if said:
            print("\n".join(said))
        if "--fix" in sys.argv:
            texts[file] = fixed(texts[file], inherited)
            file.write_text(texts[file], encoding="utf-8")
    print(f"{len(texts)} files, {found} findings")
    return 1 if found or not texts else 0


if __name__ == "__main__":
    sys.exit(main())
