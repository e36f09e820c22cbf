// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

#include <cerrno>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string_view>

#include <openssl/bio.h>
#include <sys/types.h>

#include <seedance/core/impl/platform.hpp>

namespace seedance::detail {

/// The other side of OpenSSL's encryption: OpenSSL writes to a socket that does not block, and reads what Asio has
/// received from it. Bytes that the kernel has taken are counted here, because only below TLS can it be proved that
/// nothing of a request has left.
struct wire {
    using clock = std::chrono::steady_clock;

    int descriptor = -1;               ///< -1 while there is no open socket: every access fails
    std::uint64_t sent = 0;            ///< bytes that the kernel has taken so far
    clock::time_point last_sent{};     ///< when it last took some
    int error = 0;                     ///< of the last access that failed for good
    bool at_end = false;               ///< the peer has ended the connection
    std::size_t capacity = 32 * 1024;  ///< of the buffer, whose memory is not touched before something is received
    std::unique_ptr<char[]> buffer = std::make_unique_for_overwrite<char[]>(capacity);
    std::string_view received{};  ///< in the buffer, not yet read

    void set_capacity(std::size_t bytes) {
        buffer = std::make_unique_for_overwrite<char[]>(bytes);
        capacity = bytes;
    }
};

inline bool may_try_again() noexcept { return errno == EAGAIN || errno == EWOULDBLOCK; }

inline int write_to_wire(BIO* bio, const char* bytes, std::size_t size, std::size_t* taken) {
    auto& to = *static_cast<wire*>(::BIO_get_data(bio));
    BIO_clear_retry_flags(bio);
    ::ssize_t n = -1;
    do n = platform::send_without_signal(to.descriptor, bytes, size);
    while (n < 0 && errno == EINTR);
    if (n < 0) {
        if (may_try_again())
            BIO_set_retry_write(bio);
        else
            to.error = errno;
        return 0;
    }
    to.sent += static_cast<std::uint64_t>(n);
    to.last_sent = wire::clock::now();
    *taken = static_cast<std::size_t>(n);
    return 1;
}

inline int read_from_wire(BIO* bio, char* into, std::size_t size, std::size_t* read) {
    auto& from = *static_cast<wire*>(::BIO_get_data(bio));
    BIO_clear_retry_flags(bio);
    *read = from.received.copy(into, size);
    from.received.remove_prefix(*read);
    if (*read != 0) return 1;
    if (from.descriptor < 0)
        from.error = EBADF;
    else if (!from.at_end)
        BIO_set_retry_read(bio);
    return 0;
}

inline long control_wire(BIO* bio, int command, long, void*) {
    if (command == BIO_CTRL_EOF) return static_cast<wire*>(::BIO_get_data(bio))->at_end ? 1 : 0;
    return command == BIO_CTRL_FLUSH ? 1 : 0;
}

/// Gives OpenSSL's table of functions for a `wire`; null when there was no memory for it.
inline const BIO_METHOD* wire_method() {
    static const BIO_METHOD* const method = [] {
        auto* made = ::BIO_meth_new(::BIO_get_new_index() | BIO_TYPE_SOURCE_SINK, "seedance wire");
        if (made == nullptr) return made;
        ::BIO_meth_set_write_ex(made, write_to_wire);
        ::BIO_meth_set_read_ex(made, read_from_wire);
        ::BIO_meth_set_ctrl(made, control_wire);
        return made;
    }();
    return method;
}

/// Makes OpenSSL's view of a `wire`, which must outlive it; null when there was no memory for it.
inline BIO* make_wire_bio(wire& over) {
    auto* bio = wire_method() != nullptr ? ::BIO_new(wire_method()) : nullptr;
    if (bio == nullptr) return nullptr;
    ::BIO_set_data(bio, &over);
    ::BIO_set_init(bio, 1);
    return bio;
}

}  // namespace seedance::detail
