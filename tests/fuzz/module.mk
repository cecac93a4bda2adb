# Readers of outside input, held to their promises.  `make check` runs each over its corpus; `make fuzz` builds them
# with clang's libFuzzer in fuzz/ (no configure option is needed) and runs each for FUZZ_SECONDS.
FUZZ_DRIVERS = keys canvas theme query find conf quote people when html mime exec telegram twilio matrix mastodon bluesky \
	messenger facebook instagram whatsapp tiktok x oauth rt import_zendesk import_zammad import_chatwoot \
	answers bot said hours holidays macro diff field rules picture text heads
FUZZ_COMMON = tests/fuzz/run.c tests/fuzz/fuzz.h
check_PROGRAMS += tests/fuzz/keys tests/fuzz/canvas tests/fuzz/theme tests/fuzz/query tests/fuzz/conf \
	tests/fuzz/quote tests/fuzz/people tests/fuzz/when tests/fuzz/html tests/fuzz/mime tests/fuzz/exec tests/fuzz/telegram
check_PROGRAMS += tests/fuzz/messenger tests/fuzz/facebook tests/fuzz/instagram \
	tests/fuzz/whatsapp tests/fuzz/tiktok tests/fuzz/x
tests_fuzz_keys_SOURCES = tests/fuzz/keys.c $(FUZZ_COMMON)
tests_fuzz_keys_LDADD = $(TUI_LIBS)
tests_fuzz_canvas_SOURCES = tests/fuzz/canvas.c $(FUZZ_COMMON)
tests_fuzz_canvas_LDADD = $(TUI_LIBS)
tests_fuzz_theme_SOURCES = tests/fuzz/theme.c $(FUZZ_COMMON)
tests_fuzz_theme_LDADD = $(TUI_LIBS)
tests_fuzz_query_SOURCES = tests/fuzz/query.c $(FUZZ_COMMON)
tests_fuzz_query_LDADD = $(CARE_LIBS)
check_PROGRAMS += tests/fuzz/find
tests_fuzz_find_SOURCES = tests/fuzz/find.c $(FUZZ_COMMON)
tests_fuzz_find_LDADD = $(CARE_LIBS)
tests_fuzz_conf_SOURCES = tests/fuzz/conf.c $(FUZZ_COMMON)
tests_fuzz_conf_LDADD = $(CONF_LIBS)
tests_fuzz_quote_SOURCES = tests/fuzz/quote.c $(FUZZ_COMMON)
tests_fuzz_quote_LDADD = $(CARE_LIBS)
tests_fuzz_people_SOURCES = tests/fuzz/people.c $(FUZZ_COMMON)
tests_fuzz_people_LDADD = $(CARE_LIBS)
tests_fuzz_when_SOURCES = tests/fuzz/when.c $(FUZZ_COMMON)
tests_fuzz_when_LDADD = $(CARE_LIBS)
tests_fuzz_html_SOURCES = tests/fuzz/html.c $(FUZZ_COMMON)
tests_fuzz_html_LDADD = $(CHANNEL_LIBS)
tests_fuzz_mime_SOURCES = tests/fuzz/mime.c $(FUZZ_COMMON)
tests_fuzz_mime_LDADD = $(CHANNEL_LIBS)
tests_fuzz_exec_SOURCES = tests/fuzz/exec.c $(FUZZ_COMMON)
tests_fuzz_exec_LDADD = $(CHANNEL_LIBS)
tests_fuzz_telegram_SOURCES = tests/fuzz/telegram.c tests/fuzz/fuzz_channel.h $(FUZZ_COMMON)
tests_fuzz_telegram_LDADD = $(CHANNEL_LIBS)
check_PROGRAMS += tests/fuzz/matrix tests/fuzz/mastodon tests/fuzz/bluesky
tests_fuzz_matrix_SOURCES = tests/fuzz/matrix.c tests/fuzz/fuzz_channel.h $(FUZZ_COMMON)
tests_fuzz_matrix_LDADD = $(CHANNEL_LIBS)
tests_fuzz_mastodon_SOURCES = tests/fuzz/mastodon.c tests/fuzz/fuzz_channel.h $(FUZZ_COMMON)
tests_fuzz_mastodon_LDADD = $(CHANNEL_LIBS)
tests_fuzz_bluesky_SOURCES = tests/fuzz/bluesky.c tests/fuzz/fuzz_channel.h $(FUZZ_COMMON)
tests_fuzz_bluesky_LDADD = $(CHANNEL_LIBS)
tests_fuzz_messenger_SOURCES = tests/fuzz/messenger.c tests/fuzz/fuzz_channel.h $(FUZZ_COMMON)
tests_fuzz_messenger_LDADD = $(CHANNEL_LIBS)
tests_fuzz_facebook_SOURCES = tests/fuzz/facebook.c tests/fuzz/fuzz_channel.h $(FUZZ_COMMON)
tests_fuzz_facebook_LDADD = $(CHANNEL_LIBS)
tests_fuzz_instagram_SOURCES = tests/fuzz/instagram.c tests/fuzz/fuzz_channel.h $(FUZZ_COMMON)
tests_fuzz_instagram_LDADD = $(CHANNEL_LIBS)
tests_fuzz_whatsapp_SOURCES = tests/fuzz/whatsapp.c tests/fuzz/fuzz_channel.h $(FUZZ_COMMON)
tests_fuzz_whatsapp_LDADD = $(CHANNEL_LIBS)
tests_fuzz_tiktok_SOURCES = tests/fuzz/tiktok.c tests/fuzz/fuzz_channel.h $(FUZZ_COMMON)
tests_fuzz_tiktok_LDADD = $(CHANNEL_LIBS)
tests_fuzz_x_SOURCES = tests/fuzz/x.c tests/fuzz/fuzz_channel.h $(FUZZ_COMMON)
tests_fuzz_x_LDADD = $(CHANNEL_LIBS)
check_PROGRAMS += tests/fuzz/twilio
tests_fuzz_twilio_SOURCES = tests/fuzz/twilio.c tests/fuzz/fuzz_channel.h $(FUZZ_COMMON)
tests_fuzz_twilio_LDADD = $(CHANNEL_LIBS)
check_PROGRAMS += tests/fuzz/oauth
tests_fuzz_oauth_SOURCES = tests/fuzz/oauth.c $(FUZZ_COMMON)
tests_fuzz_oauth_LDADD = $(SYNC_LIBS)
check_PROGRAMS += tests/fuzz/rt
tests_fuzz_rt_SOURCES = tests/fuzz/rt.c $(FUZZ_COMMON)
tests_fuzz_rt_LDADD = $(SYNC_LIBS)
check_PROGRAMS += tests/fuzz/import_zendesk
tests_fuzz_import_zendesk_SOURCES = tests/fuzz/import_zendesk.c tests/fuzz/fuzz_import.h $(FUZZ_COMMON)
tests_fuzz_import_zendesk_LDADD = $(CHANNEL_LIBS)
check_PROGRAMS += tests/fuzz/import_zammad
tests_fuzz_import_zammad_SOURCES = tests/fuzz/import_zammad.c tests/fuzz/fuzz_import.h $(FUZZ_COMMON)
tests_fuzz_import_zammad_LDADD = $(CHANNEL_LIBS)
check_PROGRAMS += tests/fuzz/import_chatwoot
tests_fuzz_import_chatwoot_SOURCES = tests/fuzz/import_chatwoot.c tests/fuzz/fuzz_import.h $(FUZZ_COMMON)
tests_fuzz_import_chatwoot_LDADD = $(CHANNEL_LIBS)
check_PROGRAMS += tests/fuzz/answers tests/fuzz/bot tests/fuzz/said tests/fuzz/hours tests/fuzz/holidays tests/fuzz/macro \
	tests/fuzz/diff tests/fuzz/field tests/fuzz/rules tests/fuzz/picture tests/fuzz/text tests/fuzz/heads
