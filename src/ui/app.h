/*
 * app.h - inside src/ui/ only: the console as a whole.
 *
 * One wait, one thread.  Screens are rows of a table of functions; keys, the `:` line, the palette, macros
 * and scripts all run command lines through app_run(): there is no other way in.
 */
#ifndef SPORTELLO_APP_H
#define SPORTELLO_APP_H

#include "buf.h"
#include "canvas.h"
#include "editor.h"
#include "i18n.h"
#include "keys.h"
#include "layout.h"
#include "lineedit.h"
#include "list.h"
#include "popup.h"
#include "str.h"
#include "term.h"
#include "theme.h"
#include "ui.h"
#include "utf8.h"

#include <sys/types.h>

struct app;
struct screen;

/* A screen's functions; NULL = nothing to do. */
struct screen_ops {
	const char *name;		/* also its keymap */
	const char *title;
	bool text;			/* keys go to text first: single-key verbs are never active */
	void (*close)(struct app *, struct screen *);
	void (*reload)(struct app *, struct screen *);	/* the store changed */
	void (*draw)(struct app *, struct screen *, struct pane, bool focus);
	/* True when it took the key or paste. */
	bool (*key)(struct app *, struct screen *, keycode);
	void (*paste)(struct app *, struct screen *, const char *, size_t);
	void (*tick)(struct app *, struct screen *);
	/* The case that verbs act on; 0 = none. */
	int64_t (*current)(struct app *, struct screen *);
	int64_t (*item)(struct app *, struct screen *);
	bool (*move)(struct app *, struct screen *, enum list_move, int count);
	/* One line about it for the status line, in the arena. */
	const char *(*status)(struct app *, struct screen *, struct arena *);
	const char *hints;		/* "reply r, ..." commands whose keys the hint line shows */
	const char *(*hints_now)(struct app *, struct screen *);	/* other ones in its present state; NULL = those */
};

struct screen {
	const struct screen_ops *ops;
	void *state;
	unsigned areas;			/* bits of enum store_area that make it reload */
	bool stale;			/* they have moved, and a key went first */
};

struct view {
	const char *name;		/* for `:view NAME`, the configuration and keys; never translated */
	const char *title, *query, *key;	/* key: as bound, NULL = none */
	const char *columns;		/* as in the configuration; NULL = the usual ones */
	enum case_sort sort, own_sort;	/* now, and as the configuration has it */
	bool reverse, own_reverse;
	bool own;			/* has a section of the configuration */
	bool last;			/* stands after those of the configuration */
	int64_t count;			/* -1 = never counted; over 999 = more */
	int64_t overdue;		/* of them; over 99 = more */
	bool stale, cut;		/* cut: the last count ran out of time */
	int patience;			/* ms that a count may take */
	int64_t counted_us, again_us;	/* when it was counted; not before */
};

struct notify;
struct bar;				/* what the bars have read, bar.c's own */
struct care_gap;
struct filling;				/* macros.c's own */
struct macro_list;
struct keeping;
struct asked;				/* fields_ask.c's own */
struct card;

enum message_kind { MESSAGE_INFO, MESSAGE_GOOD, MESSAGE_BAD };

/* What a finished prompt or picker does with its answer. */
typedef void prompt_done(struct app *, const char *text, void *ctx);	/* a function type, no struct */
typedef void prompt_changed(struct app *, const char *text);
typedef void picker_done(struct app *, const struct picker_item *item);
#define PICKED_TEXT (-1)		/* the item's id when Enter was on words that match nothing: its text is what was typed */

