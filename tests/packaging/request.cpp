// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
// Makes a request and sends nothing: what compiles soonest of what needs the library's libraries.
#include <iostream>

#include <seedance/provider/apixo.hpp>
#include <seedance/provider/prepared.hpp>
#include <seedance/request/requests.hpp>

int main() {
    std::cout
        << prepare(seedance::text_to_video<seedance::apixo::seedance_2_0_fast>{.prompt = "a lighthouse"}).message().body
        << '\n';
}
