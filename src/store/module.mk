# src/store: the database
noinst_LIBRARIES += libstore.a
libstore_a_SOURCES = \
	src/store/act.c \
	src/store/alarm.c \
	src/store/act_away.c \
	src/store/act_bulk.c \
	src/store/act_case.c \
	src/store/act_contact.c \
	src/store/act_customer.c \
	src/store/act_erase.c \
	src/store/act_escalate.c \
	src/store/act_handover.c \
	src/store/act_incident.c \
	src/store/act_internal.h \
	src/store/act_merge.c \
	src/store/act_place.c \
	src/store/act_robot.c \
	src/store/act_send.c \
	src/store/act_review.c \
	src/store/act_run.c \
	src/store/act_stream.c \
	src/store/act_undo.c \
	src/store/act_words.c \
	src/store/asked.c \
	src/store/backup.c \
	src/store/backup_internal.h \
	src/store/backup_raw.c \
	src/store/case.c \
	src/store/check.c \
	src/store/db.c \
	src/store/db.h \
	src/store/dialogue.c \
	src/store/draft.c \
	src/store/field.c \
	src/store/feed.c \
	src/store/feed_bounds.c src/store/feed_case.c \
	src/store/feed_import.c \
	src/store/feed_internal.h \
	src/store/feed_media.c \
	src/store/feed_misc.c \
	src/store/feed_names.c \
	src/store/feed_picture.c \
	src/store/feed_receipt.c \
	src/store/feed_stream.c \
	src/store/feed_survey.c \
	src/store/feed_target.c \
	src/store/feed_thread.c \
	src/store/feed_words.c \
	src/store/flow.c \
	src/store/flow_undo.c \
	src/store/figures_fit.c \
	src/store/home.c \
	src/store/incident.c \
	src/store/index.c \
	src/store/index_internal.h \
	src/store/mention.c \
	src/store/metric.c \
	src/store/metric_internal.h \
	src/store/metric_run.c \
	src/store/migrate.c \
	src/store/open.c \
	src/store/outbox.c \
	src/store/people_facts.c \
	src/store/people_index.c \
	src/store/people_internal.h \
	src/store/people_pieces.c \
	src/store/person.c \
	src/store/private.c \
	src/store/queue.c \
	src/store/promise.c \
	src/store/promise_internal.h \
	src/store/promise_robot.c \
	src/store/query.c \
	src/store/query_field.c \
	src/store/query_incident.c \
	src/store/query_figures.c \
	src/store/query_figures.h \
	src/store/query_kpi.c \
	src/store/query_kpi.h \
	src/store/query_small.c \
	src/store/query_sql.h \
	src/store/query_terms.c \
	src/store/query_text.c \
	src/store/query_timeline.c \
	src/store/restore.c \
	src/store/ring.c \
	src/store/run.c \
	src/store/robots.c \
	src/store/survey.c \
	src/store/rules.c \
	src/store/suggest.c \
	src/store/suggest.h \
	src/store/trait.c \
	src/store/away.c \
	src/store/read_away.c \
	src/store/read_box.c \
	src/store/read_card.c \
	src/store/read_case.c \
	src/store/read_escalation.c \
	src/store/read_figures.c \
	src/store/read_figures_by.c \
	src/store/read_find.c \
	src/store/read_clocks.c \
	src/store/read_handover.c \
	src/store/read_hours.c \
	src/store/read_journey.c \
	src/store/read_internal.h \
	src/store/read_item.c \
	src/store/read_kpi.c \
	src/store/read_report.c \
	src/store/read_people.c \
	src/store/read_recipient.c \
	src/store/read_links.c \
	src/store/read_offer.c \
	src/store/read_route.c \
	src/store/read_search.c \
	src/store/read_stats.c \
	src/store/read_stats_by.c \
	src/store/read_stream.c \
	src/store/read_timeline.c \
	src/store/read_words.c \
	src/store/turn.c \
	src/store/verify.c \
	src/store/verify_read.c
nodist_libstore_a_SOURCES = src/store/migrations.c
BUILT_SOURCES += src/store/migrations.c
CLEANFILES += src/store/migrations.c
store_steps = src/store/migrations/001-ground.sql src/store/migrations/002-thread-channel.sql \
	src/store/migrations/003-stream.sql src/store/migrations/004-contact.sql src/store/migrations/005-people.sql \
	src/store/migrations/006-home.sql src/store/migrations/007-desk.sql src/store/migrations/008-first-level.sql
EXTRA_DIST += $(store_steps) $(wildcard $(srcdir)/src/store/*.stmts) src/store/act_fields.def src/store/act_seats.def
src/store/migrations.c: $(store_steps) src/gen/embed.sh
	$(AM_V_GEN)mkdir -p src/store && $(EMBED) -t store_migrations $(srcdir)/src/store/migrations/*.sql > $@.tmp && mv $@.tmp $@
