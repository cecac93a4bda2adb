# src/tui: the toolkit on a terminal
noinst_LIBRARIES += libtui.a
libtui_a_SOURCES = \
	src/tui/canvas.c \
	src/tui/canvas_dump.c \
	src/tui/curses.c \
	src/tui/editor.c \
	src/tui/editor_keys.c \
	src/tui/editor_parts.h \
	src/tui/editor_rows.c \
	src/tui/glyphs.c \
	src/tui/glyphs.h \
	src/tui/key_decode.c \
	src/tui/keymap.c \
	src/tui/keys.c \
	src/tui/layout.c \
	src/tui/lineedit.c \
	src/tui/lineedit_complete.c \
	src/tui/lineedit_parts.h \
	src/tui/list.c \
	src/tui/list_draw.c \
	src/tui/list_marks.c \
	src/tui/list_parts.h \
	src/tui/picker.c \
	src/tui/picker_draw.c \
	src/tui/picker_parts.h \
	src/tui/picker_score.c \
	src/tui/picture.c \
	src/tui/plot.c \
	src/tui/plot_heat.c \
	src/tui/popup.c \
	src/tui/term.c \
	src/tui/term_ask.c \
	src/tui/term_feed.c \
	src/tui/term_paint.c \
	src/tui/term_parts.h \
	src/tui/term_scroll.c \
	src/tui/term_signal.c \
	src/tui/terminfo.h \
	src/tui/theme.c \
	src/tui/theme_colour.c \
	src/tui/theme_parse.c \
	src/tui/theme_parts.h \
	src/tui/words.c \
	src/tui/words.h
nodist_libtui_a_SOURCES = src/tui/theme_default.c
BUILT_SOURCES += src/tui/theme_default.c
CLEANFILES += src/tui/theme_default.c
src/tui/theme_default.c: $(srcdir)/themes/default.theme src/gen/embed.sh
	$(AM_V_GEN)mkdir -p src/tui && $(EMBED) theme_default_text $(srcdir)/themes/default.theme > $@.tmp && mv $@.tmp $@
