// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
//
// The sandbox as a program of its own, for tests of programs:   gateways CA_FILE BALANCE_IN_USD TIME_SCALE
// [CALLBACKS_TO]
//
// It prints one line of JSON: the base URL of every gateway. Then it answers every line read with a line of JSON that
// says what arrived. It ends when its input ends. CA_FILE.hosts has a certificate for gateways' own hosts, with its
// key, which the authorities of CA_FILE vouch for: with it a test can stand in for them.

#include <fstream>
#include <iostream>
#include <stdexcept>
#include <string>

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>

#include <seedance/models.hpp>
#include <seedance/testing/certificate.hpp>
#include <seedance/testing/sandbox.hpp>

namespace {

namespace json = boost::json;

json::object what_arrived(const seedance::testing::sandbox& gateways) {
    json::array requests, tasks, broken;
    for (const auto& request : gateways.received())
        requests.push_back({{"gateway", request.provider},
                            {"method", request.method},
                            {"target", request.target},
                            {"right_key", request.right_key}});
    for (const auto& task : gateways.tasks())
        tasks.push_back({{"id", task.id},
                         {"gateway", task.provider},
                         {"model", task.model},
                         {"body", task.body},
                         {"callback_url", task.callback_url}});
    for (const auto& words : gateways.broken_invariants()) broken.emplace_back(words);
    return {{"requests", requests}, {"tasks", tasks}, {"broken_invariants", broken}};
}

void write_certificates(const std::string& ca_file, const seedance::testing::sandbox& gateways) {
    const seedance::testing::certificate_authority own;
    const auto hosts = own.issue({.dns_names = {"api.apixo.ai", "api.xenodia.xyz"}});
    std::ofstream{ca_file} << gateways.ca_pem() << own.pem();
    std::ofstream{ca_file + ".hosts"} << hosts.certificate_pem << hosts.key_pem;
}

void serve(const std::string& ca_file, double balance, double time_scale, const std::string& callbacks_to) {
    const auto micro_usd = seedance::micro_usd(static_cast<std::int64_t>(balance * 1'000'000));
    seedance::testing::sandbox gateways{{.balance = micro_usd,
                                         .time_scale = time_scale,
                                         .allow_repeated_submits = true,
                                         .callbacks = {.deliver_to = callbacks_to}}};
    write_certificates(ca_file, gateways);
    json::object base_urls;
    for (const auto* gateway : seedance::all_gateways::tables)
        base_urls[gateway->name] = gateways.base_url(gateway->name);
    std::cout << json::serialize(base_urls) << std::endl;

    for (std::string line; std::getline(std::cin, line);)
        std::cout << json::serialize(what_arrived(gateways)) << std::endl;
}

}  // namespace

int main(int argc, char** argv) try {
    if (argc != 4 && argc != 5)
        throw std::invalid_argument{"gateways CA_FILE BALANCE_IN_USD TIME_SCALE [CALLBACKS_TO]"};
    serve(argv[1], std::stod(argv[2]), std::stod(argv[3]), argc == 5 ? argv[4] : "");
} catch (const std::exception& e) {
    std::cerr << e.what() << '\n';
    return 1;
}
