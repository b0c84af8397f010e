// SPDX-License-Identifier: Apache-2.0
// A look-up is for a request that still waits; while a line is collected from the data cache, no slot
// begins for it; what memory is asked for is not on its way to memory.
module l2_pipe_props (
  input logic                   clk_i,
  input logic                   rst_ni,
  input logic                   s1_i,
  input l2_pkg::look_e          look_i,
  input l2_pkg::src_e           src_i,
  input machine_pkg::line_req_t req_i,
  input logic                   dc_valid_i,
  input machine_pkg::line_req_t dc_req_i,
  input logic                   ic_valid_i,
  input machine_pkg::line_req_t ic_req_i,
  input logic                   dma_ready_i,
  input logic                   begin_i,
  input logic                   back_busy_i,
  input machine_pkg::paddr_t    back_pa_i,
  input logic                   back_ready_i,
  input logic                   probe_valid_i,
  input machine_pkg::paddr_t    probe_pa_i,
  input logic                   read_valid_i,
  input machine_pkg::paddr_t    read_pa_i,
  input logic [3:0]             wb_busy_i,
  input machine_pkg::paddr_t    wb_pa_i [4]
);
  localparam int unsigned Shift = machine_pkg::LineShift;

  logic meets_write;
  always_comb begin
    meets_write = 1'b0;
    for (int unsigned i = 0; i < 4; i++)
      if (wb_busy_i[i] && wb_pa_i[i][55:Shift] == read_pa_i[55:Shift]) meets_write = 1'b1;
  end

  always_ff @(posedge clk_i) if (rst_ni) begin
    if (s1_i && look_i == l2_pkg::LookAsk)
      request_waits: assert (src_i == l2_pkg::SrcPrefetch
                             || (src_i == l2_pkg::SrcDc  && dc_valid_i && dc_req_i == req_i)
                             || (src_i == l2_pkg::SrcIc  && ic_valid_i && ic_req_i == req_i)
                             || (src_i == l2_pkg::SrcDma && dma_ready_i))
        else $error("a request is decided that waits no more");
    if (begin_i && back_busy_i)
      not_what_is_collected: assert (req_i.pa[55:Shift] != back_pa_i[55:Shift])
        else $error("a slot begins for a line that the data cache is giving back");
    if (begin_i && back_ready_i && src_i != l2_pkg::SrcDc)
      not_what_is_accepted: assert (req_i.pa[55:Shift] != dc_req_i.pa[55:Shift])
        else $error("a line to be probed was accepted from the data cache in the same cycle");
    if (probe_valid_i && back_busy_i)
      probe_meets_no_return: assert (probe_pa_i[55:Shift] != back_pa_i[55:Shift])
        else $error("the data cache is probed for a line that it is giving back");
    if (read_valid_i)
      fetch_meets_no_write: assert (!meets_write)
        else $error("a line is fetched that is on its way to memory");
  end
endmodule