struct app {
	const struct ui_options *options;
	struct verb_context v;
	struct store *store;
	const struct conf *conf;
	struct term *term;
	struct theme *theme;
	struct keymap *keymap;
	struct key_state keys;
	struct conf *keys_conf;		/* read anew when a key was changed; NULL = conf still holds */
	struct hot { int x, y, width; char command[48]; } hot[96];	/* what a click runs, as it was drawn */
	int hot_count;
	char teach[80];			/* a key to be named once nothing is being asked */
	struct rebind *rebind;		/* a key is being asked for */
	char **keys_wrong;		/* lines about the configuration's keys, file and line before each */
	size_t keys_wrong_count;
	int64_t keys_since_us;		/* when the pending prefix began */
	struct arena *memory;		/* of the whole run */
	struct arena *command;		/* until the command has returned */
	struct screen stack[12];
	int depth;			/* screens on the stack; the first is the list */
	bool hurry;			/* something on the screen waits for a tick: it comes soon */
	bool blurred, focused;		/* the window is not, or is, looked at; neither: not known */
	struct notify *notify;		/* notify.c's own */
	bool quit, dirty, wide_zoom, show_card, hide_sidebar, hide_card, linear;
	const char *layout_said, *width_said;	/* by the configuration, or :set, when it was looked at last */
	int list_width[2], card_top;	/* 0 = as the screen is wide, with four panes and with two; first line of the card shown */
	int running;			/* command lines under way: one may run another */
	char message[400];
	enum message_kind message_kind;
	int64_t message_until;
	/* `:` and other prompts */
	bool prompting;
	char prompt_label[80];
	struct lineedit *prompt;
	prompt_done *prompt_done;
	prompt_changed *prompt_changed;
	bool prompt_rows;		/* while one types, Up and Down move in the rows, and Tab goes to them */
	bool prompt_tab;		/* it ended with Tab */
	void *prompt_ctx;
	struct lineedit *history;	/* of the `:` line */
	/* pickers and yes/no */
	struct picker *picker;
	picker_done *picker_done;
	void (*picker_changed)(struct app *);	/* what is typed changed; NULL = the items stay */
	struct palette *palette;	/* palette.c's own */
	struct used *used;		/* used.c's own */
	picker_done *picker_live;	/* is shown what is under the cursor, and NULL when it is left without a choice */
	char theme_before[64];		/* while one looks at others */
	struct arena *picker_memory, *picker_before;
	/* What a picker or prompt was opened on: the list may move under it, its answer must not. */
	int64_t *held, held_case;
	size_t held_count;
	bool holding;			/* an answer is being carried out */
	struct filling *filling;	/* a macro that waits for an answer; like the next two it lives in picker_memory */
	struct macro_list *macros;	/* those that are offered */
	struct keeping *keeping;	/* a macro on its way into the configuration */
	struct care_gap *gap;		/* that is asked for */
	char facts_ticked[200];		/* facts that whoever speaks knew, in a case */
	int64_t facts_case;
	struct level *level;		/* an escalation, or a program, that is being asked for */
	struct asked *asked;		/* fields that are asked for before cases are done */
	bool picker_tab;		/* the answer was Tab: insert, do not run */
	char picker_typed[160];		/* what stood in its line when it was answered */
	bool asking, asking_firmly;
	char question[1600];
	void (*answered)(struct app *, bool yes);
	/* over everything: the form of a call, and who rings */
	struct contact_form *form;
	struct ring_card *ring;
	int64_t ring_seen;
	/* views */
	struct view *views;
	char view_asked[200];
	size_t view_count, view_space, view_now, view_turn;	/* turn: counted next */
	int64_t stream_count;		/* new in the stream; over 999 = more; -1 = there never was one */
	bool stream_stale;
	/* news */
	int64_t areas[AREA_COUNT], looked_us, counted_us, idle_us, ticked;
	int outbox[OUTBOX_COUNT];
	char sync_words[160], sync_trouble[240];
	char held_words[40];		/* nothing automatic leaves, in a few words; "" = it does */
	bool sync_bad;
	struct bar *bar;
	struct sidebar *sidebar;
	struct memory *remembered;	/* remember.c's own */
	struct pictures *pictures;	/* picture.c's own */
	struct dash *dash;		/* dash.c's own: what was counted, and where the cursor stood */
	struct card *card;
	int64_t card_case;		/* whose card was drawn last */
	int64_t key_at, here_us;	/* the last key that was not noted yet; when one was */
	/* performance */
	int64_t key_us[512], query_us[512];
	size_t key_n, query_n;
	/* what commands remember */
	char last_command[300];		/* for `.` */
	char found[200], filter_before[400], sure_line[300];
	int64_t tossed;			/* the draft thrown away last, when nothing else was done since; 0 = none */
	int64_t visited[64];		/* cases opened, for < and > */
	int visited_count, visited_at;
	bool news;			/* screens are read anew because others changed something */
	struct flow *flow;		/* flow.c's own */
	struct rule_edit *rule_edit;	/* rules.c's own */
	struct left { int64_t case_id, seen; bool leased; } left[4];	/* cases that were left; not written yet */
	int left_count;
	struct ahead *ahead;		/* ahead.c's own */
	struct waiting *waiting;	/* acts that wait for the store's lock, oldest first */
	struct compose *parked[8];	/* composers that are left open, the last left last */
	int parked_count;
	struct spell *spell;		/* of the composer; NULL = nothing was written yet */
	const char *spell_languages;
	pid_t launcher;
	int launcher_fd;
	bool sync_started;
	int tutorial_step;		/* from 1; 0 = there is none */
	int exit_status;
};

