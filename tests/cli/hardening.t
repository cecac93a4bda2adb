#!/bin/sh
# What compiler and linker were asked to harden is in the programs that came out: read from the files.
. "${top_srcdir:-$(dirname "$0")/../..}/tests/lib.sh"
need readelf objdump ${CC:-cc}
flags=

# takes FLAG...: a flag that compiler and linker of this machine have must have come through
takes() {
	echo 'int main(void) { return 0; }' >"$T/empty.c"
	${CC:-cc} -Werror "$@" -o "$T/empty" "$T/empty.c" 2>"$T/errs"
}

for flag in -pie -Wl,-z,relro -Wl,-z,now -fstack-protector-strong -fcf-protection; do
	takes "$flag" && flags="$flags $flag"
done
if ! under_sanitizer && grep -q '^CFLAGS = .*-O[1-9s]' "$top_builddir/Makefile"; then
	flags="$flags fortify"
fi

may() {
	case " $flags " in
	*" $1 "*) ;;
	*) note "not on this machine, or not in this build: $1"; return 1 ;;
	esac
}

# said FILE: what readelf says of it, once
said() {
	readelf -W -h -l -d --dyn-syms "$1" >"$T/elf" 2>"$T/errs"
	ok $? "$name can be read"
}

has() {
	grep -qE -e "$1" "$T/elf"
	ok $? "$name $2"
}

hasnt() {
	! grep -qE -e "$1" "$T/elf"
	ok $? "$name $2"
}

each() {
	name=${1##*/}
	said "$1"
	if may -pie; then
		has '^ +Type: +DYN' "can lie anywhere in memory"
		has 'Flags: .*PIE' "is marked as such a program"
	fi
	if may -Wl,-z,relro; then
		has '^ +GNU_RELRO' "makes its tables read-only once they are filled"
	fi
	if may -Wl,-z,now; then
		has '\(FLAGS_1\).*NOW' "fills them at its start"
	fi
	has '^ +GNU_STACK .* RW  ' "has a stack that cannot be executed"
	hasnt '^ +LOAD .* RWE ' "has no memory both written and executed"
	hasnt '\((RPATH|RUNPATH|TEXTREL)\)' "looks for libraries where the system does, and needs no patching"
	if may -fstack-protector-strong; then
		has ' __stack_chk_fail' "watches over its stack"
	fi
	if may fortify; then
		has ' __memcpy_chk' "has sizes of memory checked"
		has ' __(v?sn?|f|vf)printf_chk' "has formats checked"
	fi
	if may -fcf-protection; then
		objdump -d --no-show-raw-insn --disassemble=main "$1" | grep -q '[[:space:]]endbr'
		ok $? "$name takes jumps only where some are meant to land"
	fi
}

each "$SPORTELLO"
each "$SPORTELLO_SYNC"

if may fortify; then
	run "$SPORTELLO" --version
	like "$out" '^compiled with .*-D_FORTIFY_SOURCE=[23]' "--version tells how it was compiled"
	printf '#include <string.h>\n#if __USE_FORTIFY_LEVEL < 3\n#error\n#endif\n' >"$T/three.c"
	if ${CC:-cc} -O1 -U_FORTIFY_SOURCE -D_FORTIFY_SOURCE=3 -Werror -c -o "$T/three.o" "$T/three.c" 2>"$T/errs"
	then
		like "$out" '^compiled with .*-D_FORTIFY_SOURCE=3' "at the highest level this machine has"
	fi
fi
run "$SPORTELLO" --version
like "$out" '^compiled with .*-Werror=format-security' "formats that come from data are refused by the compiler"
done_testing
