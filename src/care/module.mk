# src/care: the rules, pure
noinst_LIBRARIES += libcare.a
libcare_a_SOURCES = \
	src/care/answer.c \
	src/care/answer_index.c \
	src/care/answer_internal.h \
	src/care/answer_match.c \
	src/care/answer_set.c \
	src/care/answer_words.c \
	src/care/arrival.c \
	src/care/bot.c \
	src/care/bot_hear.c \
	src/care/bot_texts.c \
	src/care/bot_texts.def \
	src/care/contact.c \
	src/care/csv.c \
	src/care/explain.c \
	src/care/field.c \
	src/care/file.c \
	src/care/find.c \
	src/care/hours.c \
	src/care/identity.c \
	src/care/length.c \
	src/care/macro.c \
	src/care/match.c \
	src/care/mention.c \
	src/care/minimise.c \
	src/care/model.c \
	src/care/mood.c \
	src/care/mood.def \
	src/care/mood_signs.def \
	src/care/phone.c \
	src/care/prefer.c \
	src/care/query.c \
	src/care/query_lex.c \
	src/care/query_internal.h \
	src/care/question.c \
	src/care/quote.c \
	src/care/template.c \
	src/care/reach.c \
	src/care/speak.c \
	src/care/survey.c \
	src/care/stem.c \
	src/care/stem.h \
	src/care/text.c \
	src/care/trait.c \
	src/care/vcard.c \
	src/care/when.c
