// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
// With the library of the installed package: neither src.hpp nor a macro of this program. What the library throws is
// caught.
#include <iostream>

#include <boost/asio/io_context.hpp>

#include <seedance/seedance.hpp>

int main() {
    boost::asio::io_context io;
    seedance::client client{io.get_executor()};
    std::cout
        << prepare(seedance::text_to_video<seedance::apixo::seedance_2_0_fast>{.prompt = "a lighthouse"}).message().body
        << '\n';
    try {
        client.use(seedance::apixo::account{.api_key = seedance::secret{""}});
    } catch (const seedance::error& e) {
        std::cout << e.what() << '\n';
        return e.code() == seedance::errc::bad_key ? 0 : 1;
    }
    return 1;
}
