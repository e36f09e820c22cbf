#!/usr/bin/env python3
# Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
"""What coroutine_lint must find, and what it must let pass. Each snippet is the body of a coroutine."""
import unittest

from coroutine_lint import WORDS, lint

BAD = [
    # Conditions (GCC bug 106188).
    ("condition", "if (co_await f()) g();"),
    ("condition", "if (co_await f()) { g(); } else { h(); }"),
    ("condition", "if (!co_await f()) co_return;"),
    ("condition", "if (a && (co_await f()).ok()) g();"),
    ("condition", "if (auto x = co_await f(); x) g();"),
    ("condition", "if (const auto x = co_await f()) g();"),
    ("condition", "if constexpr (true) while (co_await f()) g();"),
    ("condition", "while (co_await f()) {}"),
    ("condition", "do { g(); } while (co_await f());"),
    ("condition", "do g(); while (co_await f());"),
    ("condition", "switch (co_await f()) { case 1: g(); }"),
    ("condition", "for (;co_await f();) g();"),
    ("condition", "for (int i = 0; i < co_await f(); ++i) { g(); }"),
    ("condition", "try { if (co_await f()) g(); } catch (...) {}"),
    ("condition", "for (;;) { if (co_await f()) break; }"),
    ("condition", "else_branch(); if (a) g(); else if (co_await f()) h();"),
    ("condition", "auto l = [] { return 1; }; if (co_await f(l)) g();"),
    ("condition", "auto task = [](int n) -> awaitable<void> { if (co_await f(n)) g(); }; co_await task(1);"),
    # ?: (98401 and more).
    ("choice", "auto x = a ? co_await f() : co_await g();"),
    ("choice", "x = (co_await f()) ? T(1) : T(2);"),
    ("choice", "co_await (a ? f() : g());"),
    ("choice", 'co_await f(a ? std::string("x") : std::string("y"));'),
    ("choice", "co_return a ? co_await f() : 0;"),
    ("choice", "x = g(co_await f(),\n      a ? 1 : 2);"),
    ("choice", "for (auto& x : a ? co_await f() : co_await g()) h(x);"),
    # Lambdas.
    ("lambda", "co_await [x]() -> awaitable<void> { co_await f(x); }();"),
    ("lambda", "co_await f([x] { return x; });"),
    ("lambda", "co_await f([] { return 1; });"),
    ("lambda", "co_await co_spawn(e, [self = shared_from_this()]() -> awaitable<void> { co_return; }, use_awaitable);"),
    ("lambda", "auto x = co_await f(1, [&](auto&& y) mutable noexcept -> int { return y; }, 2);"),
    ("lambda", "auto x = g([=]() { return 1; }, co_await f());"),
    ("lambda", "co_return co_await f([x = std::move(x)]<class T>(T) { return x; });"),
    # Braces.
    ("braces", "co_await f(Options{1, 2});"),
    ("braces", "co_await f({});"),
    ("braces", "co_await f({.a = 1, .b = g()});"),
    ("braces", "auto video = co_await client.generate(text_to_video<fast>{\n    .prompt = \"rain\",\n    .duration = 5s,\n});"),
    ("braces", "co_await Awaiter{x};"),
    ("braces", "co_await Object{}.member();"),
    ("braces", "Request r{co_await f(), co_await g()};"),
    ("braces", "Request r{.s = to_string(co_await f())};"),
    ("braces", "v.push_back({co_await f(), T()});"),
    ("braces", "auto v = std::vector<int>{co_await f(), co_await g()};"),
    ("braces", "auto x = co_await f(std::vector{T(1), T(2)});"),
    ("braces", "co_return T{co_await f()};"),
    ("braces", "const auto x = co_await f(g(), T{}, h());"),
    ("braces", "for (auto& x : co_await f({1, 2})) g(x);"),
    ("braces", "if (a) co_await f({1});"),
    ("braces", "if (a) { g(); } else co_await f(T{1});"),
    ("braces", "case 1: co_await f(T{1});"),
    # Several at once.
    ("condition braces", "if (co_await f({1})) g();"),
    ("choice braces", "co_await f(a ? T{1} : T{2});"),
    ("lambda braces", "co_await f([] { return 1; }, {2});"),
    ("braces", "co_await f({1});  // coro-lint: nok (sic)"),
]

