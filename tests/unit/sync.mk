# Unit tests of src/sync: check_PROGRAMS += tests/unit/NAME, tests_unit_NAME_SOURCES, tests_unit_NAME_LDADD
check_PROGRAMS += tests/unit/exec_lines
tests_unit_exec_lines_SOURCES = tests/unit/exec_lines.c
tests_unit_exec_lines_LDADD = $(CHANNEL_LIBS)
