# src/channel: translation only.  GMime in mime_*.c, libxml2 in html.c, notmuch in mail*.c, JSON in exec.c.
noinst_LIBRARIES += libchannel.a
libchannel_a_SOURCES = src/channel/channels.h src/channel/exec.c src/channel/html.c \
	src/channel/facebook.c src/channel/gather.c src/channel/gather.h \
	src/channel/graph.c src/channel/graph.h src/channel/graph_inbox.c src/channel/graph_post.c \
	src/channel/graph_post.h src/channel/graph_window.c src/channel/instagram.c src/channel/instagram.h \
	src/channel/instagram_read.c src/channel/messenger.c src/channel/scan.c src/channel/scan.h \
	src/channel/shared.c src/channel/shared.h src/channel/tiktok.c src/channel/whatsapp.c \
	src/channel/whatsapp.h src/channel/whatsapp_read.c src/channel/whatsapp_template.c \
	src/channel/x.c src/channel/x.h src/channel/x_read.c \
	src/channel/html_link.c src/channel/html_link.h src/channel/js.c src/channel/js.h \
	src/channel/mail.c src/channel/mail_box.h src/channel/mail_map.c src/channel/mail_walk.c \
	src/channel/mail_write.c src/channel/mime_build.c src/channel/mime_internal.h \
	src/channel/mime_part.c src/channel/mime_read.c src/channel/mime_report.c \
	src/channel/mime_text.c src/channel/registry.c \
	src/channel/telegram.c src/channel/telegram.h src/channel/telegram_read.c
libchannel_a_CPPFLAGS = $(AM_CPPFLAGS) $(GMIME_CFLAGS) $(XML_CFLAGS)
libchannel_a_SOURCES += src/channel/gather.c src/channel/gather.h
libchannel_a_SOURCES += src/channel/matrix.c src/channel/matrix.h src/channel/matrix_event.c src/channel/matrix_read.c \
	src/channel/matrix_send.c
libchannel_a_SOURCES += src/channel/mastodon.c src/channel/mastodon.h src/channel/mastodon_read.c \
	src/channel/mastodon_send.c src/channel/mastodon_status.c
libchannel_a_SOURCES += src/channel/bluesky.c src/channel/bluesky.h src/channel/bluesky_chat.c \
	src/channel/bluesky_post.c src/channel/bluesky_read.c src/channel/bluesky_send.c
libchannel_a_SOURCES += src/channel/twilio.c src/channel/twilio.h src/channel/twilio_item.c src/channel/twilio_scan.c \
	src/channel/twilio_watch.c
libchannel_a_SOURCES += src/channel/import.c src/channel/import_chatwoot.c src/channel/import_internal.h \
	src/channel/import_names.c src/channel/import_scan.c src/channel/import_table.c src/channel/import_zammad.c \
	src/channel/import_zendesk.c
