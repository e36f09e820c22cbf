// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

#include <cstddef>
#include <cstdint>
#include <iostream>
#include <optional>
#include <string>

#include <boost/program_options.hpp>

namespace server {

/// What the command line says. Keys come from the environment.
struct settings {
    std::string address;
    std::uint16_t port = 0;
    std::string data, journal, page, tokens, public_url, ca_file;
    double time_scale = 0;  ///< 0: as it should be
    int lease = 0;          ///< seconds
    std::size_t orders_at_once = 0, streams_at_once = 0;
};

/// Reads the command line; gives nothing where only help was asked for.
/// @par Errors Throws `boost::program_options::error`.
inline std::optional<settings> parse(int argc, char** argv) {
    namespace po = boost::program_options;
    settings chosen;
    po::options_description known{"server: an interface for ordering videos, with a page for people"};
    auto add = known.add_options();
    add("address", po::value(&chosen.address)->default_value("127.0.0.1"), "to listen at");
    add("port", po::value(&chosen.port)->default_value(8080), "to listen at; 0: one that is free");
    add("data", po::value(&chosen.data)->default_value("server-data"),
        "folder for the journal and the videos; those of the sandbox come into its folder sandbox");
    add("journal", po::value(&chosen.journal),
        "SQLite file, or the URL of a PostgreSQL database that several servers share; without it DATA/journal.db");
    add("lease", po::value(&chosen.lease)->default_value(30),
        "seconds without a sign of life after which other servers with the same database take over, 1 to 3600");
    add("tokens", po::value(&chosen.tokens),
        "file with a line `token customer limit` each, the limit in dollars a month; without it a customer is made up");
    add("public-url", po::value(&chosen.public_url),
        "https address at which gateways reach this server, for their callbacks");
    add("ca-file", po::value(&chosen.ca_file), "PEM certificates to trust besides the system's");
    add("time-scale", po::value(&chosen.time_scale), "how many times as fast a sandbox's time runs");
    add("orders-at-once", po::value(&chosen.orders_at_once)->default_value(20), "of one customer");
    add("streams-at-once", po::value(&chosen.streams_at_once)->default_value(600),
        "of events and of files, of one customer; all together have 1000 of events");
    add("page", po::value(&chosen.page)->default_value(SEEDANCE_SERVER_PAGE), "folder of the page");
    add("help", "print this");
    po::variables_map given;
    po::store(po::parse_command_line(argc, argv, known), given);
    if (given.count("help") != 0) {
        std::cout << known;
        return std::nullopt;
    }
    po::notify(given);
    while (chosen.public_url.ends_with('/')) chosen.public_url.pop_back();  // paths are added to it
    if (chosen.lease < 1 || chosen.lease > 3'600) throw po::error{"--lease: from 1 to 3600"};
    if (given.count("time-scale") != 0 && !(chosen.time_scale >= 1 && chosen.time_scale <= 10'000))
        throw po::error{"--time-scale: from 1 to 10000"};
    return chosen;
}

}  // namespace server
