// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
// All 256 byte values in every text of a caller that reaches a header, a target or JSON: refused, or on the wire only
// escaped. How the transport refuses what still reaches it is tested in integration/https_test.cpp.
#include <iostream>
#include <optional>

#include <boost/beast/core/flat_buffer.hpp>
#include <boost/json.hpp>

#include <seedance/models.hpp>
#include <seedance/provider/apixo.hpp>
#include <seedance/provider/pixazo.hpp>
#include <seedance/provider/xenodia.hpp>
#include <seedance/request/any_request.hpp>
#include <seedance/transport/impl/known_origins.hpp>
#include <seedance/transport/impl/request_text.hpp>

#include "client_fixture.hpp"

using namespace test;
namespace json = boost::json;

namespace {

struct totals {
    int given = 0, refused = 0, sent = 0;
};

/// As the transport writes it; nothing where the transport refuses it.
std::optional<std::string> on_the_wire(const http_request& request) {
    seedance::detail::request_target target;
    const bool is_url = seedance::detail::known_origins{}.parse(request.url, target);
    if (!is_url || !seedance::detail::has_sendable_head(request)) return std::nullopt;
    std::string out;
    seedance::detail::write_request(out, request, target);
    return out;
}

/// One request line, headers that were meant, an empty line, and JSON without a raw control byte.
void check_wire(const std::string& bytes, std::size_t headers) {
    const auto end = bytes.find("\r\n\r\n");
    BOOST_TEST_REQUIRE(end != std::string::npos);
    const auto head = bytes.substr(0, end + 4);
    BOOST_TEST(std::count(head.begin(), head.end(), '\n') == static_cast<std::ptrdiff_t>(headers + 2));
    BOOST_TEST(std::count(head.begin(), head.end(), '\r') == static_cast<std::ptrdiff_t>(headers + 2));
    const auto may_be_in_a_head = [](char c) { return (c >= ' ' && c <= '~') || c == '\r' || c == '\n'; };
    for (const char c : head) BOOST_TEST(may_be_in_a_head(c), "byte " << int{c});
    BOOST_TEST(std::count(head.begin(), head.begin() + static_cast<std::ptrdiff_t>(head.find('\r')), ' ') == 2);
    for (const char c : bytes.substr(end + 4)) BOOST_TEST(static_cast<unsigned char>(c) >= 0x20);
}

/// The headers of a POST and a GET that the library writes: Host, User-Agent, Accept-Encoding, the key, and of a POST
/// three more.
std::size_t headers_of(const http_request& request) {
    return request.headers.size() + 3 + (request.method == "POST" ? 2 : 0);
}

struct wire_fixture {
    wire_fixture() {
        network->answer_with([](const http_request& request) {
            return request.method == "POST" ? reply_with(400, "{}") : reply_with(404, "{}");
        });
    }

    void run() {
        context.restart();
        context.poll();
        while (clock->advance_to_alarm()) context.poll();
    }

    /// What this call sends, if it sends anything.
    template <class Call>
    std::optional<http_request> sent_by(totals& all, Call call) {
        ++all.given;
        const auto before = network->requests().size();
        try {
            call();
        } catch (const error&) {
        }
        run();
        if (network->requests().size() == before) return ++all.refused, std::nullopt;
        const auto& request = network->requests().back();
        const auto bytes = on_the_wire(request);
        if (!bytes) return ++all.refused, std::nullopt;
        ++all.sent;
        check_wire(*bytes, headers_of(request));
        return request;
    }

    template <class Account>
    void use(std::string_view key = "test-key", std::string_view base_url = "https://gateway.example/v1") {
        client.use(Account{.api_key = secret{std::string{key}}, .base_url = std::string{base_url}});
    }

    template <class Request>
    auto submit(const Request& request) {
        return [this, &request] { client.submit(request, [](error_code, task) {}); };
    }

    asio::io_context context;
    std::shared_ptr<testing::manual_clock> clock = std::make_shared<testing::manual_clock>();
    std::shared_ptr<testing::scripted_transport> network =
        std::make_shared<testing::scripted_transport>(context.get_executor());
    seedance::client client{context.get_executor(), network, {.clock = clock, .random_seed = 7}};
};

/// "a?z" with this byte in the middle.
std::string odd(int value, std::string_view before = "a", std::string_view after = "z") {
    return std::string{before} + static_cast<char>(value) + std::string{after};
}

template <class Visit>
void for_every_account(wire_fixture& fixture, Visit visit) {
    all_gateways::for_each([&]<class Gateway> {
        fixture.use<account_of<Gateway>>();
        visit.template operator()<Gateway>();
    });
}

/// A request of every text that a model takes.
any_request request_with(const std::string& model) { return {.model = model, .prompt = "rain"}; }

void report(const char* field, const totals& all) {
    std::cout << field << ": " << all.given << " given, " << all.refused << " refused, " << all.sent
              << " sent without a raw control byte\n";
    BOOST_TEST(all.given == all.refused + all.sent);
}

/// Every string in a value, in any depth.
void strings_in(const json::value& value, std::vector<std::string>& found) {
    if (value.is_string()) found.emplace_back(value.get_string());
    if (value.is_array())
        for (const auto& each : value.get_array()) strings_in(each, found);
    if (value.is_object())
        for (const auto& each : value.get_object()) strings_in(each.value(), found);
}

/// The text arrived as it was given, in the body or in a header; Pixazo writes directives behind a prompt.
void check_arrived(const http_request& request, const std::string& text) {
    std::vector<std::string> found;
    strings_in(json::parse(request.body), found);
    for (const auto& header : request.headers) found.push_back(header.value);
    BOOST_TEST(std::any_of(found.begin(), found.end(), [&](const std::string& each) { return each.starts_with(text); }),
               "not byte for byte in " << request.body);
}

}  // namespace

