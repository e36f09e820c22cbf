#!/usr/bin/env python3
# Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
"""Checks that every header includes only headers of its own layer and of lower ones, that no two headers need each other (by
includes, or by a forward declaration of what the other one defines), that expensive libraries are reached only where they belong,
and that a public header comes to core/impl/cpp20.hpp before it says anything that an older C++ does not know.

usage: layering.py INCLUDE_DIRECTORY      (the one that holds seedance/)"""
import pathlib
import re
import sys

# From the bottom to the top; those in one row know nothing of each other. A name is a folder or a header.
LAYERS = [["core"], ["fwd.hpp"], ["model"], ["transport"], ["request"], ["download"], ["provider"], ["models.hpp"], ["task"], ["retry"],
          ["journal"], ["async"], ["engine"], ["client.hpp"], ["server"], ["webhook"], ["impl"], ["seedance.hpp"], ["testing"], ["src.hpp"]]

# Libraries, and what may lead to them, by whatever way. Everything else must not.
ABOVE_THE_SEAM = ["async", "engine", "client.hpp", "server", "webhook", "impl", "seedance.hpp", "src.hpp", "testing"]
NETWORK = r"boost/(asio|beast)/|openssl/(?!(evp|crypto)\.h)"
LIBRARIES = [
    ("Asio or Beast", NETWORK, ["transport", "download/file_sink.hpp", "download/off_loop_sink.hpp"] + ABOVE_THE_SEAM),
    ("Boost.JSON", r"boost/json", ["provider", "models.hpp"] + ABOVE_THE_SEAM),
    ("Beast or TLS", r"boost/beast/|boost/asio/ssl|openssl/(?!(evp|crypto)\.h)",
     ["transport/https.hpp", "transport/impl", "server/impl", "server/http_server.hpp", "webhook/server.hpp", "webhook/impl", "impl", "seedance.hpp", "src.hpp", "testing"]),
    ("SQLite", r"sqlite3\.h", ["journal/sqlite.hpp", "journal/impl"]),
    ("libpq", r"libpq-fe\.h", ["journal/postgres.hpp", "journal/impl"]),
]
INCLUDE = re.compile(r'^[ \t]*#[ \t]*include[ \t]*([<"])([^>"]+)[>"]', re.M)


def read(directory):
    """{header: its text}, named as after seedance/."""
    return {str(file.relative_to(directory / "seedance")): file.read_text(encoding="utf-8")
            for file in sorted(directory.joinpath("seedance").rglob("*")) if file.suffix in (".hpp", ".ipp")}


def includes_of(texts):
    """{header: what it includes}."""
    return {header: INCLUDE.findall(text) for header, text in texts.items()}


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
    wrong = []
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
                if theirs is not None and theirs != mine and theirs[0] >= mine[0]:
                    wrong.append(f"{header}: is in {mine[1]} and includes {target}")
        for library, pattern, allowed in LIBRARIES:
            if within(header, allowed):
                continue
            for name, by in reached(graph, header).items():
                if re.match(pattern, name):
                    wrong.append(f"{header}: leads to {library} ({name}" + (f" by {by})" if by != header else ")"))
                    break
    return wrong


def without_language_check(graph):
    """Public headers of which the first header that is read to its end is another than the one that asks for C++20."""
    wrong = []
    for header in graph:
        first = header
        while first and first != "core/impl/cpp20.hpp":
            first = next((ours(name) for _, name in graph.get(first, []) if ours(name) and name.endswith(".hpp")), None)
        if first is None and header.endswith(".hpp") and "impl/" not in header:
            wrong.append(f"{header}: its first include, or that one's, is to be core/impl/cpp20.hpp")
    return wrong


def is_own_definitions(header, target):
    """A header ends with the include of its definitions, which include it: <x.hpp> and <impl/x.ipp>."""
    return target.endswith(".ipp")


def circles(graph):
    """Headers that include each other, by whatever way."""
    edges = {header: [ours(name) for _, name in includes if ours(name) in graph and not is_own_definitions(header, ours(name))]
             for header, includes in graph.items()}
    wrong, done = [], set()

    def visit(header, path):
        if header in path:
            wrong.append("a circle: " + " -> ".join(path[path.index(header):] + [header]))
        elif header not in done:
            for target in edges[header]:
                visit(target, path + [header])
            done.add(header)

    for header in edges:
        visit(header, [])
    return wrong


DECLARED = re.compile(r"^(?:class|struct) (\w+);", re.M)
DEFINED = re.compile(r"^(?:class|struct) (\w+)(?: final)?(?: *:[^:{;][^{;]*)? *\{", re.M)


def hidden_circles(texts):
    """Forward declarations in a header of what another header defines that includes it. <fwd.hpp> declares for users."""
    graph, wrong = includes_of(texts), []
    namespace = re.compile(r"^namespace ([\w:]+) \{", re.M)
    definers = {}
    for header, text in texts.items():
        for name in DEFINED.findall(text):
            definers.setdefault((tuple(namespace.findall(text)[:1]), name), header)
    for header, text in texts.items():
        for name in DECLARED.findall(text) if header != "fwd.hpp" else []:
            definer = definers.get((tuple(namespace.findall(text)[:1]), name))
            if definer not in (None, header) and "seedance/" + header in reached(graph, definer):
                wrong.append(f"{header}: declares {name}, which {definer} defines, and that one includes it: a hidden circle")
    return wrong


def main():
    texts = read(pathlib.Path(sys.argv[1]))
    graph = includes_of(texts)
    wrong = check(graph) + circles(graph) + hidden_circles(texts) + without_language_check(graph) if graph else ["no header was found"]
    print("\n".join(wrong) if wrong else f"{len(graph)} headers keep to their layers")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
