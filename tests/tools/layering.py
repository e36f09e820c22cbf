#!/usr/bin/env python3
# Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
"""Checks that every header includes only headers of its own layer and of lower ones, that no two headers need each other (by
includes, or by a forward declaration of what the other one defines), that expensive libraries are reached only where they belong,
that no library is used which has no place yet, that a public header comes to core/impl/cpp20.hpp before it says anything that an
older C++ does not know, that one header alone knows in what systems differ, and that ARCHITECTURE.md shows the layers as they are.

usage: layering.py INCLUDE_DIRECTORY               (the one that holds seedance/)
       layering.py --everywhere INCLUDE_DIRECTORY  prints the headers that ask a system for nothing: they compile on every one"""
import pathlib
import re
import sys

from standard_names import STANDARD_HEADERS

# From the bottom to the top; those in one row know nothing of each other. A name is a folder or a header.
LAYERS = [["core"], ["fwd.hpp"], ["model"], ["transport"], ["request"], ["download"], ["provider"], ["models.hpp"], ["task"], ["retry"],
          ["journal"], ["async"], ["engine"], ["client.hpp"], ["server"], ["webhook"], ["impl"], ["seedance.hpp"], ["testing"], ["src.hpp"]]

# Libraries, and what may lead to them, by whatever way. Everything else must not.
ABOVE_THE_SEAM = ["async", "engine", "client.hpp", "server", "webhook", "impl", "seedance.hpp", "src.hpp", "testing"]
NETWORK = r"boost/(asio|beast)/|openssl/(?!(evp|crypto)\.h)"
PLATFORM = "core/impl/platform.hpp"
POSIX = r"(fcntl|netdb|poll|pthread|signal|unistd)\.h|(arpa|net|netinet|sys)/"
LIBRARIES = [
    ("Asio or Beast", NETWORK, ["transport", "download/file_sink.hpp", "download/off_loop_sink.hpp"] + ABOVE_THE_SEAM),
    ("Boost.JSON", r"boost/json", ["provider", "models.hpp"] + ABOVE_THE_SEAM),
    ("Beast or TLS", r"boost/beast/|boost/asio/ssl|openssl/(?!(evp|crypto)\.h)",
     ["transport/https.hpp", "transport/impl", "server/impl", "server/http_server.hpp", "webhook/server.hpp", "webhook/impl", "impl", "seedance.hpp", "src.hpp", "testing"]),
    ("POSIX", POSIX, [PLATFORM, "core/impl/quiet_thread.hpp", "transport/https.hpp", "transport/impl", "download", "task/save_path.hpp", "journal"] + ABOVE_THE_SEAM),
    ("Boost.URL", r"boost/url", ["server", "testing"]),  # what a URL is must not depend on its version
    ("SQLite", r"sqlite3\.h", ["journal/sqlite.hpp", "journal/impl"]),
    ("libpq", r"libpq-fe\.h", ["journal/postgres.hpp", "journal/impl"]),
]
# What needs no row: every program has it, or a row of its own is for a part of it. (OF_ONE_SYSTEM says where linux/ may be.)
ANYWHERE = r"boost/|openssl/|linux/"
# What some systems have and POSIX.1-2008 has not, and the names by which compilers tell systems.
OF_ONE_SYSTEM = re.compile(r"\b(F_OFD_\w+|SOCK_(?:CLOEXEC|NONBLOCK)|accept4|MSG_NOSIGNAL|SO_NOSIGPIPE|POLLRDHUP|TCP_(?:KEEP|USER)\w+|"
                           r"sync_file_range|SYNC_FILE_RANGE\w*|fdatasync|(?:posix_)?fallocate|FALLOC_\w+|posix_fadvise|POSIX_FADV\w*|eventfd|EFD_\w+|epoll(?:_\w+)?|EPOLL\w+|kqueue|kevent|pipe2|dup3|"
                           r"getrandom|O_TMPFILE|memfd_create|signalfd|timerfd\w*|inotify\w*|sigtimedwait|gettid|prctl|renameat2|"
                           r"__builtin_\w+|__linux__|_WIN32|__APPLE__|__FreeBSD__|SEEDANCE_PLAIN_POSIX)\b|<linux/")
COMMENT = re.compile(r"//[^\n]*")
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


def is_known(name):
    """Says whether it is known what a header in angle brackets belongs to: to us, to a language, or to a library that has its place."""
    is_standard = name in STANDARD_HEADERS or (name.endswith(".h") and "c" + name[:-2] in STANDARD_HEADERS)
    is_no_file = " " in name  # core/impl/cpp20.hpp ends a compilation by one
    return bool(ours(name) or is_standard or is_no_file or re.match(ANYWHERE, name) or
                any(re.match(pattern, name) for _, pattern, _ in LIBRARIES))


def unknown_libraries(graph):
    """Includes of what has no row in LIBRARIES: it could lead anywhere."""
    return [f"{header}: includes <{name}>: which library is this? Give it a row in LIBRARIES of tests/tools/layering.py"
            for header, includes in graph.items() for quote, name in includes if quote == "<" and not is_known(name)]


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


def named_systems(texts):
    """What only some systems have, in a header that shall not know."""
    return [f"{header}: names {found[0]}, which not every system has: that belongs into {PLATFORM}"
            for header, text in texts.items() if header != PLATFORM
            for found in OF_ONE_SYSTEM.finditer(COMMENT.sub("", text))]


def everywhere(graph):
    """The headers that lead to no network and, but for the platform's header, to nothing of a system."""
    known = {header: includes for header, includes in graph.items() if header != PLATFORM}
    return [header for header in graph if not header.endswith(".ipp") and header != "src.hpp" and
            not any(re.match(f"{NETWORK}|{POSIX}|libpq|sqlite", name) for name in reached(known, header))]


def is_own_definitions(header, target):
    """A header ends with the include of its definitions, which include it: <x.hpp> and <impl/x.ipp>."""
    return target.endswith(".ipp") and pathlib.PurePath(target).stem == pathlib.PurePath(header).stem


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


# No layer that a reader looks for: what is hidden beside the facade, names alone, and everything at once for one object file.
UNSAID = ["impl", "fwd.hpp", "src.hpp"]


def layers_of_page(page):
    """What the page's table of layers says otherwise than LAYERS."""
    said = re.findall(r"^\| `([^`]+)` \|", page.split("## Layers")[-1].split("\n## ")[0], re.M)
    known = [name for row in reversed(LAYERS) for name in row if name not in UNSAID]
    order = [name.rstrip("/") for name in said]
    return [] if order == known else [f"ARCHITECTURE.md: the layers are, from the top, {', '.join(known)}; the page has {', '.join(order)}"]


def main():
    texts = read(pathlib.Path(sys.argv[-1]))
    graph = includes_of(texts)
    if sys.argv[1:-1] == ["--everywhere"]:
        print("\n".join(everywhere(graph)))
        return 0
    page = pathlib.Path(sys.argv[-1]).parent.joinpath("ARCHITECTURE.md").read_text(encoding="utf-8")
    wrong = (check(graph) + unknown_libraries(graph) + circles(graph) + hidden_circles(texts) + without_language_check(graph) + named_systems(texts) +
             layers_of_page(page) if graph else ["no header was found"])
    print("\n".join(wrong) if wrong else f"{len(graph)} headers keep to their layers")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
