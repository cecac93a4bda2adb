#!/bin/sh
# guards.t - the guards of guards.tab stand where the list says, once each, and the tests that watch them are there.
# (tests/hostile/guards takes them out one by one, and sees that those tests notice; it builds for each, so not here.)
. "${top_srcdir:-$(dirname "$0")/../..}/tests/lib.sh"
need python3
run python3 - "$top_srcdir" <<'EOT'
import os, subprocess, sys
top = sys.argv[1]
for line in subprocess.run([sys.executable, top + "/tests/hostile/guards", "--list"], stdout=subprocess.PIPE, check=True).stdout.decode().split("\n")[:-1]:
    name, path, *line, test = line.split("\t")
    n = open(os.path.join(top, path), encoding="utf-8").read().count("\t".join(line) + "\n")
    if n != 1:
        print("%s: %d lines of %s are %s" % (name, n, path, "\t".join(line)))
    if not os.path.exists(os.path.join(top, test + ("" if test.endswith(".t") else ".c"))):
        print("%s: there is no %s" % (name, test))
EOT
is "$rc$out" 0 "each of $(python3 "$top_srcdir/tests/hostile/guards" --list | grep -c .) guards is one line, and has its test"
done_testing
