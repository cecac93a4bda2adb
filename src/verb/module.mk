# src/verb: from words to acts
noinst_LIBRARIES += libverb.a
libverb_a_SOURCES = \
	src/verb/words.c \
	src/verb/account.c \
	src/verb/away.c \
	src/verb/answers.c \
	src/verb/answers_check.c \
	src/verb/answers_html.c \
	src/verb/guide.c \
	src/verb/missing.c \
	src/verb/ask.c \
	src/verb/bots.c \
	src/verb/bulk.c \
	src/verb/check.c \
	src/verb/many.c \
	src/verb/contact.c \
	src/verb/letter.c \
	src/verb/macro.c \
	src/verb/named.c \
	src/verb/run.c \
	src/verb/doubt.c \
	src/verb/escalate.c \
	src/verb/handover.c \
	src/verb/confine.c \
	src/verb/incident.c \
	src/verb/picture.c \
	src/verb/policy.c \
	src/verb/rule.c \
	src/verb/rule_check.c \
	src/verb/rule_internal.h \
	src/verb/rule_test.c \
	src/verb/save.c \
	src/verb/say.c \
	src/verb/table.c \
	src/verb/talk.c \
	src/verb/template.c \
	src/verb/tie.c \
	src/verb/transcript.c \
	src/verb/verify.c \
	src/verb/verb_internal.h
