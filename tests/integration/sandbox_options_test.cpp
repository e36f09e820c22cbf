// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
// What a gateway's encoder writes of an option, the sandbox reads: for every model, mode and option that there is.
// Nothing here names an option: one that is added to a model is tested too.
#include <seedance/request/options.hpp>

#include <concepts>
#include <string>

#include <boost/test/unit_test.hpp>

#include <seedance/models.hpp>
#include <seedance/testing/sandbox/core.hpp>

#include "printing.hpp"
#include "smallest_request.hpp"

using namespace seedance;

BOOST_AUTO_TEST_SUITE(sandbox_options)

using testing::detail::task_store;

namespace {

template <class Input>
void compare_to(const any_request& sent, option which, const Input& read, const std::string& what) {
    BOOST_TEST(read.wrong().none(), what << ": " << read.wrong().words());
    for_each_option(
        [&](option each, const auto& said, const auto& understood) {
            if (each != which) return;
            BOOST_TEST(understood.has_value(),
                       what << " does not reach the sandbox: the gateway's encoder or the sandbox lacks it");
            BOOST_TEST((understood == said), what << " reaches the sandbox with another value");
        },
        sent, read.view());
}

/// Gives what the sandbox makes of a submit to `use`.
template <class Gateway, class Use>
void read_as_the_sandbox(const model_descriptor& model, const mode_rules& rules, const submit_message& message,
                         const Use& use) {
    const task_store tasks{{}};
    if constexpr (std::same_as<Gateway, apixo::gateway>) {
        use(testing::detail::apixo_input{model, message.body, tasks});
    } else if constexpr (std::same_as<Gateway, pixazo::gateway>) {
        const testing::received_request request{.headers = message.headers, .body = message.body};
        use(testing::detail::pixazo_input{model, rules, request, tasks});
    } else {
        static_assert(std::same_as<Gateway, xenodia::gateway>, "how does the sandbox read a submit to this gateway?");
        use(testing::detail::xenodia_input{message.body, tasks});
    }
}

template <class Gateway>
void check_option(const model_descriptor& model, const mode_rules& rules, option which) {
    auto request = test::smallest_request(model, rules);
    test::say(request, which);
    const auto what = request.model + ' ' + std::string{to_string(rules.kind)} + ": " + std::string{to_string(which)};
    const auto prepared = prepare(request, all_models::entries);
    for (const auto& broken : prepared.broken_rules()) BOOST_TEST(false, what << ": " << to_string(broken));
    if (!prepared.valid()) return;
    read_as_the_sandbox<Gateway>(model, rules, prepared.message(),
                                 [&](const auto& read) { compare_to(request, which, read, what); });
}

}  // namespace

BOOST_AUTO_TEST_CASE(every_option_is_taken_by_a_model) {
    for (const auto which : all_options) {
        bool taken = false;
        for (const auto& entry : all_models::entries)
            for (const auto& rules : entry.model->modes) taken = taken || rules.options.contains(which);
        BOOST_TEST(taken, "no descriptor in seedance/model/ takes the option " << to_string(which));
    }
}

BOOST_AUTO_TEST_CASE(every_option_that_a_model_takes_reaches_the_sandbox) {
    int checked = 0;
    all_gateways::for_each([&]<class Gateway> {
        for (const auto* model : all_models::of<Gateway>)
            for (const auto& rules : model->modes)
                for (const auto which : all_options)
                    if (rules.options.contains(which)) {
                        check_option<Gateway>(*model, rules, which);
                        ++checked;
                    }
    });
    BOOST_TEST(checked > 0);
}

BOOST_AUTO_TEST_SUITE_END()
