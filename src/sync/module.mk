# The engine is a library, so that tests can link it; src/sync/main.c makes the program of it.
noinst_LIBRARIES += libsync.a
libsync_a_SOURCES =