tests_fuzz_answers_SOURCES = tests/fuzz/answers.c $(FUZZ_COMMON)
tests_fuzz_answers_LDADD = $(CARE_LIBS)
tests_fuzz_bot_SOURCES = tests/fuzz/bot.c $(FUZZ_COMMON)
tests_fuzz_bot_LDADD = $(CARE_LIBS)
tests_fuzz_said_SOURCES = tests/fuzz/said.c $(FUZZ_COMMON)
tests_fuzz_said_LDADD = $(CARE_LIBS)
tests_fuzz_hours_SOURCES = tests/fuzz/hours.c $(FUZZ_COMMON)
tests_fuzz_hours_LDADD = $(CARE_LIBS)
tests_fuzz_holidays_SOURCES = tests/fuzz/holidays.c $(FUZZ_COMMON)
tests_fuzz_holidays_LDADD = $(SYNC_LIBS)
tests_fuzz_macro_SOURCES = tests/fuzz/macro.c $(FUZZ_COMMON)
tests_fuzz_macro_LDADD = $(CARE_LIBS)
tests_fuzz_diff_SOURCES = tests/fuzz/diff.c $(FUZZ_COMMON)
tests_fuzz_diff_LDADD = $(CARE_LIBS)
tests_fuzz_field_SOURCES = tests/fuzz/field.c $(FUZZ_COMMON)
tests_fuzz_field_LDADD = $(CARE_LIBS)
tests_fuzz_rules_SOURCES = tests/fuzz/rules.c $(FUZZ_COMMON)
tests_fuzz_rules_LDADD = $(VERB_LIBS)
tests_fuzz_picture_SOURCES = tests/fuzz/picture.c $(FUZZ_COMMON)
tests_fuzz_picture_LDADD = $(TUI_LIBS)
tests_fuzz_text_SOURCES = tests/fuzz/text.c $(FUZZ_COMMON)
tests_fuzz_text_LDADD = $(CARE_LIBS)
tests_fuzz_heads_SOURCES = tests/fuzz/heads.c $(FUZZ_COMMON)
tests_fuzz_heads_LDADD = $(SYNC_LIBS)

