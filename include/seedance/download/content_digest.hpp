// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

#include <algorithm>
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include <openssl/evp.h>

#include <seedance/core/base64.hpp>
#include <seedance/core/impl/running_hash.hpp>
#include <seedance/core/text.hpp>
#include <seedance/transport/http.hpp>
#include <seedance/transport/impl/http_token.hpp>

namespace seedance::detail {

/// Calls `each` with every member of a list, "sha-256=:...:, sha-512=:...:", without the blanks around it.
template <class Each>
void for_each_member(std::string_view list, Each each) {
    while (!list.empty()) each(take_element(list));
}

/// Digests in base64 that a server announces for a file; malformed ones are not among them.
struct announced_digests {
    std::vector<std::string> sha256;
    std::vector<std::string> md5;

    /// Reads the digests in a reply's headers. `of_whole_file` says that the reply holds the whole file, so that
    /// digests of the reply are digests of the file.
    void read(const http_reply& head, bool of_whole_file) {
        const auto is = text::equal_ignoring_case;
        for (const auto& [name, value] : head.headers) {
            if (is(name, "repr-digest") || (of_whole_file && is(name, "content-digest"))) read_dictionary(value);
            if (is(name, "digest")) read_instance_digest(value, of_whole_file);
            if (of_whole_file && is(name, "x-amz-checksum-sha256")) add(sha256, text::trim(value), sha256_size);
            if (of_whole_file && is(name, "content-md5")) add(md5, text::trim(value), md5_size);
        }
    }

  private:
    static constexpr std::size_t sha256_size = 32, md5_size = 16;

    /// Reads a field of RFC 9530.
    void read_dictionary(std::string_view value) {
        for_each_member(value, [this](std::string_view member) {
            if (!member.starts_with("sha-256=:")) return;
            member.remove_prefix(9);
            const auto end = member.find(':');
            if (end != std::string_view::npos) add(sha256, member.substr(0, end), sha256_size);
        });
    }

    /// Reads a field of RFC 3230.
    void read_instance_digest(std::string_view value, bool with_md5) {
        for_each_member(value, [&](std::string_view member) {
            if (text::starts_with_ignoring_case(member, "sha-256=")) add(sha256, member.substr(8), sha256_size);
            if (with_md5 && text::starts_with_ignoring_case(member, "md5=")) add(md5, member.substr(4), md5_size);
        });
    }

    /// Adds a digest if it is the one spelling of so many bytes.
    static void add(std::vector<std::string>& to, std::string_view encoded, std::size_t size) {
        if (encoded.size() != (size + 2) / 3 * 4) return;
        const auto digest = text::base64_decode(encoded);
        if (digest && digest->size() == size) to.emplace_back(encoded);
    }
};

/// Checks a file that arrives in parts against the digests that its server announces. Hashing costs as much as all else
/// that is done with the bytes: only what is announced is made. What is announced with a later part only, is made of
/// the file once it is read again, where it can be.
class content_check {
  public:
    /// Begins with the head of the reply that begins the file. `can_be_read` says that the file can be read again.
    explicit content_check(const http_reply& head, bool can_be_read = false) : is_hashed_{!can_be_read} {
        announced_.read(head, true);
        if (!announced_.sha256.empty()) is_hashed_ = true;
    }

    /// Reads the head of a reply that continues the file.
    void go_on(const http_reply& head) { announced_.read(head, false); }

    void add(std::string_view bytes) {
        if (is_hashed_) sha256_.add(bytes);
        if (!announced_.md5.empty()) md5_.add(bytes);
    }

    /// Says whether the file is to be read again, and all of it given to `add_again`, before `agrees`.
    bool needs_all_again() const noexcept { return !is_hashed_ && !announced_.sha256.empty(); }
    void add_again(std::string_view bytes) { sha256_.add(bytes); }

    /// Says whether the bytes are those of every announced digest; for the end of the file.
    bool agrees() { return fits(sha256_, announced_.sha256) && fits(md5_, announced_.md5); }

  private:
    static bool fits(running_hash& found, const std::vector<std::string>& announced) {
        if (announced.empty()) return true;
        const auto digest = text::base64_encode(found.finish());
        return digest.empty() ||
               std::all_of(announced.begin(), announced.end(), [&](const auto& one) { return one == digest; });
    }

    announced_digests announced_;
    bool is_hashed_;  ///< from the beginning on
    running_hash sha256_{::EVP_sha256()};
    running_hash md5_{::EVP_md5()};
};

}  // namespace seedance::detail