/* -- app.c ------------------------------------------------------------------------------------------------- */

struct screen *app_top(struct app *app);
void app_push(struct app *app, const struct screen_ops *ops, void *state, unsigned areas);
void app_pop(struct app *app);
/* The screen of this kind on the stack, or NULL. */
struct screen *app_find(struct app *app, const struct screen_ops *ops);
void app_say(struct app *app, enum message_kind kind, const char *fmt, ...) __attribute__((format(printf, 3, 4)));
void app_fail(struct app *app, const struct error *err);
void app_prompt(struct app *app, const char *label, const char *text, prompt_done *done, void *ctx);
void app_prompt_live(struct app *app, prompt_changed *changed);
void app_pick(struct app *app, const char *title, const char *footer, struct picker_item *items, size_t n, bool typing,
	picker_done *done);
/* After app_pick(): called for each item the cursor comes to, and with NULL when the picker is left without a choice. */
void app_pick_live(struct app *app, picker_done *live);
void app_ask(struct app *app, void (*answered)(struct app *, bool yes), const char *fmt, ...)
	__attribute__((format(printf, 3, 4)));
/* Only y is yes, only e, n and Esc are no: what a key typed blindly must not answer. */
void app_ask_firmly(struct app *app, void (*answered)(struct app *, bool yes), const char *fmt, ...)
	__attribute__((format(printf, 3, 4)));
void app_reload(struct app *app, unsigned areas);
/* One round: waits at most timeout_ms for an event and handles it; false when it is time to end. */
bool app_round(struct app *app, int timeout_ms);
void app_draw(struct app *app);
/* Under 40x8 there is one line, and only q ? : mean something. */
bool app_too_small(const struct app *app);
void app_key(struct app *app, keycode key);
/* What the picker in front says to a key or click. */
void app_picker_answer(struct app *app, enum picker_answer answer);
/* Query timing for `:perf`. */
void app_query_took(struct app *app, int64_t since_us);

/* Another theme at once, also its name for the rest of the run. */
int app_theme(struct app *app, const char *name, struct error *err);

/* -- commands.c ----------------------------------------------------------------------------------------------- */

struct command {
	const char *name, *usage, *help, *where;
	void (*run)(struct app *app, int count, const char *const *words, size_t n);
};
extern const struct command commands[];
/* Runs one command line. */
void app_run(struct app *app, const char *line, int count);
/* Is it a command or verb, and at home on the screen in front? */
bool app_knows(struct app *app, const char *line);
/* Cases that a verb acts on: the marks of the list, else the current case. */
int64_t *app_targets(struct app *app, struct arena *a, size_t *n);
int64_t app_case(struct app *app);
int64_t app_item(struct app *app);
char **app_complete(void *ctx, const char *text, size_t cursor, struct arena *a, size_t *start);
void app_command_prompt(struct app *app, const char *text);

/* The first words that start a program of ours (sportello, sportello-sync) on this configuration and store: at most
 * five, how many. */
size_t own_program(struct app *app, const char *program, const char **argv, struct arena *a);

/* -- tutorial.c: steps through the console, in a strip over the status line -------------------------------------- */

bool tutorial_runs(const struct app *app);
int tutorial_rows(struct app *app, int width);
void tutorial_draw(struct app *app, struct pane p);
void tutorial_ran(struct app *app, const char *name);
void tutorial_command(struct app *app, const char *what);

/* -- incidents.c: the line of an alarm that nobody has decided about, on every screen ---------------------------- */

int alarm_rows(struct app *app);
void alarm_draw(struct app *app, struct pane p);
void alarm_close(void);

/* -- bar.c ------------------------------------------------------------------------------------------------------ */

