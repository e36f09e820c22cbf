// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
// What reading an answer and writing a request allocate: the texts that leave, and nothing per field.
#include <seedance/models.hpp>
#include <seedance/provider/prepared.hpp>

#include <cstdlib>
#include <new>
#include <string>

#include <boost/test/unit_test.hpp>

#include "counted.hpp"
#include "printing.hpp"

using test::allocations;

void* operator new(std::size_t size) {
    ++allocations;
    test::allocated_bytes += size;
    if (void* memory = std::malloc(size != 0 ? size : 1)) return memory;
    throw std::bad_alloc{};
}
void operator delete(void* memory) noexcept { std::free(memory); }
void operator delete(void* memory, std::size_t) noexcept { std::free(memory); }

using namespace seedance;
using namespace std::chrono_literals;

namespace {

int allocations_of(const auto& work) {
    const int before = allocations;
    {
        [[maybe_unused]] const auto result = work();
    }
    return allocations - before;
}

template <class Gateway>
int allocations_of_submit(int status, const std::string& body) {
    return allocations_of([&] { return provider_traits<Gateway>::decode_submit(status, body); });
}

template <class Gateway>
int allocations_of_status(const std::string& body) {
    return allocations_of([&] { return provider_traits<Gateway>::decode_status(200, body); });
}

/// Members that no gateway documents, with a comma behind.
std::string unknown_members(int count) {
    std::string members;
    for (int i = 0; i != count; ++i)
        members += R"("unknown_)" + std::to_string(i) +
                   R"(":{"text":"too long for a small string, by far","list":[1,2.5,null,"more text that is long"]},)";
    return members;
}

// What is longer than a std::string holds within itself is one allocation when it leaves.
const std::string long_id = "seedance-2-0_019d58a0-6d6f-7f0c-8df0-3f4f2d1f0f0e";
const std::string long_url = "https://cdn.example.com/a/video/that/is/ready.mp4";

static_assert(all_gateways::tables.size() == 3, "what does an answer of the new gateway allocate? Measure it below");

std::string apixo_answer(const std::string& more, const std::string& members) {
    return R"({"code":200,"message":"success",)" + more + R"("data":{)" + more + R"("taskId":")" + long_id + R"(",)" +
           members + R"(,"createTime":1767965610929}})";
}

std::string pixazo_answer(const std::string& more, const std::string& members) {
    return R"({"request_id":")" + long_id + R"(",)" + more + members +
           R"(,"model_id":"seedance-2-0","error":null,"created_at":"2026-04-07T10:00:00.000Z","polling_url":"https://gateway.pixazo.ai/v2/requests/status/1"})";
}

std::string xenodia_answer(const std::string& more, const std::string& members) {
    return R"({"task_id":")" + long_id + R"(","object":"task","model":"seedance-2-fast",)" + more + members +
           R"(,"error":{},"progress":40,"created_at":1760000000,"recommended_poll_interval_ms":5000,"billing":{"status":"reserved","reserve_amount_micro_usdc":1}})";
}

}  // namespace

BOOST_AUTO_TEST_SUITE(lean_answers)

BOOST_AUTO_TEST_CASE(a_running_status_allocates_only_its_id) {
    for (const int count : {0, 1, 10, 20}) {
        BOOST_TEST_CONTEXT(count << " unknown fields") {
            const auto more = unknown_members(count);
            BOOST_TEST(allocations_of_status<apixo::gateway>(apixo_answer(more, R"("state":"processing")")) == 1);
            BOOST_TEST(allocations_of_status<pixazo::gateway>(
                           pixazo_answer(more, R"("status":"PROCESSING","output":null)")) == 1);
            BOOST_TEST(allocations_of_status<xenodia::gateway>(xenodia_answer(more, R"("state":"generating")")) == 1);
        }
    }
}

BOOST_AUTO_TEST_CASE(a_success_allocates_its_id_and_its_list_of_urls) {
    for (const int count : {0, 10, 20}) {
        BOOST_TEST_CONTEXT(count << " unknown fields") {
            const auto more = unknown_members(count);
            BOOST_TEST(allocations_of_status<apixo::gateway>(apixo_answer(
                           more, R"("state":"success","resultJson":"{\"resultUrls\":[\")" + long_url + R"(\"]}")")) ==
                       3);
            BOOST_TEST(allocations_of_status<pixazo::gateway>(pixazo_answer(
                           more, R"("status":"COMPLETED","output":{"media_url":[")" + long_url + R"("]})")) == 3);
            BOOST_TEST(allocations_of_status<xenodia::gateway>(xenodia_answer(
                           more, R"("state":"success","result":{"data":[{"url":")" + long_url + R"("}]})")) == 3);
        }
    }
}

BOOST_AUTO_TEST_CASE(an_accepted_submit_allocates_only_its_id) {
    for (const int count : {0, 10, 20}) {
        BOOST_TEST_CONTEXT(count << " unknown fields") {
            const auto more = unknown_members(count);
            BOOST_TEST(allocations_of_submit<apixo::gateway>(200, apixo_answer(more, R"("state":"pending")")) == 1);
            BOOST_TEST(allocations_of_submit<pixazo::gateway>(202, pixazo_answer(more, R"("status":"QUEUED")")) == 1);
            BOOST_TEST(allocations_of_submit<xenodia::gateway>(202, xenodia_answer(more, R"("state":"waiting")")) == 1);
        }
    }
}

BOOST_AUTO_TEST_CASE(an_uncommonly_large_answer_allocates_a_few_blocks) {
    const auto more = unknown_members(5'000);  // about half a mebibyte
    BOOST_TEST(allocations_of_status<apixo::gateway>(apixo_answer("", more + R"("state":"processing")")) < 20);
    BOOST_TEST(allocations_of_status<pixazo::gateway>(pixazo_answer(more, R"("status":"PROCESSING")")) < 20);
    BOOST_TEST(allocations_of_status<xenodia::gateway>(xenodia_answer(more, R"("state":"generating")")) < 20);
}

BOOST_AUTO_TEST_CASE(what_a_request_allocates_does_not_grow_with_its_fields) {
    const auto allocations_to_encode = [](const auto& request) {
        const auto view = view_of(request);
        const auto& table = table_of<typename std::remove_cvref_t<decltype(request)>::model_type::provider>;
        return allocations_of([&] { return table.encode(view); });
    };
    using apixo_fast = apixo::seedance_2_0_fast;
    const int few = allocations_to_encode(text_to_video<apixo_fast>{.prompt = "rain"});
    const int many = allocations_to_encode(reference_to_video<apixo_fast>{
        .prompt = "rain",
        .references = {image("https://example.com/1.png"), image("https://example.com/2.png"),
                       video("https://example.com/3.mp4", 5s)},
        .resolution = "480p",
        .duration = 5s,
        .web_search = {}});
    BOOST_TEST(few == many);
    BOOST_TEST(few <= 8);
}

BOOST_AUTO_TEST_SUITE_END()
