// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
//
// `seedance journal`: what a person asks of a journal, and tells it.
#include "journal.hpp"

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <exception>
#include <iostream>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <boost/asio/io_context.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/value.hpp>

#include <seedance/models.hpp>
#include <seedance/seedance.hpp>

#include "../open_journal.hpp"
#include "default_journal.hpp"
#include "find_intent.hpp"
#include "journal_output.hpp"
#include "journal_pages.hpp"
#include "journal_settings.hpp"
#include "option_words.hpp"
#include "output.hpp"

namespace cli {

namespace {

/// A journal that was opened for one command.
struct opened {
    const journal_settings& chosen;
    const output& out;
    std::shared_ptr<seedance::journal> store;
};

/// Calls a client of the journal: what may be said of an intent or a budget, it knows.
template <class Result>
Result ask(const opened& at, auto start) {
    boost::asio::io_context io;
    seedance::client client{io.get_executor(), {.journal = at.store}};
    seedance::failure why;
    std::optional<seedance::error_code> ended;
    Result result;
    start(client, seedance::call_options{.intent = at.chosen.booking, .why = &why},
          [&](seedance::error_code code, Result answer) {
              ended = code;
              result = std::move(answer);
          });
    while (!ended && io.run_one() != 0) {
    }
    client.close();
    if (!ended || *ended) throw seedance::error{why};
    return result;
}

seedance::failure not_found(const std::string& name) {
    return {.code = seedance::errc::intent_not_found,
            .detail = "there is no intent " + seedance::detail::quoted(name) + ": is it another journal's?"};
}

// ---- intents

/// Lists what is chosen, the newest first.
int list(const opened& at) {
    const auto& chosen = at.chosen;
    const auto page = at.store->list({.prefix = chosen.prefix,
                                      .open = chosen.open,
                                      .state = chosen.state,
                                      .after = chosen.after,
                                      .limit = chosen.most});
    json::array rows;
    for (const auto& each : page.intents) rows.push_back(fields_of(each));
    auto text = page.intents.empty() ? std::string{"there is none"} : table_of(page.intents);
    if (page.more) text += "\nmore: --after " + std::to_string(page.end);
    json::object fields{{"intents", std::move(rows)}, {"more", page.more}};
    if (page.more) fields["after"] = page.end;
    at.out.result(fields, text);
    return 0;
}

/// Gives the other attempts of an intent's name: the legs of its route that were tried, for instance.
std::vector<seedance::intent> attempts_beside(seedance::journal& store, const seedance::intent& shown) {
    std::vector<seedance::intent> others;
    for_each_intent(store, {.name = shown.name}, [&](const seedance::intent& each) {
        if (each.attempt != shown.attempt) others.push_back(each);
    });
    return others;
}

json::array attempts_in_json(const std::vector<seedance::intent>& attempts) {
    json::array rows;
    for (const auto& each : attempts) rows.push_back(fields_of(each));
    return rows;
}

/// Gives the models that the route of an intent may still try, as its request in the journal names them.
std::vector<std::string> models_left(seedance::journal& store, const seedance::intent& what) {
    if (!what.queued || what.legs_left <= 0) return {};
    boost::system::error_code failed;
    const auto queued = json::parse(store.request_of(what), failed);
    const auto* models = failed ? nullptr : queued.find_pointer("/request/models", failed);
    if (models == nullptr || !models->is_array()) return {};
    std::vector<std::string> names;
    for (const auto& each : models->get_array())
        if (each.is_string()) names.emplace_back(each.get_string());
    const auto left = std::min(names.size(), static_cast<std::size_t>(what.legs_left));
    return {names.end() - static_cast<std::ptrdiff_t>(left), names.end()};
}

int show(const opened& at) {
    const auto& name = at.chosen.names.front();
    const auto found = find_intent(*at.store, name);
    if (!found) return at.out.failed(not_found(name));
    const auto others = attempts_beside(*at.store, *found);
    const auto left = models_left(*at.store, *found);
    auto fields = fields_of(*found);
    if (!left.empty()) fields["legs_left"] = json::array(left.begin(), left.end());
    if (!others.empty()) fields["attempts"] = attempts_in_json(others);
    at.out.result(fields, text_of(*found) + text_of_left(left) + text_of_others(others, found->attempt));
    return 0;
}

/// Reads what a task is called: its whole text, or MODEL/ID, or its id, where the intent says the rest.
seedance::task task_in(const std::string& text) {
    if (const auto whole = seedance::parse_task(text)) return *whole;
    const auto slash = text.rfind('/');
    const auto model = text.substr(0, slash == text.npos ? 0 : slash);
    const auto* entry = find_model(seedance::all_models::entries, model);
    if (entry == nullptr) return {.id = text};
    return {.provider = std::string{entry->model->provider},
            .model = std::string{entry->model->id},
            .id = text.substr(slash + 1)};
}

int resolve(const opened& at) {
    const auto& name = at.chosen.names.front();
    const auto& id = at.chosen.names.back();
    seedance::resolution said = seedance::not_sent;
    if (id != "not_sent") said = task_in(id);
    const auto now = ask<seedance::intent>(at, [&](auto& client, const auto& options, auto done) {
        client.resolve(name, said, options, std::move(done));
    });
    at.out.result(fields_of(now), text_of(now));
    return 0;
}

/// What is printed of several things, of which some refuse: one does not stop the rest.
struct printed {
    json::array rows{};
    std::string text{};
    int code = 0;

