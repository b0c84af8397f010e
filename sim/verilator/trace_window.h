// SPDX-License-Identifier: Apache-2.0
// Opens and closes the waveform. Either for a window of cycles, or around the n-th occurrence of a
// named event, from shortly before the last trap until user mode runs again; or up to the end of a run
// that does not pass, an event named `failure`. An event is known only once it has happened, and what
// led to it is wanted too: so the process forks a copy of itself now and then, and when the event comes,
// the youngest copy that stands before the trap runs on with the waveform open. Everything is
// deterministic, so the copy does what the original did; its output is thrown away.
#ifndef PAGEWALK_TRACE_WINDOW_H
#define PAGEWALK_TRACE_WINDOW_H

#include <sys/types.h>

#include <deque>
#include <string>

#include "observation.h"
#include "rtl.h"

extern "C" {
#include "machine/engine.h"
}

class TraceWindow : public Observer
{
public:
    TraceWindow(const engine_config &config, Rtl *rtl);
    ~TraceWindow() override;

    static bool known_event(const char *name);
    static std::string event_names();

    // After each cycle. Done: the window has been written and nothing more is wanted of this process.
    enum Status { Go, Done };
    Status step(uint64_t cycle)
    {
        if (event_.empty() ? (cycle == from_ || cycle == to_) : (cycle >= next_check_))
            return act(cycle);
        return Go;
    }
    // The run is over. May be called again.
    void ended(uint64_t cycle, bool passed);

    bool on_retire(const Retired &, uint64_t cycle) override;
    bool on_walk(const Walk &, uint64_t cycle) override;

private:
    Status act(uint64_t cycle);
    Status search(uint64_t cycle);
    void write_from(uint64_t cycle);  // in the copy
    void occurred(uint64_t cycle);
    void snapshot(uint64_t cycle);
    bool become_tracer(int order);  // in the copy: waits to be told; false: not wanted
    void tell(uint64_t from);

    struct Copy {
        pid_t pid;
        int order;       // write end of its pipe; closed unwritten, it exits
        uint64_t cycle;  // at which it stands
    };
    static void dismiss(const Copy &);

    Rtl *rtl_;
    std::string path_, event_;
    uint64_t from_, to_;
    bool open_ = false;

    // Search for an event
    unsigned mark_ = 0;
    uint64_t wanted_ = 0, seen_ = 0;
    uint64_t event_cycle_ = 0;  // 0: not yet
    uint64_t next_check_ = 0;
    uint64_t trap_cycle_ = 0;  // of the last trap; 0: none led to the event
    bool user_ = false;        // the last instruction was of user mode
    std::deque<Copy> copies_;  // oldest first
    bool tracer_ = false;      // this process is a copy that writes the waveform
    bool finished_ = false;
    bool returned_ = false;  // user mode again after the event
};

#endif
