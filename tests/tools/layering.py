#!/usr/bin/env python3
# Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
"""Checks that every header includes only headers of its own layer and of lower ones, and that expensive libraries are
reached only where they belong.

usage: layering.py INCLUDE_DIRECTORY      (the one that holds seedance/)"""
import pathlib
import re
import sys

# From the bottom to the top; those in one row know nothing of each other. A name is a folder or a header.
LAYERS = [["core", "fwd.hpp"], ["model"], ["request"], ["provider", "transport"], ["models.hpp"], ["task"], ["client.hpp"],
          ["impl"], ["seedance.hpp"], ["journal", "testing", "webhook"], ["src.hpp"]]

# (from, to) that are allowed besides.
BESIDES = [
    ("provider", "transport/http.hpp"),           # the types of a request and of an answer, without a socket
]

# Libraries, and what may lead to them, by whatever way. Everything else must not.
NETWORK = r"boost/(asio|beast)/|openssl/(?!evp\.h)"
LIBRARIES = [
    ("Asio or Beast", NETWORK, ["transport", "task", "client.hpp", "impl", "seedance.hpp", "src.hpp", "testing", "journal", "webhook"]),
    ("Boost.JSON", r"boost/json", ["provider", "models.hpp", "task", "client.hpp", "impl", "seedance.hpp", "src.hpp", "testing", "journal", "webhook"]),
    ("Beast or TLS", r"boost/beast/|boost/asio/ssl|openssl/(?!evp\.h)",
     ["transport/https.hpp", "transport/impl", "impl", "seedance.hpp", "src.hpp", "testing"]),
    ("SQLite", r"sqlite3\.h", ["journal"]),
]
INCLUDE = re.compile(r'^[ \t]*#[ \t]*include[ \t]*([<"])([^>"]+)[>"]', re.M)


def read(directory):
    """{header: what it includes}, both as they are written after seedance/."""
    graph = {}
    for file in sorted(directory.joinpath("seedance").rglob("*")):
        if file.suffix in (".hpp", ".ipp"):
            graph[str(file.relative_to(directory / "seedance"))] = INCLUDE.findall(file.read_text(encoding="utf-8"))
    return graph


def within(header, places):
    return any(header == place or header.startswith(place + "/") for place in places)


def layer_of(header):
    """(how high, which of the row), or None."""
    for height, row in enumerate(LAYERS):
        for name in row:
            if within(header, [name]):
                return height, name
    return None


def ours(name):
    return name[len("seedance/"):] if name.startswith("seedance/") else None


def reached(graph, header):
    """Every name that a header includes, itself or through ours: {name: the header that includes it}."""
    names, todo = {}, [header]
    while todo:
        here = todo.pop()
        for _, name in graph.get(here, []):
            if name not in names:
                names[name] = here
                todo += [ours(name)] if ours(name) else []
    return names


def check(graph):
    wrong, used = [], set()
    for header, includes in graph.items():
        mine = layer_of(header)
        if mine is None:
            wrong.append(f"{header}: is in no layer")
            continue
        for quote, name in includes:
            target = ours(name)
            if quote == '"':
                wrong.append(f'{header}: includes "{name}" by quotes; headers are named from the top: <seedance/...>')
            elif target is not None and target not in graph:
                wrong.append(f"{header}: includes {name}, which is not there")
            elif target is not None:
                theirs = layer_of(target)
                if theirs is None or theirs == mine or theirs[0] < mine[0]:
                    continue
                excuses = {pair for pair in BESIDES if within(header, [pair[0]]) and pair[1] == target}
                used |= excuses
                if not excuses:
                    wrong.append(f"{header}: is in {mine[1]} and includes {target}")
        for library, pattern, allowed in LIBRARIES:
            if within(header, allowed):
                continue
            for name, by in reached(graph, header).items():
                if re.match(pattern, name):
                    wrong.append(f"{header}: leads to {library} ({name}" + (f" by {by})" if by != header else ")"))
                    break
    wrong += [f"the exception {a} -> {b} is used by nobody" for a, b in BESIDES if (a, b) not in used]
    return wrong


def main():
    graph = read(pathlib.Path(sys.argv[1]))
    wrong = check(graph) if graph else ["no header was found"]
    print("\n".join(wrong) if wrong else f"{len(graph)} headers keep to their layers")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
