// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

// clang-format off
/// @file
/// What every journal must do. A world is one store and those who use it; a new one is made for each check:
///
///     struct world {
///         static constexpr bool has_owners;  // several objects may use the store; else the next are not needed
///         static constexpr bool has_disk;    // it can fail
///         journal& open();                   // another owner; it lives as long as the world
///         void kill(journal&);               // the owner is gone
///         void pause(journal&);              // others take it for gone, and it does not know
///         static constexpr std::array faults;
///         void fail(fault, long after, long times);  // so many calls of the disk go through, then so many fail
///         bool mend();                               // says whether one has failed
///     };
///
/// `conformance<world>("name")` is a suite of all checks.
// clang-format on

#include <string>

#include <boost/test/unit_test.hpp>

#include <seedance/journal/journal.hpp>

#include "conformance_budgets.hpp"
#include "conformance_callbacks.hpp"
#include "conformance_changes.hpp"
#include "conformance_disk.hpp"
#include "conformance_lists.hpp"
#include "conformance_owners.hpp"
#include "conformance_routes.hpp"
#include "conformance_times.hpp"

namespace test {

template <class World>
boost::unit_test::test_suite* conformance(const std::string& name) {
    auto* all = BOOST_TEST_SUITE(name);
    const auto add_alone = [all](const char* words, auto check) {
        all->add(boost::unit_test::make_test_case(check, words, __FILE__, __LINE__));
    };
    const auto add = [&](const char* words, void (*check)(World&)) {
        add_alone(words, [check] {
            World world;
            check(world);
        });
    };
#define SEEDANCE_CHECK(check) add(#check, &conform::check<World>)
    SEEDANCE_CHECK(a_change_asked_twice_is_written_once);
    SEEDANCE_CHECK(another_handle_does_not_begin_it_again);
    SEEDANCE_CHECK(a_stale_version_is_a_conflict_with_the_row);
    SEEDANCE_CHECK(what_may_have_been_sent_is_never_sent_again);
    SEEDANCE_CHECK(facts_never_go_back);
    SEEDANCE_CHECK(a_fact_keeps_the_task_that_it_does_not_name);
    SEEDANCE_CHECK(a_second_task_finds_its_intent_too);
    SEEDANCE_CHECK(a_task_of_two_names_is_told_of_and_ends_for_both);
    SEEDANCE_CHECK(a_fact_without_a_name_is_for_the_intent_of_its_task);
    SEEDANCE_CHECK(an_id_is_kept_though_the_intent_is_forgotten);
    SEEDANCE_CHECK(a_name_makes_room_when_it_was_not_sent);
    SEEDANCE_CHECK(a_batch_is_made_in_its_order);
    SEEDANCE_CHECK(the_legs_that_a_route_has_left_stay_as_the_attempt_began);
    SEEDANCE_CHECK(a_name_stands_for_what_may_be_a_video);
    SEEDANCE_CHECK(a_route_moves_on_from_its_plan);
    SEEDANCE_CHECK(a_route_whose_leg_has_failed_for_nothing_is_open);
    SEEDANCE_CHECK(a_route_ends_where_a_leg_may_be_billed_or_none_is_left);
    SEEDANCE_CHECK(a_route_keeps_its_request_while_a_leg_is_in_doubt);
    SEEDANCE_CHECK(a_late_fact_about_an_earlier_attempt_stops_the_later_one);
    SEEDANCE_CHECK(a_route_holds_one_leg_at_a_time);
    SEEDANCE_CHECK(a_list_has_pages_while_others_change_it);
    SEEDANCE_CHECK(a_list_by_prefix_has_the_newest_first);
    SEEDANCE_CHECK(a_list_by_prefix_of_very_many);
    SEEDANCE_CHECK(a_list_is_of_the_states_that_are_asked_for);
    SEEDANCE_CHECK(a_list_finds_the_few_among_many);
    SEEDANCE_CHECK(every_attempt_of_a_name_is_listed);
    SEEDANCE_CHECK(what_is_over_is_pruned_and_stays_known);
    SEEDANCE_CHECK(a_queued_request_is_kept_until_it_is_sent_or_given_up);
    SEEDANCE_CHECK(what_may_be_a_task_is_kept_until_it_is_known);
    SEEDANCE_CHECK(a_handle_finds_the_attempt_that_has_a_callback);
    SEEDANCE_CHECK(what_a_callback_brought_is_kept_until_it_is_over);
    SEEDANCE_CHECK(those_whose_callbacks_have_come_are_listed);
    SEEDANCE_CHECK(a_callback_of_another_attempt_is_not_kept);
    SEEDANCE_CHECK(it_is_known_since_when_an_intent_is_over);
    SEEDANCE_CHECK(nothing_is_found_that_is_not_there);
    SEEDANCE_CHECK(a_budget_keeps_its_terms);
    SEEDANCE_CHECK(budgets_are_listed_by_the_bytes_of_their_names);
    SEEDANCE_CHECK(what_is_planned_has_its_price_set_aside_anew);
    SEEDANCE_CHECK(an_attempt_and_its_hold_are_one);
    SEEDANCE_CHECK(what_is_settled_twice_counts_once);
    SEEDANCE_CHECK(what_was_not_sent_is_free_until_a_task_appears);
    SEEDANCE_CHECK(a_beginning_whose_answer_was_lost_is_taken_back);
    SEEDANCE_CHECK(a_batch_stops_at_the_limit_and_the_rest_goes_on);
    SEEDANCE_CHECK(what_is_booked_under_a_name_is_booked_once);
    SEEDANCE_CHECK(a_period_ends_and_never_comes_back);
    SEEDANCE_CHECK(a_period_that_a_wrong_clock_has_opened_can_be_left);
    SEEDANCE_CHECK(terms_that_change_to_and_fro_forget_nothing);
    SEEDANCE_CHECK(how_long_a_task_took_is_kept_once);
    SEEDANCE_CHECK(only_a_video_that_came_has_a_time);
    SEEDANCE_CHECK(times_are_of_a_model_whatever_its_account);
    SEEDANCE_CHECK(the_times_of_the_last_tasks_are_kept);
    if constexpr (World::has_owners) {
        SEEDANCE_CHECK(owners_at_the_limit_never_exceed_it);
        SEEDANCE_CHECK(what_the_dead_hold_stays_held);
        SEEDANCE_CHECK(the_planned_of_the_dead_make_room_in_their_budget);
        SEEDANCE_CHECK(an_opinion_is_the_owners_and_a_fact_anybodys);
        SEEDANCE_CHECK(what_the_dead_were_sending_is_unknown);
        SEEDANCE_CHECK(what_may_be_a_task_of_the_dead_is_claimed_with_its_intent);
        SEEDANCE_CHECK(what_may_be_a_task_is_taken_from_who_has_lost_its_intent);
        SEEDANCE_CHECK(what_the_dead_had_planned_makes_room);
        SEEDANCE_CHECK(what_the_dead_had_planned_is_listed_until_somebody_takes_note);
        SEEDANCE_CHECK(a_queued_request_of_the_dead_can_be_sent_by_the_next);
        SEEDANCE_CHECK(a_route_of_the_dead_goes_on_with_the_next);
        SEEDANCE_CHECK(of_what_the_dead_were_sending_a_route_keeps_its_request);
        SEEDANCE_CHECK(nobody_moves_on_from_the_plan_of_another);
        SEEDANCE_CHECK(of_two_owners_that_move_on_one_does);
        SEEDANCE_CHECK(a_late_fact_from_another_owner_stops_a_leg);
        SEEDANCE_CHECK(anybody_who_has_read_it_may_say_that_an_unknown_one_was_not_sent);
        SEEDANCE_CHECK(nobody_says_that_one_was_not_sent_whose_living_owner_may_hear_of_it);
        SEEDANCE_CHECK(a_claim_takes_the_oldest_that_are_open);
        SEEDANCE_CHECK(a_paused_owner_cannot_undo_what_others_did);
        SEEDANCE_CHECK(a_paused_owner_goes_on_with_what_nobody_has_claimed);
        SEEDANCE_CHECK(what_is_begun_again_is_whose_who_asks_unless_somebody_has_it);
        SEEDANCE_CHECK(what_opens_again_is_whose_who_opened_it);
        SEEDANCE_CHECK(what_the_dead_were_sending_is_listed_as_unknown);
        SEEDANCE_CHECK(two_that_claim_at_once_never_get_the_same);
    }
    if constexpr (World::has_disk)
        add_alone("a_failing_disk_loses_nothing_and_doubles_nothing",
                  &conform::a_failing_disk_loses_nothing_and_doubles_nothing<World>);
#undef SEEDANCE_CHECK
    return all;
}

}  // namespace test
