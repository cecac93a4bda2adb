# Unit tests of src/verb: check_PROGRAMS += tests/unit/NAME, tests_unit_NAME_SOURCES, tests_unit_NAME_LDADD
