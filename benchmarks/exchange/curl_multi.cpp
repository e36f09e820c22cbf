// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
// libcurl's multi interface, driven by epoll as its documentation advises for many transfers; Boost.JSON for the
// answer.
#include <curl/curl.h>
#include <sys/epoll.h>

#include <algorithm>
#include <vector>

#include <boost/json/parse.hpp>

#include "job.hpp"

namespace {

struct transfer {
    CURL* easy = nullptr;
    std::string body{};
};

int epoll = -1;
long patience_ms = -1;

int on_socket(CURL*, curl_socket_t fd, int what, void*, void*) {
    if (what == CURL_POLL_REMOVE) return ::epoll_ctl(epoll, EPOLL_CTL_DEL, fd, nullptr), 0;
    epoll_event event{.events = (what & CURL_POLL_IN ? EPOLLIN : 0u) | (what & CURL_POLL_OUT ? EPOLLOUT : 0u),
                      .data = {.fd = fd}};
    if (::epoll_ctl(epoll, EPOLL_CTL_MOD, fd, &event) != 0) ::epoll_ctl(epoll, EPOLL_CTL_ADD, fd, &event);
    return 0;
}

int on_timer(CURLM*, long ms, void*) {
    patience_ms = ms;
    return 0;
}

std::size_t on_body(char* bytes, std::size_t size, std::size_t count, void* to) {
    static_cast<transfer*>(to)->body.append(bytes, size * count);
    return size * count;
}

void read(const std::string& body, bench::meter& meter) {
    const auto answer = boost::json::parse(body);
    if (answer.at("state").as_string() == "waiting") return meter.finish();  // a submit's
    const std::string id{answer.at("task_id").as_string()}, state{answer.at("state").as_string()};
    const std::string url{answer.at("result").at("data").at(0).at("url").as_string()};
    meter.finish(id, state, url);
}

/// A submit over a connection of its own, with the TLS session of the one before or without.
void make_submit(CURL* easy, const bench::job& job) {
    const auto url = "https://" + job.authority() + "/v1/videos";
    ::curl_easy_setopt(easy, CURLOPT_URL, url.c_str());
    ::curl_easy_setopt(easy, CURLOPT_COPYPOSTFIELDS,
                       R"({"model":"seedance-2","prompt":"a cinematic tracking shot through a rainy neon street",)"
                       R"("resolution":"720p","duration":5,"aspect_ratio":"16:9"})");
    ::curl_easy_setopt(easy, CURLOPT_FRESH_CONNECT, 1L);
    ::curl_easy_setopt(easy, CURLOPT_FORBID_REUSE, 1L);
    ::curl_easy_setopt(easy, CURLOPT_SSL_SESSIONID_CACHE, job.mode == "submit:full" ? 0L : 1L);
}

}  // namespace

int main(int argc, char** argv) {
    const auto job = bench::job::from(argc, argv);
    bench::meter meter{job};
    ::curl_global_init(CURL_GLOBAL_ALL);
    epoll = ::epoll_create1(0);
    auto* multi = ::curl_multi_init();
    ::curl_multi_setopt(multi, CURLMOPT_SOCKETFUNCTION, on_socket);
    ::curl_multi_setopt(multi, CURLMOPT_TIMERFUNCTION, on_timer);
    ::curl_multi_setopt(multi, CURLMOPT_MAXCONNECTS, static_cast<long>(job.connections));
    auto* headers = ::curl_slist_append(nullptr, "Authorization: Bearer benchmark-key-0123456789");
    const auto url = (job.tls ? "https://" : "http://") + job.authority() + "/v1/tasks/task_123";
    std::vector<transfer> transfers(static_cast<std::size_t>(job.connections));
    for (auto& one : transfers) {
        one.easy = ::curl_easy_init();
        ::curl_easy_setopt(one.easy, CURLOPT_URL, url.c_str());
        ::curl_easy_setopt(one.easy, CURLOPT_HTTPHEADER, headers);
        ::curl_easy_setopt(one.easy, CURLOPT_USERAGENT, "seedance/0.1.0");
        ::curl_easy_setopt(one.easy, CURLOPT_HTTP_VERSION, static_cast<long>(CURL_HTTP_VERSION_1_1));
        ::curl_easy_setopt(one.easy, CURLOPT_WRITEFUNCTION, on_body);
        ::curl_easy_setopt(one.easy, CURLOPT_WRITEDATA, &one);
        ::curl_easy_setopt(one.easy, CURLOPT_PRIVATE, &one);
        if (job.mode.starts_with("submit")) make_submit(one.easy, job);
        if (const char* ca = std::getenv("SSL_CERT_FILE")) ::curl_easy_setopt(one.easy, CURLOPT_CAINFO, ca);
        if (meter.begin()) ::curl_multi_add_handle(multi, one.easy);
    }
    int alive = 0;
    while (!meter.complete()) {
        epoll_event events[256];
        const int n =
            ::epoll_wait(epoll, events, 256, static_cast<int>(std::min(patience_ms < 0 ? 1000 : patience_ms, 1000L)));
        if (n == 0) {
            patience_ms = -1;
            ::curl_multi_socket_action(multi, CURL_SOCKET_TIMEOUT, 0, &alive);
        }
        for (int i = 0; i < n; ++i) {
            const int what = (events[i].events & EPOLLIN ? CURL_CSELECT_IN : 0) |
                             (events[i].events & EPOLLOUT ? CURL_CSELECT_OUT : 0);
            ::curl_multi_socket_action(multi, events[i].data.fd, what, &alive);
        }
        int left = 0;
        while (auto* message = ::curl_multi_info_read(multi, &left)) {
            if (message->msg != CURLMSG_DONE) continue;
            if (message->data.result != CURLE_OK) bench::meter::give_up(::curl_easy_strerror(message->data.result));
            transfer* one = nullptr;
            ::curl_easy_getinfo(message->easy_handle, CURLINFO_PRIVATE, &one);
            read(one->body, meter);
            one->body.clear();
            ::curl_multi_remove_handle(multi, one->easy);
            if (meter.begin()) ::curl_multi_add_handle(multi, one->easy);
        }
    }
    meter.print();
}
