# Programs in which memory runs out, one allocation at a time: about twenty of each piece of work in `make check`, as
# many as MEMORY_TRIES says (0 = all) else.  Under a sanitizer malloc is not ours to replace, but for our own code.
if SANITIZERS
MEMORY_WRAP = -Wl,--wrap=malloc -Wl,--wrap=calloc -Wl,--wrap=realloc
endif
MEMORY_COMMON = tests/memory/fail.c tests/memory/fail.h
check_PROGRAMS += tests/memory/store
tests_memory_store_SOURCES = tests/memory/store.c $(MEMORY_COMMON)
tests_memory_store_CPPFLAGS = $(STORE_TEST_FLAGS) $(XML_CFLAGS)
tests_memory_store_LDFLAGS = $(AM_LDFLAGS) $(MEMORY_WRAP)
tests_memory_store_LDADD = $(STORE_LIBS) $(JANSSON_LIBS) $(XML_LIBS)
check_PROGRAMS += tests/memory/channel
tests_memory_channel_SOURCES = tests/memory/channel.c $(MEMORY_COMMON)
tests_memory_channel_CPPFLAGS = $(AM_CPPFLAGS) $(XML_CFLAGS)
tests_memory_channel_LDFLAGS = $(AM_LDFLAGS) $(MEMORY_WRAP)
tests_memory_channel_LDADD = $(CHANNEL_LIBS) $(CONF_LIBS) $(SQLITE_LIBS)
