// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
// Makes the HTTPS transport, with everything inline.
#include <boost/asio/io_context.hpp>

#include <seedance/transport/https.hpp>

std::shared_ptr<seedance::transport> make(boost::asio::io_context& context) {
    return seedance::make_https_transport(context.get_executor());
}
