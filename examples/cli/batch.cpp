// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
//
// `seedance batch`: the videos of a file, a line each.
#include "batch.hpp"

#include <algorithm>
#include <array>
#include <chrono>
#include <cstddef>
#include <exception>
#include <iostream>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>

#include <seedance/seedance.hpp>

#include "accounts.hpp"
#include "batch_board.hpp"
#include "batch_plan.hpp"
#include "go_on.hpp"
#include "interruption.hpp"
#include "journal_output.hpp"
#include "journal_pages.hpp"
#include "late_answers.hpp"
#include "left_behind.hpp"
#include "list.hpp"
#include "option_words.hpp"
#include "session.hpp"

namespace cli {

namespace {

namespace asio = boost::asio;

// ---- before anything is paid

int refuse(const batch_plan& plan, const settings& chosen, const output& out) {
    json::array rows;
    for (const auto& each : plan.problems) {
        rows.push_back({{"line", each.line}, {"problem", each.words}});
        std::cerr << error_mark() << chosen.argument << ":" << each.line << ": " << each.words << '\n';
    }
    std::cerr << error_mark() << "nothing was sent: all lines are mended first\n";
    if (out.is_json()) out.result({{"problems", std::move(rows)}}, {});
    const bool are_limits = std::all_of(plan.problems.begin(), plan.problems.end(),
                                        [](const batch_problem& each) { return each.is_beyond_limit; });
    return are_limits ? 10 : 2;
}

int show(const batch_plan& plan, const settings& chosen, const output& out) {
    json::array rows;
    std::string text;
    for (const auto& each : plan.jobs) {
        const auto price = each.is_saved ? std::string{"saved"} : to_string(each.job.request.price());
        json::object row{{"line", each.job.line}, {"id", each.job.id}, {"price", price}};
        if (!each.path.empty()) row["file"] = each.path;
        rows.push_back(std::move(row));
        text += each.job.id + "  " + price + '\n';
    }
    const auto cost = cost_of(plan, chosen.price_if_unknown);
    text += std::to_string(cost.count) + " to be paid: " + to_string(cost.sum) +
            (cost.unknown.empty() ? "" : ", and " + std::to_string(cost.unknown.size()) + " whose price is not known");
    out.result({{"jobs", std::move(rows)}, {"to_be_paid", cost.count}, {"micro_usd", cost.sum.micro_usd}}, text);
    return 0;
}

/// Says what keeps the batch from being paid out of its budget.
std::optional<seedance::failure> beyond_budget(const batch_plan& plan, const settings& chosen,
                                               const seedance::budget_figures& budget) {
    const auto cost = cost_of(plan, chosen.price_if_unknown);
    if (!cost.unknown.empty())
        return seedance::failure{
            .code = seedance::errc::price_unknown,
            .detail = "line " + std::to_string(cost.unknown.front()) +
                      " has no documented price, and --budget needs one: --price-if-unknown says what counts"};
    const auto left = std::max(budget.left() - plan.elsewhere, seedance::money{});
    if (cost.sum <= left) return std::nullopt;
    const auto others = plan.elsewhere == seedance::money{}
                            ? std::string{}
                            : ", of which runs without it, or with another one, have used " + to_string(plan.elsewhere);
    return seedance::failure{.code = seedance::errc::over_limit,
                             .detail = "the " + std::to_string(cost.count) + " lines that are not paid for come to " +
                                       to_string(cost.sum) + ", and " + to_string(left) + " is left of the " +
                                       to_string(budget.limit) + " of the budget \"" + plan.budget + "\"" + others +
                                       ": a larger --budget, or fewer lines"};
}

/// Gives the batch's budget as it would be with the limit that was chosen; a null journal has none.
seedance::budget_figures budget_with_limit(const batch_plan& plan, const settings& chosen, seedance::journal* store) {
    if (!seedance::is_budget_name(plan.budget))
        throw usage_error{"--name: a budget has a name of at most 190 bytes, without control characters"};
    std::optional<seedance::budget_figures> found;
    if (store != nullptr) found = store->find_budget(plan.budget, std::chrono::system_clock::now());
    auto figures = found.value_or(seedance::budget_figures{});
    figures.limit = *chosen.budget;
    return figures;
}

/// Sets the limit of the batch's budget where the batch can be paid out of it, and says why it cannot otherwise: a
/// batch that is refused leaves the limit of one that runs alone.
std::optional<seedance::failure> set_budget(const batch_plan& plan, const settings& chosen, seedance::journal& store) {
    if (auto why = beyond_budget(plan, chosen, budget_with_limit(plan, chosen, &store))) return why;
    const auto now = store.set_budget(plan.budget, *chosen.budget, seedance::budget_period::ever(),
                                      std::chrono::system_clock::now());
    return beyond_budget(plan, chosen, now);  // others may have paid out of it meanwhile
}

/// A gateway without a key ends the batch, unless routes alone name it.
void use_accounts(seedance::client& client, const batch_plan& plan, const settings& chosen, const output& out) {
    std::set<std::string> needed, of_routes;
    for (const auto& each : plan.jobs) {
        if (each.is_saved || each.is_fetched) continue;
        const auto& legs = each.job.request.legs();
        for (const auto& leg : legs) (legs.size() == 1 ? needed : of_routes).emplace(leg.provider());
    }
    for (const auto& each : needed) of_routes.erase(each);
    std::vector<std::string> all{needed.begin(), needed.end()};
    all.insert(all.end(), of_routes.begin(), of_routes.end());
    chosen.base_urls.check_for(all);
    for (const auto& each : needed) use_account(client, each, chosen);
    use_accounts(client, of_routes, chosen, out, !needed.empty());
}

// ---- the run

/// What the videos of a run share.
struct batch_run {
    const settings& chosen;
    const batch_plan& plan;
    const output& out;
    folder_record& record;
    batch_board board;
    std::vector<batch_result> results{};
    std::size_t next = 0;
    std::size_t working = 0;
    bool must_stop = false;            ///< nothing more is begun
    std::set<std::string> refusing{};  ///< gateways that have refused the key, or have no balance left, and models

