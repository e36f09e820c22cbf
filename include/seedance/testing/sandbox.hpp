// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

/// @file
/// The gateways as a local server: real TLS on loopback, strict, built from the same capability descriptors as the
/// client, with a time scale, scripted faults and a record of what arrived. It is for demos and for tests that must not
/// pay.

#include <chrono>
#include <cstddef>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include <seedance/core/config.hpp>
#include <seedance/provider/answer.hpp>
#include <seedance/testing/sandbox/callback_types.hpp>
#include <seedance/testing/sandbox/types.hpp>

namespace seedance::testing {

/// Every gateway of the library on 127.0.0.1, each on a port of its own that the system chooses, and a file host on
/// another (`sandbox_options::host` and `first_port` say otherwise). One thread serves them all. What it checks and
/// answers follows the gateways' documents; where they are silent it is strict.
///
/// A prompt of the form `FAIL <code> [message]` makes its task end as failed with that code and message. Pixazo shows
/// no codes: `ERROR` ends the task as ERROR, anything else as FAILED.
///
/// Reference videos and audio files are not fetched: each is taken to be 5 s long unless `set_media_length` says
/// otherwise.
///
/// @par Callbacks
/// A task that was submitted with a callback URL is called back as its gateway does it: with the text of the status
/// answer, at its end and, where Pixazo was asked for progress, every poll interval before it. `set_state` and
/// `advance` make callbacks due as well, at once. Nobody else can reach the public URL, so there are two ways to get
/// them:
///  - `callback_posting::deliver_to` names a server on loopback. The sandbox posts to it, one callback after another
///    unless told otherwise, and tries again what is not acknowledged: APIXO three times, after 10, 30 and 90 s of
///    gateway time, Pixazo twice, after 5 and 15 s, Xenodia never. `wait_for_deliveries` waits for them, and
///    `deliveries` tells what came of each try. A server that is slow or dead stops nothing else.
///  - Without it `take_callbacks` gives them, to be handed to whatever is tested. None is tried again.
/// Time that stands still (`time_scale = 0`) makes both repeatable: the same calls give the same callbacks in the same
/// order. `callback_posting::fault` and `fault_next_callback` lose, delay, repeat and forge them. A callback can come
/// before its submit is answered (`callback_posting::before_answer`, or for one task: hold the answer by `answer_next`,
/// `complete` the task, `release_held`), and without any answer (`answer_next` with a cut).
///
/// @par Errors
/// The constructor throws `std::invalid_argument` for options out of range, `boost::system::system_error` when no port
/// can be opened and `std::runtime_error` when no certificate can be made.
/// @par Thread safety
/// Every function may be called from any thread.
class sandbox {
  public:
    /// Opens the ports and starts the thread; the sandbox serves until it is destroyed.
    SEEDANCE_DECL explicit sandbox(sandbox_options options = {});

    /// Closes every connection, held ones too, and joins the thread.
    SEEDANCE_DECL ~sandbox();

    sandbox(const sandbox&) = delete;
    sandbox& operator=(const sandbox&) = delete;

    /// Gives what to put into an account's `base_url`: "https://127.0.0.1:40001/api/v1".
    /// @par Errors
    /// Throws `std::invalid_argument` for a gateway that the sandbox does not have.
    SEEDANCE_DECL std::string base_url(std::string_view provider = "apixo") const;

    /// Gives the authority that vouches for gateways and file host, in PEM, for `https_options::ca_pem`.
    SEEDANCE_DECL const std::string& ca_pem() const noexcept;

    /// Lets the next task that is accepted end as failed, with this code and message. Several calls queue up.
    SEEDANCE_DECL void fail_next_task(std::string code, std::string message = {});

    /// Gives this answer to the next request of this kind that has none yet. Several calls queue up, for each kind on
    /// its own.
    SEEDANCE_DECL void answer_next(sandbox_operation operation, scripted_answer answer);

    /// Sends every answer that is held now.
    SEEDANCE_DECL void release_held();

