// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include <seedance/core/money.hpp>
#include <seedance/core/text.hpp>
#include <seedance/task/task.hpp>

namespace seedance {

/// The state of an intent: planned -> sending -> accepted -> succeeded -> fetched, and the ways out of it.
enum class intent_state : std::uint8_t {
    planned,    ///< written down; nothing was sent
    sending,    ///< bytes may be leaving; when its client is gone, it counts as `unknown`
    dropped,    ///< nothing was sent, and its client is gone: `recover` lists it until somebody takes note of it
    not_sent,   ///< over: proved that no gateway has accepted it
    unknown,    ///< the request left and no answer tells what became of it; never sent again
    accepted,   ///< the gateway has made a task of it
    succeeded,  ///< the gateway holds the video
    failed,     ///< over: the gateway says that the task failed
    fetched,    ///< over: the video is on disk, or its caller has all that it needs of the task
    expired,    ///< the gateway does not know the task any more: `recover` lists it until somebody takes note of it
};

/// Every state, in the order of the enumeration.
inline constexpr intent_state all_intent_states[] = {
    intent_state::planned, intent_state::sending,  intent_state::dropped,   intent_state::not_sent,
    intent_state::unknown, intent_state::accepted, intent_state::succeeded, intent_state::failed,
    intent_state::fetched, intent_state::expired};

/// Gives the state's name, as journals keep it: "not_sent".
constexpr std::string_view to_string(intent_state state) noexcept {
    switch (state) {
        case intent_state::planned: return "planned";
        case intent_state::sending: return "sending";
        case intent_state::dropped: return "dropped";
        case intent_state::not_sent: return "not_sent";
        case intent_state::unknown: return "unknown";
        case intent_state::accepted: return "accepted";
        case intent_state::succeeded: return "succeeded";
        case intent_state::failed: return "failed";
        case intent_state::fetched: return "fetched";
        case intent_state::expired: return "expired";
    }
    return "?";
}

/// Says whether a state is a fact, which whoever learns of it may write down: a gateway's word, or a file that is
/// there. The other states are opinions of the client that works on the intent.
constexpr bool is_fact(intent_state state) noexcept {
    return state == intent_state::accepted || state == intent_state::succeeded || state == intent_state::failed ||
           state == intent_state::fetched || state == intent_state::expired;
}

/// Says whether an attempt in this state will not change any more; a route may still try its next leg.
constexpr bool is_over(intent_state state) noexcept {
    return state == intent_state::not_sent || state == intent_state::failed || state == intent_state::fetched;
}

/// Says whether an attempt in this state may still be sent.
constexpr bool may_be_sent(intent_state state) noexcept {
    return state == intent_state::planned || state == intent_state::sending;
}

/// The longest name of an intent in bytes, in every journal. What is no text counts fivefold, as databases write it:
/// bytes that are no UTF-8, NUL, and those of U+FFFD.
inline constexpr std::size_t longest_intent_name = 2'048;

namespace detail {

inline constexpr std::size_t longest_note = 64 * 1024;  ///< bytes of `intent::note`

/// Bytes of `intent::callback`: a whole body, as large as one may be that is taken.
inline constexpr std::size_t longest_callback = 256 * 1024;

/// What the journal notes of a video that is on disk although no poll has shown it.
inline constexpr std::string_view note_of_unconfirmed =
    "only a callback has said that it was made: the gateway answers polls with \"not found\"";

/// Gives how many bytes of `longest_intent_name` a name takes.
constexpr std::size_t counted_size(std::string_view name) noexcept {
    std::size_t size = 0;
    while (!name.empty()) {
        const auto point = text::first_code_point(name);
        const bool is_text = point.length != 0 && point.value != 0 && point.value != 0xFFFD;
        size += is_text ? point.length : 5;
        name.remove_prefix(is_text ? point.length : 1);
    }
    return size;
}

}  // namespace detail

/// The intention of a client to make one paid generation. It is submitted at most once, whatever fails. Its name is an
/// idempotency key: within a journal, one name is one generation.
struct intent {
    std::string name{};  ///< unique within a journal: the caller's (`call_options::intent`), or one made by the client
    intent_state state = intent_state::planned;  ///< how far it has got
    std::string provider{};                      ///< the gateway's short name
    std::string account{default_account};        ///< the name of the account at the gateway
    std::string model{};                         ///< the gateway's name for the model
    std::optional<seedance::task> task{};        ///< from `accepted` on

