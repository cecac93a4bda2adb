/* palette.h - between palette.c, what stands in it, and palette_found.c, what is looked for meanwhile. */
#ifndef SPORTELLO_UI_PALETTE_H
#define SPORTELLO_UI_PALETTE_H

#include "app.h"

/* An item's id says how it ranks, and is another for each. */
int64_t palette_id(size_t i, int weight, bool found);
/* "text", and after its end the command line that it stands for. */
char *palette_text(struct arena *a, const char *text, const char *line);
/* The picker is open with these items: people and cases join them as one types. */
void palette_begin(struct app *app, const struct picker_item *items, size_t n);

#endif
