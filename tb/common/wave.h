// SPDX-License-Identifier: Apache-2.0
// A bench's model with waveforms. `bench::Traced<Vtlb>` is Vtlb; in a bench built with WAVES it writes
// what it does to the file of --wave (bench.h), a time step each eval(). If a case makes several models
// one after the other, the file is of the last, which is the one that failed.
#ifndef TB_COMMON_WAVE_H
#define TB_COMMON_WAVE_H

#include "bench.h"

#ifndef WAVES

namespace bench
{
template <class Model> using Traced = Model;
}

#else

#include <memory>

#include "verilated_fst_c.h"

namespace bench
{

template <class Model> class Traced : public Model
{
public:
    using Model::Model;
    ~Traced() override
    {
        if (wave_)
            wave_->close();
    }

    void eval()
    {
        Model::eval();
        if (wave_path.empty())
            return;
        if (!wave_)
            open();
        wave_->dump(time_++);
    }

private:
    void open()
    {
        constexpr int kAllLevels = 99;
        this->contextp()->traceEverOn(true);
        wave_ = std::make_unique<VerilatedFstC>();
        this->trace(wave_.get(), kAllLevels);
        wave_->open(wave_path.c_str());
    }

    std::unique_ptr<VerilatedFstC> wave_;
    uint64_t time_ = 0;
};

}  // namespace bench

#endif
#endif
