# The router of device accesses.
include tb/unit/unit.mk
$(eval $(call unit_bench,io_router,io_router_top,rtl/bus/io_router.sv tb/unit/io_router/io_router_top.sv))