void bar_top(struct app *app, struct pane p);
void bar_bottom(struct app *app, struct pane p);
char *bar_stream_key(struct app *app, struct arena *a);
const struct account_row *bar_accounts(const struct app *app, size_t *n);	/* as looked at last */
/* sidebar.c */
void bar_sidebar(struct app *app, struct pane p);
void sidebar_tick(struct app *app);
void sidebar_stale(struct app *app);
bool sidebar_busy(const struct app *app);	/* something is still to be counted */
void sidebar_close(struct app *app);
void bar_look_at_sync(struct app *app);
void bar_close(struct app *app);
/* The first binding in force of a command in the top screen, in the arena; NULL = none. */
char *bar_key(struct app *app, const char *command, struct arena *a);
/* The same in a given keymap; "-" = none. */
char *bar_key_in(struct app *app, const char *map, const char *command, struct arena *a);

/* notify.c: tells what concerns me while I look elsewhere */
void notify_news(struct app *app);		/* something changed: look at it at the next tick */
void notify_tick(struct app *app);
void notify_close(struct app *app);
/* -- panes.c ---------------------------------------------------------------------------------------------------- */

struct panes { int side, list, main, card; };		/* columns; 0 = not shown */
struct panes panes_fit(const struct app *app, int width, bool list_in_front);
void panes_load(struct app *app);
void panes_look(struct app *app);	/* what :set has changed */
bool panes_beside(const struct app *app);	/* is there more than one? */
bool panes_card(const struct app *app);
void panes_draw(struct app *app, struct pane body);

/* -- views.c ---------------------------------------------------------------------------------------------------- */

void bar_count_views(struct app *app);		/* one stale view per call */
void views_load(struct app *app);
void views_count_stream(struct app *app);
void view_open(struct app *app, size_t i);
void views_keys(struct app *app);		/* their keys anew, after the keymap changed */
bool view_is_old(const struct view *v);
int view_count_query(struct app *app, const char *text, int64_t stop, int64_t *out);
bool view_open_named(struct app *app, const char *name);
/* One more view, or another query for one that is there; its place. */
size_t view_keep(struct app *app, const char *name, const char *query, enum case_sort sort, bool reverse);
void view_forget(struct app *app, const char *name);
/* views_edit.c */
void view_remembered_order(struct app *app, struct view *v);
const char *sort_words(enum case_sort sort);

/* -- remember.c: what this agent's console keeps of itself -------------------------------------------------------- */

void remember(struct app *app, const char *name, const char *value);
char *remembered(struct app *app, const char *name, struct arena *a);	/* NULL = nothing */
void remember_tick(struct app *app);
void remember_end(struct app *app);
/* All cases that a query finds, which stands in the filter. */
void view_open_filtered(struct app *app, enum case_sort sort, const char *filter);

/* -- ahead.c: the case that is likely to be opened next, read between keys -------------------------------------- */

void ahead_tick(struct app *app);
void ahead_way(struct app *app, int direction);	/* in which one goes through the list */
struct story *ahead_take(struct app *app, int64_t case_id);	/* the caller's own; NULL = it was not read */
void ahead_forget(struct app *app);		/* something changed */
void ahead_end(struct app *app);

/* -- waiting.c: acts that wait for the store's lock ------------------------------------------------------------- */

bool waiting_any(const struct app *app);
/* acts, and all they point to, must lie in app->command; that arena is given away. */
void waiting_add(struct app *app, const struct act *acts, size_t count, bool full);
void waiting_tick(struct app *app);
void waiting_end(struct app *app);

/* -- screens -------------------------------------------------------------------------------------------------- */

extern const struct screen_ops queues_screen;
extern const struct screen_ops list_screen, case_screen, compose_screen, outbox_screen, journal_screen, search_screen,
	help_screen, accounts_screen, people_screen, history_screen, person_screen, suggestions_screen,
	drafts_screen, stream_screen, context_screen, template_screen, merge_screen, fields_screen, handover_screen, page_screen,
	reading_screen, news_screen, read_screen, bulk_screen, words_screen;

extern const struct screen_ops undolist_screen, many_screen, rules_screen, rule_screen;
extern const struct screen_ops incidents_screen;
extern const struct screen_ops undolist_screen, many_screen;
extern const struct screen_ops answers_screen, answer_screen, missing_screen;

