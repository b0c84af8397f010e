// SPDX-License-Identifier: Apache-2.0
// Physical memory protection (Privileged 3.7): the lowest-numbered entry that holds the address
// decides. Three users ask at the same time: fetch, data and the walker; each answer comes in the
// same cycle. Granularity is 8 bytes and no access crosses a doubleword, so one address speaks for
// all bytes. Only what data does to a whole line may lie in several ranges: there the lowest-numbered
// entry that holds any of it must hold all, or nobody may do it.
//
// A matching entry binds S and U mode, and M mode too if it is locked; without a match M mode may
// do everything and the others nothing.
//
// Entries are kept as ranges [low, high) of doublewords, worked out once when a PMP register
// changes: while `busy_o` is high they are being worked out, and the answers are not to be used.
module pmp (
  input  logic                  clk_i,
  input  logic                  rst_ni,
  input  machine_pkg::pmp_t     pmp_i,
  input  logic                  changed_i,      // pmp_i has changed, or does at the cycle's end
  output logic                  busy_o,
  input  logic                  fetch_valid_i,
  input  machine_pkg::paddr_t   fetch_pa_i,
  input  logic [1:0]            fetch_priv_i,
  output logic                  fetch_ok_o,
  input  logic                  data_valid_i,
  input  machine_pkg::paddr_t   data_pa_i,
  input  logic [1:0]            data_priv_i,
  input  logic                  data_write_i,
  input  logic                  data_line_i,    // for the whole line
  output logic                  data_ok_o,
  input  logic                  walk_valid_i,   // as S mode
  input  machine_pkg::paddr_t   walk_pa_i,
  input  logic                  walk_write_i,
  output logic                  walk_ok_o
);
  localparam int unsigned Entries    = machine_pkg::PmpEntries;
  localparam int unsigned GroupShift = 2;       // a group of entries that are all off is skipped
  localparam int unsigned GroupSize  = 2 ** GroupShift;
  localparam int unsigned Groups     = Entries / GroupSize;
  localparam int unsigned IndexWidth = $clog2(Entries);
  localparam int unsigned Grain      = 3;       // log2 of the granularity in bytes

  // Addresses in doublewords, and the end of the last one; or the words of a pmpaddr
  typedef logic [63:0] dwaddr_t;

  // What an entry grants, as bits: it holds the address; it is locked; X, W, R
  localparam int unsigned Matched = 4;
  localparam int unsigned Locked  = 3;
  localparam int unsigned X       = 2;
  localparam int unsigned W       = 1;
  localparam int unsigned R       = 0;
  typedef logic [Matched:0] grant_t;
  localparam logic [Matched:0] Nobody = 5'b11000;   // nothing is granted, and M mode is bound too

  logic [63:0]         low_q   [Entries];       // dwaddr_t
  logic [63:0]         high_q  [Entries];       // dwaddr_t
  logic [Matched:0]    grant_q [Entries];       // grant_t
  logic [Groups-1:0]   used_q;
  logic                any_locked_q;

  // ---------------------------------------------------------------------------------------------
  // An access
  function automatic grant_t deciding(input machine_pkg::paddr_t pa);
    dwaddr_t at;
    at       = 64'(pa[riscv_pkg::PaWidth-1:Grain]);
    deciding = '0;
    for (int unsigned g = 0; g < Groups; g++) begin
      if (used_q[g] && !deciding[Matched]) begin
        for (int unsigned i = g * GroupSize; i < (g + 1) * GroupSize; i++) begin
          if (!deciding[Matched] && at >= low_q[i] && at < high_q[i]) deciding = grant_q[i];
        end
      end
    end
  endfunction

  // The same for a line: an entry that holds a part of it alone decides, and grants nothing.
  function automatic grant_t deciding_line(input machine_pkg::paddr_t pa);
    dwaddr_t first, last;
    first         = 64'(pa[riscv_pkg::PaWidth-1:Grain]);
    last          = first;
    first[machine_pkg::LineShift-Grain-1:0] = '0;
    last[machine_pkg::LineShift-Grain-1:0]  = '1;
    deciding_line = '0;
    for (int unsigned i = Entries; i > 0; i--) begin
      if (low_q[i-1] < high_q[i-1] && first < high_q[i-1] && last >= low_q[i-1])
        deciding_line = (first >= low_q[i-1] && last < high_q[i-1]) ? grant_q[i-1] : Nobody;
    end
  endfunction

  grant_t fetch_grant, data_grant, walk_grant;

  always_comb begin
    fetch_grant = '0;
    fetch_ok_o  = 1'b1;
    if (fetch_valid_i && (fetch_priv_i != riscv_pkg::PrivM || any_locked_q)) begin
      fetch_grant = deciding(fetch_pa_i);
      fetch_ok_o  = fetch_grant[X]
                    || (fetch_priv_i == riscv_pkg::PrivM && !fetch_grant[Locked]);
    end
  end

  always_comb begin
    data_grant = '0;
    data_ok_o  = 1'b1;
    if (data_valid_i && (data_priv_i != riscv_pkg::PrivM || any_locked_q
                         || (data_line_i && used_q != '0))) begin
      if (data_line_i) data_grant = deciding_line(data_pa_i);
      else             data_grant = deciding(data_pa_i);
      data_ok_o  = (data_write_i ? data_grant[W] : data_grant[R])
                   || (data_priv_i == riscv_pkg::PrivM && !data_grant[Locked]);
    end
  end

  always_comb begin
    walk_grant = '0;
    walk_ok_o  = 1'b1;
    if (walk_valid_i) begin
      walk_grant = deciding(walk_pa_i);
      walk_ok_o  = walk_write_i ? walk_grant[W] : walk_grant[R];
    end
  end

  // ---------------------------------------------------------------------------------------------
  // The ranges, one entry a cycle. A pmpaddr counts words; its lowest bit lies below the
  // granularity and counts only where NAPOT reads the size from it.
  logic                    working_q;
  logic [IndexWidth-1:0]   index_q;
  dwaddr_t                 previous_q;
  machine_pkg::pmp_entry_t entry;
  dwaddr_t                 address;
  dwaddr_t                 span;                // ones up to the lowest zero, and there
  dwaddr_t                 low, high;

  assign busy_o = changed_i || working_q;

  always_comb begin
    entry   = '0;
    address = '0;
    span    = '0;
    low     = '0;
    high    = '0;
    if (working_q) begin
      entry   = pmp_i[{index_q, 6'b0} +: 64];
      address = 64'(entry.addr);
      case (entry.a)
        riscv_pkg::PmpTor: begin
          low  = previous_q >> 1;
          high = address >> 1;
        end
        riscv_pkg::PmpNapot: begin
          span = address ^ (address + 64'd1);
          low  = (address & ~span) >> 1;
          high = low + (span >> 1) + 64'd1;
        end
        default: ;                              // off; NA4 is smaller than the granularity
      endcase
    end
  end

  always_ff @(posedge clk_i) begin
    if (!rst_ni || changed_i) begin
      working_q    <= 1'b1;
      index_q      <= '0;
      previous_q   <= '0;
      used_q       <= '0;
      any_locked_q <= 1'b0;
    end else if (working_q) begin
      working_q        <= (index_q != IndexWidth'(Entries - 1));
      index_q          <= index_q + 1'b1;
      previous_q       <= address;
      low_q[index_q]   <= low;
      high_q[index_q]  <= high;
      grant_q[index_q] <= {1'b1, entry.l, entry.x, entry.w, entry.r};
      if (low < high) begin
        used_q[index_q[IndexWidth-1:GroupShift]] <= 1'b1;
        if (entry.l) any_locked_q <= 1'b1;
      end
    end
  end
endmodule
