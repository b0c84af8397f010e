// SPDX-License-Identifier: Apache-2.0
// One compiled model behind the interface of rtl.h. Compiled once for each variant with MODEL (the
// class that Verilator made), MODEL_HEADER, PRESET and WAVES (0 or 1).
#include MODEL_HEADER
#include "verilated.h"
#if WAVES
#include "verilated_fst_c.h"
#endif

#include "axi_pins.h"
#include "rtl.h"

namespace
{

class Variant : public Rtl
{
public:
    explicit Variant(uint64_t seed)
    {
        context_.threads(1);           // a model of one thread needs no pool, and a pool does not survive fork()
        context_.fatalOnError(false);  // a failed assertion is the engine's to report
        context_.randReset(seed ? 2 : 0);
        context_.randSeed(int(seed));
#if WAVES
        context_.traceEverOn(true);
#endif
        top_ = std::make_unique<MODEL>(&context_, "TOP");
    }
    ~Variant() override
    {
        trace_close();
        top_->final();
    }

    void reset(uint64_t ram_end, unsigned l2_prefetch, unsigned l1i_prefetch) override
    {
        constexpr int kResetCycles = 4;
        RtlOutputs ignored;
        top_->rst_ni = 0;
        top_->ram_end_i = ram_end;
        top_->l2_prefetch_i = l2_prefetch;
        top_->l1i_prefetch_i = l1i_prefetch != 0;
        for (int i = 0; i < kResetCycles; i++)
            edge(RtlInputs{}, &ignored);
        top_->rst_ni = 1;
#if WAVES
        time_ = kBeforeFirstEdge;
#endif
    }

    // Inputs change while the clock is low: each goes into a register, or opens the clock of its unit.
    void edge(const RtlInputs &in, RtlOutputs *out) override
    {
        MODEL &t = *top_;
        drive(in);
        t.clk_i = 0;
        t.eval();
        dump();
        t.clk_i = 1;
        t.eval();
        dump();
        sample(out);
    }

    bool trace_open(const char *path) override
    {
#if WAVES
        trace_ = std::make_unique<VerilatedFstC>();
        top_->trace(trace_.get(), 99);
        trace_->open(path);
        return trace_->isOpen();
#else
        (void)path;
        return false;
#endif
    }
    void trace_close() override
    {
#if WAVES
        if (trace_)
            trace_->close();
        trace_.reset();
#endif
    }

    bool asserted() const override { return context_.gotError(); }

private:
    void drive(const RtlInputs &in)
    {
        MODEL &t = *top_;
        t.irq_i = in.irq;
        t.m_arready_i = t.m_awready_i = t.m_wready_i = 1;
        axi_drive(&t, in.axi);
        dma_drive(&t, in.dma);
    }

    void sample(RtlOutputs *out)
    {
        axi_sample(*top_, &out->axi);
        dma_sample(*top_, &out->dma);
    }

    // Ten time units a cycle, as the clock is 10 ns, and time 0 is the first edge after reset: a cycle's number is in
    // the wave's time.
    void dump()
    {
#if WAVES
        constexpr int64_t kHalfCycle = 5;
        if (trace_ && time_ >= 0)
            trace_->dump(static_cast<uint64_t>(time_));
        time_ += kHalfCycle;
#endif
    }

    VerilatedContext context_;
    std::unique_ptr<MODEL> top_;
#if WAVES
    std::unique_ptr<VerilatedFstC> trace_;
    static constexpr int64_t kBeforeFirstEdge = -5;
    int64_t time_ = kBeforeFirstEdge;
#endif
};

const RtlVariant variant(PRESET, WAVES,
                         [](uint64_t seed) -> std::unique_ptr<Rtl> { return std::make_unique<Variant>(seed); });

}  // namespace
