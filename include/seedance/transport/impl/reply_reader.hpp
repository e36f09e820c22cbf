// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string_view>
#include <utility>

#include <seedance/core/error.hpp>
#include <seedance/core/text.hpp>
#include <seedance/transport/http.hpp>
#include <seedance/transport/impl/chunk_decoder.hpp>
#include <seedance/transport/impl/content_coding.hpp>
#include <seedance/transport/impl/mended_head.hpp>
#include <seedance/transport/impl/reply_head.hpp>
#include <seedance/transport/transport.hpp>

namespace seedance::detail {

/// Reads one reply from bytes that come in any pieces, without a socket. At any time the `http_reply` holds what has
/// been read so far.
class reply_reader {
  public:
    struct limits {
        std::uint64_t body = 0;      ///< bytes
        bool reply_to_head = false;  ///< the request was a HEAD: the reply has no body
    };

    reply_reader(http_reply& reply, body_sink* sink, limits allowed) : reply_{reply}, sink_{sink}, limits_{allowed} {}

    /// Reads from the front of `input` and says how many bytes it took; the caller passes the others again, with more
    /// after them.
    std::size_t take(std::string_view input) {
        std::size_t taken = 0;
        while (!done() && !error_) {
            const auto n = step(input.substr(taken));
            if (n == 0) break;
            taken += n;
        }
        return taken;
    }

    const error_code& error() const noexcept { return error_; }
    bool done() const noexcept { return state_ == state::end; }

    /// Says whether the other side has asked for the request's body (100, RFC 9110, 10.1.1).
    bool wants_body() const noexcept { return wants_body_; }

    /// Says whether the collected body has content codings, see `undo_codings`.
    bool is_encoded() const noexcept { return is_encoded_; }

    /// Says whether the body goes to the sink.
    bool streaming() const noexcept { return streaming_; }

    /// Says whether this is the body of a file that has content codings: its beginning is collected, since a page may
    /// stand there in place of the file, and the sink has none of it.
    bool is_coded_file() const noexcept { return is_coded_file_; }

    static constexpr std::string_view coded_file = "a file is saved as it is, and this would be no video";
    static constexpr std::size_t most_of_coded_file = 64 * 1024;

    /// Says whether the end of the connection is the end of the reply (RFC 9112, 8): an end that TLS has announced,
    /// which nobody in between can.
    bool ends_with_connection() const noexcept { return state_ == state::until_close; }

    /// Says whether the connection may carry another exchange.
    bool keeps_connection() const noexcept { return keeps_connection_; }

  private:
    enum class state : std::uint8_t { head, length, chunks, until_close, end };

    static constexpr std::size_t largest_piece = 256 * 1024;
    static constexpr std::size_t most_blanks = 64;

    std::size_t step(std::string_view input) {
        switch (state_) {
            case state::head: return read_head(input);
            case state::length: return read_length(input);
            case state::chunks: return read_chunks(input);
            case state::until_close: return deliver(input);
            case state::end: break;
        }
        return 0;
    }

    std::size_t refuse(error_code error, std::string_view detail = {}) {
        error_ = error;
        reply_.detail = detail;
        return 0;
    }

    // ---- the head

    /// Counts the white space before a status line, which is not looked at (RFC 9112, 2.2 and 4).
    static std::size_t count_blanks(std::string_view input) noexcept {
        if (!input.empty() && !text::is_space(input.front())) return 0;
        return static_cast<std::size_t>(std::find_if_not(input.begin(), input.end(), text::is_space) - input.begin());
    }

    std::size_t read_head(std::string_view input) {
        const auto blanks = count_blanks(input);
        if (blanks > most_blanks || !reply_head::may_begin(input.substr(blanks)))
            return refuse(transport_errc::bad_reply);
        searched_ = std::max(searched_, blanks);
        const auto end = head_size(input, searched_);
        const auto size = std::min(end, input.size());
        if (heads_ + size > reply_head::limit)
            return refuse(transport_errc::reply_too_large, "its header is larger than 64 KiB");
        if (end == std::string_view::npos) return 0;
        searched_ = 0;
        heads_ += size;
        if (blanks != 0) is_mended_ = true;
        const auto bytes = input.substr(blanks, size - blanks);
        reply_head head;
        if (head.parse(bytes, limits_.reply_to_head)) return read_mended(bytes) ? size : 0;
        return take_head(head) ? size : 0;
    }