/* list.c */
void *cases_open(struct app *app);
void cases_set_view(struct app *app, const struct view *v);
int64_t cases_current(struct app *app);
const char *cases_position(struct app *app, struct arena *a);	/* "3/9 Inbox" */
int64_t *cases_targets(struct app *app, struct arena *a, size_t *n);
bool cases_step(struct app *app, int direction);	/* moves to the next or previous case */
void cases_marks(struct app *app, const char *what);
void cases_filter(struct app *app, const char *text);	/* live, "" = off */
const char *cases_filter_text(struct app *app);
void cases_draw_peek(struct app *app, struct pane p);
bool cases_go(struct app *app, int64_t case_id);
void cases_sort(struct app *app, enum case_sort sort, bool reverse);
enum case_sort cases_order(struct app *app, bool *reverse);
char *cases_query_text(struct app *app, struct arena *a);	/* of the view, narrowed by the filter */
int64_t cases_beside(struct app *app, int64_t case_id, int direction);	/* of the one under the cursor; 0 = not known */
int64_t cases_neighbour(struct app *app, int64_t case_id);	/* after it, else before; 0 = none */
size_t cases_marks_unseen(struct app *app);
size_t cases_marked(struct app *app);		/* how many */
void cases_mark_query(struct app *app, const char *text);
/* Finds in the view: direction 0 with NULL remembers the place, with "" goes back there; again = from the next row. */
bool cases_find(struct app *app, const char *text, int direction, bool again);

/* timeline.c: the story of a case, used by the case screen, the preview and the composer */
struct story;
struct story *story_open(struct app *app, int64_t case_id);
/* What of it will be on the screen first, on one like that of another story, is laid out before it is drawn. */
void story_lay_out(struct story *s, const struct story *like);
void story_close(struct story *s);
void story_reload(struct app *app, struct story *s);
void story_draw(struct app *app, struct story *s, struct pane p, bool focus);
/* The same above a text that is being written: one line of head, no draft. */
void story_draw_above(struct app *app, struct story *s, struct pane p, bool focus);
void story_draw_head(struct app *app, struct story *s, struct pane p);
/* "promised: send a new one, by Fri 27 Nov 10:00", "waits on DHL until ..."; NULL when there is none. */
char *story_callback_words(const struct case_row *r, int64_t now, struct arena *a);	/* "call back +39 333..., by 15:00" */
char *story_next_words(const struct case_row *r, int64_t now, struct arena *a);
char *story_waits_words(const struct case_row *r, int64_t now, struct arena *a);
bool story_move(struct app *app, struct story *s, enum list_move move, int count);
bool story_item_move(struct app *app, struct story *s, int direction, bool customer_only);
int64_t story_case(const struct story *s);
int64_t story_item(const struct story *s);
const struct item_row *story_row(const struct story *s);
void story_called(struct app *app, struct story *s);	/* notes on the screen that call the agent are seen */
int64_t story_last_seen(const struct story *s);		/* highest item that was on the screen */
/* "toggle", "unfold", "refold" the item; "open", "close" all; false when it was so already. */
bool story_fold(struct app *app, struct story *s, const char *what);
void story_headers(struct app *app, struct story *s);
bool story_find(struct app *app, struct story *s, const char *text, int direction, bool again);
bool story_go(struct app *app, struct story *s, int64_t item);
/* timeline_mark.c: lines are marked from here on while one moves, until it is done or called off. */
bool story_mark(struct app *app, struct story *s, bool on);
bool story_marks(const struct story *s);
/* The marked lines, else the whole item under the cursor, as a quote with a line of who and when; NULL = no words.
 * Without notes, what is internal is left out: it has no way to a customer. */
char *story_quote(struct story *s, bool notes, struct arena *a);
void story_kinds(struct app *app, struct story *s);
void story_end(struct story *s);			/* to the newest item */
void story_resized(struct story *s);			/* has another height: its end stays in view if it was */
const char *story_position(struct story *s, struct arena *a);

/* case.c */
void case_open_screen(struct app *app, int64_t case_id);
struct story *case_story(struct app *app);
void case_left(struct app *app);		/* writes what leaving cases has to */
void case_claim(struct app *app);	/* the open case is in my hands: others pass over it */

void case_leave_unread(struct app *app);

/* flow.c: from case to case */
bool flow_next(struct app *app);		/* Tab */
void flow_back(struct app *app);		/* S-Tab */
bool flow_by_tab(struct app *app, int64_t case_id);	/* it was the last that Tab went to */
void flow_left(struct app *app, int64_t case_id);	/* the case is closed: what was kept with it goes back */
bool flow_tick(struct app *app, int64_t case_id);	/* false: it is not kept for me any more */
/* After a case was answered or done: the next that needs me if Tab had led here, else `neighbour` in the list. */
void flow_go_on(struct app *app, int64_t here, int64_t neighbour);

