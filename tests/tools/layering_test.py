#!/usr/bin/env python3
# Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
"""What layering must refuse: each case adds one include to a sound set of headers."""
import unittest

from layering import (LAYERS, PLATFORM, UNSAID, check, circles, everywhere, hidden_circles, includes_of, layers_of_page, named_systems,
                      unknown_libraries, without_language_check)

SOUND = {
    "core/money.hpp": ["string"],
    "core/impl/quiet_thread.hpp": ["thread", "seedance/core/impl/platform.hpp"],
    "core/impl/platform.hpp": ["unistd.h", "sys/socket.h"],
    "model/descriptor.hpp": ["seedance/core/money.hpp"],
    "request/view.hpp": ["seedance/model/descriptor.hpp", "seedance/core/money.hpp"],
    "provider/json.hpp": ["boost/json/value.hpp", "seedance/request/view.hpp", "seedance/transport/http.hpp"],
    "transport/http.hpp": ["string"],
    "transport/transport.hpp": ["boost/asio/any_completion_handler.hpp", "seedance/transport/http.hpp"],
    "transport/https.hpp": ["seedance/transport/transport.hpp", "seedance/transport/impl/https.ipp"],
    "transport/impl/https.ipp": ["boost/beast/core.hpp", "boost/asio/ssl.hpp", "seedance/transport/https.hpp"],
    "engine/impl/operations.hpp": ["boost/asio/strand.hpp", "seedance/provider/json.hpp", "seedance/transport/transport.hpp"],
    "client.hpp": ["seedance/engine/impl/operations.hpp"],
    "seedance.hpp": ["seedance/client.hpp", "seedance/transport/https.hpp"],
    "testing/sandbox.hpp": ["boost/asio/ssl.hpp", "seedance/seedance.hpp"],
    "journal/sqlite.hpp": ["sqlite3.h", "seedance/core/money.hpp"],
    "journal/postgres.hpp": ["libpq-fe.h", "seedance/core/money.hpp"],
}

REFUSED = [
    ("core/money.hpp", "seedance/model/descriptor.hpp", "is in core and includes model/descriptor.hpp"),
    ("model/descriptor.hpp", "seedance/request/view.hpp", "is in model and includes request/view.hpp"),
    ("request/view.hpp", "seedance/provider/json.hpp", "is in request and includes provider/json.hpp"),
    ("request/view.hpp", "boost/json/value.hpp", "leads to Boost.JSON"),
    ("core/money.hpp", "boost/asio/strand.hpp", "leads to Asio or Beast"),
    ("provider/json.hpp", "boost/asio/strand.hpp", "provider/json.hpp: leads to Asio or Beast"),
    ("provider/json.hpp", "seedance/transport/transport.hpp", "provider/json.hpp: leads to Asio or Beast"),
    ("transport/http.hpp", "seedance/provider/json.hpp", "is in transport and includes provider/json.hpp"),
    ("transport/transport.hpp", "boost/json.hpp", "leads to Boost.JSON"),
    ("engine/impl/operations.hpp", "seedance/client.hpp", "is in engine and includes client.hpp"),
    ("engine/impl/operations.hpp", "boost/beast/core.hpp", "leads to Beast or TLS"),
    ("client.hpp", "seedance/transport/https.hpp", "client.hpp: leads to Beast or TLS (boost/beast/core.hpp by transport/impl/https.ipp)"),
    ("transport/transport.hpp", "boost/asio/ssl/context.hpp", "leads to Beast or TLS"),
    ("transport/transport.hpp", "openssl/ssl.h", "leads to Beast or TLS"),
    ("seedance.hpp", "seedance/testing/sandbox.hpp", "is in seedance.hpp and includes testing/sandbox.hpp"),
    ("engine/impl/operations.hpp", "seedance/testing/sandbox.hpp", "is in engine and includes testing/sandbox.hpp"),
    ("client.hpp", "sqlite3.h", "leads to SQLite"),
    ("client.hpp", "seedance/journal/sqlite.hpp", "client.hpp: leads to SQLite"),
    ("client.hpp", "seedance/journal/postgres.hpp", "client.hpp: leads to libpq"),
    ("journal/sqlite.hpp", "seedance/journal/postgres.hpp", "journal/sqlite.hpp: leads to libpq"),
    ("journal/sqlite.hpp", "seedance/engine/impl/operations.hpp", "is in journal and includes engine/impl/operations.hpp"),
    ("request/view.hpp", "unistd.h", "request/view.hpp: leads to POSIX"),
    ("request/view.hpp", "seedance/core/impl/quiet_thread.hpp", "request/view.hpp: leads to POSIX (unistd.h by core/impl/platform.hpp)"),
    ("transport/http.hpp", "boost/url/parse.hpp", "transport/http.hpp: leads to Boost.URL"),
    ("client.hpp", "boost/url.hpp", "client.hpp: leads to Boost.URL"),
    ("core/money.hpp", "seedance/core/many.hpp", "which is not there"),
]


def graph_with(header=None, name=None):
    graph = {h: [("<", n) for n in names] for h, names in SOUND.items()}
    if header:
        graph[header].append(("<", name))
    return graph


