// SPDX-License-Identifier: Apache-2.0
// The L2's dirty victims on their way to memory, beside whatever is being fetched: four buffers (the data
// lie in l2_data), asked for and given in turn, each answered by its own ID. A line is here from the
// cycle in which it leaves the array until memory has answered; meanwhile nobody may fetch it, and it may
// not leave a second time: that is what the two compares are for. A line that memory refuses is lost, and
// said so (`refused_o`).
module l2_writeback #(
  parameter int unsigned Buffers = 4,       // a power of two
  parameter int unsigned Width = $clog2(Buffers)
) (
  input  logic                clk_i,
  input  logic                rst_ni,
  output logic                busy_o,
  // a victim: may it leave, and now it does
  input  logic                victim_i,
  input  machine_pkg::paddr_t victim_pa_i,
  output logic                victim_ok_o,
  input  logic                evict_i,
  output logic [Width-1:0]    buffer_o,      // the buffer that takes it
  // a fetch of a line that is here must wait
  input  logic                fetch_i,
  input  machine_pkg::paddr_t fetch_pa_i,
  output logic                fetch_waits_o,
  output logic                freed_o,
  // memory
  output logic                req_valid_o,
  input  logic                req_ready_i,
  output machine_pkg::line_req_t req_o,
  output logic                wvalid_o,
  input  logic                wready_i,
  output logic [Width-1:0]    send_o,        // the buffer that gives its data ...
  output logic [2:0]          word_o,        // ... and the next of them
  input  logic                ack_valid_i,
  input  machine_pkg::line_rsp_t ack_i,
  output logic                refused_o,
  output machine_pkg::paddr_t refused_pa_o
);
  localparam int unsigned Shift = machine_pkg::LineShift;

  typedef enum logic [1:0] {StIdle, StRequest, StData} state_e;
  state_e              state_q, state_d;
  logic [Buffers-1:0]  busy_q, busy_d, wait_q, wait_d;   // wait: not yet asked for
  logic [Width-1:0]    take_q, take_d, send_q, send_d;   // the next to take, and to send
  logic [2:0]          word_q, word_d;
  machine_pkg::paddr_t pa_q [Buffers];
  logic [Width-1:0]    ack_buffer;

  assign busy_o     = (busy_q != '0);
  assign buffer_o   = take_q;
  assign send_o     = send_q;
  assign word_o     = word_q;
  assign ack_buffer = ack_i.id[Width-1:0];
  assign freed_o    = ack_valid_i;

  always_comb begin
    victim_ok_o   = 1'b0;
    fetch_waits_o = 1'b0;
    if (victim_i) begin
      victim_ok_o = !busy_q[take_q];
      for (int unsigned i = 0; i < Buffers; i++)
        if (busy_q[i] && pa_q[i][55:Shift] == victim_pa_i[55:Shift]) victim_ok_o = 1'b0;
    end
    if (fetch_i) begin
      for (int unsigned i = 0; i < Buffers; i++)
        if (busy_q[i] && pa_q[i][55:Shift] == fetch_pa_i[55:Shift]) fetch_waits_o = 1'b1;
    end
  end

  always_comb begin
    state_d     = state_q;
    busy_d      = busy_q;
    wait_d      = wait_q;
    take_d      = take_q;
    send_d      = send_q;
    word_d      = word_q;
    req_valid_o = 1'b0;
    wvalid_o    = 1'b0;
    unique case (state_q)
      StIdle:    if (wait_q[send_q]) state_d = StRequest;
      StRequest: begin
        req_valid_o = 1'b1;
        if (req_ready_i) begin
          state_d        = StData;
          wait_d[send_q] = 1'b0;
          word_d         = '0;
        end
      end
      default: begin   // StData
        wvalid_o = 1'b1;
        if (wready_i) begin
          word_d = word_q + 3'd1;
          if (word_q == 3'd7) begin
            send_d  = send_q + 1'b1;
            state_d = wait_q[send_q + 1'b1] ? StRequest : StIdle;
          end
        end
      end
    endcase
    if (ack_valid_i) busy_d[ack_buffer] = 1'b0;
    if (evict_i) begin
      busy_d[take_q] = 1'b1;
      wait_d[take_q] = 1'b1;
      take_d         = take_q + 1'b1;
    end
  end

  always_comb begin
    req_o        = '0;
    refused_o    = 1'b0;
    refused_pa_o = '0;
    if (req_valid_o) begin
      req_o.id = machine_pkg::LineIdWidth'(send_q);
      req_o.op = machine_pkg::LineWrite;
      req_o.pa = pa_q[send_q];
    end
    if (ack_valid_i) begin
      refused_o    = ack_i.err;
      refused_pa_o = pa_q[ack_buffer];
    end
  end

  always_ff @(posedge clk_i) begin
    if (!rst_ni) begin
      state_q <= StIdle;
      busy_q  <= '0;
      wait_q  <= '0;
      take_q  <= '0;
      send_q  <= '0;
      word_q  <= '0;
    end else if (busy_o || evict_i) begin
      state_q <= state_d;
      busy_q  <= busy_d;
      wait_q  <= wait_d;
      take_q  <= take_d;
      send_q  <= send_d;
      word_q  <= word_d;
      if (evict_i) pa_q[take_q] <= victim_pa_i;
    end
  end
endmodule
