# Unit tests of src/conf: check_PROGRAMS += tests/unit/NAME, tests_unit_NAME_SOURCES, tests_unit_NAME_LDADD
check_PROGRAMS += tests/unit/conf_read
tests_unit_conf_read_SOURCES = tests/unit/conf_read.c
tests_unit_conf_read_LDADD = $(CONF_LIBS)
