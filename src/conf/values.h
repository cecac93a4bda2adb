/* values.h - checking of values, inside src/conf/ only. */
#ifndef SPORTELLO_CONF_VALUES_H
#define SPORTELLO_CONF_VALUES_H

#include "conf.h"

/* The value as it is kept, or NULL with *why in words. */
const char *conf_check_value(enum conf_option o, const char *value, struct arena *a, const char **why);

#endif
