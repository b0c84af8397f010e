// SPDX-License-Identifier: Apache-2.0
// What memsys counts that is seldom: how walks ended, from the record of a walk, the fences, and lines
// that memory refused. A walk is counted in the cycle in which it is told of, one after its end.
module walk_events (
  input  logic                     walk_valid_i,
  input  machine_pkg::walk_t       walk_i,
  input  logic                     fence_i,       // a fence has been done
  input  machine_pkg::fence_req_t  fence_req_i,
  input  logic                     lost_i,        // a line
  output events_pkg::walk_events_t events_o
);
  logic ends, fills;
  assign ends  = walk_valid_i && !walk_i.killed;
  assign fills = ends && (walk_i.fault == machine_pkg::FaultNone);

  always_comb begin
    events_o         = '0;
    events_o.l2_lost = lost_i;
    if (fills) begin
      events_o.fill_4k  = (walk_i.level == 3'd0) && !walk_i.pte[63];
      events_o.fill_64k = (walk_i.level == 3'd0) && walk_i.pte[63];   // N
      events_o.fill_2m  = (walk_i.level == 3'd1);
      events_o.fill_1g  = (walk_i.level > 3'd1);
    end
    if (ends) begin
      case (walk_i.reason)
        machine_pkg::ReasonInvalid, machine_pkg::ReasonNoLeaf: events_o.walk_fault_invalid = 1'b1;
        machine_pkg::ReasonReserved:   events_o.walk_fault_reserved   = 1'b1;
        machine_pkg::ReasonRights:     events_o.walk_fault_rights     = 1'b1;
        machine_pkg::ReasonUser:       events_o.walk_fault_user       = 1'b1;
        machine_pkg::ReasonMisaligned: events_o.walk_fault_misaligned = 1'b1;
        machine_pkg::ReasonAccessed:   events_o.walk_fault_accessed   = 1'b1;
        machine_pkg::ReasonDirty:      events_o.walk_fault_dirty      = 1'b1;
        machine_pkg::ReasonRead:       events_o.walk_fault_read       = 1'b1;
        machine_pkg::ReasonWrite:      events_o.walk_fault_write      = 1'b1;
        default: ;
      endcase
    end
    if (fence_i && !fence_req_i.empty) begin
      events_o.fence_i        = fence_req_i.icache;
      events_o.sfence_all     = !fence_req_i.icache && !fence_req_i.by_va && !fence_req_i.by_asid;
      events_o.sfence_asid    = !fence_req_i.icache && !fence_req_i.by_va && fence_req_i.by_asid;
      events_o.sfence_va      = !fence_req_i.icache && fence_req_i.by_va && !fence_req_i.by_asid;
      events_o.sfence_va_asid = !fence_req_i.icache && fence_req_i.by_va && fence_req_i.by_asid;
    end
  end
endmodule
