// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

#include <array>
#include <cerrno>
#include <memory>
#include <string>
#include <vector>

#include <netdb.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <boost/asio/error.hpp>

#include <seedance/core/error.hpp>
#include <seedance/transport/resolver.hpp>

namespace seedance::detail {

/// What a look-up has brought.
struct name_answer {
    error_code error{};
    std::vector<std::string> addresses{};
};

inline error_code error_of_look_up(int code) noexcept {
    switch (code) {
        case EAI_AGAIN: return boost::asio::error::host_not_found_try_again;
        case EAI_NONAME: return boost::asio::error::host_not_found;
        case EAI_MEMORY: return boost::asio::error::no_memory;
        case EAI_FAMILY: return boost::asio::error::address_family_not_supported;
        case EAI_SERVICE: return boost::asio::error::service_not_found;
        case EAI_SYSTEM: return {errno, boost::system::system_category()};
#if defined(EAI_NODATA)
        case EAI_NODATA: return boost::asio::error::no_data;
#endif
        default: return boost::asio::error::no_recovery;
    }
}

/// Asks the system for the addresses of a host, in the order of RFC 6724, and blocks until it answers.
inline name_answer look_up_by_system(const name_query& query) {
    ::addrinfo hints{}, *found = nullptr;
    hints.ai_socktype = SOCK_STREAM;
    const int failed = ::getaddrinfo(query.host.c_str(), nullptr, &hints, &found);
    if (failed != 0) return {error_of_look_up(failed), {}};
    const std::unique_ptr<::addrinfo, decltype(&::freeaddrinfo)> list{found, &::freeaddrinfo};
    name_answer answer;
    for (const auto* entry = list.get(); entry != nullptr; entry = entry->ai_next) {
        std::array<char, NI_MAXHOST> text{};
        if (::getnameinfo(entry->ai_addr, entry->ai_addrlen, text.data(), text.size(), nullptr, 0, NI_NUMERICHOST) == 0)
            answer.addresses.emplace_back(text.data());
    }
    return answer;
}

}  // namespace seedance::detail
