// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

#include <cstdint>
#include <exception>
#include <memory>
#include <string>
#include <utility>

#include <boost/system/errc.hpp>

#include <seedance/core/error.hpp>
#include <seedance/download/byte_stream.hpp>
#include <seedance/download/file_sink.hpp>
#include <seedance/download/file_worker.hpp>
#include <seedance/download/off_loop_sink.hpp>
#include <seedance/engine/impl/journal_channel.hpp>
#include <seedance/retry/download_machine.hpp>
#include <seedance/transport/http.hpp>
#include <seedance/transport/transport.hpp>

namespace seedance::detail {

/// What is known of a file after a step.
struct file_report {
    error_code error{};     ///< of the step
    std::string problem{};  ///< words about it; empty where there are none
    download_machine::file_state state{};
    bool is_of_unknown_kind = false;
    bool is_file = false;  ///< what was written can be replaced
};

/// The file of a download, and the place where it is used: one at a path on the context's thread for files, one that
/// goes to a caller's sink at once. It is used on the engine's strand.
class download_file {
  public:
    /// Makes one at a path. `channel` is the way back.
    download_file(const std::shared_ptr<file_worker>& worker, std::shared_ptr<journal_channel> channel,
                  std::string path, std::uint64_t limit, file_sink::progress on_progress)
        : channel_{std::move(channel)},
          off_loop_{std::make_shared<off_loop_sink>(worker, std::move(path), limit, std::move(on_progress))} {}

    /// Makes one that goes to a stream.
    download_file(std::shared_ptr<byte_stream> to, std::uint64_t limit, file_sink::progress on_progress)
        : here_{std::make_unique<file_sink>(std::move(to), limit, std::move(on_progress))} {}

    download_file(const download_file&) = delete;
    download_file& operator=(const download_file&) = delete;
    ~download_file() { release(); }

    body_sink& sink() const noexcept { return off_loop_ ? static_cast<body_sink&>(*off_loop_) : *here_; }

    /// Does `work(file, problem)`, which gives an error, after everything before it, and calls `next` on the strand
    /// with what came of it: within this function or later. `problem` is what has gone wrong with the last reply's
    /// bytes, if the transport was not told. `work` must hold nothing of the strand.
    template <class Work, class Next>
    void run(Work work, Next next) {
        if (here_) return next(report_of(*here_, {}, work));
        const auto report = std::make_shared<file_report>();
        const auto arrived = channel_->expect([report, next](const std::exception_ptr&) { next(std::move(*report)); });
        const bool will_be = off_loop_->run([report, arrived, work](file_sink& file, const error_code& problem) {
            *report = report_of(file, problem, work);
            arrived(nullptr);
        });
        if (will_be) return;
        report->error = make_error_code(boost::system::errc::operation_canceled);
        arrived(nullptr);
    }

    /// Gives the file up; says whether that was before it got its name.
    bool give_up() const noexcept { return !off_loop_ || off_loop_->give_up(); }

    /// Drops what has arrived; nobody wants it any more.
    void release() const noexcept {
        if (off_loop_)
            off_loop_->release();
        else
            here_->discard();
    }

    /// Says whether it can be let go while an exchange still brings bytes.
    bool is_off_loop() const noexcept { return off_loop_ != nullptr; }

  private:
    template <class Work>
    static file_report report_of(file_sink& file, const error_code& problem, const Work& work) noexcept {
        file_report out;
        try {
            out.error = work(file, problem);
            out.problem = file.problem();
        } catch (...) {
            out.error = error_of_current_exception(transport_errc::refused_by_sink);
        }
        out.state = {file.received(), file.asked_rest(), file.misfit(), file.lacks_some(), file.has_all()};
        out.is_of_unknown_kind = file.is_of_unknown_kind();
        out.is_file = file.can_begin_anew();
        return out;
    }

    std::shared_ptr<journal_channel> channel_;
    std::shared_ptr<off_loop_sink> off_loop_;
    std::unique_ptr<file_sink> here_;
};

}  // namespace seedance::detail
