/*
 * commands.h - the commands' functions, between commands.c (the table) and its families; nobody else's.
 *
 * A command that changes cases goes through command_verb(): the words are those of the command line, it acts
 * on the marks or on the case in front of the agent, and its message says what was done and how to undo it.
 */
#ifndef SPORTELLO_UI_COMMANDS_H
#define SPORTELLO_UI_COMMANDS_H

#include "app.h"

/* words[0] is the command's own name. */
typedef void command_run(struct app *app, int count, const char *const *words, size_t n);	/* a function type */

/* commands_go.c: moving, opening, leaving, looking for. */
command_run go_move, go_open, go_back, go_quit, go_leave, go_case, go_item, go_needing, go_history, go_view, go_screen,
	go_number, go_fold, go_kinds, go_filter, go_search, go_search_next, go_search_all, go_sort, go_marks,
	go_view_save, go_view_drop, go_mark_query, go_mark_lines, go_marked, go_pane, go_people, go_panes, go_help, go_help_run,
	go_stream;

/* panes.c, card.c, sidebar.c: what stands beside. */
command_run go_pane_width, go_card_move, go_tags, go_layout;

/* person_edit.c, suggestions.c: a customer's card, and who may be one. */
command_run go_person, go_suggestions;

/* commands_case.c: what changes a case. */
command_run case_verb, case_pick, case_done_next, case_priority, case_merge, case_split, case_undo, case_redo,
	case_undo_action, case_unread,
	case_repeat, case_field;

/* step.c: what happens next, and by when; other verbs with free words. */
command_run case_prompt;

/* queues.c: what waits for which team, and who is there. */
command_run go_away, case_give_back;

/* handover.c: what I hold goes to somebody else. */
command_run go_handover;

/* news.c: what happened while the agent was away. */
command_run go_news;
/* rules.c: rules, and the hold on everything automatic. */
command_run go_rules, go_hold;
/* answers.c, answers_missing.c, guide.c: what the desk knows. */
command_run go_answers, go_missing, go_guide;
/* dash.c: the dashboard. */
command_run go_dash;

/* undo_list.c, many.c */
command_run undo_list, go_many;

/* incidents.c: one matter of many cases. */
command_run go_incident, go_incident_key, go_alarm;

/* bulk.c: one text to many. */
command_run go_bulk;

/* merge.c: both sides of a merge. */
command_run case_merge_screen, case_merge_people;

/* commands_write.c: the composer, copying, files. */
command_run write_contact, write_reply, write_note, write_forward, write_new, write_draft, write_compose, write_macro,
	write_outbox, write_template, write_private, write_own, write_copy, write_pick, write_policy, write_link,
	write_picture, write_pipe, write_shell;

/* commands_self.c: the console itself. */
command_run self_sync, self_redraw, self_suspend, self_perf, self_tutorial, self_version, self_prompt, self_palette, self_bind,
	self_help_key, self_set, self_manual;

/* The story in front: a case's, a customer's, that above a text; NULL = something else is in front. */
struct story *story_here(struct app *app);
/* Words from `first` on, one blank between; in the arena. */
char *command_rest(struct arena *a, const char *const *words, size_t n, size_t first);
/* The same with quotes around what needs them, to be read again. */
char *command_quoted(struct arena *a, const char *const *words, size_t n, size_t first);
/* Does a verb of verb.h to app_targets(); says what was done.  False when nothing was. */
bool command_verb(struct app *app, const char *const *words, size_t n, bool sure);
/* Does acts; a lock that was not had in time is tried again on the next ticks (false), and the agent goes on. */
bool command_acts(struct app *app, const struct act *acts, size_t count, bool full, struct act_result *r);
/* What must never happen again by `.`, and what may. */
void command_remember(struct app *app, const char *const *words, size_t n);

/* For prompts that take a query. */
lineedit_complete complete_query;

#endif
