# Unit tests of src/store: check_PROGRAMS += tests/unit/NAME, tests_unit_NAME_SOURCES, tests_unit_NAME_LDADD
# (they see the store's own header, to look at its statements and to make what only time makes)
STORE_TEST_FLAGS = $(AM_CPPFLAGS) -I$(top_srcdir)/src/store
noinst_HEADERS += tests/unit/store_world.h
check_PROGRAMS += tests/unit/store_plans
tests_unit_store_plans_SOURCES = tests/unit/store_plans.c
tests_unit_store_plans_CPPFLAGS = $(STORE_TEST_FLAGS)
tests_unit_store_plans_LDADD = $(STORE_LIBS)
check_PROGRAMS += tests/unit/store_query
tests_unit_store_query_SOURCES = tests/unit/store_query.c
tests_unit_store_query_CPPFLAGS = $(STORE_TEST_FLAGS)
tests_unit_store_query_LDADD = $(STORE_LIBS)
check_PROGRAMS += tests/unit/store_arrival
tests_unit_store_arrival_SOURCES = tests/unit/store_arrival.c
tests_unit_store_arrival_CPPFLAGS = $(STORE_TEST_FLAGS)
tests_unit_store_arrival_LDADD = $(STORE_LIBS)