/* guide.c: "guide reset 2/5"; NULL = none goes on in the case. */
const char *guide_words(struct app *app, int64_t case_id, struct arena *a);

/* many.c: a look at what the same would do to many cases, then a yes; false when that is nothing for many */
bool many_show(struct app *app, const char *lines, const int64_t *ids, size_t n);

/* undo_list.c */
/* A draft is thrown away; it can be had back, and that is said. */
void undo_toss(struct app *app, int64_t draft);
/* Brings the tossed draft back; false when it could not. */
bool undo_untoss(struct app *app, int64_t draft);

/* history.c: all that a customer and we said, on every channel */
void history_open(struct app *app, int64_t customer, int64_t item);	/* item: where it opens; 0 = at the newest */
struct story *history_story(struct app *app);		/* of the history in front, or NULL */
int64_t history_customer(struct app *app);
void history_command(struct app *app, const char *what);
void history_ask(struct app *app);
void history_search(struct app *app, const char *text);
void history_enter(struct app *app);
bool history_go(struct app *app, struct story *s, int64_t at, int64_t id);

/* card.c: drawing never reads; card_tick() does, for the case drawn last */
void card_draw(struct app *app, int64_t case_id, struct pane p);
void card_tick(struct app *app);
void card_stale(struct app *app);
void card_close(struct app *app);

/* person.c: the card of one customer on the whole screen */
void person_open(struct app *app, int64_t customer);
int64_t person_customer(struct app *app);		/* whose card is in front; 0 = nobody's */
void person_enter(struct app *app);
void person_fold(struct app *app, const char *what);
void person_hook_ended(struct app *app);
const char *person_copies(struct app *app);		/* what is under the cursor of a card, or NULL */

/* The customer of what is in front: a card, a history, the list of customers, a case, an item; 0 = nobody. */
int64_t customer_here(struct app *app);

/* compose.c */
/* ANSWER: a public message that is in no case, where it was said; PRIVATE: its author alone, once;
 * EDIT: other words for what we said */
enum compose_kind { COMPOSE_REPLY, COMPOSE_NOTE, COMPOSE_NEW, COMPOSE_FORWARD, COMPOSE_ANSWER, COMPOSE_PRIVATE, COMPOSE_EDIT,
	COMPOSE_KINDS };
void compose_open(struct app *app, enum compose_kind kind, int64_t case_id, int64_t item, const char *via);
void compose_open_draft(struct app *app, int64_t draft);
void compose_command(struct app *app, const char *what, const char *argument);
bool compose_active(struct app *app);
/* compose_read.c: the story above the text while it has the keys, or NULL. */
struct story *compose_story(struct app *app);
/* compose_park.c: "draft-next", "draft-prev", "to-list": drafts that stay open. */
void compose_round(struct app *app, const char *what);
void compose_parked_tick(struct app *app);
void compose_parked_end(struct app *app);
char *compose_parked_words(struct app *app, struct arena *a);	/* "1 draft open: #12", or NULL */
void compose_to(struct app *app, const char *address);	/* of the new message in front */
/* The private answer to the public words under the cursor, or to the newest of the case that takes one. */
void compose_whisper(struct app *app);
/* own.c: "own-edit", "own-delete": our own words under the cursor, on the channel itself. */
void own_command(struct app *app, const char *what);

/* contact.c: a call, visit or letter is written down, over whatever is there */
struct contact_form;
void contact_open(struct app *app, enum item_kind kind);	/* with the case or customer in front */
/* A call that rings or was dialled; lasts since then. */
struct contact_call {
	enum direction way;
	int64_t since, ring, case_id, customer;
	const char *number;
};
void contact_open_call(struct app *app, const struct contact_call *call);
void contact_open_draft(struct app *app, const struct draft *d);
void contact_key(struct app *app, keycode key);
void contact_paste(struct app *app, const char *text);
void contact_tick(struct app *app);
void contact_close(struct app *app);
void contact_undialled(struct app *app);	/* a call that did not come about needs no form */
void contact_draw(struct app *app, struct pane screen);		/* contact_draw.c */

