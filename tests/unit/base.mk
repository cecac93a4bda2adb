# Unit tests of src/base
check_PROGRAMS += tests/unit/base_memory tests/unit/base_str tests/unit/base_utf8 \
	tests/unit/base_fold tests/unit/base_clock tests/unit/base_hash tests/unit/base_process \
	tests/unit/base_paths tests/unit/base_file tests/unit/base_sandbox tests/unit/base_json
noinst_HEADERS += tests/t.h
tests_unit_base_sandbox_SOURCES = tests/unit/base_sandbox.c
tests_unit_base_sandbox_LDADD = $(BASE_LIBS)
tests_unit_base_memory_SOURCES = tests/unit/base_memory.c
tests_unit_base_memory_LDADD = $(BASE_LIBS)
tests_unit_base_str_SOURCES = tests/unit/base_str.c
tests_unit_base_str_LDADD = $(BASE_LIBS)
tests_unit_base_utf8_SOURCES = tests/unit/base_utf8.c
tests_unit_base_utf8_LDADD = $(BASE_LIBS)
tests_unit_base_fold_SOURCES = tests/unit/base_fold.c
tests_unit_base_fold_LDADD = $(BASE_LIBS)
tests_unit_base_clock_SOURCES = tests/unit/base_clock.c
tests_unit_base_clock_LDADD = $(BASE_LIBS)
tests_unit_base_hash_SOURCES = tests/unit/base_hash.c
tests_unit_base_hash_LDADD = $(BASE_LIBS)
tests_unit_base_process_SOURCES = tests/unit/base_process.c
tests_unit_base_process_LDADD = $(BASE_LIBS)
tests_unit_base_paths_SOURCES = tests/unit/base_paths.c
tests_unit_base_paths_LDADD = $(BASE_LIBS)
tests_unit_base_file_SOURCES = tests/unit/base_file.c
tests_unit_base_file_LDADD = $(BASE_LIBS)
tests_unit_base_json_SOURCES = tests/unit/base_json.c
tests_unit_base_json_LDADD = $(BASE_LIBS)
