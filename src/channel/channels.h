/* channels.h - inside src/channel/ only: what each file gives to the registry. */
#ifndef SPORTELLO_CHANNELS_H
#define SPORTELLO_CHANNELS_H

#include "channel.h"

extern const struct channel channel_bluesky, channel_exec, channel_facebook, channel_instagram, channel_mastodon,
	channel_matrix, channel_messenger, channel_telegram, channel_tiktok, channel_twilio, channel_whatsapp,
	channel_x;

#endif
