# The engine is a library, so that tests can link it; src/sync/main.c makes the program of it.
noinst_LIBRARIES += libsync.a
libsync_a_SOURCES = src/sync/api.c src/sync/api_files.c src/sync/api_fill.c src/sync/api_media.c src/sync/api_renew.c src/sync/api_run.c \
	src/sync/api_secret.c src/sync/api_send.c src/sync/api_stream.c \
	src/sync/robot_escalate.c src/sync/outlet.c src/sync/outlet_exec.c src/sync/outlet_http.c src/sync/outlet_json.c src/sync/outlet_run.c src/sync/outlet_rt.c src/sync/rt.c \
	src/sync/authorize.c src/sync/child.c src/sync/confine.c src/sync/deliver.c src/sync/deliver_mail.c \
	src/sync/errand.c src/sync/extract.c src/sync/exec_run.c src/sync/exec_send.c \
	src/sync/http.c src/sync/http_body.c src/sync/http_place.c src/sync/http_trace.c src/sync/import.c src/sync/index.c src/sync/ingest.c src/sync/language.c src/sync/robot_queue.c src/sync/robot_told.c src/sync/mail_after.c src/sync/mail_pull.c src/sync/mail_tags.c \
	src/sync/mail_read.c src/sync/mail_strays.c src/sync/loopback.c src/sync/oauth.c src/sync/outgoing.c src/sync/pec.c src/sync/probe.c src/sync/rate.c \
	src/sync/report.c src/sync/robot.c src/sync/robot_figures.c src/sync/robot_intent.c src/sync/robot_rules.c src/sync/robot_incident.c src/sync/robot_survey.c \
	src/sync/robot_bot.c src/sync/robot_bot.h src/sync/robot_talk.c \
	src/sync/sendmail.c src/sync/setup.c src/sync/smtp.c src/sync/supervisor.c \
	src/sync/supervisor_api.c src/sync/supervisor_robot.c src/sync/tick.c \
	src/sync/robot_clocks.c src/sync/holidays.c src/sync/replay.c \
	src/sync/worker.c

bin_PROGRAMS += sportello-sync
sportello_sync_SOURCES = src/sync/main.c
sportello_sync_LDADD = $(SYNC_LIBS)
