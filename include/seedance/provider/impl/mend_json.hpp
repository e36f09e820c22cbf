// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

#include <algorithm>
#include <cstddef>
#include <string>
#include <string_view>
#include <utility>

#include <seedance/core/hex.hpp>
#include <seedance/core/number.hpp>
#include <seedance/core/text.hpp>

namespace seedance::detail {

/// What stands for bytes that cannot be read: U+FFFD in UTF-8.
inline constexpr std::string_view unreadable = "\xEF\xBF\xBD";

/// The levels of nesting that are read.
inline constexpr std::size_t deepest_json = 32;

/// Writes damaged JSON anew so that a parser takes it. What is broken inside a text becomes `unreadable`, so that
/// nobody takes the text for an id or a URL; what is no value of JSON becomes null, and so does what is nested too
/// deeply; whole numbers that fit no integer become texts of their digits; what stands around the first value that
/// holds something is dropped. What is still open at the end is closed, and a value that has no end there counts as
/// broken.
class json_mender {
  public:
    explicit json_mender(std::string_view text) : text_{text} { mend(); }

    /// Gives the JSON; it is empty where nothing could be made of the text.
    std::string take() noexcept { return std::move(out_); }

    /// Says whether the text ended before its value did.
    bool was_cut() const noexcept { return was_cut_; }

    /// Says whether something was broken; what is only nested too deeply for us, or a long number, is not.
    bool was_damaged() const noexcept { return was_damaged_; }

    /// Gives what follows the value.
    std::string_view rest() const noexcept { return text_.substr(at_); }

  private:
    enum class token : unsigned char { begin, comma, name, colon, value };

    void mend() {
        at_ = first_value();
        was_damaged_ = !is_blank(text_.substr(0, at_));
        while (at_ != text_.size() && !is_over_) step(text_[at_]);
        if (!open_.empty() && !is_over_) close_all();
        if (is_hopeless_) out_.clear();
    }

    /// Finds the first bracket with a text or another bracket in it: "[WARN] [12:30:00]" before an answer, or "a[1]" in
    /// a script, hold nothing that anybody reads. Where all are like that, it is the first one.
    std::size_t first_value() const noexcept {
        const auto first = std::min(text_.find_first_of("{["), text_.size());
        for (auto at = first; at < text_.size(); at = text_.find_first_of("{[", at + 1)) {
            const auto next = text_.find_first_of("{}[]\"", at + 1);
            if (next == text_.npos || (text_[next] != '}' && text_[next] != ']')) return at;
        }
        return first;
    }

    static bool is_blank(std::string_view text) noexcept { return text.find_first_not_of(" \t\r\n") == text.npos; }

    void give_up() noexcept { is_over_ = is_hopeless_ = true; }

    void step(char c) {
        switch (c) {
            case '{':
            case '[': return open(c);
            case '}':
            case ']': return close(c);
            case ',': return separate(token::value, token::comma);
            case ':': return separate(token::name, token::colon);
            case '"': return quoted();
            default: break;
        }
        const bool is_passed_over = c <= ' ' || static_cast<unsigned char>(c) >= 0x7F;  // a mark of byte order is one
        if (!is_passed_over) return word();
        was_damaged_ = was_damaged_ || !text::is_space(c);
        ++at_;
    }

    bool is_in_object() const noexcept { return !open_.empty() && open_.back() == '{'; }
    bool may_be_name() const noexcept { return is_in_object() && (last_ == token::begin || last_ == token::comma); }
    bool may_be_value() const noexcept {
        if (open_.empty()) return out_.empty();
        return is_in_object() ? last_ == token::colon : last_ == token::begin || last_ == token::comma;
    }

    // ---- structure

    void open(char c) {
        if (!may_be_value()) return give_up();
        if (open_.size() == deepest_json) return skip_deep();
        open_ += c;
        put(std::string_view{&c, 1}, token::begin);
        ++at_;
    }

    void close(char c) {
        const bool fits = !open_.empty() && (open_.back() == '{') == (c == '}');
        const bool is_complete = last_ == token::begin || last_ == token::value || last_ == token::comma;
        if (!fits || !is_complete) return give_up();
        if (last_ == token::comma) {
            was_damaged_ = true;
            out_.pop_back();
        }
        open_.pop_back();
        put(std::string_view{&c, 1}, token::value);
        ++at_;
        if (!open_.empty()) return;
        is_over_ = true;
        was_damaged_ = was_damaged_ || !is_blank(rest());
    }

    void separate(token after, token now) {
        if (last_ != after || open_.empty()) return give_up();
        put(text_.substr(at_, 1), now);
        ++at_;
    }

    /// Passes over a value that is nested too deeply.
    void skip_deep() {
        std::size_t depth = 0;
        do {
            const char c = text_[at_];
            if (c == '"') skip_quoted();
            if (at_ == text_.size()) break;
            if (c == '{' || c == '[') ++depth;
            if (c == '}' || c == ']') --depth;
            ++at_;
        } while (depth != 0 && at_ != text_.size());
        put("null", token::value);
    }

    /// Goes to the quote at the end of a text.
    void skip_quoted() {
        for (++at_; at_ < text_.size() && text_[at_] != '"'; ++at_)
            if (text_[at_] == '\\') ++at_;
        at_ = std::min(at_, text_.size());
    }

