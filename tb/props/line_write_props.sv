// SPDX-License-Identifier: Apache-2.0
// A port that writes lines to memory (machine_pkg::line_req_t): a request and what it offers stay until
// they are taken; LineBeats doublewords follow, before the next request; then, in any order between IDs,
// comes one acknowledgement for each. An ID has one write under way.
module line_write_props #(
  parameter int unsigned Ids = 2             // those in use are less
) (
  input logic                   clk_i,
  input logic                   rst_ni,
  input logic                   req_valid_i,
  input logic                   req_ready_i,
  input machine_pkg::line_req_t req_i,
  input logic                   wvalid_i,
  input logic                   wready_i,
  input machine_pkg::dword_t    wdata_i,
  input logic                   ack_valid_i,
  input logic [machine_pkg::LineIdWidth-1:0] ack_id_i
);
  localparam int unsigned BeatWidth = $clog2(machine_pkg::LineBeats + 1);
  localparam int unsigned IdWidth   = machine_pkg::LineIdWidth;

  logic [2**IdWidth-1:0] writing_q;          // a write of this ID has not been acknowledged
  logic [IdWidth-1:0]    latest_q;           // the one whose data come
  logic [BeatWidth-1:0]  owed_q;             // beats that it has yet to give
  logic                  request;
  assign request = req_valid_i && req_ready_i;

  always_ff @(posedge clk_i) begin
    if (!rst_ni) begin
      writing_q <= '0;
      latest_q  <= '0;
      owed_q    <= '0;
    end else begin
      if (ack_valid_i) writing_q[ack_id_i] <= 1'b0;
      if (request) begin
        writing_q[req_i.id] <= 1'b1;
        latest_q            <= req_i.id;
        owed_q              <= BeatWidth'(machine_pkg::LineBeats);
      end else if (wvalid_i && wready_i) begin
        owed_q <= owed_q - 1'b1;
      end
    end
  end

  stays_props #(.Width($bits(machine_pkg::line_req_t))) u_request (
    .clk_i, .rst_ni,
    .valid_i  (req_valid_i),
    .ready_i  (req_ready_i),
    .payload_i(req_i),
    .steady_i (1'b1),
    .drop_i   (1'b0)
  );
  stays_props #(.Width(64)) u_data (
    .clk_i, .rst_ni,
    .valid_i  (wvalid_i),
    .ready_i  (wready_i),
    .payload_i(wdata_i),
    .steady_i (1'b1),
    .drop_i   (!wvalid_i)                    // data may pause
  );

  always_ff @(posedge clk_i) if (rst_ni) begin
    if (req_valid_i)
      only_lines_are_written: assert (req_i.op == machine_pkg::LineWrite && 32'(req_i.id) < Ids)
        else $error("something else than the write of a line, or an ID that is not one of the port's");
    if (request)
      one_write_an_id: assert (!writing_q[req_i.id])
        else $error("a write of an ID that has one under way");
    if (request)
      data_before_the_next_write: assert (owed_q == '0)
        else $error("a write was accepted before the data of the one before");
    if (wvalid_i)
      data_follow_their_request: assert (owed_q != '0)
        else $error("write data that belong to no request");
    if (ack_valid_i)
      acknowledged_at_its_end: assert (writing_q[ack_id_i] && !(latest_q == ack_id_i && owed_q != '0))
        else $error("an acknowledgement of nothing, or before the data were taken");
  end
endmodule
