// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

/// @file
/// `seedance completion SHELL`: scripts that complete commands, options and values, made of the tables.

#include <algorithm>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "command_table.hpp"
#include "help.hpp"

namespace cli {

namespace detail {

inline std::string joined_words(const std::vector<std::string>& words) {
    std::string text;
    for (const auto& each : words) text.append(text.empty() ? "" : " ").append(each);
    return text;
}

/// Quotes a text for a shell.
inline std::string in_quotes(std::string_view text) {
    std::string out{"'"};
    for (const char c : text)
        if (c == '\'')
            out += "'\\''";
        else
            out += c;
    return out + "'";
}

inline std::vector<std::string> names_of_own_actions() {
    std::vector<std::string> names;
    for (const auto& each : command_table())
        if (each.name.starts_with("journal ")) names.push_back(each.name.substr(8));
    return names;
}

inline std::vector<std::string> commands_and_journal() {
    std::vector<std::string> names;
    for (const auto& each : command_table())
        if (!each.name.starts_with("journal ")) names.push_back(each.name);
    names.emplace_back("journal");
    return names;
}

inline std::vector<std::string> dashed_options(const command_info& command) {
    std::vector<std::string> names;
    for (const auto& each : options_of(command)) names.push_back("--" + each.name);
    return names;
}

/// What offers words in bash.
inline std::string bash_words(const std::vector<std::string>& words) {
    return "COMPREPLY=($(compgen -W \"" + joined_words(words) + "\" -- \"$word\"))";
}

/// What a value is completed with in bash.
inline std::string bash_reply(const std::vector<std::string>& choices, path_kind path, bool is_list = false) {
    if (path == path_kind::file) return "_seedance_files -f";
    if (path == path_kind::folder) return "_seedance_files -d";
    if (is_list) return "_seedance_list \"" + joined_words(choices) + "\"";
    return choices.empty() ? ":" : bash_words(choices);
}

}  // namespace detail

/// Gives the script for bash. It needs no other package.
inline std::string bash_completion() {
    using namespace detail;
    std::string text =
        "# bash completion of seedance\n"
        "_seedance_files() {\n"
        "    compopt -o filenames\n"
        "    local name=\"${word//\\\\/}\"  # as it is without what quotes it\n"
        "    mapfile -t COMPREPLY < <(compgen \"$1\" -- \"${name#[\\\"\\']}\")\n"
        "}\n"
        "_seedance_list() {  # what stands behind the last comma\n"
        "    local before=\n"
        "    [[ $word == *,* ]] && before=\"${word%,*},\"\n"
        "    COMPREPLY=($(compgen -P \"$before\" -W \"$1\" -- \"${word##*,}\"))\n"
        "}\n"
        "# Bash takes 16:9 for three words, and --mode=x, and replaces what stands behind the last colon or = only.\n"
        "_seedance() {\n"
        "    local at=$COMP_CWORD word=\"${COMP_WORDS[COMP_CWORD]}\" begin=\n"
        "    if [ \"$word\" = = ] && [ \"$at\" -gt 1 ]; then\n"
        "        word=\n"
        "        _seedance_complete \"${COMP_WORDS[at-1]}\"\n"
        "        return\n"
        "    fi\n"
        "    if [ \"$word\" = : ] && [ \"$at\" -gt 1 ]; then\n"
        "        begin=\"${COMP_WORDS[--at]}:\"\n"
        "        word=\n"
        "    elif [ \"$at\" -gt 2 ] && [ \"${COMP_WORDS[at-1]}\" = : ]; then\n"
        "        begin=\"${COMP_WORDS[at-=2]}:\"\n"
        "    fi\n"
        "    word=$begin$word\n"
        "    [ \"$at\" -gt 2 ] && [ \"${COMP_WORDS[at-1]}\" = = ] && ((--at))\n"
        "    _seedance_complete \"${COMP_WORDS[at-1]}\"\n"
        "    COMPREPLY=(\"${COMPREPLY[@]#\"$begin\"}\")\n"
        "}\n"
        "_seedance_complete() {\n"
        "    local before=\"$1\" command=\"${COMP_WORDS[1]}\"\n"
        "    COMPREPLY=()\n"
        "    local names=\"" +
        joined_words(commands_and_journal()) + "\" actions=\"" + joined_words(names_of_own_actions()) +
        "\"\n"
        "    case \"$COMP_CWORD:$command\" in\n"
        "        1:*) COMPREPLY=($(compgen -W \"$names help --help --version\" -- \"$word\")); return ;;\n"
        "        2:help) COMPREPLY=($(compgen -W \"$names\" -- \"$word\")); return ;;\n"
        "        2:journal) COMPREPLY=($(compgen -W \"$actions\" -- \"$word\")); return ;;\n"
        "        3:help) [ \"${COMP_WORDS[2]}\" = journal ] && COMPREPLY=($(compgen -W \"$actions\" -- \"$word\")); "
        "return ;;\n"
        "        *:journal) command=\"journal ${COMP_WORDS[2]}\" ;;\n"
        "    esac\n"
        "    case \"$command:$before\" in\n";
    for (const auto& command : command_table())
        for (const auto& option : options_of(command))
            if (option.kind != value_kind::none)
                text += "        '" + command.name + ":--" + option.name + "') " +
                        bash_reply(option.choices, option.path, option.is_list) + "; return ;;\n";
    text += "    esac\n    case \"$command\" in\n";
    for (const auto& command : command_table()) {
        const auto options = joined_words(dashed_options(command));
        text += "        '" + command.name +
                "')\n            case \"$word\" in\n                -*) COMPREPLY=($(compgen -W \"" + options +
                "\" -- \"$word\")) ;;\n";
        text += "                *) " + bash_reply(command.choices, command.path) + " ;;\n            esac ;;\n";
    }
    return text + "    esac\n}\ncomplete -F _seedance seedance\n";
}

namespace detail {

/// Writes a text as it stands inside a description of zsh's `_arguments`.
inline std::string zsh_words(std::string_view text) {
    std::string out;
    for (const char c : text) {
        if (c == '[' || c == ']' || c == ':' || c == '\\') out += '\\';
        out += c;
    }
    return out;
}

inline std::string zsh_action(const std::vector<std::string>& choices, path_kind path) {
    if (path == path_kind::file) return "_files";
    if (path == path_kind::folder) return "_files -/";
    return choices.empty() ? " " : "(" + zsh_words(joined_words(choices)) + ")";
}

inline std::string zsh_spec(const option_info& option) {
    const std::string repeated = option.kind == value_kind::texts ? "*" : "";
    auto spec = repeated + "--" + option.name + "[" + zsh_words(option.words) + "]";
    if (option.kind != value_kind::none)
        spec += ":" + zsh_words(option.value) + ":" + zsh_action(option.choices, option.path);
    return in_quotes(spec);
}

inline std::string zsh_case(const command_info& command) {
    std::string text = "        " + in_quotes(command.name) + ")\n            _arguments -s";
    for (const auto& option : options_of(command)) text += " \\\n                " + zsh_spec(option);
    if (command.most != 0)
        text += " \\\n                " +
                in_quotes("*:" + zsh_words(command.arguments) + ":" + zsh_action(command.choices, command.path));
    return text + " ;;\n";
}

inline std::string zsh_list(const std::string& name, const std::string& prefix) {
    std::string text = "        " + name + "=(\n";
    for (const auto& each : command_table()) {
        const bool is_action = each.name.starts_with("journal ");
        if (is_action == prefix.empty()) continue;
        text += "            " + in_quotes(each.name.substr(prefix.size()) + ":" + each.summary) + "\n";
    }
    if (prefix.empty())
        text += "            " + in_quotes("journal:look into a journal, settle what is not known, set budgets") + "\n";
    return text + "        )\n";
}

}  // namespace detail

/// Gives the function for zsh.
inline std::string zsh_completion() {
    using namespace detail;
    std::string text =
        "#compdef seedance\n"
        "_seedance() {\n"
        "    local -a known\n"
        "    local command=\"${words[2]}\"\n"
        "    if (( CURRENT == 2 )); then\n" +
        zsh_list("known", "") +
        "        _describe command known\n"
        "        return\n"
        "    fi\n"
        "    if [[ $command == journal ]]; then\n"
        "        if (( CURRENT == 3 )); then\n" +
        zsh_list("known", "journal ") +
        "            _describe action known\n"
        "            return\n"
        "        fi\n"
        "        command=\"journal ${words[3]}\"\n"
        "        shift words\n"
        "        (( CURRENT-- ))\n"
        "    fi\n"
        "    shift words\n"
        "    (( CURRENT-- ))\n"
        "    case $command in\n";
    for (const auto& each : command_table()) text += zsh_case(each);
    return text +
           "    esac\n}\nif [[ $funcstack[1] == _seedance ]]; then _seedance \"$@\"; else compdef _seedance seedance; "
           "fi\n";
}

namespace detail {

inline std::string fish_condition(const command_info& command) {
    const auto blank = command.name.find(' ');
    if (blank == command.name.npos)
        return in_quotes("not __fish_seen_subcommand_from journal; and __fish_seen_subcommand_from " + command.name);
    return in_quotes("__fish_seen_subcommand_from journal; and __fish_seen_subcommand_from " +
                     command.name.substr(blank + 1));
}

/// Quotes a text for fish, whose quotes know backslashes.
inline std::string fish_quoted(std::string_view text) {
    std::string out{"'"};
    for (const char c : text) {
        if (c == '\'' || c == '\\') out += '\\';
        out += c;
    }
    return out + "'";
}

inline std::string fish_option(const command_info& command, const option_info& option) {
    auto line = "complete -c seedance -n " + fish_condition(command) + " -l " + option.name;
    if (option.kind != value_kind::none) line += option.path == path_kind::none ? " -x" : " -r -F";
    const auto choices = joined_words(option.choices);
    if (!choices.empty()) line += " -a " + fish_quoted(option.is_list ? "(__seedance_list " + choices + ")" : choices);
    return line + " -d " + fish_quoted(option.words) + "\n";
}

}  // namespace detail

/// Gives the script for fish.
inline std::string fish_completion() {
    using namespace detail;
    const auto all = joined_words(commands_and_journal());
    std::string text =
        "# fish completion of seedance\n"
        "function __seedance_list  # what stands behind the last comma\n"
        "    set -l before (commandline -ct | string replace -r '^--[a-z-]+=' '' | string match -r '^.*,')\n"
        "    printf '%s\\n' \"$before\"$argv\n"
        "end\n"
        "complete -c seedance -f\n";
    for (const auto& command : command_table()) {
        const auto blank = command.name.find(' ');
        const auto condition = blank == command.name.npos
                                   ? "not __fish_seen_subcommand_from " + all
                                   : "__fish_seen_subcommand_from journal; and not __fish_seen_subcommand_from " +
                                         joined_words(names_of_own_actions());
        text += "complete -c seedance -n " + in_quotes(condition) + " -a " +
                fish_quoted(command.name.substr(blank == command.name.npos ? 0 : blank + 1)) + " -d " +
                fish_quoted(command.summary) + "\n";
        for (const auto& option : options_of(command)) text += fish_option(command, option);
        if (command.path != path_kind::none) text += "complete -c seedance -n " + fish_condition(command) + " -F\n";
        if (!command.choices.empty())
            text += "complete -c seedance -n " + fish_condition(command) + " -a " +
                    fish_quoted(joined_words(command.choices)) + "\n";
    }
    return text + "complete -c seedance -n " + in_quotes("not __fish_seen_subcommand_from " + all) +
           " -a journal -d 'look into a journal, settle what is not known, set budgets'\n";
}

/// Gives the script for a shell, by its name; empty for one that is not known.
inline std::string completion_for(std::string_view shell) {
    if (shell == "bash") return bash_completion();
    if (shell == "zsh") return zsh_completion();
    return shell == "fish" ? fish_completion() : std::string{};
}

}  // namespace cli
