// SPDX-License-Identifier: Apache-2.0
#include "trace_window.h"

#include <fcntl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdio>
#include <cstring>
#include <utility>

#include "marks.h"

namespace
{

constexpr uint64_t kSnapshotEvery = 100000;  // cycles between copies
constexpr size_t kCopies = 4;
constexpr uint64_t kBefore = 200;            // cycles shown before the trap that led to the event
constexpr uint64_t kAfterReturn = 200;       // and after the return to user mode
constexpr uint64_t kLongest = 20000;         // a window's cycles at the most
constexpr const char *kFailure = "failure";  // the event that is the end of a run which does not pass
const char *const kEvents[] = {kFailure, "trap", "page_fault", "interrupt", "walk", "dtlb_miss"};  // and the marks

constexpr uint32_t kSret = 0x10200073;

bool is_page_fault(const commit &c) { return c.trap && (c.cause == 12 || c.cause == 13 || c.cause == 15); }

}  // namespace

bool TraceWindow::known_event(const char *name)
{
    for (const char *event : kEvents)
        if (!strcmp(name, event))
            return true;
    return mark_named(name) != kNoMark;
}

std::string TraceWindow::event_names()
{
    std::string all;
    for (const char *event : kEvents)
        all += std::string(all.empty() ? "" : ", ") + event;
    for (unsigned code = 1; code < 256; code++)
        if (const char *name = mark_name(code))
            all += std::string(", ") + name;
    return all;
}

TraceWindow::TraceWindow(const engine_config &config, Rtl *rtl)
    : rtl_(rtl), path_(config.trace_path), event_(config.trace_event ? config.trace_event : ""),
      from_(config.trace_from), to_(config.trace_to), wanted_(config.trace_event_count)
{
    if (!event_.empty())
        mark_ = mark_named(event_.c_str());
}

TraceWindow::~TraceWindow()
{
    for (const Copy &copy : copies_)
        dismiss(copy);
    if (event_.empty() || tracer_ || finished_)
        return;
    if (event_ == kFailure)
        fprintf(stderr, "pagewalk: the run did not fail; no waveform written\n");
    else
        fprintf(stderr, "pagewalk: --trace-event %s: seen %lu times, %lu wanted; no waveform written\n", event_.c_str(),
                seen_, wanted_);
}

void TraceWindow::dismiss(const Copy &copy)
{
    close(copy.order);
    waitpid(copy.pid, nullptr, 0);
}

bool TraceWindow::on_retire(const Retired &c, uint64_t cycle)
{
    if (event_.empty())
        return true;
    if (event_cycle_) {
        if (c.priv == PRIV_U || (!c.trap && c.insn == kSret))
            returned_ = true;
        return true;
    }
    bool is_event = mark_                    ? !c.trap && mark_of(c.insn) == mark_
                    : event_ == "trap"       ? c.trap && !(c.cause & COMMIT_INTERRUPT)
                    : event_ == "interrupt"  ? c.trap && (c.cause & COMMIT_INTERRUPT)
                    : event_ == "page_fault" ? is_page_fault(c)
                                             : false;
    if (c.trap)
        trap_cycle_ = cycle;
    user_ = c.priv == PRIV_U;
    if (is_event)
        occurred(cycle);
    return true;
}

// A walk is no trap's doing. `dtlb_miss`: a load or store in the midst of user mode missed, and was refilled.
bool TraceWindow::on_walk(const Walk &walk, uint64_t cycle)
{
    if (event_cycle_)
        return true;
    bool refill = walk.access != Walk::Fetch && walk.fault == Walk::None && !walk.killed;
    if (event_ == "walk" || (event_ == "dtlb_miss" && refill && user_)) {
        trap_cycle_ = 0;
        occurred(cycle);
    }
    return true;
}

void TraceWindow::occurred(uint64_t cycle)
{
    if (++seen_ != wanted_)
        return;
    event_cycle_ = cycle ? cycle : 1;
    next_check_ = 0;
}

