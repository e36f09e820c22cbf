# The recipe of the tree: `conan create .` makes the package and tries it (tests/conan). The package keeps the project's own CMake
# config file, so that find_package finds in it what it finds after `cmake --install`.
import os
import re

from conan import ConanFile
from conan.errors import ConanInvalidConfiguration
from conan.tools.build import check_min_cppstd
from conan.tools.cmake import CMake, CMakeDeps, CMakeToolchain, cmake_layout
from conan.tools.files import copy, load
from conan.tools.scm import Version

required_conan_version = ">=2.1"


class SeedanceConan(ConanFile):
    name = "seedance"
    description = "Header-only C++20 client for Seedance video generation"
    license = "BSL-1.0"
    topics = ("asio", "beast", "coroutines", "cpp20", "http-client", "video-generation", "header-only")
    package_type = "header-library"
    settings = "os", "arch", "compiler", "build_type"
    options = {"with_sqlite3": [True, False], "with_libpq": [True, False]}
    default_options = {"with_sqlite3": True, "with_libpq": False}
    exports_sources = "CMakeLists.txt", "LICENSE", "doc/*", "include/*"
    no_copy_source = True
    test_package_folder = "tests/conan"

    def set_version(self):
        text = load(self, os.path.join(self.recipe_folder, "CMakeLists.txt"))
        self.version = re.search(r"project\(seedance VERSION ([0-9.]+)", text).group(1)

    def layout(self):
        cmake_layout(self)

    def requirements(self):
        self.requires("boost/[>=1.81 <2]")
        self.requires("openssl/[>=3.0 <4]")
        if self.options.with_sqlite3:
            self.requires("sqlite3/[>=3.37 <4]")
        if self.options.with_libpq:
            self.requires("libpq/[>=14]")

    def package_id(self):
        # Headers are the same for all; the options decide which of them are in the package.
        self.info.settings.clear()
        self.info.requires.clear()

    def validate(self):
        check_min_cppstd(self, 20)
        minimum = {"gcc": "12", "clang": "14"}.get(str(self.settings.compiler))
        if self.settings.os != "Linux" or minimum is None or Version(self.settings.compiler.version) < minimum:
            raise ConanInvalidConfiguration(f"{self.ref} needs GCC 12 or Clang 14, or later, on Linux.")
        if "boost" in self.dependencies:  # it is not where the profile has it in [platform_requires]
            for wrong in ("header_only", "without_json", "without_url"):
                if self.dependencies["boost"].options.get_safe(wrong):
                    raise ConanInvalidConfiguration(f"{self.ref} needs boost/*:{wrong}=False.")

    def generate(self):
        tc = CMakeToolchain(self)
        tc.user_presets_path = False  # the tree stays as it is
        for package, wanted in (("SQLite3", self.options.with_sqlite3), ("PostgreSQL", self.options.with_libpq)):
            tc.cache_variables[f"CMAKE_REQUIRE_FIND_PACKAGE_{package}" if wanted else f"CMAKE_DISABLE_FIND_PACKAGE_{package}"] = True
        tc.generate()
        CMakeDeps(self).generate()

    def build(self):
        CMake(self).configure()

    def package(self):
        copy(self, "LICENSE", src=self.source_folder, dst=os.path.join(self.package_folder, "licenses"))
        CMake(self).install()

    def package_info(self):
        self.cpp_info.set_property("cmake_find_mode", "none")  # the project's own config file is in the package
        self.cpp_info.set_property("pkg_config_name", "seedance-all-do-not-use")  # it would have every component in it
        self.add_component("core", "seedance", ["boost::headers", "boost::json", "boost::url", "openssl::ssl", "openssl::crypto"])
        core = self.cpp_info.components["core"]
        core.builddirs = [os.path.join("share", "cmake", "seedance")]  # where the config file is
        core.system_libs = ["pthread"]
        if self.options.with_sqlite3:
            self.add_component("sqlite_journal", "seedance-sqlite-journal", ["core", "sqlite3::sqlite3"])
        if self.options.with_libpq:
            self.add_component("postgres_journal", "seedance-postgres-journal", ["core", "libpq::pq"])

    def add_component(self, name, pkg_config_name, requires):
        component = self.cpp_info.components[name]
        component.set_property("pkg_config_name", pkg_config_name)
        component.bindirs, component.libdirs = [], []
        component.requires = requires
