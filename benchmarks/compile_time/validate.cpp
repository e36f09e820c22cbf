// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
// Checks a request at run time, with the definitions inline.
#include <seedance/model/apixo.hpp>
#include <seedance/request/validate.hpp>

seedance::violations check(std::string_view prompt) {
    return validate(seedance::text_to_video<seedance::apixo::seedance_2_0_fast>{.prompt = seedance::runtime(prompt)});
}
