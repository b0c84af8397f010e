// SPDX-License-Identifier: Apache-2.0
// Watches the devices and tells the host through DPI: the wires of their interrupts and the interrupt lines
// of the core, each access of the core to a device register with its answer, and then each line that memory
// refused. Bound to machine, which does not know it.
module device_observer (
  input logic                     clk_i,
  input logic                     rst_ni,
  input logic [31:0]              irq_i,
  input logic                     meip, seip, mtip, msip,
  input logic                     io_req_valid,
  input logic                     io_req_ready,
  input machine_pkg::io_req_t     io_req,
  input logic                     io_rsp_valid,
  input machine_pkg::cache_rsp_t  io_rsp,
  input logic                     lost_valid, lost_unheard,
  input machine_pkg::paddr_t      lost_pa
);
  import "DPI-C" function void pagewalk_wires(input int irq, input int lines);
  import "DPI-C" function void pagewalk_device_asked(
    input int flags, input longint pa, input longint wdata);
  import "DPI-C" function void pagewalk_device_answered(input int err, input longint rdata);
  import "DPI-C" function void pagewalk_lost(input int heard, input longint pa);

  // What was told last
  logic [31:0] irq_q;
  logic [3:0]  lines_q;

  always_ff @(posedge clk_i) begin
    if (!rst_ni) begin
      irq_q   <= '0;
      lines_q <= '0;
    end else begin
      if ({meip, seip, mtip, msip} != lines_q || irq_i != irq_q) begin
        irq_q   <= irq_i;
        lines_q <= {meip, seip, mtip, msip};
        pagewalk_wires(irq_i, {20'b0, meip, 1'b0, seip, 1'b0, mtip, 3'b0, msip, 3'b0});
      end
      if (io_rsp_valid) pagewalk_device_answered({31'b0, io_rsp.err}, io_rsp.rdata);
      if (io_req_valid && io_req_ready) begin
        pagewalk_device_asked({23'b0, io_req.write, io_req.be}, {8'b0, io_req.pa}, io_req.wdata);
      end
      if (lost_valid) pagewalk_lost({31'b0, !lost_unheard}, {8'b0, lost_pa});
    end
  end
endmodule

bind machine device_observer u_device_observer (.*);
