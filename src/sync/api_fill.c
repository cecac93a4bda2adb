/* api_fill.c - placeholders (channel.h) into secrets, and only for those they belong to. */
#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#include "api.h"
#include "buf.h"
#include "hash.h"
#include "i18n.h"
#include "str.h"

enum form { FORM_PLAIN, FORM_PERCENT, FORM_JSON, FORM_BASIC, FORM_HMAC };
static const struct { const char *head; enum form form; } forms[] = {
	{ "{secret:", FORM_PLAIN }, { "{secret-form:", FORM_PERCENT }, { "{secret-json:", FORM_JSON },
	{ "{basic:", FORM_BASIC }, { "{hmac:", FORM_HMAC },
};
#define FORMS (sizeof forms / sizeof forms[0])

/* One placeholder. */
struct hole {
	enum form form;
	const char *first, *second;	/* NAME; USER and NAME; KEY and DATA */
	const char *end;		/* behind it */
};

/* The next one at or behind *at, which is set to where it begins. */
static bool
next_hole(const char **at, struct hole *h, struct arena *a)
{
	const char *p, *close, *colon;
	size_t i, n;

	for (p = *at; (p = strchr(p, '{')); p++)
		for (i = 0; i < FORMS; i++) {
			n = strlen(forms[i].head);
			if (strncmp(p, forms[i].head, n) || !(close = strchr(p + n, '}')))
				continue;
			h->form = forms[i].form;
			h->first = arena_strn(a, p + n, (size_t)(close - p) - n);
			h->second = NULL;
			h->end = close + 1;
			/* the user of {basic:USER:NAME} may be anything, NAME holds no colon */
			if (h->form >= FORM_BASIC && (colon = strrchr(h->first, ':'))) {
				h->second = colon + 1;
				h->first = arena_strn(a, h->first, (size_t)(colon - h->first));
			}
			*at = p;
			return true;
		}
	return false;
}

static void
add_name(struct arena *a, const char ***list, size_t *n, size_t *space, const char *name)
{
	size_t i;

	for (i = 0; i < *n; i++)
		if (str_eq((*list)[i], name))
			return;
	*VEC_PUSH(a, *list, *n, *space) = name;
}

static void
add_names(struct arena *a, const char *text, const char ***list, size_t *n, size_t *space)
{
	struct hole h;

	for (; text && next_hole(&text, &h, a); text = h.end) {
		if (h.form != FORM_BASIC)
			add_name(a, list, n, space, h.first);
		if (h.second)
			add_name(a, list, n, space, h.second);
	}
}

const char *const *
fill_names(const struct request *q, struct arena *a)
{
	const char **list = NULL;
	const char *const *h;
	size_t n = 0, space = 0;

	add_names(a, q->url, &list, &n, &space);
	for (h = q->headers; h && *h; h++)
		add_names(a, *h, &list, &n, &space);
	if (q->secret_body)
		add_names(a, q->body, &list, &n, &space);
	*VEC_PUSH(a, list, n, space) = NULL;
	return list;
}

/* Only servers of the account get its secrets: an address that came in an answer may be anybody's. */
int
fill_allowed(const struct api_account *a, const struct request *q, struct arena *arena, struct error *err)
{
	const char *to = q->url, *end = strchr(to, '{'), *origin, *own, *host, *slash;
	int o;

	/* a placeholder may stand behind the host only */
	host = strstr(to, "://");
	slash = host ? strchr(host + 3, '/') : NULL;
	origin = !end || (slash && slash < end) ?
		http_origin(end ? arena_strn(arena, to, (size_t)(end - to)) : to, arena) : NULL;
	if (!origin)
		return error_set(err, ERR_CONFIG, _("the address is not https:// (http:// is for this machine "
			"alone)"));
	for (o = 0; o < OPT_COUNT; o++) {
		const char *key = conf_options[o].key, *value;

		if (!str_eq(key, "url") && !str_ends(key, "-url"))
			continue;
		value = conf_option_fits((enum conf_option)o, a->channel->name) ? worker_option(&a->w, key) : NULL;
		own = value ? http_origin(value, arena) : NULL;
		if (str_eq(origin, own))
			return 0;
	}
	own = a->channel->base ? http_origin(a->channel->base, arena) : NULL;
	if (!str_empty(worker_option(&a->w, "url")) || !str_eq(origin, own))
		return error_set(err, ERR_PROTOCOL, _("%s is none of the account's servers: it gets no secret"),
			strstr(origin, "://") + 3);
	return 0;
}

const char *
fill_home(const struct api_account *a)
{
	const char *url = worker_option(&a->w, "url");

	return !str_empty(url) ? url : a->channel->base ? a->channel->base : "";
}

static void
add_json(struct buf *out, const char *value)
{
	json_t *v = json_string(value);
	char *dump = v ? json_dumps(v, JSON_ENCODE_ANY) : NULL;
	size_t n = dump ? strlen(dump) : 0;

	if (n >= 2)
		buf_add(out, dump + 1, n - 2);
	free(dump);
	json_decref(v);
}

static int
fill_hole(const struct api_account *a, const struct hole *h, struct buf *out, struct arena *arena,
	struct error *err)
{
	const struct secret *s = secret_find(a, h->form == FORM_BASIC ? h->second : h->first), *data = NULL;
	struct digest mac;
	char hex[65], *pair;

	if (h->form == FORM_HMAC && h->second)
		data = secret_find(a, h->second);
	if (!s || (h->form == FORM_HMAC && !data))
		return error_set(err, ERR_AUTH, _("a secret that the request needs is missing"));
	switch (h->form) {
	case FORM_PLAIN:
		buf_adds(out, s->value);
		break;
	case FORM_PERCENT:
		buf_adds(out, str_percent(arena, s->value));
		break;
	case FORM_JSON:
		add_json(out, s->value);
		break;
	case FORM_BASIC:
		pair = arena_printf(arena, "%s:%s", h->first, s->value);
		buf_adds(out, str_base64(arena, pair, strlen(pair)));
		break;
	case FORM_HMAC:
		mac = hash_hmac(s->value, strlen(s->value), data->value, strlen(data->value));
		digest_hex(hex, &mac);
		buf_adds(out, hex);
		break;
	}
	return 0;
}

int
fill_text(const struct api_account *a, const char *text, struct arena *arena, const char **out, struct error *err)
{
	struct buf b = BUF_INIT;
	struct hole h;
	const char *at = text;
	int rc = 0;

	if (!text || !strchr(text, '{')) {
		*out = text;
		return 0;
	}
	while (!rc && next_hole(&at, &h, arena)) {
		buf_add(&b, text, (size_t)(at - text));
		rc = fill_hole(a, &h, &b, arena, err);
		text = at = h.end;
	}
	buf_adds(&b, text);
	if (!rc)
		*out = arena_strn(arena, b.data, b.len);
	buf_free(&b);
	return rc;
}
