# Unit tests of src/tui
check_PROGRAMS += tests/unit/tui_canvas tests/unit/tui_keys tests/unit/tui_list \
	tests/unit/tui_theme
tests_unit_tui_canvas_SOURCES = tests/unit/tui_canvas.c
tests_unit_tui_canvas_LDADD = $(TUI_LIBS)
tests_unit_tui_keys_SOURCES = tests/unit/tui_keys.c
tests_unit_tui_keys_LDADD = $(TUI_LIBS)
tests_unit_tui_list_SOURCES = tests/unit/tui_list.c
tests_unit_tui_list_LDADD = $(TUI_LIBS)
tests_unit_tui_theme_SOURCES = tests/unit/tui_theme.c
tests_unit_tui_theme_LDADD = $(TUI_LIBS)
