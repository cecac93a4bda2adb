/* whatsapp.h - inside src/channel/whatsapp*.c only. */
#ifndef SPORTELLO_WHATSAPP_H
#define SPORTELLO_WHATSAPP_H

#include "graph.h"

/* whatsapp_read.c: what the server pushed, as somebody kept it for us. */
int whatsapp_ingest(const struct channel_context *c, const struct answer *in, struct outcome *o, struct error *err);

/* whatsapp_template.c: templates that may be said at any time. */
#define TEMPLATES "templates"
struct template_match {
	const char *name, *language;
	json_t *header, *body;	/* what stands in their gaps, ready to send; NULL = they have none */
};
bool templates_due(const struct channel_context *c);
int templates_request(const struct channel_context *c, const struct job *j, struct request *r, struct error *err);
int templates_answer(const struct channel_context *c, const struct job *j, const struct answer *in, struct outcome *o,
	struct error *err);
/* Is the text one of the templates with its gaps filled in? */
bool template_find(const struct channel_context *c, const char *text, struct template_match *out);

#endif