    /// Puts the task into this state, whatever the time says from now on. `unknown` is answered as a word that no
    /// document has.
    /// @par Errors
    /// Throws `std::invalid_argument` for an id that the sandbox does not have.
    SEEDANCE_DECL void set_state(std::string_view task_id, task_state state);

    /// Lets the task succeed: `set_state(task_id, task_state::succeeded)`.
    SEEDANCE_DECL void complete(std::string_view task_id);

    /// Says how long the gateways find this video or audio file to be when a later submit refers to it.
    SEEDANCE_DECL void set_media_length(std::string url, std::chrono::milliseconds length);

    /// Serves a list of models that differs so from the descriptors, from now on; `{}` is one that agrees with them.
    /// @par Errors
    /// Throws `std::invalid_argument` for a model or a price that the list does not have.
    SEEDANCE_DECL void drift(const list_drift& how);

    /// Moves gateway time forward, in addition to what `time_scale` makes of real time.
    /// @par Errors
    /// Throws `std::invalid_argument` for a negative time.
    SEEDANCE_DECL void advance(std::chrono::milliseconds gateway_time);

    /// Posts callbacks to this server on loopback from now on, as `callback_posting::deliver_to` says; an empty text
    /// ends it. What was due before and has not been taken is posted, too.
    /// @par Errors
    /// Throws `std::invalid_argument` for anything but http or https to a port on loopback.
    SEEDANCE_DECL void deliver_callbacks_to(std::string_view base);

    /// Lets this happen to the next callback, whatever task it is of, in the order of the tasks' events. Several calls
    /// queue up.
    /// @par Errors
    /// Throws `std::invalid_argument` for less than no copies and for a negative delay.
    SEEDANCE_DECL void fault_next_callback(callback_fault fault);

    /// Gives the callbacks that are due and have not been posted, in order, and forgets them. Their time limits and
    /// their answers are the caller's business.
    SEEDANCE_DECL std::vector<sandbox_callback> take_callbacks();

    /// Gives every try to post a callback that is over, in the order of their ends.
    SEEDANCE_DECL std::vector<callback_delivery> deliveries() const;

    /// Waits until `deliveries()` lists so many tries. Gives false when they do not come in time, which is real time.
    SEEDANCE_DECL bool wait_for_deliveries(std::size_t count,
                                           std::chrono::milliseconds at_most = std::chrono::seconds{10}) const;

    /// Gives every whole request, in the order of arrival. A request is listed once its answer is decided.
    SEEDANCE_DECL std::vector<received_request> received() const;

    /// Waits until `received()` lists so many requests. Gives false when they do not come in time, which is real time.
    SEEDANCE_DECL bool wait_for_requests(std::size_t count,
                                         std::chrono::milliseconds at_most = std::chrono::seconds{10}) const;

    /// Gives every task, in the order of acceptance.
    SEEDANCE_DECL std::vector<sandbox_task> tasks() const;

    /// Counts the tasks that were accepted.
    SEEDANCE_DECL std::size_t tasks_accepted() const;

    /// Gives what the account, which all gateways share, holds now.
    SEEDANCE_DECL money balance() const;

    /// Says in words what a client must not do and did, in the order of events:
    ///  - it sent a submit again, byte by byte the same, though the first had not been refused (see
    ///    `sandbox_options::allow_repeated_submits`);
    ///  - it polled a task whose end it had been told. A poll after the file host refused the task's file is allowed:
    ///    it asks for a new URL;
    ///  - it polled earlier than the model's document advises, or than the answer to its last poll asked for. A task
    ///    that is driven by `set_state`, or that a callback was posted of to its real URL or due to be taken, may be
    ///    polled at any time;
    ///  - it sent a key, or a header made for one, to the file host.
    SEEDANCE_DECL std::vector<std::string> broken_invariants() const;

  private:
    class implementation;
    std::unique_ptr<implementation> implementation_;
};

}  // namespace seedance::testing

#if !defined(SEEDANCE_SEPARATE_COMPILATION)
#include <seedance/testing/impl/sandbox.ipp>
#endif
