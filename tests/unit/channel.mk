# Unit tests of src/channel: check_PROGRAMS += tests/unit/NAME, tests_unit_NAME_SOURCES, tests_unit_NAME_LDADD
check_PROGRAMS += tests/unit/mail_mime
tests_unit_mail_mime_SOURCES = tests/unit/mail_mime.c
tests_unit_mail_mime_LDADD = $(CHANNEL_LIBS)
