noinst_LIBRARIES += libui.a
libui_a_SOURCES = \
	src/ui/app.c \
	src/ui/app.h \
	src/ui/bar.c \
	src/ui/card.c \
	src/ui/case.c \
	src/ui/cases.h \
	src/ui/commands.c \
	src/ui/commands.h \
	src/ui/commands_case.c \
	src/ui/commands_go.c \
	src/ui/commands_self.c \
	src/ui/commands_write.c \
	src/ui/compose.c \
	src/ui/compose.h \
	src/ui/compose_command.c \
	src/ui/compose_draw.c \
	src/ui/compose_send.c \
	src/ui/keys.c \
	src/ui/launch.c \
	src/ui/links.c \
	src/ui/list.c \
	src/ui/list_acts.c \
	src/ui/macros.c \
	src/ui/outbox.c \
	src/ui/palette.c \
	src/ui/pick.c \
	src/ui/rows.c \
	src/ui/rows.h \
	src/ui/script.c \
	src/ui/tables.c \
	src/ui/timeline.c \
	src/ui/timeline.h \
	src/ui/timeline_draw.c \
	src/ui/timeline_shape.c \
	src/ui/views.c \
	src/ui/waiting.c
