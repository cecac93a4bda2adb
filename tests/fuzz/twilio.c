/* twilio.c - answers of Twilio's REST API, and the jobs that read one thing in several steps. */
#define CHANNEL "twilio"
#define KINDS "pull", "messages", "calls", "recordings", "sweep", "message", "call", "recording", "transcript", "send", \
	"check", "media", "probe"
#define KEY "RE1#2"
#define BODIES NULL, "messages", "recordings", "1795590000000 /2010-04-01/next", "CA1", \
	"{\"sid\":\"CA1\",\"from\":\"+39333123456\",\"to\":\"+3902123456\",\"direction\":\"inbound\",\"status\":\"completed\"}", \
	"{\"thread\":\"voice|1|2\",\"call\":\"CA1\",\"first\":\"us\",\"step\":\"sentences\",\"id\":\"GT1\"}", \
	"{\"thread\":\"voice|1|2\",\"call\":\"CA1\",\"step\":\"transcription\",\"id\":\"TR1\"}", \
	"{\"thread\":\"voice|1|2\",\"call\":\"CA1\"}"
#include "fuzz_channel.h"
