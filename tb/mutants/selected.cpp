// SPDX-License-Identifier: Apache-2.0
// Which mutant a model is: the number in the environment's MUTANT, 0 if it has none.
#include <cstdlib>

extern "C" int mutant_selected()
{
    const char *number = getenv("MUTANT");
    return number ? atoi(number) : 0;
}

// And whose assertions are not to be heard: those of the check K that MUTANT_MUTE names.
extern "C" int mutant_muted()
{
    const char *number = getenv("MUTANT_MUTE");
    return number ? atoi(number) : 0;
}
