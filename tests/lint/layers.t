#!/bin/bash
# Includes point downward, and each library's header has one place.
. "${top_srcdir:-.}/tests/lint/lib.sh"
lint=$PWD/tests/lint
layers() {
	awk -f "$lint/layers.awk" "$lint/layers.tab" "$@"
}

passes "every include of src/ and include/ is allowed" \
	layers $(find src include -name '*.[ch]' -o -name '*.stmts' | LC_ALL=C sort)

sample src/tui/list.c <<'X'
#include "store.h"
X
finds 'src/tui/list.c:1: tui may not include "store.h"' "the toolkit has never heard of the store" \
	in_samples layers src/tui/list.c
sample src/ui/list.c <<'X'
#include <stdio.h>
#include <sqlite3.h>
X
finds 'src/ui/list.c:2: <sqlite3.h>' "SQL stays in the store" in_samples layers src/ui/list.c
sample src/channel/mail.c <<'X'
#include <gmime/gmime.h>
X
finds '<gmime/gmime.h> may be included only' "GMime stays in its file" \
	in_samples layers src/channel/mail.c
sample src/channel/chat.c <<'X'
#include "channel.h"
static long now(void) { return clock_now(); }
X
finds 'chat.c:2: clock_now()' "a channel has no clock" in_samples layers src/channel/chat.c
sample src/base/up.c <<'X'
#include "conf.h"
X
finds 'base may not include' "base stands on nothing" in_samples layers src/base/up.c
sample src/cli/deep.c <<'X'
#include "../store/db.h"
X
finds 'no paths' "private headers stay private" in_samples layers src/cli/deep.c
sample include/fresh.h <<'X'
struct fresh;
X
finds 'has no layer' "a new header needs a layer" in_samples layers include/fresh.h
sample src/base/odd.c <<'X'
#include <openssl/ssl.h>
X
finds 'in no row' "a new library needs a row" in_samples layers src/base/odd.c
done_testing
