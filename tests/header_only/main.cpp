// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
extern "C" bool generates();
extern "C" bool generates_again();  // the same object, linked once more

int main() {
    const bool once = generates();
    const bool again = generates_again();
    return once && again ? 0 : 1;
}
