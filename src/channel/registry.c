/*
 * registry.c - all channels that speak through request() and answer().  Mail is not here: it has no
 * remote side to ask, and its two halves are mail.h and smtp.h.
 */
#include "channel.h"
#include "channels.h"
#include "str.h"

static const struct channel *const channels[] = { &channel_exec };

const struct channel *
channel_find(const char *name)
{
	size_t i;

	for (i = 0; i < sizeof channels / sizeof channels[0]; i++)
		if (str_eq(channels[i]->name, name))
			return channels[i];
	return NULL;
}
