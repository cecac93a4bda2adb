/* popup.c - boxes over the screen. */
#include "popup.h"

static struct pane
draw_box(struct pane box, const char *title, const char *footer)
{
	canvas_erase(box, ROLE_TEXT);
	canvas_box(box, ROLE_BORDER, title, footer);
	return pane_sub(box, 1, 1, box.width - 2, box.height - 2);
}

struct pane
popup_draw(struct pane p, int width, int height, const char *title, const char *footer)
{
	if (canvas_plain(p))		/* one thing at a time */
		return draw_box(p, title, footer);
	int w = width < p.width ? width : p.width, h = height < p.height ? height : p.height;

	return draw_box(pane_sub(p, (p.width - w) / 2, (p.height - h) / 2, w, h), title, footer);
}

struct pane
popup_draw_bottom(struct pane p, int height, const char *title, const char *footer)
{
	int h = height < p.height ? height : p.height;

	return draw_box(pane_sub(p, 0, p.height - h, p.width, h), title, footer);
}
