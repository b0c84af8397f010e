// SPDX-License-Identifier: Apache-2.0
// mgeometry and mreplace (docs/geometry.md): how much of each TLB and cache is used, and what a new entry replaces there. A
// byte an array, from bit 0 on: instruction TLB, data TLB, second-level TLB, walk cache, L1I, L1D, L2. Both zero at reset.
//
// A byte of mgeometry is {log2 of how many times fewer ways, the same of sets}, each held at the array's most where more is
// written; one of mreplace is replace_pkg's policy, 3 held as 0. What cannot be chosen stays 0.
module geometry_csr #(
  parameter logic [63:0] Most   = 64'h00_43_33_33_50_37_50_50,   // of mgeometry
  parameter logic [6:0]  Choice = 7'h7f                          // arrays that have a replacement to choose
) (
  input  logic                     clk_i,
  input  logic                     rst_ni,
  input  logic                     geometry_we_i,
  input  logic                     replace_we_i,
  input  logic [63:0]              wdata_i,
  output logic [63:0]              geometry_o,     // as read
  output logic [63:0]              replace_o,
  output machine_pkg::geometries_t geometries_o    // as used
);
  localparam int unsigned Arrays = 7;

  logic [63:0] geometry_q, geometry_d, replace_q, replace_d;

  // The registers as they are used: what is worked out when they are written is not worked out at every use
  logic [32*Arrays-1:0] used_q, used_d;

  always_comb begin
    geometry_d = '0;
    replace_d  = '0;
    used_d     = '0;
    if (geometry_we_i || replace_we_i) begin
      if (!geometry_we_i) geometry_d = geometry_q;
      if (!replace_we_i)  replace_d  = replace_q;
      for (int unsigned n = 0; n < Arrays; n++) begin
        if (geometry_we_i) begin
          geometry_d[8*n +: 4]   = held(wdata_i[8*n +: 4], Most[8*n +: 4]);
          geometry_d[8*n+4 +: 4] = held(wdata_i[8*n+4 +: 4], Most[8*n+4 +: 4]);
        end
        if (replace_we_i && Choice[n] && wdata_i[8*n +: 2] != 2'd3) replace_d[8*n +: 2] = wdata_i[8*n +: 2];
        used_d[32*n +: 16]    = mask(Most[8*n +: 4]) >> geometry_d[8*n +: 4];
        used_d[32*n+16 +: 14] = 14'(mask(Most[8*n+4 +: 4]) >> geometry_d[8*n+4 +: 4]);
        used_d[32*n+30 +: 2]  = replace_d[8*n +: 2];
      end
    end
  end
  assign geometries_o = used_q;

  function automatic logic [3:0] held(input logic [3:0] value, input logic [3:0] most);
    held = (value > most) ? most : value;
  endfunction
  // The number of the last of 2^`log2`
  function automatic logic [15:0] mask(input logic [3:0] log2);
    mask = ~(16'hffff << log2);
  endfunction

  assign geometry_o = geometry_q;
  assign replace_o  = replace_q;

  always_ff @(posedge clk_i) begin
    if (!rst_ni) begin
      geometry_q <= '0;
      replace_q  <= '0;
      for (int unsigned n = 0; n < Arrays; n++)
        used_q[32*n +: 32] <= {2'd0, 14'(mask(Most[8*n+4 +: 4])), mask(Most[8*n +: 4])};
    end else if (geometry_we_i || replace_we_i) begin
      geometry_q <= geometry_d;
      replace_q  <= replace_d;
      used_q     <= used_d;
    end
  end
endmodule
