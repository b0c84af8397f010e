// SPDX-License-Identifier: Apache-2.0
// Simulation only, and only in the models that write waveforms: says in words what the machine's
// signals mean together, so that a wave reads as a story. Bound to `machine`, looked at by nobody
// but the viewer; the views in waves/ show it. The numbers of the marks are those of os/vm/marks.h
// (a test compares them), of the causes those of Privileged 3.1.15, of the devices those of QEMU.
module wave_words (
  input logic                     clk_i,
  input logic                     rst_ni,
  input machine_pkg::mmu_ctx_t    ctx,
  input events_pkg::core_events_t core_events,
  input logic                     retire_valid,
  input machine_pkg::retire_t     retire,
  input logic                     walk_valid,
  input machine_pkg::walk_t       walk,
  // the data side's translation
  input logic                     data_req_valid,
  input logic                     paged,
  input logic                     lookup,
  input logic                     hit,
  input mmu_pkg::perm_e           perm,
  input machine_pkg::fault_e      fault,
  // the walker's reads
  input logic                     ptw_rsp_valid,
  input machine_pkg::cache_rsp_t  ptw_rsp,
  // device registers
  input logic                     io_req_valid,
  input machine_pkg::io_req_t     io_req,
  input logic                     io_rsp_valid,
  // what devices ask of memory
  input logic                     dma_req_valid,
  input machine_pkg::line_req_t   dma_req
);
  // ---------------------------------------------------------------------------------------------
  // Who executes
  typedef enum logic [2:0] {
    User     = 3'b000,
    Kernel   = 3'b001,
    Firmware = 3'b011,
    Asleep   = 3'b100
  } who_e;

  who_e who;
  assign who = core_events.wfi_cycles ? Asleep : who_e'({1'b0, ctx.priv_fetch});

  // ---------------------------------------------------------------------------------------------
  // What the instruction does that retires in this cycle
  typedef enum logic [3:0] {
    Nothing,
    Plain,
    Load,
    Store,
    Atomic,
    PteWrite,      // a store or atomic to the entry for which the last walk faulted
    Csr,
    Sret,
    Mret,
    SfenceVma,
    FenceI,
    Wfi,
    Mark,
    Trap
  } retired_e;

  localparam logic [31:0] InsnSret   = 32'h1020_0073;
  localparam logic [31:0] InsnMret   = 32'h3020_0073;
  localparam logic [31:0] InsnWfi    = 32'h1050_0073;
  localparam logic [31:0] InsnFenceI = 32'h0000_100f;
  localparam logic [19:0] SltiX0     = 20'h0_2013;   // slti x0, x0, code: the code stands above
  localparam logic [6:0]  OpAmo      = 7'h2f;
  localparam logic [6:0]  OpSystem   = 7'h73;
  localparam logic [6:0]  Funct7SfenceVma = 7'h09;

  machine_pkg::dword_t pte_pa_q;                     // where the walk stood that faulted last
  retired_e            retired;
  logic                is_mark;

  assign is_mark = retire_valid && !retire.trap && (retire.insn[19:0] == SltiX0);

  always_comb begin
    if (!retire_valid)                            retired = Nothing;
    else if (retire.trap)                         retired = Trap;
    else if (is_mark)                             retired = Mark;
    else if (retire.insn == InsnSret)             retired = Sret;
    else if (retire.insn == InsnMret)             retired = Mret;
    else if (retire.insn == InsnWfi)              retired = Wfi;
    else if (retire.insn == InsnFenceI)           retired = FenceI;
    else if (retire.mem_valid && retire.mem_write && retire.mem_pa == pte_pa_q)
                                                  retired = PteWrite;
    else if (retire.mem_valid && retire.insn[6:0] == OpAmo)
                                                  retired = Atomic;
    else if (retire.mem_valid)                    retired = retire.mem_write ? Store : Load;
    else if (retire.insn[6:0] == OpSystem && retire.insn[14:12] == '0
             && retire.insn[31:25] == Funct7SfenceVma)
                                                  retired = SfenceVma;
    else if (retire.csr_write)                    retired = Csr;
    else                                          retired = Plain;
  end

  always_ff @(posedge clk_i) begin
    if (!rst_ni) pte_pa_q <= '1;
    else if (walk_valid && !walk.killed && walk.fault != machine_pkg::FaultNone)
                 pte_pa_q <= walk.pte_pa;
  end

  // ---------------------------------------------------------------------------------------------
  // Why the kernel runs, from the trap to the return; and what it has said since by its marks
  typedef enum logic [5:0] {
    InsnMisaligned  = 6'd0,
    InsnAccess      = 6'd1,
    IllegalInsn     = 6'd2,
    Breakpoint      = 6'd3,
    LoadMisaligned  = 6'd4,
    LoadAccess      = 6'd5,
    StoreMisaligned = 6'd6,
    StoreAccess     = 6'd7,
    EcallUser       = 6'd8,
    EcallKernel     = 6'd9,
    EcallFirmware   = 6'd11,
    InsnPageFault   = 6'd12,
    LoadPageFault   = 6'd13,
    StorePageFault  = 6'd15,
    SoftIrqS        = 6'd33,
    SoftIrqM        = 6'd35,
    TimerIrqS       = 6'd37,
    TimerIrqM       = 6'd39,
    DeviceIrqS      = 6'd41,
    DeviceIrqM      = 6'd43,
    NoTrap          = 6'd63
  } trap_e;

  typedef enum logic [10:0] {
    NoMark          = 11'd0,
    DemandZero      = 11'd1,
    ZeroPage        = 11'd2,
    FileMinor       = 11'd3,
    FileMajor       = 11'd4,
    FileCopy        = 11'd5,
    CowCopy         = 11'd6,
    CowReuse        = 11'd7,
    SwapIn          = 11'd8,
    SwapCached      = 11'd9,
    AdUpdate        = 11'd10,
    Spurious        = 11'd11,
    BadAddress      = 11'd12,
    BadAccess       = 11'd13,
    BeyondEnd       = 11'd14,
    FaultFailed     = 11'd15,
    PhaseLookup     = 11'd16,
    PhaseAllocation = 11'd17,
    PhaseFill       = 11'd18,
    PhaseTable      = 11'd19,
    PhaseFence      = 11'd20,
    PhaseReturn     = 11'd21,
    SwapOutBegin    = 11'd32,
    SwapOutEnd      = 11'd33,
    DeviceWaitBegin = 11'd34,
    DeviceWaitEnd   = 11'd35,
    ForkBegin       = 11'd36,
    ForkEnd         = 11'd37,
    ExecBegin       = 11'd38,
    ExecEnd         = 11'd39,
    Switch          = 11'd48,
    Idle            = 11'd49,
    Init            = 11'd50,
    PageDrop        = 11'd51
  } mark_e;

  trap_e trap, trap_q;
  mark_e mark, mark_q;

  assign trap = (retired == Trap) ? trap_e'({retire.cause[63], retire.cause[4:0]}) : trap_q;
  assign mark = (retired == Mark) ? mark_e'(retire.insn[30:20]) : mark_q;

  always_ff @(posedge clk_i) begin
    if (!rst_ni) begin
      trap_q <= NoTrap;
      mark_q <= NoMark;
    end else begin
      trap_q <= (retired == Sret) ? NoTrap : trap;
      mark_q <= (retired == Sret) ? NoMark : mark;
    end
  end

  // Where in its page the last load was, the last store, the last line that a device wrote: a page
  // that is copied or read from a device is a ramp.
  logic [riscv_pkg::PageShift-1:0] load_offset_q, store_offset_q, dma_offset_q;

  always_ff @(posedge clk_i) begin
    if (!rst_ni) begin
      load_offset_q  <= '0;
      store_offset_q <= '0;
      dma_offset_q   <= '0;
    end else begin
      if (retired == Load)  load_offset_q  <= retire.mem_va[riscv_pkg::PageShift-1:0];
      if (retired == Store) store_offset_q <= retire.mem_va[riscv_pkg::PageShift-1:0];
      if (dma_req_valid && dma_req.op == machine_pkg::LineWrite)
        dma_offset_q <= dma_req.pa[riscv_pkg::PageShift-1:0];
    end
  end

  // ---------------------------------------------------------------------------------------------
  // What the DTLB says to the request that waits at the data port
  typedef enum logic [3:0] {
    NoRequest,
    Untranslated,
    Hit,
    Miss,
    NoRight,       // an entry, but its rights do not allow this: the walker looks at memory again
    NotAccessed,   // an entry with A clear
    NotDirty,      // an entry with D clear, and this is a store
    Walking,
    Refused        // the fault is the answer
  } dtlb_e;

  dtlb_e dtlb;

  always_comb begin
    if (!data_req_valid)                          dtlb = NoRequest;
    else if (fault != machine_pkg::FaultNone)     dtlb = Refused;
    else if (!paged)                              dtlb = Untranslated;
    else if (!lookup)                             dtlb = Walking;
    else if (!hit)                                dtlb = Miss;
    else begin
      case (perm)
        mmu_pkg::PermOk:    dtlb = Hit;
        mmu_pkg::PermNeedA: dtlb = NotAccessed;
        mmu_pkg::PermNeedD: dtlb = NotDirty;
        default:            dtlb = NoRight;
      endcase
    end
  end

  // ---------------------------------------------------------------------------------------------
  // What the page-table entry says that the walker reads in this cycle
  typedef enum logic [2:0] {
    NoEntry,
    NotValid,
    Pointer,
    ReadOnly,
    ReadWrite,
    Execute,       // with or without R
    WriteExecute,
    Reserved
  } entry_e;

  riscv_pkg::pte_t pte;
  entry_e          entry;
  assign pte = ptw_rsp.rdata;

  always_comb begin
    entry = NoEntry;
    if (ptw_rsp_valid) begin
      case ({pte.v, pte.x, pte.w, pte.r})
        4'b1000:          entry = Pointer;
        4'b1001:          entry = ReadOnly;
        4'b1011:          entry = ReadWrite;
        4'b1100, 4'b1101: entry = Execute;
        4'b1111:          entry = WriteExecute;
        4'b1010, 4'b1110: entry = Reserved;
        default:          entry = NotValid;
      endcase
    end
  end

  // ---------------------------------------------------------------------------------------------
  // Which device register is being accessed, from the request to the answer
  typedef enum logic [3:0] {
    NoDevice,
    BlkNotify,     // a virtio slot: the queue has something new
    BlkIrqStatus,
    BlkIrqAck,
    BlkOther,
    PlicClaim,
    PlicComplete,
    PlicOther,
    Clint,
    Uart,
    OtherDevice
  } device_e;

  localparam machine_pkg::paddr_t UartBase   = 56'h1000_0000;
  localparam machine_pkg::paddr_t VirtioBase = 56'h1000_1000;
  localparam machine_pkg::paddr_t VirtioEnd  = 56'h1000_9000;
  localparam logic [11:0] VirtioNotify    = 12'h050;
  localparam logic [11:0] VirtioIrqStatus = 12'h060;
  localparam logic [11:0] VirtioIrqAck    = 12'h064;
  localparam logic [15:0] PlicClaimOffset = 16'h1004;   // context 1, S mode, in its own pages
  localparam machine_pkg::paddr_t PlicContexts = 56'h0c20_0000;

  device_e addressed, device, device_q;

  always_comb begin
    if (io_req.pa >= VirtioBase && io_req.pa < VirtioEnd) begin
      case (io_req.pa[11:0])
        VirtioNotify:    addressed = BlkNotify;
        VirtioIrqStatus: addressed = BlkIrqStatus;
        VirtioIrqAck:    addressed = BlkIrqAck;
        default:         addressed = BlkOther;
      endcase
    end else if (io_req.pa >= machine_pkg::PlicBase && io_req.pa < machine_pkg::PlicEnd) begin
      if (io_req.pa == PlicContexts + 56'(PlicClaimOffset))
        addressed = io_req.write ? PlicComplete : PlicClaim;
      else
        addressed = PlicOther;
    end else if (io_req.pa >= machine_pkg::ClintBase && io_req.pa < machine_pkg::ClintEnd) begin
      addressed = Clint;
    end else if (io_req.pa >= UartBase && io_req.pa < VirtioBase) begin
      addressed = Uart;
    end else begin
      addressed = OtherDevice;
    end
  end

  assign device = io_req_valid ? addressed : device_q;

  always_ff @(posedge clk_i) begin
    if (!rst_ni)           device_q <= NoDevice;
    else if (io_req_valid) device_q <= addressed;
    else if (io_rsp_valid) device_q <= NoDevice;
  end
endmodule

bind machine wave_words u_words (
  .*,
  .paged (u_memsys.u_mmu.data_paged),
  .lookup(u_memsys.u_mmu.u_data.lookup),
  .hit   (u_memsys.u_mmu.u_data.hit),
  .perm  (u_memsys.u_mmu.u_data.perm),
  .fault (u_memsys.u_mmu.u_data.fault_o),
  .ptw_rsp_valid(u_memsys.ptw_rsp_valid),
  .ptw_rsp(u_memsys.ptw_rsp)
);
