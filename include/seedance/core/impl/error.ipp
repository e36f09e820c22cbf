// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

#include <string>
#include <string_view>

#include <seedance/core/error.hpp>

namespace seedance {

namespace detail {

inline const char* words_of(errc value) noexcept {
    switch (value) {
        case errc::invalid_request: return "the request breaks a rule of the model";
        case errc::no_account: return "the client has no account for this gateway";
        case errc::bad_key: return "the API key is missing or cannot be sent";
        case errc::bad_account_name: return "the account's name is not usable";
        case errc::bad_base_url: return "the base URL is not usable";
        case errc::cancelled: return "cancelled by the caller";
        case errc::journal_unavailable: return "the journal could not be used and nothing was sent";
        case errc::over_limit: return "the price exceeds a spending limit and nothing was sent";
        case errc::no_budget: return "there is no budget of this name and nothing was sent";
        case errc::price_unknown: return "the price is not known, there is a spending limit, and nothing was sent";
        case errc::intent_taken: return "an intent of this name is under way already";
        case errc::intent_mismatch: return "the intent's name belongs to another request and nothing was sent";
        case errc::intent_not_found: return "the journal has no intent of this name";
        case errc::not_sent: return "the gateway could not be reached and nothing was sent";
        case errc::tls_untrusted: return "the gateway's certificate was refused";
        case errc::rejected: return "the gateway refused the request";
        case errc::rejected_key: return "the gateway refused the API key";
        case errc::rejected_balance: return "the gateway asks for balance or quota";
        case errc::rejected_access: return "the key may not use this model";
        case errc::not_found: return "the gateway does not know this model, path or task";
        case errc::conflict: return "the gateway reports a conflict";
        case errc::throttled: return "the gateway asks for fewer requests";
        case errc::redirect_refused: return "the gateway answered with a redirect";
        case errc::outcome_unknown: return "the request left and no answer says what became of it";
        case errc::poll_failed: return "the gateway's answers to polls cannot be used";
        case errc::deadline_reached: return "the deadline came before the video";
        case errc::task_failed: return "the gateway reports that the task failed";
        case errc::task_not_found: return "the gateway does not know the task";
        case errc::result_malformed: return "the finished task carries no usable URL";
        case errc::download_failed: return "the video could not be fetched";
        case errc::result_expired: return "the gateway no longer serves the video";
        case errc::address_refused: return "the video's address is not a public one";
        case errc::too_large: return "the video is larger than the limit";
        case errc::integrity: return "what was served is not the whole video";
        case errc::file_error: return "the file could not be written";
        case errc::client_closed: return "the client was closed";
        case errc::unsupported: return "the gateway does not offer this";
    }
    return "unknown seedance error";
}

inline const char* words_of(failure_group value) noexcept {
    switch (value) {
        case failure_group::request: return "the request must change";
        case failure_group::limit: return "a spending limit";
        case failure_group::account: return "key, balance or access";
        case failure_group::connection: return "the network";
        case failure_group::retryable: return "the call may be made again";
        case failure_group::task_alive: return "the task may still be running";
    }
    return "unknown seedance failure group";
}

inline bool belongs_to(errc value, failure_group group) noexcept {
    switch (value) {
        case errc::invalid_request:
        case errc::intent_mismatch:
        case errc::rejected:
        case errc::unsupported: return group == failure_group::request;
        case errc::no_account:
        case errc::bad_key:
        case errc::bad_account_name:
        case errc::rejected_key:
        case errc::rejected_balance:
        case errc::rejected_access: return group == failure_group::account;
        case errc::tls_untrusted: return group == failure_group::connection;
        case errc::not_sent:
        case errc::download_failed: return group == failure_group::connection || group == failure_group::retryable;
        case errc::over_limit:
        case errc::no_budget:
        case errc::price_unknown: return group == failure_group::limit;
        case errc::journal_unavailable:
        case errc::throttled: return group == failure_group::retryable;
        case errc::intent_taken:
        case errc::outcome_unknown:
        case errc::poll_failed:
        case errc::deadline_reached: return group == failure_group::task_alive;
        case errc::bad_base_url:
        case errc::cancelled:
        case errc::intent_not_found:
        case errc::not_found:
        case errc::conflict:
        case errc::redirect_refused:
        case errc::task_failed:
        case errc::task_not_found:
        case errc::result_malformed:
        case errc::result_expired:
        case errc::address_refused:
        case errc::too_large:
        case errc::integrity:
        case errc::file_error:
        case errc::client_closed: return false;
    }
    return false;
}

// GCC takes the destructor of Boost's class, which is protected but has friends, for one that anybody may call.
#if defined(__GNUC__)
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wnon-virtual-dtor"
#endif

class error_category_type final : public boost::system::error_category {
  public:
    constexpr error_category_type() noexcept : boost::system::error_category{0x8f1c'63d2'0b7e'94a5} {}
    const char* name() const noexcept override { return "seedance"; }
    std::string message(int value) const override { return words_of(static_cast<errc>(value)); }
    bool equivalent(int value, const boost::system::error_condition& condition) const noexcept override {
        if (condition.category() == failure_group_category())
            return belongs_to(static_cast<errc>(value), static_cast<failure_group>(condition.value()));
        return boost::system::error_category::equivalent(value, condition);
    }
};

class failure_group_category_type final : public boost::system::error_category {
  public:
    constexpr failure_group_category_type() noexcept : boost::system::error_category{0x5d03'aa71'c94f'e218} {}
    const char* name() const noexcept override { return "seedance.group"; }
    std::string message(int value) const override { return words_of(static_cast<failure_group>(value)); }
};

#if defined(__GNUC__)
#pragma GCC diagnostic pop
#endif

inline constexpr error_category_type error_category_instance;
inline constexpr failure_group_category_type failure_group_category_instance;

}  // namespace detail

SEEDANCE_DECL std::string_view name_of(errc value) noexcept {
    switch (value) {
        case errc::invalid_request: return "invalid_request";
        case errc::no_account: return "no_account";
        case errc::bad_key: return "bad_key";
        case errc::bad_account_name: return "bad_account_name";
        case errc::bad_base_url: return "bad_base_url";
        case errc::cancelled: return "cancelled";
        case errc::journal_unavailable: return "journal_unavailable";
        case errc::over_limit: return "over_limit";
        case errc::no_budget: return "no_budget";
        case errc::price_unknown: return "price_unknown";
        case errc::intent_taken: return "intent_taken";
        case errc::intent_mismatch: return "intent_mismatch";
        case errc::intent_not_found: return "intent_not_found";
        case errc::not_sent: return "not_sent";
        case errc::tls_untrusted: return "tls_untrusted";
        case errc::rejected: return "rejected";
        case errc::rejected_key: return "rejected_key";
        case errc::rejected_balance: return "rejected_balance";
        case errc::rejected_access: return "rejected_access";
        case errc::not_found: return "not_found";
        case errc::conflict: return "conflict";
        case errc::throttled: return "throttled";
        case errc::redirect_refused: return "redirect_refused";
        case errc::outcome_unknown: return "outcome_unknown";
        case errc::poll_failed: return "poll_failed";
        case errc::deadline_reached: return "deadline_reached";
        case errc::task_failed: return "task_failed";
        case errc::task_not_found: return "task_not_found";
        case errc::result_malformed: return "result_malformed";
        case errc::download_failed: return "download_failed";
        case errc::result_expired: return "result_expired";
        case errc::address_refused: return "address_refused";
        case errc::too_large: return "too_large";
        case errc::integrity: return "integrity";
        case errc::file_error: return "file_error";
        case errc::client_closed: return "client_closed";
        case errc::unsupported: return "unsupported";
    }
    return "?";
}

SEEDANCE_DECL std::string_view advice_on(errc value) noexcept {
    switch (value) {
        case errc::invalid_request: return "change what is named: each broken rule, or the argument";
        case errc::no_account: return "give the client an account of this gateway and name, by client.use(...)";
        case errc::bad_key: return "set the key: its variable may be empty, or hold blanks or a line break";
        case errc::bad_account_name: return "choose a name of 1 to 64 visible ASCII characters";
        case errc::bad_base_url: return "give an absolute https URL";
        case errc::cancelled: return "nothing, if it was meant; resume the task if there is one, it goes on";
        case errc::journal_unavailable: return "mend what is named (disk, rights, database), then call again";
        case errc::over_limit: return "raise call_options::price_limit or the budget, or ask for what costs less";
        case errc::no_budget: return "make the budget by client.set_budget(...), or name another";
        case errc::price_unknown: return "set call_options::price_if_unknown to what may be counted for it";
        case errc::intent_taken: return "call again under the same name: you get its task";
        case errc::intent_mismatch: return "use the request that the name was begun with, or another name";
        case errc::intent_not_found: return "check the name, and whether it is in another journal";
        case errc::not_sent: return "look at network, proxy and base URL, then call again";
        case errc::tls_untrusted:
            return "check base URL and clock; https_options::ca_file adds whom to trust, as a proxy that opens TLS";
        case errc::rejected: return "change the request: the gateway's words say what it refuses";
        case errc::rejected_key: return "use a valid key, by client.use(...); a task that is there goes on";
        case errc::rejected_balance: return "top up the account at the gateway, or use another";
        case errc::rejected_access: return "let the gateway open the model to this key, or use another";
        case errc::not_found: return "check the base URL, and whether the gateway still has the model";
        case errc::conflict: return "look at the state that is named: the task may be running or over already";
        case errc::throttled:
            return "call again after the wait that is named; client_options can limit what is sent at once";
        case errc::redirect_refused: return "set the account's base URL to where the gateway is now";
        case errc::outcome_unknown:
            return "do not submit again: look at the gateway's own list or bill, then client.resolve(...)";
        case errc::poll_failed: return "resume the task later: it goes on";
        case errc::deadline_reached:
            return "resume the task if there is one, else call again under the same name; allow more time";
        case errc::task_failed: return "change prompt or media if the reason lies there, and submit under a new name";
        case errc::task_not_found: return "check that key and account are those of the submit; then look at the bill";
        case errc::result_malformed:
            return "look for the video in the gateway's dashboard, and report the answer (failure::received)";
        case errc::download_failed: return "download again: that costs nothing while the gateway keeps the video";
        case errc::result_expired: return "download sooner after the end; the gateway's support may still have it";
        case errc::address_refused: return "set client_options::allow_private_downloads, if the address is yours";
        case errc::too_large: return "raise client_options::max_download_bytes, if so large a file is wanted";
        case errc::integrity: return "download again; if it stays so, the file is damaged where it is served";
        case errc::file_error: return "mend what is named (path, rights, space), then download again";
        case errc::client_closed: return "use an open client; what was under way is in the journal: client.recover()";
        case errc::unsupported: return "do without it, or use a gateway that offers it";
    }
    return {};
}

SEEDANCE_DECL std::string_view name_of(failure_group value) noexcept {
    switch (value) {
        case failure_group::request: return "request";
        case failure_group::limit: return "limit";
        case failure_group::account: return "account";
        case failure_group::connection: return "connection";
        case failure_group::retryable: return "retryable";
        case failure_group::task_alive: return "task_alive";
    }
    return "?";
}

SEEDANCE_DECL const boost::system::error_category& error_category() noexcept { return detail::error_category_instance; }

SEEDANCE_DECL const boost::system::error_category& failure_group_category() noexcept {
    return detail::failure_group_category_instance;
}

}  // namespace seedance