FUZZ_CC = clang
FUZZ_FLAGS = -g -O1 -fno-omit-frame-pointer -fsanitize=address,undefined -fno-sanitize-recover=undefined
FUZZ_SECONDS = 60
FUZZ_INPUT = $(libbase_a_SOURCES) $(libconf_a_SOURCES) $(libcare_a_SOURCES) $(libtui_a_SOURCES) \
	$(nodist_libtui_a_SOURCES) $(libchannel_a_SOURCES) $(libstore_a_SOURCES) $(nodist_libstore_a_SOURCES) \
	$(libverb_a_SOURCES) $(libsync_a_SOURCES)
FUZZ_OBJECTS = $(patsubst %.c,fuzz/%.o,$(filter %.c,$(FUZZ_INPUT)))
FUZZ_BINARIES = $(FUZZ_DRIVERS:%=fuzz/%)
FUZZ_LINK = $(SYNC_LIBS) $(TUI_LIBS)

fuzz/%.o: %.c
	@$(MKDIR_P) $(@D)
	$(AM_V_CC)$(FUZZ_CC) $(DEFS) $(DEFAULT_INCLUDES) $(INCLUDES) $(AM_CPPFLAGS) $(GMIME_CFLAGS) $(XML_CFLAGS) \
		-std=gnu11 $(FUZZ_FLAGS) -fsanitize=fuzzer-no-link -c -o $@ $<
fuzz/libfuzzed.a: $(FUZZ_OBJECTS)
	$(AM_V_AR)rm -f $@ && $(AR) cr $@ $(FUZZ_OBJECTS)
$(FUZZ_BINARIES): fuzz/%: fuzz/tests/fuzz/%.o fuzz/libfuzzed.a
	$(AM_V_CCLD)$(FUZZ_CC) $(FUZZ_FLAGS) -fsanitize=fuzzer -o $@ $^ $(filter-out lib%.a,$(FUZZ_LINK))
fuzz-build: $(FUZZ_BINARIES)
fuzz: fuzz-build
	@for d in $(FUZZ_DRIVERS); do \
		echo "== $$d, $(FUZZ_SECONDS) s"; \
		$(MKDIR_P) fuzz/found/$$d && nice fuzz/$$d -max_total_time=$(FUZZ_SECONDS) -timeout=10 -rss_limit_mb=1024 \
			-max_len=4096 -verbosity=0 -print_final_stats=1 -artifact_prefix=fuzz/found/$$d- \
			fuzz/found/$$d '$(srcdir)'/tests/fuzz/corpus/$$d || exit 1; \
	done
.PHONY: fuzz fuzz-build
