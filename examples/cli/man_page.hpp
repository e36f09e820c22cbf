// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

/// @file
/// `seedance man`: the man page, made of the tables of commands and options.

#include <string>
#include <string_view>

#include <seedance/core/config.hpp>

#include "gateways.hpp"
#include "help.hpp"

namespace cli {

namespace detail {

/// Writes text so that troff shows it as it is: a backslash, a hyphen, a quote, a dot that begins a line.
inline std::string troff(std::string_view text) {
    std::string out;
    if (text.starts_with('.') || text.starts_with('\'')) out += "\\&";
    for (const char c : text) {
        switch (c) {
            case '\\': out += "\\e"; break;
            case '-': out += "\\-"; break;
            case '\'': out += "\\(aq"; break;
            case '`': out += "\\(ga"; break;
            case '^': out += "\\(ha"; break;
            case '~': out += "\\(ti"; break;
            default: out += c;
        }
    }
    return out;
}

inline std::string section(std::string_view title) { return ".SH " + std::string{title} + '\n'; }

inline std::string paragraph(std::string_view text) {
    return text.empty() ? std::string{} : ".PP\n" + troff(text) + '\n';
}

inline std::string entry(const std::string& title, std::string_view text) {
    return ".TP\n" + title + '\n' + troff(text) + '\n';
}

inline std::string title_of(const option_info& option) {
    return "\\fB" + troff("--" + option.name) + "\\fR" +
           (option.value.empty() ? "" : " \\fI" + troff(option.value) + "\\fR");
}

inline std::string example(std::string_view line) { return ".PP\n.nf\n" + troff(line) + "\n.fi\n"; }

inline std::string subsection(const command_info& command) {
    std::string text =
        ".SS \"seedance " + troff(command.name + (command.arguments.empty() ? "" : " " + command.arguments)) + "\"\n";
    text += troff(command.summary + ".") + '\n' + paragraph(command.description);
    for (const auto& each : options_of(command)) text += entry(title_of(each), each.words);
    for (const auto& each : command.examples) text += example(each);
    return text;
}

}  // namespace detail

/// Gives the page seedance(1).
inline std::string man_page() {
    using namespace detail;
    std::string text =
        ".TH SEEDANCE 1 \"2026-11-29\" \"seedance " + std::string{seedance::version} + "\" \"User Commands\"\n";
    text += section("NAME") + troff("seedance - makes videos, and loses none that is paid for") + '\n';
    text += section("SYNOPSIS") + "\\fBseedance\\fR \\fICOMMAND\\fR [\\fIoptions\\fR]\n";
    text += section("DESCRIPTION") +
            troff(
                "Makes videos at gateways that sell them, from the command line. What is paid for is written down in a "
                "journal before it is sent, so that neither a closed terminal nor a crash loses it or pays twice.") +
            '\n';
    text += section("COMMANDS");
    for (const auto& each : command_table()) text += subsection(each);
    text += section("EXIT STATUS") + troff(exit_codes) + '\n';
    text += section("ENVIRONMENT");
    for (const auto& each : key_variables())
        text += entry("\\fB" + each + "\\fR", "The key of a gateway. Keys are read from nowhere else.");
    text += entry("\\fBXDG_STATE_HOME\\fR",
                  "The folder in which there is seedance/journal.db; ~/.local/state where it is not set.");
    text += entry("\\fBHTTPS_PROXY\\fR, \\fBNO_PROXY\\fR", "The proxy, and the hosts without it.");
    text += entry("\\fBNO_COLOR\\fR", "Where it is set to something, no colours are shown.");
    text += section("FILES");
    return text + entry("\\fI" + troff("~/.local/state/seedance/journal.db") + "\\fR",
                        "The journal, with what SQLite and this program keep beside it. It belongs on a local disk.");
}

}  // namespace cli