    /// Of an `unknown` one: what may be its task, by an id in its answer that the gateway has not shown yet. `recover`
    /// asks for it.
    std::optional<seedance::task> candidate{};

    money held{};  ///< its price as it was estimated: what its budget holds for it

    /// What was seen last of one that is `unknown` or failed, or whose video has no URL: untrusted text of at most 64
    /// KiB, without the key. Of one that is `fetched`: that no poll has confirmed it (`is_unconfirmed`).
    std::string note{};

    std::chrono::system_clock::time_point planned_at{};  ///< when it was begun

    /// Which attempt under this name it is, from 1: an intent that was proved not to be sent may be tried again.
    int attempt = 1;

    std::string handle{};  ///< a random name of the attempt, which nobody can guess

    /// What the callback of the attempt has brought: untrusted text of at most 256 KiB, empty as long as it has brought
    /// nothing. Not set: the gateway was given no callback URL of the client's.
    std::optional<std::string> callback{};

    /// What it asks for, as `digest_of(request)`: a name is bound to it. Empty in a journal of an earlier version.
    std::string digest{};

    /// Says that the journal has its request too (`client::enqueue`): whoever has the intent can send it.
    bool queued = false;

    /// What the key was that it was sent with: the beginning of a hash, from which nobody learns the key.
    std::string key_fingerprint{};

    std::string budget{};            ///< the budget that it counts in; empty: none
    std::int64_t budget_period = 0;  ///< which of the budget's periods holds it, from 1; 0: none

    /// What it came to. Nothing while its bill is not known: then `held` is held, or counts as spent where it is over.
    std::optional<money> charged{};

    std::optional<std::chrono::system_clock::time_point> ended_at{};  ///< since when it is over, or `unknown`

    int further_tasks = 0;  ///< how many tasks there are besides `task`, of a gateway that has answered twice

    int legs_left = 0;  ///< of a route: how many legs may still be tried after this one, as it was begun

    std::int64_t version = 0;  ///< how often the journal has written it; a change names the version that it replaces

    friend bool operator==(const intent&, const intent&) = default;
};

/// Says whether the gateway's last word is that there is no video, and no bill: a route may try its next leg.
inline bool has_failed_for_nothing(const intent& what) noexcept {
    return what.state == intent_state::failed && what.further_tasks == 0 && what.charged == money{};
}

/// Says whether the request of a queued intent is still needed: to send it, or to send it to the next leg of its route
/// where this one's task fails for nothing, which may turn out of one that is in doubt.
inline bool may_need_request(const intent& queued) noexcept {
    if (may_be_sent(queued.state)) return true;
    const bool is_undecided = queued.state == intent_state::accepted || queued.state == intent_state::unknown ||
                              has_failed_for_nothing(queued);
    return queued.legs_left > 0 && queued.further_tasks == 0 && is_undecided;
}

/// Says whether a video that was downloaded is one that only a callback has told of (`generated_video::unconfirmed`).
/// It is forgotten where the journal is pruned.
inline bool is_unconfirmed(const intent& what) noexcept {
    return what.state == intent_state::fetched && what.note == detail::note_of_unconfirmed;
}

/// Says whether somebody may have something to do about an intent: it is not over, or its route has legs left.
inline bool is_open(const intent& what) noexcept { return !is_over(what.state) || what.queued; }

}  // namespace seedance