class Layers(unittest.TestCase):
    def test_sound_headers_pass(self):
        self.assertEqual(check(graph_with()), [])

    def test_upward_and_costly_includes_are_refused(self):
        for header, name, words in REFUSED:
            with self.subTest(f"{header} -> {name}"):
                self.assertIn(words, "\n".join(check(graph_with(header, name))))

    def test_other_mistakes(self):
        graph = graph_with()
        graph["core/money.hpp"].append(('"', "text.hpp"))
        graph["extras/more.hpp"] = []
        said = "\n".join(check(graph))
        self.assertIn('includes "text.hpp" by quotes', said)
        self.assertIn("extras/more.hpp: is in no layer", said)

    def test_a_library_without_a_row_is_refused(self):
        self.assertEqual(unknown_libraries(graph_with()), [])
        for name in ("time.h", "ctime", "openssl/evp.h", "boost/crc.hpp", "sys/eventfd.h", "linux/fs.h", "needs C++20: say so"):
            self.assertEqual(unknown_libraries(graph_with("journal/sqlite.hpp", name)), [], name)
        for name in ("rocksdb/db.h", "zlib.h", "nlohmann/json.hpp", "windows.h", "expat"):
            self.assertEqual(unknown_libraries(graph_with("journal/sqlite.hpp", name)),
                             [f"journal/sqlite.hpp: includes <{name}>: which library is this? Give it a row in LIBRARIES of tests/tools/layering.py"])

    def test_circles_are_refused(self):
        apart = {"task/a.hpp": "#include <seedance/task/b.hpp>\n", "task/b.hpp": "#include <seedance/task/c.hpp>\n", "task/c.hpp": ""}
        self.assertEqual(circles(includes_of(apart)), [])
        apart["task/c.hpp"] = "#include <seedance/task/a.hpp>\n"
        self.assertIn("task/a.hpp -> task/b.hpp -> task/c.hpp -> task/a.hpp", "\n".join(circles(includes_of(apart))))
        with_definitions = {"task/a.hpp": "#include <seedance/task/impl/a.ipp>\n", "task/impl/a.ipp": "#include <seedance/task/a.hpp>\n"}
        self.assertEqual(circles(includes_of(with_definitions)), [])
        of_another = {"task/b.hpp": "#include <seedance/task/impl/a.ipp>\n", "task/impl/a.ipp": "#include <seedance/task/b.hpp>\n"}
        self.assertIn("task/b.hpp -> task/impl/a.ipp -> task/b.hpp", "\n".join(circles(includes_of(of_another))))

    def test_a_header_that_does_not_ask_for_the_language_first_is_refused(self):
        graph = {"core/impl/cpp20.hpp": [], "core/a.hpp": [("<", "string"), ("<", "seedance/core/impl/cpp20.hpp")], "core/impl/b.hpp": [],
                 "task/a.hpp": [("<", "seedance/core/a.hpp"), ("<", "seedance/core/impl/b.hpp")]}
        self.assertEqual(without_language_check(graph), [])
        graph["task/a.hpp"].reverse()
        self.assertEqual(without_language_check(graph), ["task/a.hpp: its first include, or that one's, is to be core/impl/cpp20.hpp"])

    def test_circles_behind_forward_declarations_are_refused(self):
        texts = {"task/a.hpp": "namespace seedance {\nclass b;\nclass a {};\n}\n",
                 "task/b.hpp": "#include <seedance/task/a.hpp>\nnamespace seedance {\nclass b final : public a {};\n}\n"}
        self.assertIn("task/a.hpp: declares b, which task/b.hpp defines", "\n".join(hidden_circles(texts)))
        texts["task/b.hpp"] = texts["task/b.hpp"].replace("namespace seedance", "namespace other")
        self.assertEqual(hidden_circles(texts), [])

    def test_one_header_alone_knows_systems(self):
        texts = {"core/text.hpp": "// eventfd and _WIN32 are words here\nint repoll = 0;\nint accept = 4;\n"}
        self.assertEqual(named_systems(texts), [])
        for line in ("#if defined(_WIN32)", "#include <sys/eventfd.h>", "#include <linux/fs.h>", "::fcntl(file, F_OFD_SETLK, &lock);",
                     "::accept4(a, nullptr, nullptr, 0);", "::send(s, b, n, MSG_NOSIGNAL);", "__builtin_prefetch(at);"):
            with self.subTest(line):
                self.assertIn("core/text.hpp: names", "\n".join(named_systems({"core/text.hpp": line})))
                self.assertEqual(named_systems({PLATFORM: line}), [])

    def test_a_page_with_other_layers_is_refused(self):
        rows = [f"| `{name}/` | words |" if "." not in name else f"| `{name}` | words |" for row in reversed(LAYERS) for name in row if name not in UNSAID]
        page = "## Layers\n\n| layer | what |\n|---|---|\n{}\n\n## More\n\n| `other` | words |\n"
        self.assertEqual(layers_of_page(page.format("\n".join(rows))), [])
        for wrong in (rows[1:], rows + ["| `more/` | words |"], [rows[1], rows[0]] + rows[2:]):
            self.assertIn("the layers are, from the top, testing, seedance.hpp", "".join(layers_of_page(page.format("\n".join(wrong)))))

    def test_what_compiles_everywhere(self):
        found = everywhere(graph_with("model/descriptor.hpp", "seedance/core/impl/quiet_thread.hpp"))
        self.assertIn("request/view.hpp", found)
        self.assertIn("provider/json.hpp", found)
        self.assertNotIn("client.hpp", found)
        self.assertNotIn("journal/sqlite.hpp", found)
        self.assertNotIn("model/descriptor.hpp", everywhere(graph_with("model/descriptor.hpp", "poll.h")))


if __name__ == "__main__":
    unittest.main()
