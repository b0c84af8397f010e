// SPDX-License-Identifier: Apache-2.0
// What the machine counts. Each field is a pulse: high for one cycle when the event happens once.
// "active" fields are levels and count cycles.
package events_pkg;

  typedef struct packed {
    // translation
    logic itlb_lookup;        // a fetch was translated or missed (once a request, not once a cycle)
    logic itlb_miss;
    logic dtlb_lookup;
    logic dtlb_miss;
    logic walk_start_i;
    logic walk_start_d;
    logic walk_done;
    logic walk_fault;
    logic walk_killed;
    logic walk_active;        // level: a walk is in flight
    logic pte_read;
    logic ad_update;
    logic sfence;
    // caches
    logic icache_access;
    logic icache_miss;
    logic dcache_access;      // by the core
    logic dcache_miss;
    logic dcache_writeback;
    logic dcache_ptw_access;  // by the walker
    logic dcache_ptw_miss;
    logic l2_access;
    logic l2_miss;
    logic l2_writeback;
  } mem_events_t;

  typedef struct packed {
    logic retire;
    logic branch;
    logic mispredict;
    logic trap;
    logic irq;                // an interrupt was taken
    logic stall_fetch;        // nothing to issue
    logic stall_data;         // waiting for the data port
    logic stall_hazard;       // load-use, multiply, divide
    logic wfi;                // level: asleep
  } core_events_t;

endpackage
