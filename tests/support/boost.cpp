// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
// What the tests need of Boost's libraries, where theirs are for another standard library.
#include <boost/json/src.hpp>
#include <boost/url/src.hpp>
