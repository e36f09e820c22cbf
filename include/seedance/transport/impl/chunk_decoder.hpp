// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string_view>

#include <seedance/core/error.hpp>
#include <seedance/core/number.hpp>
#include <seedance/transport/http.hpp>

namespace seedance::detail {

/// Takes a chunked body apart (RFC 9112, 7.1). Extensions and trailers are checked, bounded and dropped.
class chunk_decoder {
  public:
    /// The result of reading from the front of the input.
    struct step {
        std::size_t taken = 0;        ///< 0: more input is needed
        std::string_view piece = {};  ///< bytes of the body among those taken
        error_code error = {};
    };

    bool done() const noexcept { return state_ == state::end; }

    step next(std::string_view input) {
        switch (state_) {
            case state::size: return read_size(input);
            case state::data: return read_data(input);
            case state::data_end: return read_data_end(input);
            case state::trailer: return read_trailer(input);
            case state::end: break;
        }
        return {};
    }

  private:
    enum class state : std::uint8_t { size, data, data_end, trailer, end };

    static constexpr std::size_t longest_line = 1024;
    static constexpr std::size_t longest_trailer = 8 * 1024;
    static constexpr std::size_t most_digits = 15;  // fewer than 2^60 bytes: no sum can overflow

    static step refused() { return {.error = transport_errc::bad_reply}; }

    /// Says whether the line holds no byte that another reader could take for its end.
    static bool is_clean(std::string_view line) noexcept {
        return std::all_of(line.begin(), line.end(),
                           [](char c) { return c == '\t' || (static_cast<unsigned char>(c) >= 0x20 && c != 0x7F); });
    }

    /// Counts the bytes of a line whose end has not arrived, or only half of it.
    static std::size_t without_end(std::string_view line) noexcept {
        return line.ends_with('\r') ? line.size() - 1 : line.size();
    }

    /// Says whether this may be the beginning of a line with a size. What cannot is refused at once: nobody waits for
    /// its end.
    static bool may_become_size(std::string_view input) noexcept {
        const auto line = input.substr(0, without_end(input));
        const bool begins_well = line.empty() || text::digit_value(line.front()) >= 0;
        return begins_well && line.size() <= longest_line && is_clean(line);
    }

    step read_size(std::string_view input) {
        const auto end = input.find("\r\n");
        if (end == std::string_view::npos) return may_become_size(input) ? step{} : refused();
        const auto line = input.substr(0, end);
        std::size_t digits = 0;
        while (digits != line.size() && text::digit_value(line[digits]) >= 0) ++digits;
        const auto size = text::parse_number<std::uint64_t>(line.substr(0, digits), 16);
        if (!size || digits > most_digits || end > longest_line) return refused();
        const auto rest = line.substr(digits);
        const auto mark = rest.find_first_not_of(" \t");
        if ((mark != std::string_view::npos && rest[mark] != ';') || !is_clean(rest)) return refused();
        left_ = *size;
        state_ = left_ == 0 ? state::trailer : state::data;
        return {.taken = end + 2};
    }

    step read_data(std::string_view input) {
        const auto piece = input.substr(0, static_cast<std::size_t>(std::min<std::uint64_t>(left_, input.size())));
        left_ -= piece.size();
        if (left_ == 0) state_ = state::data_end;
        return {.taken = piece.size(), .piece = piece};
    }

    step read_data_end(std::string_view input) {
        if (!std::string_view{"\r\n"}.starts_with(input.substr(0, 2))) return refused();
        if (input.size() < 2) return {};
        state_ = state::size;
        return {.taken = 2};
    }

    step read_trailer(std::string_view input) {
        const auto end = input.find("\r\n");
        if (trailer_ + std::min(end, without_end(input)) > longest_trailer) return refused();
        if (!is_clean(input.substr(0, std::min(end, without_end(input))))) return refused();
        if (end == std::string_view::npos) return {};
        trailer_ += end + 2;
        if (end == 0) state_ = state::end;
        return {.taken = end + 2};
    }

    state state_ = state::size;
    std::uint64_t left_ = 0;
    std::size_t trailer_ = 0;
};

}  // namespace seedance::detail