    void add(json::object row, const std::string& line) {
        rows.push_back(std::move(row));
        text += (text.empty() ? "" : "\n") + line;
    }
    void add_refusal(json::object row, const std::string& line, int exit_code) {
        add(std::move(row), line);
        if (code == 0) code = exit_code;
    }
};

void acknowledge_one(const opened& at, const std::string& said, printed& all) try {
    const auto found = find_intent(*at.store, said);
    const auto& name = found ? found->name : said;
    const auto now = ask<seedance::intent>(
        at, [&](auto& client, const auto& options, auto done) { client.acknowledge(name, options, std::move(done)); });
    all.add(fields_of(now), shown(name) + "  " + std::string{to_string(now.state)});
} catch (const seedance::error& e) {
    auto fields = fields_of(e.why());
    fields["intent"] = said;
    all.add_refusal(std::move(fields), shown(said) + "  " + in_option_words(e.why()), exit_code_of(e.why()));
}

int acknowledge(const opened& at) {
    if (at.chosen.older) {  // it was opened so
        at.out.result({{"accepted", true}}, "the journal is taken as it is from now on");
        return 0;
    }
    printed all;
    for (const auto& name : at.chosen.names) acknowledge_one(at, name, all);
    at.out.result(all.rows, all.text);
    return all.code;
}

// ---- the journal

/// Counts what `journal::prune` would find.
std::size_t count_prunable(seedance::journal& store, time_point before) {
    std::size_t count = 0;
    for_each_intent(store, {}, [&](const seedance::intent& each) {
        const bool has_more_than_its_name = !each.note.empty() || !each.handle.empty();
        if (!is_open(each) && each.planned_at < before && has_more_than_its_name) ++count;
    });
    return count;
}

int prune(const opened& at) {
    const auto& chosen = at.chosen;
    const auto count = chosen.dry_run ? count_prunable(*at.store, chosen.before) : at.store->prune(chosen.before);
    at.out.result({{"pruned", count}, {"before", utc_text(chosen.before)}, {"dry_run", chosen.dry_run}},
                  std::to_string(count) + (chosen.dry_run ? " would be" : " were") + " pruned, begun before " +
                      utc_text(chosen.before));
    return 0;
}

// ---- budgets

seedance::budget_figures figures_of(const opened& at, const std::string& name) {
    return ask<seedance::budget_figures>(
        at, [&](auto& client, const auto& options, auto done) { client.budget(name, options, std::move(done)); });
}

void add_budget(const opened& at, const std::string& name, printed& all) try {
    const auto found = at.store->find_budget(name, std::chrono::system_clock::now());
    if (found) all.add(fields_of(*found), text_of(*found));
} catch (const std::exception& e) {  // it is damaged
    all.add_refusal({{"budget", name}, {"error", e.what()}}, shown(name) + "  " + e.what(), 1);
}

int list_budgets(const opened& at) {
    constexpr std::size_t page = 500;
    printed all;
    std::vector<std::string> names;
    do {
        names = at.store->budget_names(names.empty() ? std::string{} : names.back(), page);
        for (const auto& name : names) add_budget(at, name, all);
    } while (names.size() == page);
    at.out.result(all.rows, all.text.empty() ? "there is none" : all.text);
    return all.code;
}

/// Sets a limit or a period; the other one stays as it is, where the budget is there.
seedance::budget_figures set_budget(const opened& at, const std::string& name) {
    auto limit = at.chosen.limit;
    auto period = at.chosen.period;
    if (!limit || !period) {
        const auto there = at.store->find_budget(name, std::chrono::system_clock::now());
        if (!there) throw usage_error{"there is no budget '" + shown(name) + "': a new one needs --limit and --period"};
        limit = limit.value_or(there->limit);
        period = period.value_or(there->period);
    }
    return ask<seedance::budget_figures>(at, [&](auto& client, const auto& options, auto done) {
        client.set_budget(name, *limit, *period, options, std::move(done));
    });
}

int budget(const opened& at) {
    const auto& chosen = at.chosen;
    if (chosen.names.empty()) return list_budgets(at);
    const auto& name = chosen.names.front();
    const auto now = chosen.booked
                         ? ask<seedance::budget_figures>(at,
                                                         [&](auto& client, const auto& options, auto done) {
                                                             client.adjust_budget(name, *chosen.booked, chosen.why,
                                                                                  options, std::move(done));
                                                         })
                     : chosen.limit || chosen.period ? set_budget(at, name)
                                                     : figures_of(at, name);
    at.out.result(fields_of(now), text_of(now));
    return 0;
}

int work(const opened& at) {
    static const std::map<std::string, int (*)(const opened&)> actions{
        {"list", list},   {"show", show},     {"resolve", resolve}, {"acknowledge", acknowledge},
        {"prune", prune}, {"budget", budget},
    };
    return actions.at(at.chosen.action)(at);
}

}  // namespace

int journal(const parsed_line& line) {
    const auto chosen = journal_settings_of(line);
    settings to_print;
    to_print.json = chosen.json;
    const output out{to_print};
    try {
        const auto place = chosen.journal.empty() ? default_journal_path() : chosen.journal;
        return work({chosen, out, open_journal(place, {.must_exist = true, .accept_older = chosen.older})});
    } catch (const seedance::error& e) {
        return out.failed(e.why());
    }
}

}  // namespace cli
