/* whatsapp.c - answers and payloads of the WhatsApp Cloud API. */
#define CHANNEL "whatsapp"
#define KINDS "ingest", "pull", "send", "status", "media", "probe"
#include "fuzz_channel.h"
