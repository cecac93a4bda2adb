/* channels.h - inside src/channel/ only: what each file gives to the registry. */
#ifndef SPORTELLO_CHANNELS_H
#define SPORTELLO_CHANNELS_H

#include "channel.h"

extern const struct channel channel_exec, channel_telegram;
extern const struct channel channel_bluesky, channel_mastodon, channel_matrix;

#endif
