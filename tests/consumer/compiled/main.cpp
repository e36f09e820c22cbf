// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
// With the library of the installed package: neither src.hpp nor a macro of this program.
#include <iostream>

#include <boost/asio/io_context.hpp>

#include <seedance/seedance.hpp>

int main() {
    boost::asio::io_context io;
    seedance::client client{io.get_executor()};
    client.use(seedance::apixo::account{.api_key = seedance::secret{"key"}});
    std::cout
        << prepare(seedance::text_to_video<seedance::apixo::seedance_2_0_fast>{.prompt = "a lighthouse"}).message().body
        << '\n';
}
