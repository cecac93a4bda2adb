# Manual pages: prose in *.in, tables from the program's own (src/gen/docgen).
man_MANS = \
	man/sportello.1 \
	man/sportello-sync.1 \
	man/sportello-actions.5 \
	man/sportello-escalation.5 \
	man/sportello-exec.5 \
	man/sportello-keys.5 \
	man/sportello-answers.5 \
	man/sportello-macros.5 \
	man/sportello-rules.5 \
	man/sportello-theme.5 \
	man/sportello.conf.5 \
	man/sportello-accessibility.7 \
	man/sportello-bot.7 \
	man/sportello-channels.7 \
	man/sportello-figures.7 \
	man/sportello-clocks.7 \
	man/sportello-query.7 \
	man/sportello-store.7
EXTRA_DIST += $(man_MANS:=.in)
CLEANFILES += $(man_MANS)
man_schema = $(sort $(wildcard $(srcdir)/src/store/migrations/*.sql))

$(man_MANS): %: %.in docgen$(EXEEXT) $(man_schema)
	$(AM_V_GEN)$(MKDIR_P) man && ./docgen$(EXEEXT) man $(srcdir)/$@.in $(man_schema) >$@.tmp && mv $@.tmp $@
