# What befalls a store, many times: TRIES=200, see the head of tests/torture/run.
torture: all tests/kill/sink$(EXEEXT) tests/sync/httpd$(EXEEXT) tests/memory/store$(EXEEXT) tests/memory/channel$(EXEEXT)
	top_srcdir='$(abs_top_srcdir)' top_builddir='$(abs_top_builddir)' CC='$(CC)' LC_ALL=C.UTF-8 \
		$(SHELL) $(top_srcdir)/tests/torture/run
.PHONY: torture
