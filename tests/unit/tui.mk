# Unit tests of src/tui
noinst_HEADERS += tests/unit/press.h
check_PROGRAMS += tests/unit/tui_canvas tests/unit/tui_editor tests/unit/tui_input \
	tests/unit/tui_keys tests/unit/tui_layout tests/unit/tui_lineedit tests/unit/tui_list \
	tests/unit/tui_paint tests/unit/tui_picker tests/unit/tui_theme
tests_unit_tui_canvas_SOURCES = tests/unit/tui_canvas.c
tests_unit_tui_canvas_LDADD = $(TUI_LIBS)
tests_unit_tui_editor_SOURCES = tests/unit/tui_editor.c
tests_unit_tui_editor_LDADD = $(TUI_LIBS)
tests_unit_tui_input_SOURCES = tests/unit/tui_input.c
tests_unit_tui_input_LDADD = $(TUI_LIBS)
tests_unit_tui_keys_SOURCES = tests/unit/tui_keys.c
tests_unit_tui_keys_LDADD = $(TUI_LIBS)
tests_unit_tui_layout_SOURCES = tests/unit/tui_layout.c
tests_unit_tui_layout_LDADD = $(TUI_LIBS)
tests_unit_tui_lineedit_SOURCES = tests/unit/tui_lineedit.c
tests_unit_tui_lineedit_LDADD = $(TUI_LIBS)
tests_unit_tui_list_SOURCES = tests/unit/tui_list.c
tests_unit_tui_list_LDADD = $(TUI_LIBS)
tests_unit_tui_paint_SOURCES = tests/unit/tui_paint.c
tests_unit_tui_paint_LDADD = $(TUI_LIBS)
tests_unit_tui_picker_SOURCES = tests/unit/tui_picker.c
tests_unit_tui_picker_LDADD = $(TUI_LIBS)
tests_unit_tui_theme_SOURCES = tests/unit/tui_theme.c
tests_unit_tui_theme_LDADD = $(TUI_LIBS) -lm
check_PROGRAMS += tests/unit/tui_plot
tests_unit_tui_plot_SOURCES = tests/unit/tui_plot.c
tests_unit_tui_plot_LDADD = $(TUI_LIBS)
check_PROGRAMS += tests/unit/tui_picture
tests_unit_tui_picture_SOURCES = tests/unit/tui_picture.c
tests_unit_tui_picture_LDADD = $(TUI_LIBS)
