#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# build-musl.sh SOURCE BUILD PREFIX: build musl for rv64imac/lp64 (soft float), static and shared, and install it with a
# compiler, PREFIX/bin/riscv64-musl-gcc, that makes Linux programs and shared objects with it.
#
# Debian has musl for the host only, so its source package is compiled with the bare-metal cross compiler. That compiler
# knows no Linux; nothing of it is used but code generation and its libgcc, which musl needs for soft floating point. Its
# linker makes no shared objects; the one for Linux does, and is found through the folder PREFIX/libexec.
# CCACHE, if set, stands in front of the compiler.
set -eu

source=$(cd "$1" && pwd)
mkdir -p "$2" "$3"
build=$(cd "$2" && pwd)
prefix=$(cd "$3" && pwd)
cross=riscv64-unknown-elf-
linker=riscv64-linux-gnu-ld
interpreter=/lib/ld-musl-riscv64-sf.so.1

need() {
    command -v "$1" >/dev/null || {
        echo "build-musl: $1 is missing: apt-get install $2" >&2
        exit 1
    }
}
need "${cross}gcc" gcc-riscv64-unknown-elf
need "$linker" binutils-riscv64-linux-gnu
# libgcc is chosen by the plain ISA: with _zicsr_zifencei in the name the compiler finds no soft-float library.
libgcc=$("${cross}gcc" -march=rv64imac -mabi=lp64 -print-libgcc-file-name)
headers=$("${cross}gcc" -print-file-name=include)

# This release takes the kernel's struct sigaction of riscv64 to have a restorer before the mask, so that the masks of
# handlers are lost. Where it is put, the kernel does not look.
sed -i -e '/^.void (\*restorer)/d' -e 's/unsigned mask\[2\];$/& void (*restorer)(void);/' "$source/src/internal/ksigaction.h"

rm -rf "$prefix" "$build"
mkdir -p "$build" "$prefix/bin" "$prefix/lib" "$prefix/libexec"
ln -s "$(command -v "$linker")" "$prefix/libexec/ld"

cd "$build"
if ! { "$source/configure" --target=riscv64 --prefix="$prefix" --syslibdir="$prefix/lib" --disable-wrapper \
           CC="${CCACHE:-} ${cross}gcc -B$prefix/libexec/" AR="${cross}ar" RANLIB="${cross}ranlib" LIBCC="$libgcc" \
           CFLAGS='-O2 -march=rv64imac_zicsr_zifencei -mabi=lp64' LDFLAGS='-Wl,-z,max-page-size=4096,-z,separate-code,--build-id=none' &&
       make -j2 && make install; } >build.log 2>&1; then
    tail -n 5 build.log >&2
    echo "build-musl: musl could not be built: see $build/build.log" >&2
    exit 1
fi

# What the bare-metal compiler must know to be one for Linux and musl.
cat >"$prefix/lib/musl.specs" <<SPECS
%rename cpp_options bare_cpp_options

*cpp_options:
-nostdinc -isystem $prefix/include -isystem $headers -D__linux__ -D__linux -D__unix__ -D__unix %(bare_cpp_options)

*cc1:
-nostdinc -isystem $prefix/include -isystem $headers -D__linux__ -D__linux -D__unix__ -D__unix

*link_libgcc:
-L$prefix/lib

*libgcc:
$libgcc

*lib:
-lc

*startfile:
%{!shared:%{pie:$prefix/lib/Scrt1.o;:$prefix/lib/crt1.o}} $prefix/lib/crti.o

*endfile:
$prefix/lib/crtn.o

*link:
-melf64lriscv -z max-page-size=4096 --build-id=none --hash-style=gnu %{!static:%{!shared:-dynamic-linker $interpreter}} %{shared:-shared} %{static:-static} %{rdynamic:-export-dynamic}
SPECS

cat >"$prefix/bin/riscv64-musl-gcc" <<WRAPPER
#!/bin/sh
exec ${CCACHE:-} ${cross}gcc -B$prefix/libexec/ -march=rv64imac_zicsr_zifencei -mabi=lp64 -specs=$prefix/lib/musl.specs "\$@"
WRAPPER
chmod 755 "$prefix/bin/riscv64-musl-gcc"
for tool in ar ranlib nm strip objcopy objdump size readelf ld; do
    ln -s "$(command -v "riscv64-linux-gnu-$tool")" "$prefix/bin/riscv64-musl-$tool"
done
