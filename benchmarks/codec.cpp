// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
// What encoding a request and decoding an answer cost, beside plain Boost.JSON doing the same: json::parse and member
// access, json::value and json::serialize. Prints a table for benchmarks/README.md.
#include <algorithm>
#include <array>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <new>
#include <string>
#include <vector>

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>

#include <seedance/models.hpp>
#include <seedance/request/requests.hpp>

namespace {

struct memory_use {
    std::size_t allocations = 0;
    std::size_t bytes = 0;
};

memory_use used;

}  // namespace

void* operator new(std::size_t size) {
    ++used.allocations;
    used.bytes += size;
    if (void* memory = std::malloc(size != 0 ? size : 1)) return memory;
    throw std::bad_alloc{};
}
void operator delete(void* memory) noexcept { std::free(memory); }
void operator delete(void* memory, std::size_t) noexcept { std::free(memory); }

namespace {

namespace json = boost::json;
using namespace seedance;
using namespace std::chrono_literals;

constexpr int runs = 9;
constexpr int iterations = 20'000;

struct cost {
    double nanoseconds = 0;
    memory_use memory{};
};

template <class Work>
double nanoseconds_of(const Work& work) {
    const auto start = std::chrono::steady_clock::now();
    for (int i = 0; i != iterations; ++i) {
        const auto result = work();
        asm volatile("" : : "g"(&result) : "memory");  // the result counts as looked at
    }
    return std::chrono::duration<double, std::nano>(std::chrono::steady_clock::now() - start).count() / iterations;
}

template <class Work>
memory_use memory_of(const Work& work) {
    const auto before = used;
    const auto result = work();
    return {used.allocations - before.allocations, used.bytes - before.bytes};
}

/// Both by turns, so that the noise of the machine is the same for both.
template <class Ours, class Peer>
void compare(const char* name, const Ours& ours, const Peer& peer) {
    std::array<double, runs> our_times{}, peer_times{};
    for (int run = 0; run != runs; ++run) {
        our_times[run] = nanoseconds_of(ours);
        peer_times[run] = nanoseconds_of(peer);
    }
    std::sort(our_times.begin(), our_times.end());
    std::sort(peer_times.begin(), peer_times.end());
    const auto our_memory = memory_of(ours), peer_memory = memory_of(peer);
    const double mine = our_times[runs / 2], theirs = peer_times[runs / 2];
    std::printf("| %s | %.0f | %zu | %zu | %.0f | %zu | %zu | %.2f |\n", name, mine, our_memory.allocations,
                our_memory.bytes, theirs, peer_memory.allocations, peer_memory.bytes, mine / theirs);
}

// ---- what a program makes of plain Boost.JSON

struct plain_task {
    std::string id{};
    std::string state{};
    std::vector<std::string> urls{};
};

std::string text_at(const json::object& in, std::string_view name) { return std::string{in.at(name).as_string()}; }

submit_message plain_message(std::string target, const json::value& body) {
    return {
        .target = std::move(target), .headers = {{"Content-Type", "application/json"}}, .body = json::serialize(body)};
}

struct apixo_peer {
    static submit_message encode(const request_view& request) {
        return plain_message("/generateTask/" + std::string{request.model->id},
                             {{"request_type", "async"},
                              {"input",
                               {{"mode", request.rules->wire_name},
                                {"prompt", request.prompt},
                                {"resolution", request.resolution},
                                {"duration", request.seconds},
                                {"aspect_ratio", request.aspect_ratio}}}});
    }
    static std::string submit(std::string_view body) {
        return text_at(json::parse(body).at("data").as_object(), "taskId");
    }
    static plain_task status(std::string_view body) {
        const auto answer = json::parse(body);
        const auto& data = answer.at("data").as_object();
        plain_task task{.id = text_at(data, "taskId"), .state = text_at(data, "state")};
        if (task.state != "success") return task;
        const auto result = json::parse(data.at("resultJson").as_string());
        for (const auto& url : result.at("resultUrls").as_array()) task.urls.emplace_back(url.as_string());
        return task;
    }
};

struct pixazo_peer {
    static submit_message encode(const request_view& request) {
        return plain_message(std::string{request.rules->wire_name},
                             {{"content", json::array{{{"type", "text"}, {"text", request.prompt}}}},
                              {"ratio", request.aspect_ratio},
                              {"resolution", request.resolution},
                              {"duration", request.seconds},
                              {"generate_audio", request.with_sound()}});
    }
    static std::string submit(std::string_view body) { return text_at(json::parse(body).as_object(), "request_id"); }
    static plain_task status(std::string_view body) {
        const auto answer = json::parse(body);
        plain_task task{.id = text_at(answer.as_object(), "request_id"),
                        .state = text_at(answer.as_object(), "status")};
        if (task.state != "COMPLETED") return task;
        for (const auto& url : answer.at("output").at("media_url").as_array()) task.urls.emplace_back(url.as_string());
        return task;
    }
};

struct xenodia_peer {
    static submit_message encode(const request_view& request) {
        return plain_message("/v1/videos/generations", {{"model", request.model->id},
                                                        {"prompt", request.prompt},
                                                        {"resolution", request.resolution},
                                                        {"aspect_ratio", request.aspect_ratio},
                                                        {"duration", request.seconds},
                                                        {"generate_audio", request.with_sound()}});
    }
    static std::string submit(std::string_view body) { return text_at(json::parse(body).as_object(), "task_id"); }
    static plain_task status(std::string_view body) {
        const auto answer = json::parse(body);
        plain_task task{.id = text_at(answer.as_object(), "task_id"), .state = text_at(answer.as_object(), "state")};
        if (task.state != "success") return task;
        for (const auto& entry : answer.at("result").at("data").as_array())
            task.urls.emplace_back(entry.at("url").as_string());
        return task;
    }
};

// ---- the messages, as the gateways' documents show them

struct answers {
    std::string accepted, running, succeeded;
};

const answers apixo_answers{
    .accepted = R"({"code":200,"message":"success","data":{"taskId":"task_12345678"}})",
    .running =
        R"({"code":200,"message":"success","data":{"taskId":"task_12345678","state":"processing","createTime":1767965610929}})",
    .succeeded =
        R"({"code":200,"message":"success","data":{"taskId":"task_12345678","state":"success","resultJson":"{\"resultUrls\":[\"https://file.apixo.ai/video.mp4\"]}","createTime":1767965610929,"completeTime":1767965910929,"costTime":300000}})"};