TraceWindow::Status TraceWindow::act(uint64_t cycle)
{
    if (!event_.empty())
        return search(cycle);
    if (cycle == from_ && cycle < to_) {
        open_ = rtl_->trace_open(path_.c_str());
        if (!open_)
            fprintf(stderr, "pagewalk: --trace %s: cannot be written\n", path_.c_str());
    }
    if (cycle == to_ && open_) {
        rtl_->trace_close();
        open_ = false;
    }
    return Go;
}

// In the original: makes copies until the event has come, then has one of them write. In a copy that
// was told to: opens, and closes after the return to user mode.
TraceWindow::Status TraceWindow::search(uint64_t cycle)
{
    if (tracer_) {
        write_from(cycle);
        return Go;
    }
    if (event_cycle_) {
        uint64_t start = trap_cycle_ && trap_cycle_ < event_cycle_ ? trap_cycle_ : event_cycle_;
        tell(start > kBefore ? start - kBefore : 0);
        finished_ = true;
        return Done;
    }
    snapshot(cycle);
    if (!tracer_)
        next_check_ = cycle + kSnapshotEvery;
    return Go;
}

void TraceWindow::write_from(uint64_t cycle)
{
    if (!open_ && cycle >= from_) {
        open_ = rtl_->trace_open(path_.c_str());
        if (!open_)
            _exit(1);
        next_check_ = 0;
    }
    if (event_ == kFailure)
        return;
    if (returned_ && to_ == UINT64_MAX)
        to_ = cycle + kAfterReturn;
    if (open_ && (cycle >= to_ || cycle >= from_ + kLongest)) {
        rtl_->trace_close();
        _exit(0);
    }
}

void TraceWindow::ended(uint64_t cycle, bool passed)
{
    if (event_ != kFailure || passed || finished_)
        return;
    if (tracer_) {
        rtl_->trace_close();
        _exit(0);
    }
    seen_++;
    event_cycle_ = cycle;
    tell(cycle > kLongest ? cycle - kLongest : 0);
    finished_ = true;
}

void TraceWindow::snapshot(uint64_t cycle)
{
    if (copies_.size() == kCopies) {
        dismiss(copies_.front());
        copies_.pop_front();
    }
    int ends[2];
    fflush(nullptr);
    if (pipe(ends) != 0) {
        perror("pagewalk: pipe");
        return;
    }
    pid_t pid = fork();
    if (pid == 0) {
        close(ends[1]);
        for (const Copy &copy : copies_)
            close(copy.order);
        copies_.clear();
        if (!become_tracer(ends[0]))
            _exit(0);
        return;
    }
    close(ends[0]);
    copies_.push_back(Copy{pid, ends[1], cycle});
}

bool TraceWindow::become_tracer(int order)
{
    uint64_t from;
    if (read(order, &from, sizeof from) != sizeof from)
        return false;
    close(order);
    int null = open("/dev/null", O_WRONLY);
    dup2(null, STDOUT_FILENO);
    dup2(null, STDERR_FILENO);
    tracer_ = true;
    from_ = from;
    to_ = UINT64_MAX;
    next_check_ = from_;
    return true;
}

void TraceWindow::tell(uint64_t from)
{
    while (copies_.size() > 1 && copies_.back().cycle > from) {
        dismiss(copies_.back());
        copies_.pop_back();
    }
    Copy chosen = copies_.back();
    copies_.pop_back();
    int status = 1;
    if (write(chosen.order, &from, sizeof from) == sizeof from)
        waitpid(chosen.pid, &status, 0);
    close(chosen.order);
    if (status != 0)
        fprintf(stderr, "pagewalk: --trace %s: cannot be written\n", path_.c_str());
    else if (event_ == kFailure)
        fprintf(stderr, "pagewalk: the cycles up to the failure at cycle %lu are in %s\n", event_cycle_, path_.c_str());
    else
        fprintf(stderr, "pagewalk: %s number %lu is at cycle %lu; its waveform is in %s\n", event_.c_str(), wanted_,
                event_cycle_, path_.c_str());
}
