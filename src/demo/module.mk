# src/demo: the sample world and the programs of its accounts
noinst_LIBRARIES += libdemo.a
libdemo_a_SOURCES = \
	src/demo/act.c \
	src/demo/chat.c \
	src/demo/demo_internal.h \
	src/demo/letters.c \
	src/demo/mail.c \
	src/demo/make.c \
	src/demo/pec.c \
	src/demo/post.c \
	src/demo/script.c \
	src/demo/speak.c \
	src/demo/world.c
nodist_libdemo_a_SOURCES = src/demo/text.c src/demo/known.c
BUILT_SOURCES += src/demo/text.c src/demo/known.c
CLEANFILES += src/demo/text.c src/demo/known.c
demo_known = $(sort $(wildcard $(srcdir)/examples/answers/*.txt))
src/demo/known.c: $(demo_known) src/gen/embed.sh
	$(AM_V_GEN)mkdir -p src/demo && $(EMBED) -t demo_answers $(demo_known) > $@.tmp && mv $@.tmp $@
demo_text = \
	$(srcdir)/src/demo/world/00-shop.txt \
	$(srcdir)/src/demo/world/10-mail.txt \
	$(srcdir)/src/demo/world/20-chat.txt \
	$(srcdir)/src/demo/world/30-history.txt \
	$(srcdir)/src/demo/world/90-days.txt
EXTRA_DIST += $(demo_text)
src/demo/text.c: $(demo_text) src/gen/embed.sh
	$(AM_V_GEN)mkdir -p src/demo && $(EMBED) -t demo_world $(demo_text) > $@.tmp && mv $@.tmp $@
