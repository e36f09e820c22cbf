#!/usr/bin/env python3
# Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
"""Finds co_await where GCC 12 compiles it wrongly (its bugs 98401, 104872 and 106188) or may.

usage: coroutine_lint.py FILE_OR_DIRECTORY...

A full expression with co_await in it must not hold
  condition  - be the condition of if, while, do, switch or for;
  choice     - a ?: operator;
  lambda     - a lambda expression;
  braces     - a braced initialiser.
The way out is a named variable. Where the spelling is known to be harmless, a comment on a line of the statement, or on
the line above it, says why:  // coro-lint: ok (the aggregate is trivially destructible)"""
import pathlib
import re
import sys

TOKEN = re.compile(r"""
    (?P<comment>//[^\n]*|/\*.*?\*/)
  | (?P<directive>(?<![^\n])[ \t]*\#(?:\\\r?\n|//[^\n]*|/\*.*?\*/|[^\n])*)
  | (?P<raw>\b(?:u8|[uUL])?R"(?P<delimiter>[^()\\\s]{0,16})\(.*?\)(?P=delimiter)")
  | (?P<string>\b(?:u8|[uUL])?(?:"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*')|"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*')
  | (?P<number>\.?\d(?:[eEpP][+-]|'?[\w.])*)
  | (?P<word>[A-Za-z_]\w*)
  | (?P<mark>->|::|&&|\|\||[-+*/%^&|<>=!]=|.)""", re.S | re.X)
SUPPRESSION = re.compile(r"//\s*coro-lint:\s*ok\b\s*(?:\((.+)\))?")
CLOSING = {"(": ")", "[": "]", "{": "}"}
CONTROL = {"if", "while", "switch", "for"}
# Before a "[" that begins a lambda and not a subscript.
BEFORE_LAMBDA = {None, "(", ",", "=", "?", ":", "{", "&&", "||", "!", "return", "co_return", "co_await", "co_yield", "<", ">", "+", "-", "*", "&", "|"}
WORDS = {"condition": "co_await in a condition", "choice": "co_await and ?: in one full expression",
         "lambda": "co_await and a lambda in one full expression", "braces": "co_await and a braced initialiser in one full expression"}


class Group:
    """A pair of brackets and what is between them."""

    def __init__(self, mark, line):
        self.text, self.line, self.end, self.items = mark, line, line, []


class Token:
    def __init__(self, text, line):
        self.text, self.line, self.end = text, line, line


def is_group(item, mark):
    return isinstance(item, Group) and item.text == mark


def parse(source):
    """The tokens as a tree of brackets, and the suppressions by line."""
    root, suppressions, line = Group("{", 1), {}, 1
    stack = [root]
    for match in TOKEN.finditer(source):
        text, kind = match[0], match.lastgroup
        if kind == "comment" and (found := SUPPRESSION.match(text)):
            suppressions[line] = found[1]
        elif kind in ("word", "number", "mark") and not text.isspace():
            if text in CLOSING:
                stack[-1].items.append(group := Group(text, line))
                stack.append(group)
            elif text in CLOSING.values():
                if len(stack) > 1:
                    stack.pop().end = line
            else:
                stack[-1].items.append(Token(text, line))
        elif kind in ("string", "raw"):
            stack[-1].items.append(Token('""', line))
        line += text.count("\n")
    return root, suppressions


def before(items, index):
    return items[index - 1].text if index > 0 else None


def lambda_body(items, start):
    """The index of the body of the lambda that begins at items[start], or None where none begins."""
    introducer = items[start]
    attribute = len(introducer.items) == 1 and is_group(introducer.items[0], "[")
    if attribute or before(items, start) not in BEFORE_LAMBDA:
        return None
    for i in range(start + 1, len(items)):
        if is_group(items[i], "{"):
            return i
        if not isinstance(items[i], Group) and items[i].text in (";", ",", "="):
            return None
    return None


class Expression:
    """What a full expression holds."""

    def __init__(self):
        self.awaits, self.lines, self.holds = [], [], set()

    def add(self, items, check_block):
        skip_to = -1
        for i, item in enumerate(items):
            self.lines += [item.line, item.end]
            if i <= skip_to:
                if isinstance(item, Group) and i != skip_to:
                    self.add(item.items, check_block)
            elif is_group(item, "[") and (body := lambda_body(items, i)) is not None:
                self.holds.add("lambda")
                check_block(items[body].items)
                self.add(item.items, check_block)
                skip_to = body
            elif isinstance(item, Group):
                if item.text == "{":
                    self.holds.add("braces")
                self.add(item.items, check_block)
            elif item.text == "?":
                self.holds.add("choice")
            elif item.text == "co_await":
                self.awaits.append(item.line)


