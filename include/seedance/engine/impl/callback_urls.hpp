// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

#include <algorithm>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include <seedance/core/error.hpp>
#include <seedance/core/hex.hpp>
#include <seedance/core/hmac.hpp>
#include <seedance/core/impl/char_table.hpp>
#include <seedance/core/impl/url_secrets.hpp>
#include <seedance/core/quoted.hpp>
#include <seedance/engine/callbacks.hpp>
#include <seedance/engine/impl/failures.hpp>
#include <seedance/request/check_url.hpp>
#include <seedance/request/rule.hpp>
#include <seedance/task/failure.hpp>
#include <seedance/task/intent.hpp>

namespace seedance::detail {

/// What a callback URL says: the handle of an attempt, and whose it must be.
struct callback_token {
    std::string_view handle{};   ///< of the attempt: 32 hexadecimal digits
    std::string_view binding{};  ///< to its gateway and account
    const callback_key* key{};   ///< which has signed it
};

/// Makes and reads the URLs of callbacks. The last part of one is its token,
/// `1.<key's id>.<handle>.<binding>.<MAC>`: the MAC is over all that stands before it, and the binding a MAC over the
/// attempt's gateway and account, so that no name leaves the house and a forged token costs no look-up.
class callback_urls {
  public:
    /// @par Errors
    /// Throws `seedance::error` with `errc::bad_base_url` or `errc::bad_key`.
    explicit callback_urls(callback_options options) : options_{std::move(options)} {
        if (!is_on()) return;
        const bool is_below =
            !options_.base_url.ends_with('/') && options_.base_url.find_first_of("?#") == std::string::npos;
        if (broken_by_callback(options_.base_url) != rule::none || !is_below)
            refuse(errc::bad_base_url,
                   "client_options::callbacks.base_url must be a public https URL without a slash "
                   "at the end, query or fragment, given " +
                       detail::quoted_url(options_.base_url));
        if (options_.keys.empty()) refuse(errc::bad_key, "client_options::callbacks has a base_url and no keys");
        for (const auto& each : options_.keys) check(each);
    }

    bool is_on() const noexcept { return !options_.base_url.empty(); }

    std::string url_of(const intent& attempt) const {
        const auto& key = options_.keys.front();
        auto token = "1." + key.id + '.' + attempt.handle + '.' + binding_of(attempt, key);
        token += '.' + mac_of(token, key);
        return options_.base_url + '/' + token;
    }

    /// Reads the token at the end of a request's target, which a proxy may have changed before it; gives nothing for
    /// one that none of the keys has signed. The views are into `target`.
    std::optional<callback_token> read(std::string_view target) const {
        target = target.substr(0, target.find('?'));
        const auto text = target.substr(target.rfind('/') + 1);  // npos + 1 is 0
        const auto end = text.rfind('.');
        if (end == text.npos) return std::nullopt;
        const auto signed_part = text.substr(0, end);
        auto rest = signed_part;
        const auto version = take_part(rest), id = take_part(rest), handle = take_part(rest);
        const auto* const key = find_key(id);
        if (version != "1" || key == nullptr) return std::nullopt;
        if (!text::equal_in_constant_time(mac_of(signed_part, *key), text.substr(end + 1))) return std::nullopt;
        return callback_token{handle, rest, key};
    }

    /// Says whether a token was made for this attempt's gateway and account.
    static bool is_for(const callback_token& token, const intent& attempt) {
        return text::equal_in_constant_time(binding_of(attempt, *token.key), token.binding);
    }

  private:
    static constexpr std::size_t shortest_key = 16, longest_id = 16;
    static constexpr char_table id_characters{"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"};

    static void check(const callback_key& key) {
        const bool is_id = !key.id.empty() && key.id.size() <= longest_id && id_characters.holds_all(key.id);
        if (!is_id)
            refuse(errc::bad_key, "a key's id in client_options::callbacks must be 1 to 16 of A-Z a-z 0-9 - _, given " +
                                      detail::quoted(key.id));
        if (key.key.reveal().size() < shortest_key)
            refuse(errc::bad_key, "the key " + detail::quoted(key.id) + " in client_options::callbacks has " +
                                      std::to_string(key.key.reveal().size()) + " bytes, and needs at least 16");
    }

    [[noreturn]] static void refuse(errc code, std::string words) {
        auto why = failure_of(code, step::check, {}, {});
        why.detail = std::move(words);
        throw error{std::move(why)};
    }

    static std::string_view take_part(std::string_view& rest) noexcept {
        const auto end = rest.find('.');
        const auto part = rest.substr(0, end);
        rest.remove_prefix(end == rest.npos ? rest.size() : end + 1);
        return part;
    }

    const callback_key* find_key(std::string_view id) const noexcept {
        const auto at =
            std::find_if(options_.keys.begin(), options_.keys.end(), [id](const auto& each) { return each.id == id; });
        return at == options_.keys.end() ? nullptr : &*at;
    }

    static std::string mac_of(std::string_view text, const callback_key& key) {
        return text::hex(text::hmac_sha256(key.key.reveal(), "seedance-callback " + std::string{text}));
    }

    /// A gateway's name has no slash in it.
    static std::string binding_of(const intent& attempt, const callback_key& key) {
        const auto whose = "seedance-callback-binding " + attempt.provider + '/' + attempt.account;
        return text::hex(text::hmac_sha256(key.key.reveal(), whose).substr(0, 12));
    }

    callback_options options_;
};

}  // namespace seedance::detail