BOOST_FIXTURE_TEST_SUITE(injection, wire_fixture)

BOOST_AUTO_TEST_CASE(keys) {
    totals all;
    for (int value = 0; value != 256; ++value) {
        for (const auto& key : {odd(value), odd(value, "", "rest"), odd(value, "rest", "")}) {
            const auto request = sent_by(all, [&] {
                all_gateways::for_each([&]<class Gateway> { use<account_of<Gateway>>(key); });
                client.status({.provider = "apixo", .model = "m", .id = "t"}, [](error_code, status_answer) {});
            });
            const bool allowed = value > 0x20 && value < 0x7F;
            BOOST_TEST(request.has_value() == (allowed || all.sent > 3 * 94), "byte " << value);
            if (allowed && request) BOOST_TEST(testing::header_of(*request, "Authorization") == "Bearer " + key);
            client = seedance::client{context.get_executor(), network, {.clock = clock, .random_seed = 7}};
        }
    }
    BOOST_TEST(all.sent == 3 * 94);
    report("key", all);
}

BOOST_AUTO_TEST_CASE(base_urls) {
    totals all;
    for (int value = 0; value != 256; ++value)
        for (const auto& url :
             {odd(value, "https://gate", "way.example/v1"), odd(value, "https://gateway.example/v", "1"),
              odd(value, "https://gateway.example", "443/v1"), odd(value, "", "https://gateway.example/v1")}) {
            const auto request = sent_by(all, [&] {
                use<apixo::account>("test-key", url);
                client.status({.provider = "apixo", .model = "m", .id = "t"}, [](error_code, status_answer) {});
            });
            if (value < 0x20 || value >= 0x7F) BOOST_TEST(!request, url);
            client = seedance::client{context.get_executor(), network, {.clock = clock, .random_seed = 7}};
        }
    report("base_url", all);
}

BOOST_AUTO_TEST_CASE(task_ids_and_models_of_tasks) {
    totals all;
    for (int value = 0; value != 256; ++value)
        for_every_account(*this, [&]<class Gateway>() {
            const std::string name{provider_traits<Gateway>::name};
            for (const auto& [model, id] :
                 {std::pair{std::string{"m"}, odd(value)}, {odd(value), "t"}, {"m", odd(value, "../", "/..")}}) {
                const task asked{.provider = name, .model = model, .id = id};
                const auto request = sent_by(all, [&] { client.status(asked, [](error_code, status_answer) {}); });
                BOOST_TEST_REQUIRE(request.has_value());
                const auto plain = provider_traits<Gateway>::status_target("m", "t");
                const auto slashes = [](std::string_view text) {
                    return std::count(text.begin(), text.end(), '/') + std::count(text.begin(), text.end(), '?') +
                           std::count(text.begin(), text.end(), '&');
                };
                BOOST_TEST(slashes(request->url) == slashes("https://gateway.example/v1" + plain), request->url);
            }
        });
    BOOST_TEST(all.refused == 0);
    report("task id and model", all);
}

BOOST_AUTO_TEST_CASE(unchecked_models_and_paths) {
    totals all;
    for (int value = 0; value != 256; ++value)
        for_every_account(*this, [&]<class Gateway>() {
            for (const auto& [model, path] : {std::pair{odd(value), std::string{"text"}},
                                              {"m", odd(value)},
                                              {"m", odd(value, "/", "")},
                                              {odd(value, "../", ""), "x"}})
                sent_by(all, submit(unchecked<Gateway>(model, path, "{}")));
        });
    report("unchecked model and mode path", all);
}

BOOST_AUTO_TEST_CASE(prompts) {
    totals all;
    std::size_t models = 0;
    for_every_account(*this, [&]<class Gateway>() {
        for (const auto& entry : all_models::entries) {
            if (entry.table->name != provider_traits<Gateway>::name ||
                !seedance::prepare(request_with(entry.name()), all_models::entries).valid())
                continue;
            ++models;
            for (int value = 0; value != 256; ++value) {
                auto request = request_with(entry.name());
                request.prompt = odd(value, "rain ", " on \xc3\xa4 roof");
                const auto prepared = seedance::prepare(request, all_models::entries);
                const auto sent = sent_by(all, submit(prepared));
                BOOST_TEST(sent.has_value() == (value < 0x80), entry.name() << ", byte " << value);
                if (sent) check_arrived(*sent, request.prompt);
            }
        }
    });
    BOOST_TEST(models >= 7u, "those that need no more than a prompt");
    report("prompt", all);
}

BOOST_AUTO_TEST_CASE(callback_and_media_urls) {
    totals all;
    for_every_account(*this, [&]<class Gateway>() {
        for (const auto& entry : all_models::entries) {
            if (entry.table->name != provider_traits<Gateway>::name) continue;
            for (int value = 0; value != 256; ++value) {
                const auto url = odd(value, "https://files.example/a", "z.png");
                for (const int field : {0, 1, 2}) {
                    auto request = request_with(entry.name());
                    if (field == 0) request.callback_url = url;
                    if (field == 1) request.mode = mode::image_to_video, request.first_frame = url;
                    if (field == 2) request.mode = mode::reference_to_video, request.references = {{.url = url}};
                    const auto prepared = seedance::prepare(request, all_models::entries);
                    const auto sent = sent_by(all, submit(prepared));
                    if (value < 0x20 || value == 0x7F)
                        BOOST_TEST(!sent, entry.name() << ", field " << field << ", byte " << value);
                    if (sent) check_arrived(*sent, url);
                }
            }
        }
    });
    BOOST_TEST(all.sent > 0);
    report("callback and media URLs", all);
}

BOOST_AUTO_TEST_SUITE_END()
