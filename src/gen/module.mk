# Generators: texts into C, tables into documents.
noinst_PROGRAMS += docgen
docgen_SOURCES = src/gen/docgen.c src/gen/docgen.h src/gen/schema.c src/gen/shells.c src/gen/tables.c
docgen_LDADD = $(UI_LIBS)