    void close_all() {
        was_cut_ = was_damaged_ = true;
        if (last_ == token::comma) out_.pop_back();
        if (last_ == token::name) out_ += ':';
        if (last_ == token::name || last_ == token::colon) out_ += "null";
        for (; !open_.empty(); open_.pop_back()) out_ += open_.back() == '{' ? '}' : ']';
    }

    void put(std::string_view written, token kind) {
        out_ += written;
        last_ = kind;
    }

    // ---- texts

    void quoted() {
        const auto kind = may_be_name() ? token::name : token::value;
        if (kind == token::value && !may_be_value()) return give_up();
        out_ += '"';
        for (++at_; at_ != text_.size() && !ends_text(kind);) character();
        if (at_ == text_.size())
            mark();
        else
            ++at_;
        put("\"", kind);
    }

    /// Says whether a quote ends its text: one that nobody escaped is followed by more of it.
    bool ends_text(token kind) const noexcept {
        if (text_[at_] != '"') return false;
        const auto next = text_.find_first_not_of(" \t\r\n", at_ + 1);
        if (next == text_.npos) return true;
        return (kind == token::name ? std::string_view{":"} : std::string_view{",}]"}).find(text_[next]) != text_.npos;
    }

    void character() {
        const auto c = static_cast<unsigned char>(text_[at_]);
        if (c == '\\') return escape();
        if (c == '"') return drop(1);
        if (c < 0x20) return control();
        const auto length = text::first_code_point(text_.substr(at_)).length;
        if (length == 0) return drop(1);
        copy(length);
    }

    void control() {
        was_damaged_ = true;
        (out_ += "\\u00") += text::hex(text_.substr(at_, 1));
        ++at_;
    }

    void escape() {
        const auto rest = text_.substr(at_);
        if (rest.size() < 2) return drop(1);
        if (rest[1] != 'u') return std::string_view{"\"\\/bfnrt"}.find(rest[1]) != rest.npos ? copy(2) : drop(1);
        const auto unit = code_unit(rest);
        if (unit < 0) return drop(2);
        if (unit < 0xD800 || unit > 0xDFFF) return copy(6);
        const auto second = unit < 0xDC00 ? code_unit(rest.substr(6)) : -1;
        if (second < 0xDC00 || second > 0xDFFF) return drop(6);
        copy(12);
    }

    /// Reads an escape of four hexadecimal digits; gives -1 where there is none.
    static int code_unit(std::string_view text) noexcept {
        if (text.size() < 6 || text[0] != '\\' || text[1] != 'u') return -1;
        return text::parse_number<int>(text.substr(2, 4), 16).value_or(-1);
    }

    void copy(std::size_t length) {
        out_ += text_.substr(at_, length);
        at_ += length;
    }

    void drop(std::size_t length) {
        mark();
        at_ += length;
    }

    void mark() {
        was_damaged_ = true;
        if (!out_.ends_with(unreadable)) out_ += unreadable;
    }

    // ---- numbers and words

    void word() {
        const auto end = std::min(text_.find_first_of("{}[]\",: \t\r\n", at_), text_.size());
        const auto found = text_.substr(at_, end - at_);
        if (!may_be_value()) return give_up();
        const bool is_whole = end != text_.size();
        const bool is_kept =
            is_whole && !is_behind_damage() && (found == "true" || found == "false" || is_number(found));
        at_ = end;
        was_damaged_ = was_damaged_ || !(is_kept || found == "null");
        if (is_kept && is_long_integer(found)) return put('"' + std::string{found} + '"', token::value);
        put(is_kept ? found : "null", token::value);
    }

    /// Says whether what is passed over before a word may have been its beginning. A no-break space and a mark of byte
    /// order are blanks.
    bool is_behind_damage() const noexcept {
        const auto before = text_.substr(0, at_);
        if (before.empty() || before.ends_with("\xC2\xA0") || before.ends_with("\xEF\xBB\xBF")) return false;
        const auto last = static_cast<unsigned char>(before.back());
        return last >= 0x7F || (last < ' ' && !text::is_space(before.back()));
    }

    static std::size_t digits_at(std::string_view text) noexcept {
        return std::min(text.find_first_not_of("0123456789"), text.size());
    }

    /// Says whether a word is a number as JSON writes it, with an exponent of at most two digits.
    static bool is_number(std::string_view word) noexcept {
        if (word.starts_with('-')) word.remove_prefix(1);
        const auto whole = digits_at(word);
        if (whole == 0 || (whole > 1 && word.front() == '0')) return false;
        word.remove_prefix(whole);
        if (word.starts_with('.')) {
            const auto fraction = digits_at(word.substr(1));
            if (fraction == 0) return false;
            word.remove_prefix(1 + fraction);
        }
        if (!word.starts_with('e') && !word.starts_with('E')) return word.empty();
        word.remove_prefix(1);
        if (word.starts_with('+') || word.starts_with('-')) word.remove_prefix(1);
        return !word.empty() && word.size() <= 2 && digits_at(word) == word.size();
    }

    /// Says whether a number is a whole one that a parser might round.
    static bool is_long_integer(std::string_view number) noexcept {
        return number.size() > 18 && number.find_first_of(".eE") == number.npos;
    }

    std::string_view text_;
    std::size_t at_ = 0;
    std::string out_;
    std::string open_;  ///< the brackets that are open
    token last_ = token::begin;
    bool is_over_ = false;
    bool is_hopeless_ = false;
    bool was_cut_ = false;
    bool was_damaged_ = false;
};

}  // namespace seedance::detail
