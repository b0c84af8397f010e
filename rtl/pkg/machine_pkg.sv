// SPDX-License-Identifier: Apache-2.0
// The vocabulary of this machine: the requests and responses that its units exchange, and the
// address map. Every handshake is valid/ready; the structs are payload.
//
// No package uses another's types (Yosys reads them one by one), so a few fields are plain bits with
// the type of riscv_pkg that they hold named beside them.
//
// In a struct the 64-bit fields stand last and start at multiples of 64 bits, so that the compiled
// model moves them as whole words.
package machine_pkg;
  typedef logic [63:0] vaddr_t;
  typedef logic [55:0] paddr_t;
  typedef logic [63:0] dword_t;

  // ---------------------------------------------------------------------------------------------
  // Address map: that of QEMU's `virt` board. Memory is what caches may hold and code may run from.
  localparam paddr_t RomBase   = 56'h0000_1000;
  localparam paddr_t RomEnd    = 56'h0001_0000;
  localparam paddr_t ClintBase = 56'h0200_0000;
  localparam paddr_t ClintEnd  = 56'h0201_0000;
  localparam paddr_t ErrorBankBase = 56'h0600_0000;   // free on that board, as is its interrupt
  localparam paddr_t ErrorBankEnd  = 56'h0600_1000;
  localparam paddr_t PlicBase  = 56'h0c00_0000;
  localparam paddr_t PlicEnd   = 56'h1000_0000;
  localparam paddr_t RamBase   = 56'h8000_0000;  // to the end that the machine is told (ram_end_i)

  localparam int unsigned ErrorBankIrq = 12;         // its source at the PLIC

  localparam vaddr_t ResetVector = 64'h0000_1000;

  // Physical memory attribute: memory (cached, executable, atomics) or I/O (uncached, in order).
  function automatic logic is_memory(input paddr_t pa);
    is_memory = (pa >= RamBase) || (pa >= RomBase && pa < RomEnd);
  endfunction

  // ---------------------------------------------------------------------------------------------
  // Core side of memsys

  typedef enum logic [1:0] {
    AccessFetch = 2'd0,
    AccessLoad  = 2'd1,
    AccessStore = 2'd2
  } access_e;

  // What an access does to memory. Atomics act on the 4 or 8 bytes that the byte enables name.
  // MemZero makes all bytes of the line zero. MemFlush gives the line back to the L2, and forgets it in the
  // first-level data cache (Zicbom).
  // MemProbe asks whether a store would be allowed (translation, permission, PMP, and that somebody
  // answers) and writes nothing.
  typedef enum logic [3:0] {
    MemLoad    = 4'd0,
    MemStore   = 4'd1,
    MemLr      = 4'd2,
    MemSc      = 4'd3,
    MemAmoSwap = 4'd4,
    MemAmoAdd  = 4'd5,
    MemAmoXor  = 4'd6,
    MemAmoAnd  = 4'd7,
    MemAmoOr   = 4'd8,
    MemAmoMin  = 4'd9,
    MemAmoMax  = 4'd10,
    MemAmoMinu = 4'd11,
    MemAmoMaxu = 4'd12,
    MemFlush   = 4'd13,
    MemZero    = 4'd14,
    MemProbe   = 4'd15
  } mem_op_e;

  // Loads, LR and the management of cache blocks need read permission; all else needs write permission.
  function automatic logic op_writes(input mem_op_e op);
    op_writes = (op != machine_pkg::MemLoad) && (op != machine_pkg::MemLr)
             && (op != machine_pkg::MemFlush);
  endfunction

  // Those that are for a whole line, wherever in it their address lies.
  function automatic logic op_on_line(input mem_op_e op);
    op_on_line = (op == machine_pkg::MemFlush) || (op == machine_pkg::MemZero);
  endfunction

  typedef enum logic [1:0] {
    FaultNone   = 2'd0,
    FaultPage   = 2'd1,
    FaultAccess = 2'd2
  } fault_e;

  // Loads whose data may follow later, each under an id of its own.
  localparam int unsigned LateLoads   = 4;
  localparam int unsigned LateIdWidth = 2;
  typedef logic [LateIdWidth-1:0] late_id_t;

  // One access within an aligned doubleword. `va` is the address of its first byte; `be` and `wdata`
  // are in doubleword lanes. `misaligned` marks a part of a misaligned access: memory takes it,
  // I/O refuses it with an access fault.
  //
  // With `early` a load or a store to memory may be answered before it is performed, with its verdict
  // alone: translation, permission, PMP and memory's attributes allow it, and it will be performed. A
  // load's data then follow under `id`, which no other load has until they have come.
  typedef struct packed {
    logic [47:0] unused;
    logic        early;
    late_id_t    id;
    logic        misaligned;
    mem_op_e     op;
    logic [7:0]  be;
    vaddr_t      va;
    dword_t      wdata;
  } data_req_t;

  // `rdata` is the whole aligned doubleword as it was before the access; for SC it is 0 (stored) or 1.
  // After a fault only `fault` means anything. With `late` the data follow (late_rsp_t).
  typedef struct packed {
    fault_e      fault;
    logic        late;
    logic [4:0]  unused;
    paddr_t      pa;
    dword_t      rdata;
  } data_rsp_t;

  // The data of a load that was answered with `late`. `err`: the level below has refused the line; this
  // is too late for a trap (docs/architecture.md, "Late errors").
  typedef struct packed {
    logic [60:0] unused;
    late_id_t    id;
    logic        err;
    dword_t      rdata;
  } late_rsp_t;

  // The aligned doubleword that holds the fetch address.
  typedef struct packed {
    fault_e      fault;
    logic [5:0]  unused;
    paddr_t      pa;
    dword_t      data;
  } fetch_rsp_t;

  // What translation depends on. `priv_data` is the effective privilege of loads and stores (MPRV).
  typedef struct packed {
    logic [55:0] unused;
    logic        pbmte;        // the leaves' PBMT is not reserved
    logic [1:0]  priv_fetch;   // riscv_pkg::priv_e
    logic [1:0]  priv_data;
    logic        sum;
    logic        mxr;
    logic        adue;
    dword_t      satp;         // riscv_pkg::satp_t
  } mmu_ctx_t;

  // A fence: `icache` is fence.i; otherwise sfence.vma with its two operands, each of which may be x0. Or no
  // fence, but the change of a geometry (`empty`): every array of memsys is empty and as after reset when it
  // is done.
  typedef struct packed {
    logic [43:0] unused;
    logic        empty;
    logic        icache;
    logic        by_va;
    logic        by_asid;
    logic [15:0] asid;
    vaddr_t      va;
  } fence_req_t;

  // How much of an array is used, and what a new entry replaces (docs/geometry.md): the last way and the last set in
  // use, masks too; replace_pkg says which policies there are.
  typedef struct packed {
    logic [1:0]  policy;
    logic [13:0] last_way;
    logic [15:0] last_set;
  } geometry_t;

  typedef struct packed {
    geometry_t l2;
    geometry_t l1d;
    geometry_t l1i;
    geometry_t walk_cache;
    geometry_t stlb;
    geometry_t dtlb;
    geometry_t itlb;
  } geometries_t;

  // One PMP entry: pmpcfg byte {l, 2'b0, a, x, w, r} and pmpaddr (address bits 55:2).
  localparam int unsigned PmpEntries = 16;
  typedef struct packed {
    logic        l;
    logic [1:0]  zero;
    logic [1:0]  a;            // riscv_pkg::pmp_match_e
    logic        x;
    logic        w;
    logic        r;
    logic [1:0]  unused;
    logic [53:0] addr;
  } pmp_entry_t;
  // PmpEntries of them, number 0 lowest (an array of a named struct is not one to every tool)
  typedef logic [64*PmpEntries-1:0] pmp_t;

  // ---------------------------------------------------------------------------------------------
  // Physical side: MMU to caches

  typedef struct packed {
    logic [48:0] unused;
    logic        early;   // and `id`: as in data_req_t
    late_id_t    id;
    mem_op_e     op;
    logic [7:0]  be;
    logic [5:0]  zero;
    logic [1:0]  pbmt;         // riscv_pkg::pbmt_e, of the page
    paddr_t      pa;
    dword_t      wdata;
  } dcache_req_t;

  // `err`: the bus refused (access fault). `late`: as in data_rsp_t, from the data cache alone.
  typedef struct packed {
    logic [61:0] unused;
    logic        late;
    logic        err;
    dword_t      rdata;
  } cache_rsp_t;

  // The walker's port into the data cache. A compare-and-set writes `desired` only if the doubleword
  // still equals `expected`; the response's rdata is what was there, so equality means done.
  typedef struct packed {
    logic [6:0]  unused;
    logic        cas;
    paddr_t      pa;
    dword_t      expected;
    dword_t      desired;
  } ptw_req_t;

  // ---------------------------------------------------------------------------------------------
  // Line and word transfers below the first-level caches (L1 to L2, DMA to L2, L2 to memory).
  // A line is LineBeats doublewords. A line read returns its beats from `pa`'s doubleword on,
  // wrapping round (critical word first); a line write gives them in order from doubleword 0.
  //
  // `id` is the requester's own: it comes back with every beat. Answers to different IDs may overtake
  // each other, beat by beat; a requester has one request under way for each.

  localparam int unsigned LineBytes = 64;
  localparam int unsigned LineShift = 6;
  localparam int unsigned LineBeats = LineBytes / 8;

  typedef enum logic [1:0] {
    LineRead   = 2'd0,
    LineWrite  = 2'd1,
    DwordRead  = 2'd2,
    DwordWrite = 2'd3
  } line_op_e;

  localparam int unsigned LineIdWidth = 4;

  typedef struct packed {
    logic [56:0] unused;
    logic        store;   // LineRead: the line will be written
    logic [LineIdWidth-1:0] id;
    line_op_e    op;
    logic [7:0]  be;      // DwordWrite only
    paddr_t      pa;
  } line_req_t;

  typedef struct packed {
    logic [57:0] unused;
    logic [LineIdWidth-1:0] id;
    logic        last;
    logic        err;
    dword_t      data;
  } line_rsp_t;

  // One uncached access to a device register.
  typedef struct packed {
    logic [62:0] unused;
    logic        write;
    logic [7:0]  be;
    paddr_t      pa;
    dword_t      wdata;
  } io_req_t;

  // ---------------------------------------------------------------------------------------------
  // Observation: what one retired instruction or taken trap did. With `trap` set the instruction at
  // `pc` did not complete and `cause`/`tval` say why (cause bit 63 set for an interrupt).
  // `insn` holds the raw parcel, a compressed one in its low half. `cycle` is not here: the observer
  // counts. `mem_va` and `mem_pa` are those of the first byte; `mem_wdata` is the register that was stored,
  // its bytes from bit 0 on, zero-extended (of an AMO the operand).
  typedef struct packed {
    logic [12:0] unused;
    logic        late;       // `rd_data` follows under `late_id`
    late_id_t    late_id;
    logic        trap;
    logic [1:0]  priv;       // before the instruction
    logic        rd_we;
    logic [4:0]  rd;
    logic        mem_valid;
    logic        mem_write;
    logic        csr_write;  // CSR state may have changed: CSR instruction, trap or xRET
    logic [3:0]  zero;
    logic [31:0] insn;
    dword_t      pc;
    dword_t      rd_data;
    dword_t      cause;
    dword_t      tval;
    dword_t      mem_va;
    dword_t      mem_pa;
    dword_t      mem_wdata;
  } retire_t;

  // Why a walk faulted; the conditions are looked at in this order (Privileged 4.3.2).
  typedef enum logic [3:0] {
    ReasonNone       = 4'd0,
    ReasonInvalid    = 4'd1,   // V is clear
    ReasonReserved   = 4'd2,   // a reserved bit or encoding
    ReasonNoLeaf     = 4'd3,   // a pointer in a table of the last level
    ReasonRights     = 4'd4,   // R, W or X does not allow it
    ReasonUser       = 4'd5,   // U and the privilege do not
    ReasonMisaligned = 4'd6,   // a superpage's low PPN bits
    ReasonAccessed   = 4'd7,   // A is clear and software's to set
    ReasonDirty      = 4'd8,   // D is
    ReasonRead       = 4'd9,   // access fault: an entry may not be read
    ReasonWrite      = 4'd10   // or A and D may not be written
  } reason_e;

  // A walk that ended. `pte` and `pte_pa` are those of the last entry read; `ad_write` says that the
  // walk set A or D in it.
  typedef struct packed {
    logic [33:0] unused;
    reason_e     reason;
    access_e     access;
    logic        killed;
    fault_e      fault;
    logic        ad_write;
    logic [2:0]  level;      // of the last entry read: 0 is 4 KiB
    logic        is_global;
    logic [15:0] asid;
    dword_t      va;
    dword_t      pte;
    dword_t      pte_pa;
  } walk_t;

endpackage
