// SPDX-License-Identifier: Apache-2.0
// A load's value from its doubleword: the bytes from `offset_i` on, as many as the size says, sign- or
// zero-extended. `funct3_i` is the instruction's own (Unprivileged 2.6 and 4.3).
module load_value (
  input  logic        valid_i,
  input  logic [63:0] bytes_i,     // the load's first byte is the lowest
  input  logic [2:0]  funct3_i,
  output logic [63:0] value_o
);
  always_comb begin
    value_o = '0;
    if (valid_i) begin
      case (funct3_i)
        3'b000:  value_o = {{56{bytes_i[7]}}, bytes_i[7:0]};
        3'b001:  value_o = {{48{bytes_i[15]}}, bytes_i[15:0]};
        3'b010:  value_o = {{32{bytes_i[31]}}, bytes_i[31:0]};
        3'b100:  value_o = {56'b0, bytes_i[7:0]};
        3'b101:  value_o = {48'b0, bytes_i[15:0]};
        3'b110:  value_o = {32'b0, bytes_i[31:0]};
        default: value_o = bytes_i;
      endcase
    end
  end
endmodule
