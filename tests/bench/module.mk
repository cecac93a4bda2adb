# Programs of tests/bench: made and run by `make bench` alone.  See tests/bench/run.
bench_programs = tests/bench/gen_store tests/bench/gen_maildir tests/bench/desk tests/bench/queries tests/bench/stats \
	tests/bench/find tests/bench/history tests/bench/took tests/bench/services tests/bench/plain tests/bench/post
EXTRA_PROGRAMS += $(bench_programs)
bench_rows = tests/bench/row.c tests/bench/row.h tests/bench/floor.c tests/bench/floor.h
tests_bench_gen_store_SOURCES = tests/bench/gen_store.c tests/bench/gen.c tests/bench/gen.h
tests_bench_gen_store_LDADD = $(STORE_LIBS) -lm
tests_bench_gen_maildir_SOURCES = tests/bench/gen_maildir.c tests/bench/gen.c tests/bench/gen.h
tests_bench_gen_maildir_LDADD = $(STORE_LIBS) -lm
tests_bench_desk_SOURCES = tests/bench/desk.c $(bench_rows)
tests_bench_desk_LDADD = $(STORE_LIBS)
tests_bench_stats_SOURCES = tests/bench/stats.c $(bench_rows)
tests_bench_stats_LDADD = $(STORE_LIBS)
tests_bench_queries_SOURCES = tests/bench/queries.c $(bench_rows)
tests_bench_queries_LDADD = $(STORE_LIBS)
tests_bench_find_SOURCES = tests/bench/find.c $(bench_rows)
tests_bench_find_CPPFLAGS = $(STORE_TEST_FLAGS)
tests_bench_find_LDADD = $(STORE_LIBS)
tests_bench_history_SOURCES = tests/bench/history.c $(bench_rows) tests/bench/gen.c tests/bench/gen.h
tests_bench_history_CPPFLAGS = $(STORE_TEST_FLAGS)
tests_bench_history_LDADD = $(STORE_LIBS) -lm
tests_bench_took_SOURCES = tests/bench/took.c
tests_bench_plain_SOURCES = tests/bench/plain.c
tests_bench_plain_LDADD = $(STORE_LIBS) $(JANSSON_LIBS) $(CURL_LIBS)
tests_bench_post_SOURCES = tests/bench/post.c
tests_bench_post_LDADD = $(STORE_LIBS) $(CURL_LIBS)
tests_bench_services_SOURCES = tests/bench/services.c tests/bench/services_say.c tests/bench/services.h \
	tests/bench/gen.c tests/bench/gen.h
tests_bench_services_LDADD = $(STORE_LIBS) -lm

# How fast it is; SIZE=..., see the head of tests/bench/run.
bench: all $(bench_programs)
	top_builddir='$(abs_top_builddir)' $(srcdir)/tests/bench/run
# Figures against the size of the store: SIZES="10000 100000 1000000 5000000".
bench-growth: all $(bench_programs)
	ONLY=growth top_builddir='$(abs_top_builddir)' $(srcdir)/tests/bench/run
# The README's table out of the results that are there; INTO=README.md puts it in.
bench-readme:
	$(srcdir)/tests/bench/table.py readme $(if $(INTO),--into '$(INTO)') $${BENCH_DATA:-bench-data}/results-*.jsonl
.PHONY: bench bench-growth bench-readme

CLEANFILES += $(bench_programs)