/* ring.c: who telephones */
struct ring_card;
void ring_look(struct app *app);		/* the store has news of it */
void ring_tick(struct app *app);
bool ring_key(struct app *app, keycode key);	/* true when it was for the card */
void ring_command(struct app *app, const char *what);
void ring_draw(struct app *app, struct pane screen);
void ring_close(struct app *app);

/* fields_ask.c: what the configuration wants to know before cases are done */
/* True when it asks now: the command line `again` is run once all is answered, and gets false. */
bool fields_ask(struct app *app, const int64_t *ids, size_t n, const char *again);
/* What was answered, as command lines that set it where the case has none: "" or "field NAME VALUE; ". */
char *fields_given(struct app *app, int64_t case_id, struct arena *a);
void fields_end(struct app *app);		/* the answers have been used, or are not wanted any more */
/* Would these command lines resolve the case? */
bool fields_resolves(struct app *app, const char *lines, int64_t case_id);

/* fields.c: the fields of a case and its customer, as a table; with a name, one value is asked for */
void fields_open(struct app *app, int64_t case_id);
void fields_set(struct app *app, int64_t case_id, const char *name);
char **fields_complete(const struct app *app, const char *name, const char *word, struct arena *a);

/* dial.c: NULL = the number of what is in front */
void dial_number(struct app *app, const char *typed);

/* picture.c: attached pictures, drawn by another process and kept in memory */
struct pictures;
struct picture;
extern const struct screen_ops picture_screen;
/* The picture in so many cells, NULL = not there (yet): it is asked for, and the story is laid out anew when it came. */
const struct picture *picture_look(struct app *app, int64_t item, int place, const struct attachment *f, int width,
	int height);
bool pictures_shown(const struct app *app);	/* ui.pictures */
void pictures_tick(struct app *app);
void pictures_end(struct app *app);
void picture_open(struct app *app, int64_t item, int place);	/* on the whole screen; place from 1, 0 = the first */
/* An attachment, by what it is: a picture here, a call by the player, anything else by open-command. */
void attachment_open(struct app *app, int64_t item, int place);

/* dash.c: the figures; dash_return() goes back there from the list that a number opened */
struct dash;
extern const struct screen_ops dashboard_screen;
void dash_open(struct app *app);
void dash_enter(struct app *app);
bool dash_return(struct app *app);
void dash_end(struct app *app);

/* others.c */
void outbox_open(struct app *app);
void journal_open(struct app *app, int64_t case_id);
void search_open(struct app *app, const char *text);
void search_show(struct app *app, const char *text);	/* its results, nothing to type */
void help_open(struct app *app);
/* What is under the help's cursor, a copy in the arena; NULL = no binding. */
const struct binding *help_binding(struct app *app, struct arena *a);
void accounts_open(struct app *app);
void people_open(struct app *app, const char *find);
void drafts_open(struct app *app);
void queues_open(struct app *app);
void drafts_drop(struct app *app);
void stream_open(struct app *app);
void stream_command(struct app *app, const char *what);
void outbox_command(struct app *app, const char *what);
void rows_open_current(struct app *app);
int64_t rows_customer(struct app *app);	/* under the cursor of the list of customers; 0 = none */

/* merge.c: both sides of a merge, and the question what they are; nothing is done before it is answered */
void merge_open_cases(struct app *app, int64_t into, const int64_t *others, size_t n);
void merge_open_people(struct app *app, int64_t into, int64_t other);

/* pick.c: pickers and prompts of verbs */
void pick_assign(struct app *app);
/* To whom: runs "COMMAND WHO"; the command is a constant. */
void pick_taker(struct app *app, const char *command, const char *title);
void pick_tag(struct app *app, const char *start);
void pick_snooze(struct app *app);
void pick_escalate(struct app *app);
void pick_run(struct app *app);
/* level.c: asks for the reason, or for what an action needs, shows what would leave, and does it. */
void level_escalate(struct app *app, const char *target);
void level_run(struct app *app, const char *name);
void level_end(struct app *app);
void pick_status(struct app *app);
void pick_mood(struct app *app);
void pick_language(struct app *app);
void pick_macro(struct app *app, const char *name);
void pick_template(struct app *app);	/* template.c */
void template_command(struct app *app, const char *what);
void pick_route(struct app *app);
/* The same if the newest contact was public or a call; false = there is nothing to ask. */
bool pick_route_first(struct app *app);
void pick_view(struct app *app);
void pick_palette(struct app *app);
void palette_tick(struct app *app);
void palette_end(struct app *app);
void pick_theme(struct app *app);
void pick_attachment(struct app *app);
void pick_explain(struct app *app);
void pick_policy(struct app *app);
/* compose.c: "ACCOUNT ADDRESS" of a private way, for letter.via. */
char *compose_via(const struct reply_route *r, struct arena *a);
/* verify.c: who is speaking. */
void pick_verify(struct app *app);
/* links.c: addresses in words, and further ones with what they are (address, label... NULL); opened by number. */
void pick_link(struct app *app, const char *text, const char *const *more);
void pick_link_of(int64_t message);	/* of which "[1] photo.jpg" among `more` is an attachment */
/* open.c: shown by the program of `open-command`, else copied. */
void open_address(struct app *app, const char *address);
/* A file's path, for prompts. */
char **complete_path(void *ctx, const char *text, size_t cursor, struct arena *a, size_t *start);

