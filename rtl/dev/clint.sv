// SPDX-License-Identifier: Apache-2.0
// CLINT, one hart: software interrupt, timer compare and machine time, at QEMU's offsets
// (msip 0x0, mtimecmp 0x4000, mtime 0xbff8; ACLINT specification 1.0, chapters 2 and 3).
// mtime counts one tick every CyclesPerTick cycles. A request is answered in the next cycle; one of
// less than 4 bytes is refused and does nothing. Offsets with no register read 0 and ignore writes.
module clint #(
  parameter int unsigned CyclesPerTick = 10
) (
  input  logic                    clk_i,
  input  logic                    rst_ni,
  input  logic                    req_valid_i,
  input  machine_pkg::io_req_t    req_i,
  output logic                    rsp_valid_o,
  output machine_pkg::cache_rsp_t rsp_o,
  output logic [63:0]             mtime_o,
  output logic                    msip_o,
  output logic                    mtip_o
);
  localparam logic [15:0] OffsetMsip     = 16'h0000;
  localparam logic [15:0] OffsetMtimecmp = 16'h4000;
  localparam logic [15:0] OffsetMtime    = 16'hbff8;

  localparam int unsigned PrescaleWidth = $clog2(CyclesPerTick) + 1;

  if (CyclesPerTick < 1) begin : gen_check_tick
    $error("clint: a tick is at least one cycle");
  end

  logic [63:0]              mtime_q, mtimecmp_q;
  logic [PrescaleWidth-1:0] prescale_q;
  logic                     msip_q, mtip_q;

  // The doubleword offset of the request, and its new value where byte enables say so.
  logic [15:0] offset;
  logic [63:0] old_value, new_value;
  logic        valid;                            // of a width that there is
  assign valid  = req_valid_i && (req_i.be == 8'h0f || req_i.be == 8'hf0 || req_i.be == 8'hff);
  assign offset = {req_i.pa[15:3], 3'b000};

  always_comb begin
    old_value = '0;
    new_value = '0;
    if (valid) begin
      unique case (offset)
        OffsetMsip:     old_value = {63'b0, msip_q};
        OffsetMtimecmp: old_value = mtimecmp_q;
        OffsetMtime:    old_value = mtime_q;
        default:        old_value = '0;
      endcase
      for (int unsigned i = 0; i < 8; i++) begin
        new_value[8*i +: 8] = req_i.be[i] ? req_i.wdata[8*i +: 8] : old_value[8*i +: 8];
      end
    end
  end

  always_ff @(posedge clk_i) begin
    if (!rst_ni) begin
      mtime_q     <= '0;
      prescale_q  <= '0;
      mtimecmp_q  <= '1;
      msip_q      <= 1'b0;
      mtip_q      <= 1'b0;
      rsp_valid_o <= 1'b0;
      rsp_o       <= '0;
    end else begin
      if (prescale_q == PrescaleWidth'(CyclesPerTick - 1)) begin
        prescale_q <= '0;
        mtime_q    <= mtime_q + 64'd1;
      end else begin
        prescale_q <= prescale_q + 1'b1;
      end

      mtip_q      <= (mtime_q >= mtimecmp_q);
      rsp_valid_o <= req_valid_i;
      if (req_valid_i) begin
        rsp_o.err   <= !valid;
        rsp_o.rdata <= old_value;
        if (valid && req_i.write) begin
          unique case (offset)
            OffsetMsip:     msip_q     <= new_value[0];
            OffsetMtimecmp: mtimecmp_q <= new_value;
            OffsetMtime:    mtime_q    <= new_value;
            default: ;
          endcase
        end
      end
    end
  end

  assign mtime_o = mtime_q;
  assign msip_o  = msip_q;
  assign mtip_o  = mtip_q;
endmodule
