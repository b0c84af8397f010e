// SPDX-License-Identifier: Apache-2.0
// Where the entries of TLBs and walk cache come from. A fill belongs to the walk under way as it ends: one that did
// not fault, was not killed, and began after the last fence and the last change of the PMP; it goes to the side that
// asked, and is for the address, ASID and mode that were asked about, whatever stands at the port meanwhile.
module fill_props (
  input logic                clk_i,
  input logic                rst_ni,
  input logic                taken_i,       // a question is taken
  input mmu_pkg::vpn_t       vpn_i,         // and is for this address,
  input logic [15:0]         asid_i,
  input logic [1:0]          mode_i,
  input logic                data_i,        // of the data side
  input logic                kill_i,        // a fence, a change of the PMP
  input logic                end_i,
  input logic                end_killed_i,
  input logic                end_fault_i,
  input logic                fill_fetch_i,
  input logic                fill_data_i,
  input logic                fill_second_i, // of the second level and the walk cache
  input mmu_pkg::vpn_t       fill_vpn_i,
  input logic [15:0]         fill_asid_i,
  input logic [1:0]          fill_mode_i
);
  logic          walks_q, data_q, killed_q;
  mmu_pkg::vpn_t vpn_q;
  logic [15:0]   asid_q;
  logic [1:0]    mode_q;
  logic          fill;
  assign fill = fill_fetch_i || fill_data_i || fill_second_i;

  always_ff @(posedge clk_i) begin
    if (!rst_ni) begin
      walks_q  <= 1'b0;
      killed_q <= 1'b0;
    end else begin
      walks_q  <= taken_i || (walks_q && !end_i);
      killed_q <= !taken_i && walks_q && (killed_q || kill_i);
      if (taken_i) begin
        vpn_q  <= vpn_i;
        asid_q <= asid_i;
        mode_q <= mode_i;
        data_q <= data_i;
      end
    end
  end

  always_ff @(posedge clk_i) if (rst_ni && fill) begin
    fill_ends_a_walk: assert (walks_q && end_i && !end_killed_i)
      else $error("a fill without a walk that ends, or of one that was killed");
    fill_is_of_no_fault: assert (!end_fault_i)
      else $error("a fill of a walk that faulted");
    fill_is_newer_than_the_fence: assert (!kill_i && !killed_q)
      else $error("a fill of a walk that began before a fence or a change of the PMP");
    fill_goes_to_who_asked: assert (!(fill_fetch_i && data_q) && !(fill_data_i && !data_q))
      else $error("a fill of the other side's walk");
    fill_is_what_was_asked: assert (fill_vpn_i == vpn_q && fill_asid_i == asid_q && fill_mode_i == mode_q)
      else $error("a fill for another address, ASID or mode than was asked about");
  end
endmodule
