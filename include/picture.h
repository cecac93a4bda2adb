/*
 * picture.h - a picture made of coloured cells, as a program like chafa writes it: text and SGR, nothing else.
 *
 * What such a program says is not trusted: a byte that is neither a printable character of one column nor a line end
 * nor a colour refuses the whole picture.  A picture in a terminal's own protocol is checked to be that protocol's
 * payload alone.
 */
#ifndef SPORTELLO_PICTURE_H
#define SPORTELLO_PICTURE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "arena.h"
#include "canvas.h"
#include "error.h"

struct picture_cell {
	char text[4];			/* not terminated */
	unsigned char len;
	uint32_t ink, ground;		/* as theme.h has colours */
};
struct picture {
	int width, height;		/* cells */
	struct picture_cell *cell;	/* row by row */
};

/* ERR_PROTOCOL when it is anything but a picture of at most so many cells. */
int picture_parse(const char *s, size_t len, int width, int height, struct arena *a, struct picture *out,
	struct error *err);
/* At the pane's top left, clipped. */
void picture_draw(struct pane p, const struct picture *picture);
void picture_draw_row(struct pane p, const struct picture *picture, int row);	/* one row, at the pane's first */

enum picture_protocol { PICTURE_BLOCKS, PICTURE_KITTY, PICTURE_SIXEL };
/* Is this one picture (kitty: in as many pieces as it takes) and nothing more? */
bool picture_is_payload(enum picture_protocol protocol, const char *s, size_t len);

#endif
