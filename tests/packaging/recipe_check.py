#!/usr/bin/env python3
# Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
"""What can be said of the recipe for Conan and of the port for vcpkg without these tools: that they agree with CMakeLists.txt, with
each other and with what the headers include. It proves nothing about the tools, which the tests beside it run where they are.

usage: recipe_check.py PROJECT_DIRECTORY"""
import ast
import json
import pathlib
import re
import sys

OPTIONAL = {"SQLite3": ("with_sqlite3", "sqlite-journal", "sqlite3"), "PostgreSQL": ("with_libpq", "postgres-journal", "libpq")}
PORT = "examples/vcpkg/ports/seedance/"
# As CMake and as the recipe calls them.
LIBRARIES = {"Boost": "boost", "OpenSSL": "openssl"} | {package: library for package, (_, _, library) in OPTIONAL.items()}


class Recipe:
    """The recipe's text: its attributes, and all strings in it."""

    def __init__(self, text):
        made = next(node for node in ast.parse(text).body if isinstance(node, ast.ClassDef))
        self.attributes = {target.id: node.value for node in made.body if isinstance(node, ast.Assign)
                           for target in node.targets if isinstance(target, ast.Name)}
        self.strings = {node.value for node in ast.walk(made) if isinstance(node, ast.Constant) and isinstance(node.value, str)}

    def value(self, name):
        return ast.literal_eval(self.attributes[name])


def versions(cmake, recipe, manifest, headers):
    """The version of the project, and the oldest versions of the libraries: (what, here, there)."""
    version = re.search(r"project\(seedance VERSION ([0-9.]+)", cmake)[1]
    yield "the port's version", manifest["version"], version
    yield "the version that headers say", re.search(r'string_view version = "([^"]*)"', headers)[1], version
    yield "the version that definitions are asked for by", set(re.findall(r"definitions_of_version_(\w+)\b", headers)), {"_".join(version.split(".")[:2])}
    pattern = next((text for text in recipe.strings if "VERSION" in text and "(" in text), "$^()")
    yield "the version that the recipe reads", (re.search(pattern, cmake) or ["", ""])[1], version
    oldest = dict(re.findall(r"^\s*find_package\((\w+) ([0-9.]+)", cmake, re.M))
    for cmake_name, name in LIBRARIES.items():
        ranges = [text for text in recipe.strings if text.startswith(name + "/")]
        yield f"the recipe's oldest {name}", re.findall(r"\[>=([0-9.]+)", " ".join(ranges)), [oldest[cmake_name]]


def agreements(cmake, recipe, manifest, portfile, headers):
    """What must be the same: (what, here, there)."""
    yield from versions(cmake, recipe, manifest, headers)
    yield "the port's license", manifest["license"], recipe.value("license")
    words = re.search(r'DESCRIPTION "([^"]*)"', cmake)[1]
    yield "the port's description", manifest["description"], words
    yield "the recipe's description", recipe.value("description"), words
    yield "the recipe's options", sorted(recipe.value("options")), sorted(option for option, _, _ in OPTIONAL.values())
    yield "the port's features", sorted(manifest["features"]), sorted(feature for _, feature, _ in OPTIONAL.values())
    for package, (_, feature, library) in OPTIONAL.items():
        yield f"what {feature} depends on", manifest["features"].get(feature, {}).get("dependencies"), [library]
        yield f"the port and {package}", sorted(re.findall(rf"{feature} +CMAKE_(\w+)_FIND_PACKAGE_{package}\b", portfile)), ["DISABLE", "REQUIRE"]
    folder = re.search(r"set\(seedance_cmake_dir \$\{CMAKE_INSTALL_DATADIR\}/(\S+)\)", cmake)[1]
    yield "where the port looks for the config file", re.search(r"CONFIG_PATH (\S+)\)", portfile)[1], "share/" + folder
    yield "that the recipe knows the folder of the config file", set(folder.split("/")) - recipe.strings, set()


def optional_packages(cmake):
    """The packages that CMakeLists.txt uses where they are there."""
    return [name for name, how in re.findall(r"^\s*find_package\((\w+)([^)]*)\)", cmake, re.M) if "REQUIRED" not in how.split()]


def check(cmake, recipe, manifest, portfile, headers, included):
    """What is wrong; `headers` is the text of all of them, `included` are the libraries of Boost that headers include."""
    wrong = [f"{what}: {here} is not {there}" for what, here, there in agreements(cmake, recipe, manifest, portfile, headers) if here != there]
    wrong += [f"CMakeLists.txt looks for {name}, of which OPTIONAL of recipe_check.py does not say the recipe's option, the port's feature and the library"
              for name in optional_packages(cmake) if name not in OPTIONAL]
    components = re.search(r"find_package\(Boost [0-9.]+ REQUIRED COMPONENTS ([a-z ]+)\)", cmake)[1].split()
    wrong += [f"the recipe does not require boost::{name}" for name in components if f"boost::{name}" not in recipe.strings]
    wrong += [f"the port does not depend on boost-{name}" for name in sorted(included | set(components)) if f"boost-{name}" not in manifest["dependencies"]]
    wrong += [f"CMakeLists.txt has no option {name}" for name in sorted({*re.findall(r"-D(SEEDANCE_\w+)", portfile), *(s for s in recipe.strings if s.startswith("SEEDANCE_"))})
              if not re.search(rf"\boption\({name}\b", cmake)]
    return wrong


def main():
    root = pathlib.Path(sys.argv[1])
    port, headers = root / PORT, [file.read_text(encoding="utf-8") for file in (root / "include").rglob("*.?pp")]
    recipe = Recipe((root / "conanfile.py").read_text(encoding="utf-8"))
    included = {name for text in headers for name in re.findall(r"#include <boost/(\w+)[/.]", text)}
    wrong = check((root / "CMakeLists.txt").read_text(encoding="utf-8"), recipe, json.loads((port / "vcpkg.json").read_text(encoding="utf-8")),
                  (port / "portfile.cmake").read_text(encoding="utf-8"), "".join(headers), included)
    wrong += [f"the recipe exports {pattern}, which is not there" for pattern in recipe.value("exports_sources") if not list(root.glob(pattern))]
    print("\n".join(wrong) if wrong else "recipe and port agree with CMakeLists.txt and the headers")
    return 1 if wrong or not included else 0


if __name__ == "__main__":
    sys.exit(main())
