// SPDX-License-Identifier: Apache-2.0
// The machine's AXI4 pins, as sim/verilator/machine_pins.sv names them, from and to the structs of the host's side.
// What a channel carries is moved only while its valid is high. `Pins` is a verilated model, or the signals bound to
// one.
#ifndef PAGEWALK_AXI_PINS_H
#define PAGEWALK_AXI_PINS_H

#include "axi_host.h"
#include "dma_port.h"

template <class Pins> void axi_sample(const Pins &t, AxiFromMachine *out)
{
    out->arvalid = t.m_arvalid_o;
    out->awvalid = t.m_awvalid_o;
    out->wvalid = t.m_wvalid_o;
    out->rready = t.m_rready_o;
    out->bready = t.m_bready_o;
    if (out->arvalid) {
        out->arid = t.m_arid_o;
        out->araddr = t.m_araddr_o;
        out->arlen = t.m_arlen_o;
        out->arsize = t.m_arsize_o;
        out->arburst = t.m_arburst_o;
    }
    if (out->awvalid) {
        out->awid = t.m_awid_o;
        out->awaddr = t.m_awaddr_o;
        out->awlen = t.m_awlen_o;
        out->awsize = t.m_awsize_o;
        out->awburst = t.m_awburst_o;
    }
    if (out->wvalid) {
        out->wdata = t.m_wdata_o;
        out->wstrb = t.m_wstrb_o;
        out->wlast = t.m_wlast_o;
    }
}

template <class Pins> void axi_drive(Pins *t, const AxiToMachine &in)
{
    t->m_rvalid_i = in.rvalid;
    t->m_bvalid_i = in.bvalid;
    if (in.rvalid) {
        t->m_rid_i = in.rid;
        t->m_rdata_i = in.rdata;
        t->m_rresp_i = in.rresp;
        t->m_rlast_i = in.rlast;
    }
    if (in.bvalid) {
        t->m_bid_i = in.bid;
        t->m_bresp_i = in.bresp;
    }
}

template <class Pins> void dma_sample(const Pins &t, DmaFromMachine *out)
{
    out->arready = t.s_arready_o;
    out->awready = t.s_awready_o;
    out->wready = t.s_wready_o;
    out->bvalid = t.s_bvalid_o;
    out->bresp = t.s_bresp_o;
    out->rvalid = t.s_rvalid_o;
    out->rdata = t.s_rdata_o;
    out->rresp = t.s_rresp_o;
    out->rlast = t.s_rlast_o;
}

template <class Pins> void dma_drive(Pins *t, const DmaToMachine &in)
{
    constexpr uint8_t kIncr = 1, kDwords = 3, kNormal = 3;  // AxBURST, AxSIZE, AxCACHE: Normal Non-cacheable Bufferable
    t->s_arvalid_i = in.arvalid;
    t->s_awvalid_i = in.awvalid;
    t->s_wvalid_i = in.wvalid;
    if (in.arvalid || in.awvalid || in.wvalid) {
        t->s_arid_i = 0;
        t->s_awid_i = 0;
        t->s_araddr_i = in.address;
        t->s_awaddr_i = in.address;
        t->s_arlen_i = in.len;
        t->s_awlen_i = in.len;
        t->s_arsize_i = kDwords;
        t->s_awsize_i = kDwords;
        t->s_arburst_i = kIncr;
        t->s_awburst_i = kIncr;
        t->s_arcache_i = kNormal;
        t->s_awcache_i = kNormal;
        t->s_arprot_i = 0;
        t->s_awprot_i = 0;
        t->s_wdata_i = in.wdata;
        t->s_wstrb_i = in.wstrb;
        t->s_wlast_i = in.wlast;
    }
    t->s_bready_i = 1;
    t->s_rready_i = 1;
}

#endif
