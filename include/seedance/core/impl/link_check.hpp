// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

// The two ways of compiling do not go together in one program, nor do definitions of another version, and the linker is
// to say so. It compares names and little else. So each way has a variable and a section of the same names, which are a
// thread's in one way only: GNU's linkers refuse the variable, LLVM's the section. Separately compiled files also ask
// for the definitions by their version. No program reads any of it.
#if defined(__ELF__)
#if defined(SEEDANCE_SEPARATE_COMPILATION)
#define SEEDANCE_WAY thread_local
#else
#define SEEDANCE_WAY
#endif
#define SEEDANCE_MIXED ".seedance_is_header_only_in_one_file_and_compiled_in_another"

extern "C" {
[[gnu::used]] inline SEEDANCE_WAY constinit const char seedance_is_header_only_in_one_file_and_compiled_in_another = 1;
[[gnu::used, gnu::section(SEEDANCE_MIXED)]] static SEEDANCE_WAY constinit const char seedance_way_of_this_file = 1;
#if defined(SEEDANCE_SEPARATE_COMPILATION)
extern __attribute__((visibility("default")))
const char seedance_definitions_of_version_0_2;  // also of a shared library
[[gnu::used]] inline const char* const seedance_needs_its_definitions = &seedance_definitions_of_version_0_2;
#endif
}

#undef SEEDANCE_MIXED
#undef SEEDANCE_WAY
#endif