class Linter:
    def __init__(self, source):
        self.findings = []
        root, self.suppressions = parse(source)
        self.used = set()
        for line, reason in self.suppressions.items():
            if not reason:
                self.findings.append((line, "a suppression says why: // coro-lint: ok (reason)"))
        self.block(root.items)
        for line, reason in self.suppressions.items():
            if reason and line not in self.used:
                self.findings.append((line, "the suppression suppresses nothing"))

    def full(self, items, condition=False):
        """One full expression (or a declaration with its initialisers)."""
        found = Expression()
        found.add(items, self.block)
        if not found.awaits:
            return
        wrong = (["condition"] if condition else []) + [rule for rule in ("choice", "lambda", "braces") if rule in found.holds]
        if not wrong:
            return
        suppressed = [n for n in range(min(found.lines) - 1, max(found.lines) + 1) if self.suppressions.get(n)]
        self.used.update(suppressed)
        if not suppressed:
            self.findings += [(found.awaits[0], WORDS[rule]) for rule in wrong]

    def control(self, keyword, header):
        """What stands in the parentheses of a control statement."""
        parts, rest = [], []
        for item in header.items:
            if not isinstance(item, Group) and item.text == ";":
                parts.append(rest)
                rest = []
            else:
                rest.append(item)
        parts.append(rest)
        for i, part in enumerate(parts):
            loop_part = keyword == "for" and (len(parts) < 3 or i != 1)
            self.full(part, condition=not loop_part)

    def block(self, items):
        """A sequence of statements."""
        statement = []
        i = 0
        while i < len(items):
            item = items[i]
            if is_group(item, "["):
                body = lambda_body(items, i)
                if body is not None and (statement or is_group(items[i], "[")):
                    statement += items[i:body + 1]
                    i = body + 1
                    continue
            if is_group(item, "(") and statement and statement[-1].text in CONTROL | {"constexpr"} and self.is_control(statement):
                self.control(next(t.text for t in statement if t.text in CONTROL), item)
                statement = []
            elif is_group(item, "{") and self.opens_block(statement):
                self.full([t for t in statement if not is_group(t, "{")])
                self.block(item.items)
                statement = []
            elif not isinstance(item, Group) and item.text == ";":
                self.full(statement)
                statement = []
            else:
                statement.append(item)
            i += 1
        self.full(statement)

    @staticmethod
    def is_control(statement):
        words = [t.text for t in statement[-2:]]
        return words[-1] in CONTROL or words in (["if", "constexpr"],)

    @staticmethod
    def opens_block(statement):
        """Whether a brace after these items opens a block, not an initialiser."""
        while len(statement) > 2 and statement[0].text.startswith("BOOST_") and is_group(statement[1], "("):
            statement = statement[2:]  # a macro before it that ends without a semicolon: BOOST_AUTO_TEST_SUITE(name)
        if not statement:
            return True
        texts = [t.text for t in statement]
        last = statement[-1]
        if last.text in ("else", "do", "try", "const", "noexcept", "override", "final", "mutable", ":") or is_group(last, "("):
            return True
        if is_group(last, "{"):
            return True  # the body of a constructor after its initialisers
        if any(t in ("namespace", "class", "struct", "union", "enum", "extern", "concept", "requires") for t in texts) and "=" not in texts:
            return "(" not in texts or "requires" in texts or texts[0] == "template"
        if "->" in texts and "=" not in texts:
            arrow = len(texts) - 1 - texts[::-1].index("->")
            return "(" in texts[:arrow] and "(" not in texts[arrow:]  # a trailing return type
        return False


def lint(source):
    """[(line, what is wrong)], in order."""
    return sorted(set(Linter(source).findings))


def sources(paths):
    for path in map(pathlib.Path, paths):
        files = path.rglob("*") if path.is_dir() else [path]
        yield from sorted(f for f in files if f.suffix in (".hpp", ".ipp", ".cpp") or f == path)


def main():
    files, found = list(sources(sys.argv[1:])), 0
    for file in files:
        for line, words in lint(file.read_text(encoding="utf-8")):
            print(f"{file}:{line}: {words}")
            found += 1
    print(f"{len(files)} files, {found} findings")
    return 1 if found or not files else 0


if __name__ == "__main__":
    sys.exit(main())
