# src/cli: the verbs of the command line, and the program sportello
bin_PROGRAMS += sportello
sportello_SOURCES = \
	src/cli/about.h \
	src/cli/cli.h \
	src/cli/doctor.h \
	src/cli/doctor_place.c \
	src/cli/doctor_programs.c \
	src/cli/help.c \
	src/cli/hook.c \
	src/cli/json.c \
	src/cli/main.c \
	src/cli/people_file.c \
	src/cli/people_show.c \
	src/cli/shell.c \
	src/cli/shell.h \
	src/cli/shell_words.c \
	src/cli/verbs_act.c \
	src/cli/verbs_answers.c \
	src/cli/verbs_backup.c \
	src/cli/verbs_bot.c \
	src/cli/verbs_bulk.c \
	src/cli/verbs_away.c \
	src/cli/verbs_many.c \
	src/cli/verbs_console.c \
	src/cli/verbs_contact.c \
	src/cli/verbs_demo.c \
	src/cli/verbs_doctor.c \
	src/cli/verbs_field.c \
	src/cli/verbs_undo.c \
	src/cli/verbs_verify.c \
	src/cli/verbs_history.c \
	src/cli/verbs_incident.c \
	src/cli/stats.h \
	src/cli/report.h \
	src/cli/report_print.c \
	src/cli/verbs_kpi.c \
	src/cli/verbs_report.c \
	src/cli/verbs_macro.c \
	src/cli/verbs_outbox.c \
	src/cli/verbs_people.c \
	src/cli/verbs_policy.c \
	src/cli/verbs_read.c \
	src/cli/verbs_rule.c \
	src/cli/verbs_stats.c \
	src/cli/verbs_status.c \
	src/cli/verbs_stream.c \
	src/cli/verbs_survey.c \
	src/cli/verbs_team.c \
	src/cli/verbs_sync.c \
	src/cli/verbs_template.c \
	src/cli/welcome.c \
	src/cli/wizard.c
sportello_LDADD = libdemo.a $(UI_LIBS)
if READLINE
sportello_SOURCES += src/cli/shell_readline.c
sportello_LDADD += $(READLINE_LIBS)
else
sportello_SOURCES += src/cli/shell_plain.c
endif
EXTRA_DIST += src/cli/shell_readline.c src/cli/shell_plain.c
