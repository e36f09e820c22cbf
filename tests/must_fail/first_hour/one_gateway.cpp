// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
// Programs that include only some headers, and forget one; tests/tools/first_hour.py reads what the compiler says of
// each.
#include <seedance/client.hpp>
#include <seedance/model/apixo.hpp>
#include <seedance/request/requests.hpp>

#include <boost/asio/awaitable.hpp>
#include <boost/asio/use_awaitable.hpp>

namespace asio = boost::asio;
using namespace std::chrono_literals;
using fast = seedance::apixo::seedance_2_0_fast;

// case no_provider_header: include_seedance_provider_apixo_hpp
#if defined(CASE_no_provider_header)
asio::awaitable<void> f(seedance::client& c) {
    const seedance::text_to_video<fast> r{.prompt = "a fox"};
    auto v = co_await c.generate(r);
}
#endif

// case no_provider_header_use: <seedance/provider/apixo.hpp> (gcc later: it stands beside the declaration, which comes after the call)
#if defined(CASE_no_provider_header_use)
void f(seedance::client& c) { c.use(seedance::apixo::account{}); }
#endif
