// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

#include <cstdint>
#include <set>
#include <string>
#include <vector>

#include <seedance/journal/account.hpp>
#include <seedance/journal/impl/postgres_budgets.hpp>
#include <seedance/journal/impl/postgres_rows.hpp>
#include <seedance/journal/impl/postgres_schema.hpp>
#include <seedance/journal/impl/postgres_statement.hpp>
#include <seedance/journal/impl/postgres_text.hpp>
#include <seedance/task/intent.hpp>

namespace seedance::detail {

/// Makes intents that the gone have left an owner's own.
class postgres_claims {
  public:
    /// Asks for the oldest of what the gone have left, and locks it. What others claim at the same time is passed over.
    static postgres_statement question(std::int64_t own, std::int64_t at_most) {
        return postgres_statement{oldest_.c_str(), own, at_most};
    }

    /// Gives the budgets that the price of something comes back to.
    static std::set<std::string> budgets_of(const postgres_result& left) {
        std::set<std::string> names;
        for (int row = 0; row != left.rows(); ++row)
            if (holds_price(left, row)) names.insert(left.text(row, column::budget));
        return names;
    }

    static void free_prices(const postgres_result& left, postgres_budgets& budgets) {
        for (int row = 0; row != left.rows(); ++row) {
            if (!holds_price(left, row)) continue;
            const auto money = account_for_claim(postgres_intent_in(left, row),
                                                 [&](const std::string& name) { return budgets.find(name); });
            for (const auto& each : money.changed) budgets.put(each);
        }
    }

    static void write(const postgres_result& left, std::int64_t own, std::vector<postgres_statement>& into) {
        postgres_array ids, sent;
        for (int row = 0; row != left.rows(); ++row) {
            const auto id = left.number(row, column::id);
            ids.add(id);
            if (is_sent(left, row)) sent.add(id);
        }
        into.emplace_back(take_, ids, own);
        if (!sent.is_empty()) into.emplace_back("DELETE FROM queue WHERE intent = ANY ($1::bigint[])", sent);
    }

    /// Forgets owners who are gone for so long that nobody remembers them, and have left nothing that is open. Who
    /// seems to be, is noted first: the database's clock may have been set forward, and a row that is missing is taken
    /// for a loss by who is idle and lives.
    static postgres_statement forget_owners() { return postgres_statement{forget_.c_str()}; }

    /// Gives a row back to those who have none, and something that is open: a fact that others wrote down, just when
    /// they left. The next claim finds it.
    static postgres_statement remember_owners() { return postgres_statement{remember_}; }

  private:
    /// It was planned, and nobody will send it: what was set aside for it is free.
    static bool holds_price(const postgres_result& left, int row) noexcept {
        return left.view(row, column::state) == "planned" && !left.is_true(row, column::queued) &&
               !left.view(row, column::budget).empty();
    }

    /// Its request may have left, and no leg is left: nobody will send it again.
    static bool is_sent(const postgres_result& left, int row) noexcept {
        return left.view(row, column::state) == "sending" && left.is_true(row, column::queued) &&
               left.number(row, column::legs_left) == 0;
    }

    // Whose renewal waits for its commit has locked its row, and is passed over; who has a row here cannot renew. An
    // intent is given as it is when it is locked, so nothing else is read of it before. Rows are locked one by one
    // until there are enough: the others can claim the rest meanwhile. Each who lives, and one who writes, may have
    // locked as many of the oldest, so there are as many times more to choose from. BETWEEN, and an order by owner:
    // there is one index for that, and no other looks better to the server.
    static inline const std::string oldest_ =
        select_postgres_intents(
            "false",
            "(WITH gone AS (SELECT number FROM owners AS g WHERE lease_until <= clock_timestamp() AND number <> $1 AND "
            "EXISTS (SELECT FROM intents WHERE owner BETWEEN g.number AND g.number AND is_open) FOR SHARE SKIP "
            "LOCKED), choice AS (SELECT least((count(*) + 1) * $2::numeric, 9223372036854775807)::bigint AS size FROM "
            "owners "
            "WHERE lease_until > clock_timestamp()), oldest AS (SELECT one.* FROM gone CROSS JOIN LATERAL (SELECT "
            "owner, id FROM intents WHERE owner BETWEEN gone.number AND gone.number AND is_open ORDER BY owner, id "
            "LIMIT (SELECT size FROM choice)) AS one ORDER BY one.id LIMIT (SELECT size FROM choice)) SELECT one.* "
            "FROM oldest CROSS JOIN LATERAL (SELECT * FROM intents WHERE id = oldest.id AND owner = oldest.owner AND "
            "is_open FOR UPDATE SKIP LOCKED) AS one LIMIT $2)") +
        "ORDER BY i.id";
    // As `claimed` says it.
    static constexpr const char* take_ =
        "UPDATE intents SET owner = $2, version = version + CASE WHEN state = 'sending' OR state = 'planned' AND NOT "
        "queued THEN 1 ELSE 0 END, queued = queued AND (state <> 'sending' OR legs_left > 0), state = CASE WHEN state "
        "= 'sending' THEN "
        "'unknown' WHEN state = 'planned' AND NOT queued THEN 'dropped' ELSE state END WHERE id = ANY ($1::bigint[])";
    static inline const std::string forget_ =
        "WITH gone AS (SELECT number FROM owners AS o WHERE lease_until < clock_timestamp() - interval '1 hour' AND "
        "NOT "
        "EXISTS (SELECT FROM intents WHERE owner = o.number AND is_open) FOR UPDATE SKIP LOCKED), noted AS (UPDATE "
        "owners SET renewed_before = 'infinity', renewed_at = clock_timestamp() WHERE number IN (SELECT number FROM "
        "gone) AND renewed_before < 'infinity') DELETE FROM owners WHERE number IN (SELECT number FROM gone) AND "
        "renewed_before = 'infinity' AND renewed_at < clock_timestamp() - interval '1 hour'";
    // One look into the index for each owner. No row of one who lives is as old: it would see that this is not its own.
    static constexpr const char* remember_ =
        "WITH RECURSIVE one AS (SELECT min(owner) AS number FROM intents WHERE is_open UNION ALL SELECT (SELECT "
        "min(owner) FROM intents WHERE is_open AND owner > one.number) FROM one WHERE one.number IS NOT NULL) INSERT "
        "INTO owners (number, host, process, begun_at, lease_until) OVERRIDING SYSTEM VALUE SELECT number, '', 0, "
        "'epoch', 'epoch' FROM one WHERE number IS NOT NULL AND NOT EXISTS (SELECT FROM owners AS o WHERE o.number = "
        "one.number) ON CONFLICT DO NOTHING";
};

}  // namespace seedance::detail
