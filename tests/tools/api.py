#!/usr/bin/env python3
# Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
"""Compares the list of public names, each with its signature, with what the headers have, or with --write makes it anew: a change of
what programs can use is a change of a line, which is seen in review. Doxygen reads the headers (doc/Doxyfile.in), this reads
doxygen's XML. Versions of doxygen spell some signatures in their own way, so with another one than that which made the list the
comparison is skipped (exit code 77).

usage: api.py [--write] XML_DIRECTORY LIST"""
import difflib
import pathlib
import re
import sys
import xml.etree.ElementTree as ElementTree

HIDDEN = re.compile(r"::(detail|facts|rejected)\b")
COMPOUNDS = ("class", "struct", "union", "concept", "namespace")


def text_of(element, path):
    """The text of a child, in one line and with single spaces; nothing when there is none."""
    found = element.find(path)
    return "" if found is None else " ".join("".join(found.itertext()).split())


def template_of(element):
    """`template <class T, int n = 3> `, or nothing."""
    parameters = element.find("templateparamlist")
    if parameters is None:
        return ""
    spelled = []
    for parameter in parameters:
        name, default = text_of(parameter, "declname"), text_of(parameter, "defval")
        kind = text_of(parameter, "type")
        spelled.append(kind + (f" {name}" if name and not kind.endswith(" " + name) else "") + (f" = {default}" if default else ""))
    return f"template <{', '.join(spelled)}> "


def enumerators(member):
    values = [text_of(value, "name") + (f" {text_of(value, 'initializer')}" if value.find("initializer") is not None else "")
              for value in member.findall("enumvalue")]
    return f"enum {'class ' if member.get('strong') == 'yes' else ''}{text_of(member, 'qualifiedname')} {{ {', '.join(values)} }}"


def signature(member):
    """A member of a class or of a namespace as one line, or nothing where it is none of a program's business."""
    if member.get("prot") == "private":
        return None
    if member.get("kind") == "enum":
        return enumerators(member)
    words = text_of(member, "definition") + text_of(member, "argsstring")
    if member.get("kind") == "friend" and "(" not in words:
        return None
    requires = text_of(member, "requiresclause")
    before = [word for word in ("static", "explicit", "friend") if "yes" == member.get(word) or word == member.get("kind")]
    before = [word for word in before if not re.search(rf"\b{word}\b", words)]
    return template_of(member) + " ".join([*before, words, *(["requires " + requires] if requires else [])])


def heading(compound):
    """A class or concept itself as one line."""
    bases = ", ".join(base.get("prot") + " " + "".join(base.itertext()) for base in compound.findall("basecompoundref"))
    if compound.get("kind") == "concept":
        return re.sub(r"[≤≥]", lambda sign: {"≤": "<=", "≥": ">="}[sign[0]], text_of(compound, "initializer"))  # doc/filter.sed
    return template_of(compound) + f"{compound.get('kind')} {text_of(compound, 'compoundname')}" + (f" : {bases}" if bases else "")


def names(files):
    """{header: {(name, line)}} of the XML in these texts."""
    found = {}

    def add(element, name, line):
        if line and not HIDDEN.search(name):
            found.setdefault(element.find("location").get("file"), set()).add((name, line))

    for text in files:
        compound = ElementTree.fromstring(text).find("compounddef")
        if compound is None or compound.get("prot") == "private" or compound.get("kind") not in COMPOUNDS or HIDDEN.search(text_of(compound, "compoundname")):
            continue
        if compound.get("kind") != "namespace":
            add(compound, text_of(compound, "compoundname"), heading(compound))
        for member in compound.iter("memberdef"):
            add(member, text_of(member, "qualifiedname"), signature(member))
    return found


def spelled(found, version):
    lines = [f"# The public names, as doxygen {version} reads them. CONTRIBUTING.md says how to make this list anew."]
    for header in sorted(found):
        lines += ["", header, *("    " + line for _, line in sorted(found[header]))]
    return "\n".join(lines) + "\n"


def main():
    write = "--write" in sys.argv
    xml, file = (pathlib.Path(argument) for argument in sys.argv[1:] if argument != "--write")
    version = re.search(r'version="([0-9.]+)', (xml / "index.xml").read_text(encoding="utf-8"))[1]
    now = spelled(names(path.read_text(encoding="utf-8") for path in sorted(xml.glob("*.xml")) if path.name != "index.xml"), version)
    if write:
        file.write_text(now, encoding="utf-8")
        return 0
    known = file.read_text(encoding="utf-8")
    if known.partition("\n")[0] != now.partition("\n")[0]:
        print(f"the list was not made by doxygen {version}")
        return 77
    changes = [line for line in difflib.unified_diff(known.splitlines(), now.splitlines(), file.name, "the headers", lineterm="", n=0)]
    print("\n".join(changes) if changes else f"{now.count(chr(10) + '    ')} names are as the list has them")
    return 1 if changes else 0


if __name__ == "__main__":
    sys.exit(main())
