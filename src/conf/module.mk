# src/conf: the option table and its reader
noinst_LIBRARIES += libconf.a
libconf_a_SOURCES = \
	src/conf/conf.c \
	src/conf/conf_internal.h \
	src/conf/edit.c \
	src/conf/get.c \
	src/conf/lexer.c \
	src/conf/bots.c \
	src/conf/outlets.c \
	src/conf/text_name.c \
	src/conf/tables.c \
	src/conf/values.c \
	src/conf/values.h