const answers pixazo_answers{
    .accepted =
        R"({"request_id":"seedance-2-0_019d-abc123","status":"QUEUED","polling_url":"https://gateway.pixazo.ai/v2/requests/status/seedance-2-0_019d-abc123"})",
    .running =
        R"({"request_id":"seedance-2-0_019d-abc123","status":"PROCESSING","model_id":"seedance-2-0","error":null,"output":null,"created_at":"2026-04-07T10:00:00.000Z","updated_at":"2026-04-07T10:00:10.000Z","completed_at":null})",
    .succeeded =
        R"({"request_id":"seedance-2-0_019d-abc123","status":"COMPLETED","model_id":"seedance-2-0","error":null,"output":{"media_url":["https://pub-582b7213209642b9b995c96c95a30381.r2.dev/videos/seedance-2-0_019d-abc123.mp4"],"media_type":"video/mp4"},"created_at":"2026-04-07T10:00:00.000Z","updated_at":"2026-04-07T10:02:30.000Z","completed_at":"2026-04-07T10:02:30.000Z"})"};

const answers xenodia_answers{
    .accepted =
        R"({"task_id":"task_123","object":"task","model":"seedance-2-fast","type":"video","state":"waiting","created_at":1760000000,"poll_url":"/v1/tasks/task_123","recommended_poll_interval_ms":5000})",
    .running =
        R"({"task_id":"task_123","object":"task","model":"seedance-2-fast","type":"video","state":"generating","progress":40,"error":{},"created_at":1760000000,"updated_at":1760000050,"poll_url":"/v1/tasks/task_123","recommended_poll_interval_ms":5000})",
    .succeeded =
        R"({"task_id":"task_123","state":"success","result":{"created":1760000100,"data":[{"url":"https://cdn.example.com/seedance.mp4"}],"resolution":"720p"},"progress":100,"poll_url":"/v1/tasks/task_123"})"};

template <class Model, class Peer>
void measure(const answers& given) {
    using traits = provider_traits<typename Model::provider>;
    const text_to_video<Model> request{.prompt = "a cinematic tracking shot through a rainy neon street",
                                       .resolution = "720p",
                                       .duration = 5s,
                                       .aspect_ratio = "16:9"};
    const auto view = view_of(request);
    const auto row = [](const char* what) { return std::string{traits::name} + ": " + what; };
    compare(row("encode a request").c_str(), [&] { return traits::encode(view); }, [&] { return Peer::encode(view); });
    compare(
        row("read an accepted submit").c_str(), [&] { return traits::decode_submit(200, given.accepted); },
        [&] { return Peer::submit(given.accepted); });
    compare(
        row("read a running status").c_str(), [&] { return traits::decode_status(200, given.running); },
        [&] { return Peer::status(given.running); });
    compare(
        row("read a finished status").c_str(), [&] { return traits::decode_status(200, given.succeeded); },
        [&] { return Peer::status(given.succeeded); });
}

/// Checks and prepares a request with a picture in it, as large as the document lets one be. Says whether that is as
/// quick as it has to be: it is done on the caller's thread.
bool measure_data_uri() {
    constexpr double limit = 60;
    constexpr std::size_t megabytes = 30, prepared_times = 15;
    const std::string uri = "data:image/png;base64," + std::string(megabytes * 1'000'000, 'A');
    std::array<double, prepared_times> milliseconds{};
    for (auto& each : milliseconds) {
        const auto start = std::chrono::steady_clock::now();
        const auto prepared = prepare(image_to_video<pixazo::seedance_2_0>{
            .prompt = "rain", .first_frame = runtime(uri), .resolution = "720p", .duration = 5s});
        each = std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - start).count();
        if (!prepared.valid() || prepared.message().body.size() < uri.size()) std::abort();
    }
    std::nth_element(milliseconds.begin(), milliseconds.begin() + prepared_times / 2, milliseconds.end());
    const auto median = milliseconds[prepared_times / 2];
    std::printf("\ncheck and prepare a %zu MB data: URI: %.0f ms, the median of %zu; the limit is %.0f ms\n", megabytes,
                median, prepared_times, limit);
    return median <= limit;
}

}  // namespace

static_assert(all_gateways::tables.size() == 3, "a gateway's answers are measured below");

int main() {
    std::puts(
        "| operation | ns | allocations | bytes | plain Boost.JSON ns | allocations | bytes | ratio of ns "
        "|\n|---|---|---|---|---|---|---|---|");
    measure<apixo::seedance_2_0_fast, apixo_peer>(apixo_answers);
    measure<pixazo::seedance_2_0, pixazo_peer>(pixazo_answers);
    measure<xenodia::seedance_2, xenodia_peer>(xenodia_answers);
    if (!measure_data_uri()) return std::puts("too slow"), EXIT_FAILURE;
}