/* launch.c: programs started by a small process forked before anything else */
void launcher_start(struct app *app);
void launcher_sync(struct app *app);
void launcher_end(struct app *app);
bool sync_runs(struct app *app);
/* What is wrong with sync in words, in memory that lives until the next call; NULL = nothing. */
const char *launcher_trouble(struct app *app);
/* Runs the editor on a text; NULL when nothing changed or it failed. */
char *launch_editor(struct app *app, const char *text, struct arena *a);
/* Runs a person's own command line on the whole terminal, with a text on its standard input; waits for Enter. */
void launch_shell(struct app *app, const char *command, const char *input);
/* The same for a program that has the terminal until it is left: no question afterwards. */
void launch_pager(struct app *app, const char *command);
/* Sync now: wakes the one that runs, else starts one. */
void launcher_look(struct app *app);

/* script.c */
int script_run(struct app *app, const char *file, struct error *err);

/* used.c: what this agent used, counted, and the key of what was reached the long way */
/* Runs a command line chosen or typed where a key would have done. */
void app_run_long(struct app *app, const char *line);
void used_note(struct app *app, const char *kind, const char *name);
int used_weight(struct app *app, const char *kind, const char *name);
void used_tick(struct app *app);
void used_end(struct app *app);
void teach_tick(struct app *app);

/* settings.c: "ui.theme", or "theme" where only one section has it; OPT_COUNT = none */
enum conf_option setting_named(const char *name);
char *setting_name(enum conf_option o, struct arena *a);
char **setting_complete(const struct app *app, const char *name, const char *word, struct arena *a);
/* Of the sections that a run may change. */
bool setting_free(enum conf_option o);

/* keys.c: the bindings of a preset; `default` is the ground on which the others stand */
struct default_key { const char *map, *keys, *command, *note; };
struct keys_preset { const char *name; const struct default_key *keys; };
extern const struct keys_preset keys_presets[];

/* mouse.c: words of the screen that a click runs, noted while they are drawn; and the events */
void hot_add(struct app *app, struct pane p, int x, int y, int width, const char *command);
void app_mouse(struct app *app, keycode key);

/* rebind.c: a key is asked for, for what a binding runs */
void rebind_ask(struct app *app, const struct binding *b);
void rebind_key(struct app *app, keycode key);
void rebind_end(struct app *app);

/* which_key.c: once a sequence is begun and nothing was pressed for a while */
void which_key_draw(struct app *app, struct pane p);

/* keys_load.c */
/* The keymap of the preset and the configuration; what is wrong in it is in app->keys_wrong, all of it. */
void keys_load(struct app *app);
/* The same after the configuration's file was changed; views show their keys anew. */
int keys_reload(struct app *app, struct error *err);
const struct conf *keys_conf(const struct app *app);
bool keys_command_known(const char *line);
/* Whether bindings are in force on a screen of this name. */
bool keys_map_known(const char *map);

/* news.c: what happened while the agent was away; who presses keys is there */
void news_key(struct app *app);
void news_tick(struct app *app, bool at_once);

/* bulk.c: one text to many; one that was cut off is named on return */
void bulk_remind(struct app *app);

/* Short forms for screens. */
const char *channel_code(const char *channel);
void local_hhmm(char out[8], int64_t at);
const char *rows_number(struct arena *a, int64_t n);	/* "#4711", "" for none */
void local_date(char out[24], int64_t at, int64_t now);

#endif