    /// Reads a head that the parser refuses, if it says one thing only; says whether it does.
    bool read_mended(std::string_view bytes) {
        const auto mended = mended_head(bytes);
        reply_head head;
        if (!mended || head.parse(*mended, limits_.reply_to_head)) return refuse(transport_errc::bad_reply) != 0;
        is_mended_ = true;
        return take_head(head);
    }

    /// Takes a head, of which those before the last are interim ones; says whether it can be used.
    bool take_head(reply_head& head) {
        if (head.status == 101) return refuse(transport_errc::bad_reply, "it changes the protocol") != 0;
        if (head.status == 100) wants_body_ = true;
        if (head.status >= 200) accept(head);
        return true;
    }

    void accept(reply_head& head) {
        reply_.status = head.status;
        reply_.headers = std::move(head.headers);
        choose_framing(head);
        const bool is_file = sink_ && is_success_status(head.status);
        is_coded_file_ = is_file && head.encoded && !done();
        streaming_ = is_file && !is_coded_file_;
        keeps_connection_ = head.version == 11 && head.keep_alive() && state_ != state::until_close && !is_mended_;
        is_encoded_ = head.encoded && !streaming_;
        if (state_ == state::length && left_ > limits_.body)
            refuse(transport_errc::reply_too_large);
        else if (streaming_)
            error_ = sink_->begin(reply_);
    }

    void choose_framing(const reply_head& head) {
        const bool has_body = !limits_.reply_to_head && head.status != 204 && head.status != 304;
        const auto length = head.content_length();
        if (!has_body || (length && *length == 0)) {
            state_ = state::end;
        } else if (length) {
            state_ = state::length;
            left_ = *length;
        } else {
            state_ = head.chunked() ? state::chunks : state::until_close;
        }
    }

    // ---- the body

    std::size_t read_length(std::string_view input) {
        const auto piece = input.substr(0, static_cast<std::size_t>(std::min<std::uint64_t>(left_, input.size())));
        left_ -= piece.size();
        deliver(piece);
        if (left_ == 0 && !error_) state_ = state::end;
        return piece.size();
    }

    std::size_t read_chunks(std::string_view input) {
        const auto found = chunks_.next(input);
        if (found.error) return refuse(found.error);
        deliver(found.piece);
        if (chunks_.done() && !error_) state_ = state::end;
        return found.taken;
    }

    std::size_t deliver(std::string_view bytes) {
        const auto room = limits_.body - received_;
        const auto piece = bytes.substr(0, static_cast<std::size_t>(std::min<std::uint64_t>(room, bytes.size())));
        received_ += piece.size();
        if (streaming_)
            stream(piece);
        else
            reply_.body += piece;
        if (is_coded_file_) look_at_coded_file();
        if (piece.size() != bytes.size() && !error_) refuse(transport_errc::reply_too_large);
        return bytes.size();
    }

    /// Passes the file on where its first bytes show that it is not coded: there are servers that label what they did
    /// not compress. The rest of a file does not show it.
    void look_at_coded_file() {
        constexpr std::size_t enough = 8;
        const bool may_be_plain = reply_.status == 200 && !looked_ && reply_.body.size() >= enough;
        looked_ = looked_ || reply_.body.size() >= enough;
        if (may_be_plain && is_labelled_wrong(reply_, reply_.body)) return pass_on();
        if (reply_.body.size() >= most_of_coded_file) refuse(transport_errc::coded_reply, coded_file);
    }

    void pass_on() {
        is_coded_file_ = is_encoded_ = false;
        streaming_ = true;
        const auto begin = std::exchange(reply_.body, {});
        error_ = sink_->begin(reply_);
        stream(begin);
    }

    void stream(std::string_view bytes) {
        for (; !bytes.empty() && !error_; bytes.remove_prefix(std::min(bytes.size(), largest_piece)))
            error_ = sink_->write(bytes.substr(0, largest_piece));
    }

    http_reply& reply_;
    body_sink* sink_;
    limits limits_;
    state state_ = state::head;
    bool streaming_ = false;
    bool keeps_connection_ = false;
    bool is_mended_ = false;
    bool wants_body_ = false;
    bool is_encoded_ = false;
    bool is_coded_file_ = false;
    bool looked_ = false;
    std::size_t searched_ = 0;
    std::size_t heads_ = 0;  ///< bytes: interim replies (1xx) count too
    std::uint64_t left_ = 0;
    std::uint64_t received_ = 0;
    chunk_decoder chunks_;
    error_code error_{};
};

}  // namespace seedance::detail
