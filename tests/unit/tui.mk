# Unit tests of src/tui
check_PROGRAMS += tests/unit/tui_canvas tests/unit/tui_keys
tests_unit_tui_canvas_SOURCES = tests/unit/tui_canvas.c
tests_unit_tui_canvas_LDADD = $(TUI_LIBS)
tests_unit_tui_keys_SOURCES = tests/unit/tui_keys.c
tests_unit_tui_keys_LDADD = $(TUI_LIBS)
