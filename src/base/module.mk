noinst_LIBRARIES += libbase.a
libbase_a_SOURCES = \
	src/base/arena.c \
	src/base/buf.c \
	src/base/clock.c \
	src/base/clock_zone.c \
	src/base/encode.c \
	src/base/error.c \
	src/base/file.c \
	src/base/hash.c \
	src/base/i18n.c \
	src/base/json_io.c \
	src/base/json_mend.c \
	src/base/log.c \
	src/base/paths.c \
	src/base/pattern.c \
	src/base/process.c \
	src/base/process_open.c \
	src/base/process_secret.c \
	src/base/process_spawn.c \
	src/base/sandbox.c \
	src/base/str.c \
	src/base/tree.c \
	src/base/utf8.c \
	src/base/utf8_clean.c \
	src/base/utf8_fold.c \
	src/base/utf8_from.c