    /// Gives the next line that there is something to be done for, or null.
    const planned_job* take() {
        while (!must_stop && next != plan.jobs.size()) {
            const auto& job = plan.jobs[next++];
            if (!job.is_saved && has_willing_gateway(job)) return &job;
        }
        return nullptr;
    }

    bool has_willing_gateway(const planned_job& job) const {
        const auto& legs = job.job.request.legs();
        return std::any_of(legs.begin(), legs.end(), [this](const auto& leg) {
            const auto gateway = std::string{leg.provider()};
            return !refusing.contains(gateway) && !refusing.contains(gateway + "/" + std::string{leg.model()});
        });
    }

    /// Begins no line any more that would fail for the same reason.
    void learn_from(const seedance::failure& why) {
        if (why.task) return;
        if (why.code == seedance::errc::rejected_access)  // the key is good for other models, perhaps
            refusing.insert(why.provider + "/" + why.model);
        else if (why.code == seedance::failure_group::account)
            refusing.insert(why.provider);
        else if (why.code == seedance::failure_group::limit || why.code == seedance::errc::journal_unavailable ||
                 why.code == seedance::errc::client_closed)
            must_stop = true;
    }
};

batch_result result_of(const planned_job& job) {
    return {.line = job.job.line, .id = job.job.id, .intent = job.intent, .state = "saved", .path = job.path};
}

/// Says whether a gateway has refused a request.
bool is_refusal(const seedance::error_code& code) {
    using seedance::errc;
    return code == errc::rejected || code == errc::rejected_key || code == errc::rejected_balance ||
           code == errc::rejected_access || code == errc::not_found || code == errc::conflict ||
           code == errc::redirect_refused;
}

/// Gives the word for what has become of a line.
const char* state_of(const seedance::failure& why) {
    using seedance::errc;
    const bool is_taken = why.code == errc::intent_taken && why.billed != seedance::billed::no;
    if (is_taken) return "under way";  // another run is at it
    if (why.code == errc::outcome_unknown || (!why.task && why.billed != seedance::billed::no)) return "unknown";
    if (why.code == errc::client_closed && !why.task) return "not begun";
    if (why.code == errc::task_failed || why.code == errc::task_not_found) return "failed";
    if (why.task) return why.step == seedance::step::download ? "not fetched" : "under way";
    return is_refusal(why.code) ? "refused" : "not sent";
}

batch_result result_of(const planned_job& job, const seedance::failure& why) {
    auto result = result_of(job);
    result.state = state_of(why);
    result.path.clear();
    result.words = why.code == seedance::errc::client_closed ? "interrupted" : in_option_words(why);
    result.exit_code = result.state == "not begun" ? 7 : exit_code_of(why);
    if (result.state == "unknown")
        result.words +=
            "; look at the gateway's own list, then `seedance journal resolve " + job.intent + " TASK_ID`, or not_sent";
    if (result.state == "failed") result.words += "; to make it anew, give the line another id";
    return result;
}

/// Makes the video, and saves it: aside, and then under its name, so that it takes nobody's place.
asio::awaitable<void> save(seedance::client& client, batch_run& run, const planned_job& job,
                           const seedance::call_options& options) {
    const auto name = file_name_of(job.job);
    const auto video = co_await client.generate(job.job.request, options);
    run.record.claim(name, video.task);
    co_await client.download(video, run.record.path_aside(name, video.task), options);
    run.record.give_name(name, video.task);
}

asio::awaitable<batch_result> make(seedance::client& client, batch_run& run, const planned_job& job,
                                   batch_board::row& shown) {
    const seedance::call_options options{.deadline = run.chosen.deadline,
                                         .on_event = shown,
                                         .intent = job.intent,
                                         .budget = run.plan.budget,
                                         .price_limit = run.chosen.price_limit,
                                         .price_if_unknown = run.chosen.price_if_unknown};
    try {
        if (job.is_fetched)
            run.record.give_name(file_name_of(job.job), *job.known->task);
        else
            co_await save(client, run, job, options);
    } catch (const seedance::error& e) {
        run.learn_from(e.why());
        co_return result_of(job, e.why());
    }
    co_return result_of(job);
}

/// Makes one video after the other, until there is none left.
asio::awaitable<void> work(seedance::client& client, batch_run& run) {
    while (const auto* job = run.take()) {
        auto& shown = run.board.add(job->job.id);
        auto result = co_await make(client, run, *job, shown);
        run.board.end(shown, result);
        if (run.out.is_broken()) run.must_stop = true;  // nobody reads what becomes of the rest
        run.results.push_back(std::move(result));
    }
}

/// Makes what is to be made; when it returns, the journal has all that is known.
void work_on_all(batch_run& run, std::shared_ptr<seedance::journal> store) {
    asio::io_context io;
    auto client = client_of(run.chosen, io, std::move(store));
    use_accounts(client, run.plan, run.chosen, run.out);
    interruption signals{io, client, run.chosen, run.out, [&run] { run.must_stop = true; }};
    std::exception_ptr failed;
    run.working = run.chosen.at_once;
    for (std::size_t i = 0; i != run.chosen.at_once; ++i)
        asio::co_spawn(io, work(client, run), [&](std::exception_ptr why) {
            if (why) failed = std::move(why);
            if (--run.working == 0)
                asio::co_spawn(io, listen_for_late_answers(client, signals, run.out),
                               [&signals](std::exception_ptr) { signals.end(); });
        });
    io.run();
    if (failed) std::rethrow_exception(failed);
}

// ---- the end

/// The worst of several exit codes: what a person must look at first.
int worst_of(const std::vector<batch_result>& results) {
    constexpr std::array order{5, 3, 9, 10, 6, 8, 1, 2, 7, 4, 0};
    const auto rank = [&order](int code) { return std::find(order.begin(), order.end(), code); };
    int worst = 0;
    for (const auto& each : results)
        if (rank(each.exit_code) < rank(worst)) worst = each.exit_code;
    return worst;
}

/// Adds the lines that were not begun to the results, in the order of the file.
void complete(std::vector<batch_result>& results, const batch_plan& plan) {
    std::set<std::size_t> ended;
    for (const auto& each : results) ended.insert(each.line);
    for (const auto& each : plan.jobs) {
        if (ended.contains(each.job.line)) continue;
        results.push_back(result_of(each));
        if (each.is_saved) continue;
        results.back().state = "not begun";
        results.back().path.clear();
        results.back().exit_code = 7;
    }
    std::sort(results.begin(), results.end(), [](const auto& a, const auto& b) { return a.line < b.line; });
}

json::object fields_of(const batch_result& what) {
    json::object fields{{"line", what.line},
                        {"id", what.id},
                        {"intent", what.intent},
                        {"state", what.state},
                        {"exit_code", what.exit_code}};
    if (!what.path.empty()) fields["file"] = what.path;
    if (!what.words.empty()) fields["message"] = what.words;
    return fields;
}

std::string counted(const std::vector<batch_result>& results) {
    std::string text;
    for (const std::string state :
         {"saved", "failed", "under way", "not fetched", "unknown", "refused", "not sent", "not begun"}) {
        const auto count =
            std::count_if(results.begin(), results.end(), [&state](const auto& each) { return each.state == state; });
        if (count != 0) text += (text.empty() ? "" : ", ") + std::to_string(count) + " " + state;
    }
    return text.empty() ? "no lines" : text;
}

/// Says whether nothing of an intent has left, by what the journal has of it.
bool has_not_begun(const std::optional<seedance::intent>& found) {
    using seedance::intent_state;
    return !found || found->state == intent_state::planned || found->state == intent_state::not_sent ||
           found->state == intent_state::dropped;
}

int sum_up(std::vector<batch_result> results, const batch_plan& plan, const settings& chosen, seedance::journal& store,
           const output& out) {
    complete(results, plan);
    detail::costs sum;
    json::array rows;
    for (auto& each : results) {
        const auto found = store.find(each.intent);
        if (each.state == "unknown" && found && found->task) {  // a late answer has come
            each.state = "under way";
            each.words = "its answer came late: the gateway is at it";
            each.exit_code = 7;
        }
        if (each.state == "unknown" && has_not_begun(found)) {  // the journal could not be asked before the run ended
            each.state = "not begun";
            each.words = "interrupted";
            each.exit_code = 7;
        }
        auto row = fields_of(each);
        if (found) {
            for_each_intent(store, {.name = each.intent}, [&sum](const auto& attempt) { sum.add(attempt); });
            row["cost"] = cost_of(*found);
            if (found->task) row["task"] = to_string(*found->task);
        }
        rows.push_back(std::move(row));
    }
    const int code = worst_of(results);
    const bool can_go_on = std::any_of(results.begin(), results.end(), [](const batch_result& each) {
        return each.state != "saved" && each.state != "failed";
    });
    out.clear_progress();
    auto text = counted(results) + "; " + to_string(sum.paid) + " paid, " + to_string(sum.held) + " held";
    json::object fields{
        {"jobs", std::move(rows)}, {"paid_micro_usd", sum.paid.micro_usd}, {"held_micro_usd", sum.held.micro_usd}};
    if (!plan.budget.empty())
        if (const auto budget = store.find_budget(plan.budget, std::chrono::system_clock::now())) {
            const auto left = std::max(budget->left() - plan.elsewhere, seedance::money{});
            text += "; " + to_string(left) + " left of " + to_string(budget->limit);
            fields["budget"] = cli::fields_of(*budget);
            fields["elsewhere_micro_usd"] = plan.elsewhere.micro_usd;
        }
    out.result(fields, text);
    if (can_go_on && !out.is_quiet())
        std::cerr << "seedance: the same command goes on with what is not saved, and pays nothing twice:\n"
                  << shell_command(chosen.words) << '\n';
    return code;
}

}  // namespace

int batch(const settings& chosen, const output& out) {
    if (!chosen.dry_run && !is_database_url(chosen.journal)) settle_left(*journal_for_paying(chosen));
    const auto store = chosen.dry_run ? journal_if_there(chosen) : journal_for_paying(chosen);
    folder_record record{chosen.out_dir};
    const auto plan = plan_of(chosen, record, store.get());
    if (!plan.problems.empty()) return refuse(plan, chosen, out);
    if (chosen.dry_run) {
        std::optional<seedance::failure> why;
        if (!plan.budget.empty()) why = beyond_budget(plan, chosen, budget_with_limit(plan, chosen, store.get()));
        return why ? out.failed(*why) : show(plan, chosen, out);
    }
    prepare_folder(chosen.out_dir);
    if (!plan.budget.empty())
        if (const auto why = set_budget(plan, chosen, *store)) return out.failed(*why);
    batch_run run{.chosen = chosen, .plan = plan, .out = out, .record = record, .board = {out, plan.jobs.size()}};
    work_on_all(run, store);
    return sum_up(std::move(run.results), plan, chosen, *store, out);
}

}  // namespace cli
