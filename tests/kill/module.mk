# Programs of tests/kill: what sync talks to while it is killed
EXTRA_PROGRAMS += tests/kill/sink
tests_kill_sink_SOURCES = tests/kill/sink.c
tests_kill_sink_LDADD =
check_DATA += tests/kill/sink$(EXEEXT)
CLEANFILES += tests/kill/sink$(EXEEXT)
