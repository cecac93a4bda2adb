# What tests of connected accounts talk to.
noinst_PROGRAMS += tests/sync/httpd
tests_sync_httpd_SOURCES = tests/sync/httpd.c tests/sync/httpd.h tests/sync/httpd_telegram.c \
	tests/sync/httpd_twilio.c
tests_sync_httpd_LDADD = $(BASE_LIBS) $(JANSSON_LIBS)
