// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
// Header-only, from the installed package: a request in the words of its gateway, with the libraries that this takes.
// (A whole client from there is the consumer `compiled`.)
#include <iostream>

#include <seedance/provider/apixo.hpp>
#include <seedance/provider/prepared.hpp>
#include <seedance/request/requests.hpp>

int main() {
    std::cout
        << prepare(seedance::text_to_video<seedance::apixo::seedance_2_0_fast>{.prompt = "a lighthouse"}).message().body
        << '\n';
}