GOOD = [
    "auto x = co_await f();",
    "const bool ok = co_await f(); if (ok) g();",
    "co_await f();",
    "co_return co_await f();",
    "x = co_await f(a, b, g(c));",
    "auto x = co_await (a || b);",
    "auto [a, b] = co_await f();",
    "auto a = b ? f() : g(); co_await std::move(a);",
    "if (b) x = co_await f(); else x = co_await g();",
    "if (b) { x = co_await f(); } else { x = co_await g(); }",
    "Options o{1, 2}; co_await f(std::move(o));",
    "auto l = [x] { return x; }; co_await f(std::move(l));",
    "auto task = [](int x) -> awaitable<void> { co_await f(x); }; co_await task(1);",
    "co_spawn(e, [x]() -> awaitable<void> { co_await f(x); }, detached);",
    "co_spawn(e, [](auto x) -> awaitable<void> { auto y = co_await f(x); }(1), detached);",
    "auto operation = f({1, 2}); co_await std::move(operation);",
    "for (auto& x : co_await f()) g(x);",
    "for (auto x = co_await f(); a; ++x) g();",
    "for (;;) { co_await f(); }",
    "while (a) co_await f();",
    "while (true) { const auto x = co_await f(); if (x) break; }",
    "do { co_await f(); } while (a);",
    "try { co_await f(); } catch (const error& e) { g(e); }",
    "switch (a) { case 1: co_await f(); break; default: co_await g(); }",
    "{ co_await f(); } T t{1};",
    "T t{1}; co_await f(); T u{2};",
    "auto x = co_await f()[0];",
    "auto x = co_await f(a[1], b[i]);",
    "[[maybe_unused]] auto x = co_await f();",
    "x = a < b ? 1 : 2; co_await f();",
    'log("co_await in ? {text}"); g(R"x(if (co_await f()) {)x");',
    "// if (co_await f()) g();\n/* co_await f({1}); */ g();",
    "char c = '?'; int n = 10'000; co_await f(c, '{', n);",
    "#define AWAIT(x) if (co_await x) {\nco_await f();",
    'struct local { int a = 1; void g() { h({1}); } }; co_await f();',
    "auto x = co_await f<T<int>>(g);",
    "auto x = co_await p->f(q->r);",
    "if constexpr (requires { typename T::x; }) co_await f();",
    "static_assert(requires(T t) { t.g(); }); co_await f();",
    "co_await f({1});  // coro-lint: ok (an aggregate of int)",
    "// coro-lint: ok (an aggregate of int)\nco_await f({1});",
    "auto video = co_await client.generate(text_to_video<fast>{  // coro-lint: ok (trivially destructible)\n    .prompt = \"rain\",\n});",
    "auto video = co_await client.generate(text_to_video<fast>{\n    .prompt = \"rain\",\n});  // coro-lint: ok (trivially destructible)",
]

WHOLE = [
    (["condition"], "BOOST_AUTO_TEST_SUITE(a)\n\nnamespace {\nawaitable<void> c() { if (co_await f()) g(); }\n}\n"),
    (["condition"], "BOOST_FIXTURE_TEST_SUITE(a, b)\nstruct s {\nawaitable<void> c() { if (co_await f()) g(); }\n};\n"),
    # Functions, classes and namespaces around the coroutine.
    (["condition"], "namespace a::b {\nstruct s : base {\n  s() : x_{1}, y_(2) { g({3}); }\n  awaitable<void> f() const override { if (co_await h()) g(); }\n  int x_{1};\n};\n}\n"),
    ([], "template <class T>\n  requires C<T>\nauto f(T t) -> awaitable<void> {\n  co_await g(t);\n  T u{1};\n}\n"),
    ([], "enum class e : int { a = 1, b };\nconstexpr int list[] = {1, 2};\nawaitable<void> f() noexcept { co_await g(); }\nint x = true ? 1 : 2;\n"),
    (["braces"], "awaitable<int> f()\n{\n    co_return co_await g({1});\n}\n"),
    (["condition"], 'extern "C" {\nawaitable<void> f(int a = {}) { while (co_await g()) {} }\n}\n'),
    (["lambda"], "auto x = [](auto e) -> awaitable<void> {\n  co_await f([] {});\n};\n"),
]


class Corpus(unittest.TestCase):
    def found(self, source):
        return sorted(words for _, words in lint(source))

    def test_bad_snippets_are_found(self):
        for rules, snippet in BAD:
            with self.subTest(snippet):
                self.assertEqual(self.found("awaitable<void> c() {\n" + snippet + "\n}\n"), sorted(WORDS[rule] for rule in rules.split()))

    def test_good_snippets_pass(self):
        for snippet in GOOD:
            with self.subTest(snippet):
                self.assertEqual(self.found("awaitable<void> c() {\n" + snippet + "\n}\n"), [])

    def test_whole_files(self):
        for rules, source in WHOLE:
            with self.subTest(source):
                self.assertEqual(self.found(source), sorted(WORDS[rule] for rule in rules))

    def test_the_line_is_that_of_the_co_await(self):
        self.assertEqual(lint('a();\nauto s = R"(\n\n)";\n/*\n*/ x = g(\n  co_await f(\n {1}));\n'), [(7, WORDS["braces"])])

    def test_a_suppression_gives_a_reason_and_suppresses_something(self):
        self.assertEqual(self.found("co_await f({1});  // coro-lint: ok\n"), sorted([WORDS["braces"], "a suppression says why: // coro-lint: ok (reason)"]))
        self.assertEqual(self.found("co_await f(1);  // coro-lint: ok (for nothing)\n"), ["the suppression suppresses nothing"])
        self.assertEqual(self.found("co_await f({1});\ng();  // coro-lint: ok (too late)\n"), sorted([WORDS["braces"], "the suppression suppresses nothing"]))


if __name__ == "__main__":
    unittest.main()
