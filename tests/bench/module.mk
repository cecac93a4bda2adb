# Programs of tests/bench: made and run by `make bench` alone.  See tests/bench/run.
bench_programs = tests/bench/gen_store tests/bench/gen_maildir tests/bench/desk tests/bench/queries tests/bench/stats \
	tests/bench/find tests/bench/history tests/bench/took tests/bench/services tests/bench/plain
EXTRA_PROGRAMS += $(bench_programs)
tests_bench_gen_store_SOURCES = tests/bench/gen_store.c tests/bench/gen.c tests/bench/gen.h
tests_bench_gen_store_LDADD = $(STORE_LIBS) -lm
tests_bench_gen_maildir_SOURCES = tests/bench/gen_maildir.c tests/bench/gen.c tests/bench/gen.h
tests_bench_gen_maildir_LDADD = $(STORE_LIBS) -lm
tests_bench_desk_SOURCES = tests/bench/desk.c tests/bench/row.c tests/bench/row.h
tests_bench_desk_LDADD = $(STORE_LIBS)
tests_bench_stats_SOURCES = tests/bench/stats.c tests/bench/row.c tests/bench/row.h
tests_bench_stats_LDADD = $(STORE_LIBS)
tests_bench_queries_SOURCES = tests/bench/queries.c tests/bench/row.c tests/bench/row.h
tests_bench_queries_LDADD = $(STORE_LIBS)
tests_bench_find_SOURCES = tests/bench/find.c tests/bench/row.c tests/bench/row.h
tests_bench_find_CPPFLAGS = $(STORE_TEST_FLAGS)
tests_bench_find_LDADD = $(STORE_LIBS)
tests_bench_history_SOURCES = tests/bench/history.c tests/bench/row.c tests/bench/row.h tests/bench/gen.c tests/bench/gen.h
tests_bench_history_CPPFLAGS = $(STORE_TEST_FLAGS)
tests_bench_history_LDADD = $(STORE_LIBS) -lm
tests_bench_took_SOURCES = tests/bench/took.c
tests_bench_plain_SOURCES = tests/bench/plain.c
tests_bench_plain_LDADD = $(STORE_LIBS) $(JANSSON_LIBS) $(CURL_LIBS)
tests_bench_services_SOURCES = tests/bench/services.c tests/bench/services_say.c tests/bench/services.h \
	tests/bench/gen.c tests/bench/gen.h
tests_bench_services_LDADD = $(STORE_LIBS) -lm

# How fast it is; SIZE=..., see the head of tests/bench/run.
bench: all $(bench_programs)
	top_builddir='$(abs_top_builddir)' $(srcdir)/tests/bench/run
.PHONY: bench

CLEANFILES += $(bench_programs)
