/* commands.c - every command of the console, once: keys, the `:` line, macros, scripts and help read this table. */
#include "commands.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "verb.h"

enum { REPEAT_MOST = 200 };

/* A name in `where` = only on that screen; several, blanks between. */
const struct command commands[] = {
	/* moving */
	{ "down", "", N_("next line or case"), NULL, go_move },
	{ "up", "", N_("previous line or case"), NULL, go_move },
	{ "page-down", "", N_("a page down"), NULL, go_move },
	{ "page-up", "", N_("a page up"), NULL, go_move },
	{ "half-down", "", N_("half a page down"), NULL, go_move },
	{ "half-up", "", N_("half a page up"), NULL, go_move },
	{ "top", "", N_("to the first"), NULL, go_move },
	{ "bottom", "", N_("to the last"), NULL, go_move },
	{ "open", "[CASE]", N_("open what is under the cursor, or a case"), NULL, go_open },
	{ "back", "", N_("one level back"), NULL, go_back },
	{ "quit", "", N_("leave Sportello; drafts and the outbox are kept"), NULL, go_quit },
	{ "left", "", N_("to the left: fold the item, then back to the list"), NULL, go_leave },
	{ "right", "", N_("to the right: open the case, unfold the item"), NULL, go_leave },
	{ "next-case", "", N_("next case, without going back to the list"), NULL, go_case },
	{ "prev-case", "", N_("previous case, without going back to the list"), NULL, go_case },
	{ "next-item", "", N_("next message or note"), "case history reading", go_item },
	{ "prev-item", "", N_("previous message or note"), "case history reading", go_item },
	{ "next-customer", "", N_("next message of the customer"), "case history reading", go_item },
	{ "prev-customer", "", N_("previous message of the customer"), "case history reading", go_item },
	{ "next-needing", "", N_("to the case that needs me most, and why: overdue, called, with news, unassigned"), NULL,
		go_needing },
	{ "prev-needing", "", N_("back to the case before"), NULL, go_needing },
	{ "history-back", "", N_("the case opened before"), NULL, go_history },
	{ "history-forward", "", N_("the case opened after"), NULL, go_history },
	{ "case-number", "[CASE]", N_("go to a case by its number"), NULL, go_number },
	{ "jump", "DIGITS", N_("go to a case whose number begins so: the rest is typed"), NULL, go_number },
	/* views and screens */
	{ "view", "[NUMBER|NAME]", N_("open a view"), NULL, go_view },
	{ "outbox", "", N_("what is under way to customers"), NULL, go_screen },
	{ "stream", "", N_("what was said in public"), NULL, go_screen },
	{ "journal", "", N_("what was done, newest first"), NULL, go_screen },
	{ "case-journal", "", N_("what was done to this case"), NULL, go_screen },
	{ "customers", "[NAME]", N_("customers"), NULL, go_screen },
	{ "people-find", "", N_("find a customer as you type"), NULL, go_screen },
	{ "accounts", "", N_("accounts, and files that could not be read"), NULL, go_screen },
	{ "drafts", "", N_("my drafts"), NULL, go_screen },
	{ "queues", "", N_("the teams' queues: what waits, and who is there for it"), NULL, go_screen },
	{ "away", "[until WHEN] [--substitute WHO]|off", N_("I am out of office, or there again"), NULL, go_away },
	{ "rules", "", N_("rules that act by themselves: what each has done, and what ails it"), NULL, go_rules },
	{ "rule-edit", "NAME", N_("change a rule, or begin one, and see what it would have done"), NULL, go_rules },
	{ "hold", "[ACCOUNT] [until WHEN]", N_("nothing automatic leaves until it is released"), NULL, go_hold },
	{ "release", "[ACCOUNT]", N_("what is automatic leaves again"), NULL, go_hold },
	{ "search-all", "[QUERY]", N_("search everything that was ever said, as you type"), NULL, go_search_all },
	{ "help", "", N_("the keys in force here; Enter runs one"), NULL, go_help },
	{ "help-run", "COMMAND", N_("run a command from the help"), NULL, go_help_run },
	{ "help-rebind", "", N_("ask for another key for this, and write it to the configuration"), "help", self_help_key },
	{ "help-reset", "", N_("take my own binding of this key back"), "help", self_help_key },
	{ "help-unbind", "", N_("bind this key to nothing"), "help", self_help_key },
	{ "bind", "SCREEN KEYS COMMAND...", N_("bind keys on a screen, now and in the configuration"), NULL, self_bind },
	{ "unbind", "SCREEN KEYS", N_("take my own binding back: what came with the program is in force again"), NULL,
		self_bind },
	/* the dashboard */
	{ "dashboard", "", N_("the figures: how many wait, how fast we are, what came when"), NULL, go_dash },
	{ "dash-left", "", N_("the panel before"), "dashboard", go_dash },
	{ "dash-right", "", N_("the next panel"), "dashboard", go_dash },
	{ "dash-longer", "", N_("a longer range: today, 7, 30, 90 days"), "dashboard", go_dash },
	{ "dash-shorter", "", N_("a shorter range"), "dashboard", go_dash },
	{ "dash-range", "today|7d|30d|90d", N_("the figures of this range"), "dashboard", go_dash },
	{ "dash-table", "", N_("exact figures as a table, or the picture again"), "dashboard", go_dash },
	{ "dash-copy", "", N_("copy this panel's figures as tab-separated lines"), "dashboard", go_dash },
	{ "dash-refresh", "", N_("count anew now"), "dashboard", go_dash },
	{ "dash-filter", "[QUERY]", N_("figures of what a query finds alone; * = of all"), "dashboard", go_dash },
	{ "dash-what", "", N_("what this figure means, and its query"), "dashboard", go_dash },
	{ "export", "[FILE]", N_("write all figures into a file, as tab-separated lines"), "dashboard", go_dash },
	/* a customer's history */
	{ "history", "[CUSTOMER]", N_("all that this customer and we said, on every channel"), NULL, go_people },
	{ "history-channel", "", N_("only what is on the channel of this item, or on all again"), "history", go_people },
	{ "history-kind", "", N_("only items of this kind, or all again"), "history", go_people },
	{ "history-case", "", N_("only this case, or all again"), "history", go_people },
	{ "history-all", "", N_("show all again; when nothing is narrowed, go back"), "history", go_people },
	{ "history-new", "", N_("to the next that is new since your visit"), "history", go_people },
	{ "history-next", "", N_("to where the next case speaks"), "history", go_people },
	{ "history-prev", "", N_("to where the previous case speaks"), "history", go_people },
	/* a customer's card */
	{ "person", "[CUSTOMER]", N_("the customer's card on the whole screen"), NULL, go_person },
	{ "person-edit", "[NAME [VALUE...]]", N_("change the value under the cursor, or a named one"), "person", go_person },
	{ "person-tag", "[+NAME -NAME...]", N_("add and remove tags of the customer"), "person", go_person },
	{ "person-vip", "", N_("make them a VIP, or no VIP any more"), "person", go_person },
	{ "person-notes", "[TEXT...]", N_("edit the notes on the person in $EDITOR"), "person", go_person },
	{ "person-write", "[CHANNEL ADDRESS]", N_("write to the address under the cursor, or as they prefer"), "person",
		go_person },
	{ "person-cases", "", N_("all their cases as a list"), "person", go_person },
	{ "person-link", "ADDRESS", N_("open what a line of the customer hook names"), NULL, go_person },
	{ "person-hook", "", N_("ask the customer hook now"), "person", go_person },
	{ "person-fold", "", N_("fold or unfold this part of the card"), "person", go_person },
	{ "person-fold-all", "", N_("fold all parts of the card"), "person", go_person },
	{ "person-fold-none", "", N_("unfold all parts of the card"), "person", go_person },
	{ "suggestions", "[CUSTOMER]", N_("who may be one person, and what speaks for it"), NULL, go_suggestions },
	{ "suggestion-accept", "", N_("they are one person: merges them, with the evidence as the reason"),
		"suggestions person",
		go_suggestions },
	{ "suggestion-refuse", "", N_("they are two: never suggested again"), "suggestions person", go_suggestions },
	/* incidents */
	{ "incident", "[list|new|members|join|leave|like|text|update|escalate|close] [NAME] ...",
		N_("one matter of many cases: lists them, opens one, adds cases, tells all, ends it"), NULL, go_incident },
	{ "incident-fold", "", N_("the members that stand behind this line"), NULL, go_incident_key },
	{ "incident-case", "", N_("the incident's own case"), "incidents", go_incident_key },
	{ "incident-text", "", N_("other words that customers are told"), "incidents", go_incident_key },
	{ "incident-tell", "", N_("the same words to all members, now"), "incidents", go_incident_key },
	{ "incident-end", "", N_("it is over: last words to all, and their cases are done"), "incidents", go_incident_key },
	{ "alarm-incident", "[N]", N_("make an incident of what comes more often than usual"), NULL, go_alarm },
	{ "alarm-dismiss", "[N]", N_("that is nothing: the alarm goes away"), NULL, go_alarm },
	/* finding */
	{ "search", "[TEXT]", N_("find in what is shown, as you type"), NULL, go_search },
	{ "search-next", "", N_("next match"), NULL, go_search_next },
	{ "search-prev", "", N_("previous match"), NULL, go_search_next },
	{ "filter", "[QUERY]", N_("narrow the list by a query, as you type"), NULL, go_filter },
	{ "sort", "[due|waiting|recent|priority] [reverse]", N_("another order of the list"), NULL, go_sort },
	{ "view-save", "[NAME]", N_("keep this list as a view"), NULL, go_view_save },
	{ "view-drop", "[NAME]", N_("take a view out of the configuration"), NULL, go_view_drop },
	/* marks */
	{ "mark", "", N_("mark and go to the next"), NULL, go_marks },
	{ "mark-range", "", N_("mark from the last mark to here"), NULL, go_marks },
	{ "mark-all", "", N_("mark all shown"), NULL, go_marks },
	{ "mark-invert", "", N_("turn the marks round"), NULL, go_marks },
	{ "mark-query", "[QUERY|-QUERY|&QUERY]", N_("mark by a query; - takes marks off, & keeps those alone"), NULL,
		go_mark_query },
	{ "marks-back", "", N_("the marks that were cleared last"), NULL, go_marks },
	{ "marked", "", N_("say what the next verb acts on; verbs need no such word here"), NULL, go_marked },
	{ "clear", "", N_("clear filter and marks"), NULL, go_marks },
	/* the story */
	{ "fold", "", N_("fold or unfold this item: quotes, signature, calls"), NULL, go_fold },
	{ "fold-none", "", N_("unfold all"), NULL, go_fold },
	{ "fold-all", "", N_("fold all"), NULL, go_fold },
	{ "headers", "", N_("addresses and dates of the messages"), NULL, go_kinds },
	{ "kinds", "", N_("show what was done between what was said"), NULL, go_kinds },
	{ "card", "", N_("the customer's card"), NULL, go_panes },
	{ "zoom", "", N_("give this pane the whole screen"), NULL, go_panes },
	{ "sidebar", "", N_("show or hide the sidebar"), NULL, go_panes },
	{ "tags", "", N_("only cases with a tag"), NULL, go_tags },
	{ "layout", "[panes|linear]", N_("panes, or one thing after the other for a screen reader"), NULL, go_layout },
	{ "pane-wider", "", N_("a wider list"), NULL, go_pane_width },
	{ "pane-narrower", "", N_("a narrower list"), NULL, go_pane_width },
	{ "pane-even", "", N_("list and story as wide as usual"), NULL, go_pane_width },
	{ "card-down", "", N_("more of the card beside"), NULL, go_card_move },
	{ "card-up", "", N_("back in the card beside"), NULL, go_card_move },
	{ "pane", "next|left|right", N_("go to another pane: the list, the case"), NULL, go_pane },
	{ "explain", "", N_("why this message is where it is"), NULL, write_pick },
	{ "policy", "", N_("what is promised for the case, by when, and how that is counted"), NULL, write_policy },
	/* writing */
	{ "reply", "[WAY]", N_("answer the customer on the channel last used"), NULL, write_reply },
	{ "reply-by", "", N_("answer, choosing the channel"), NULL, write_reply },
	{ "private-reply", "", N_("answer what was said in public to its author alone, once"), "case stream", write_private },
	{ "own-edit", "", N_("other words for what we said, on the channel itself"), "case context", write_own },
	{ "own-delete", "", N_("delete what we said, on the channel itself (asks)"), "case context", write_own },
	{ "note", "[TEXT...]", N_("write an internal note"), NULL, write_note },
	{ "forward", "", N_("pass this message on"), NULL, write_forward },
	{ "new", "", N_("write to somebody"), NULL, write_new },
	{ "contact", "[call|visit|letter ...]", N_("write down a call, a visit or a letter"), NULL, write_contact },
	{ "dial", "[NUMBER]", N_("call the customer, or a number"), NULL, write_contact },
	{ "ring-open", "", N_("open who telephones"), NULL, write_contact },
	{ "ring-log", "", N_("write down the call that rings"), NULL, write_contact },
	{ "ring-dismiss", "", N_("close the card of who telephones"), NULL, write_contact },
	{ "draft", "NUMBER", N_("go on with a draft"), NULL, write_draft },
	{ "answers", "[WORDS...]", N_("what the desk knows: answers, those that fit this case first"), NULL, go_answers },
	{ "answers-find", "", N_("find an answer while you type"), NULL, go_answers },
	{ "answer", "NAME", N_("put an answer into the reply; without a case, read it"), NULL, go_answers },
	{ "answer-use", "", N_("put this answer into a reply"), "answers answer", go_answers },
	{ "answer-read", "[NAME]", N_("read an answer: text, procedure, steps"), NULL, go_answers },
	{ "answer-copy", "[NAME]", N_("copy an answer's text"), NULL, go_answers },
	{ "answer-edit", "[NAME]", N_("edit an answer's file in $EDITOR"), NULL, go_answers },
	{ "answer-new", "[NAME]", N_("begin a new answer in $EDITOR"), NULL, go_answers },
	{ "answers-missing", "", N_("what customers ask and agents write without an answer"), NULL, go_missing },
	{ "missing-answer", "[NAME]", N_("begin an answer with these texts in it"), "missing", go_missing },
	{ "missing-case", "", N_("the case in which it was asked last"), "missing", go_missing },
	{ "missing-done", "", N_("no answer is needed for this"), "missing", go_missing },
	{ "guide", "[NAME|back|end]", N_("send the next step of a guide; begin one"), NULL, go_guide },
	{ "macro", "[NAME]", N_("use a canned answer or a list of actions"), NULL, write_macro },
	{ "send", "", N_("send; u takes it back for a while"), "compose", write_compose },
	{ "send-resolve", "", N_("send, resolve, go to the next case"), "compose", write_compose },
	{ "send-pending", "", N_("send, set to pending, go to the next case"), "compose", write_compose },
	{ "review", "", N_("look at everything once more, then y sends"), "compose", write_compose },
	{ "edit", "", N_("edit the text in $EDITOR"), "compose", write_compose },
	{ "attach", "[FILE]", N_("attach a file"), "compose", write_compose },
	{ "detach", "", N_("take an attachment off; of several one is chosen"), "compose", write_compose },
	{ "to-note", "", N_("make it an internal note"), "compose", write_compose },
	{ "to-reply", "", N_("make the note a reply (asks)"), "compose", write_compose },
	{ "keep", "", N_("keep it as a draft and leave"), "compose", write_compose },
	{ "drop", "", N_("throw the draft away"), "compose drafts", write_compose },
	{ "field", "[to|cc|bcc|subject|text]", N_("next field: To, Cc, Subject, text"), "compose", write_compose },
	{ "quote", "", N_("quote the message answered"), "compose", write_compose },
	{ "read-on", "", N_("into the story above, to read on and to quote, and back to the text"), "compose reading",
		write_compose },
	{ "zoom-text", "", N_("the whole screen for the text, or for the story that is read"), "compose reading", write_compose },
	{ "mark-lines", "", N_("mark lines from here on, to quote them; once more ends it"), "case reading", go_mark_lines },
	{ "quote-here", "", N_("the marked lines, else this message, stand quoted in the text"), "reading", write_compose },
	{ "read-done", "", N_("back to the text, with what is marked as a quote"), "reading", write_compose },
	{ "draft-next", "", N_("the next of my drafts; this one stays open"), NULL, write_compose },
	{ "draft-prev", "", N_("the draft before"), NULL, write_compose },
	{ "to-list", "", N_("to the list of cases; the draft stays open"), NULL, write_compose },
	{ "spell", "", N_("go through the misspelled words: others to take, or keep it in my list"), "compose", write_compose },
	{ "send-at", "[WHEN|now]", N_("when it leaves: tomorrow 8:30, mon 9, 2h; `unless reply` after it"), "compose",
		write_compose },
	{ "other-way", "", N_("another way for this text: a template, another address"), "compose", write_compose },
	{ "template", "", N_("approved words of the channel, with gaps to fill in"), "compose", write_compose },
	{ "template-send", "", N_("send the template once nothing is open"), "template", write_template },
	{ "template-field", "[next|prev]", N_("the next gap of the template"), "template", write_template },
	{ "macro-keep", "[NAME]", N_("keep what is written as a macro"), "compose", write_compose },
	{ "next-gap", "", N_("to the next open gap of the text"), "compose", write_compose },
	{ "ask-gaps", "", N_("ask for what is still open in the text"), "compose", write_compose },
	{ "then", "[COMMAND...]", N_("what is done with the send; without a word: takes it off again"), "compose", write_compose },
	{ "insert", "TEXT...", N_("put text into the draft"), "compose", write_compose },
	/* one text to many */
	{ "bulk-reply", "[QUERY]", N_("one text to the customers of the marked cases, or of those of a query"), NULL, go_bulk },
	{ "bulk-toggle", "", N_("these do not get it, or do"), "bulk", go_bulk },
	{ "bulk-fold", "", N_("show or hide the cases of this group"), "bulk", go_bulk },
	{ "bulk-text", "", N_("write the text"), "bulk", go_bulk },
	{ "bulk-macro", "[NAME]", N_("the text of a macro"), "bulk words", go_bulk },
	{ "bulk-then", "", N_("what is done with each send: nothing, pending, resolve"), "bulk", go_bulk },
	{ "bulk-send", "", N_("queue it to all that go; u takes back what has not left"), "bulk", go_bulk },
	{ "bulk-edit", "", N_("edit the text in $EDITOR"), "words", go_bulk },
	{ "bulk-last", "", N_("the text of the last reply to many"), "words", go_bulk },
	{ "bulk-back", "", N_("one level back"), "bulk", go_bulk },
	/* what happened while I was away */
	{ "news", "", N_("what others did to my cases while I was away"), NULL, go_news },
	{ "news-seen", "", N_("I have looked at this: what comes next is news"), "news", go_news },
	{ "news-page", "NUMBER", N_("the page of a hand-over"), "news", go_news },
	/* what I hold goes to somebody else */
	{ "handover", "[NAME|team:NAME|nobody]", N_("all that I hold, to be given to somebody else"), NULL, go_handover },
	{ "handover-toggle", "", N_("this stays, or goes"), "handover", go_handover },
	{ "handover-to", "[NAME|team:NAME|nobody]", N_("to whom it goes"), "handover", go_handover },
	{ "handover-page", "", N_("add to the page that goes with it"), "handover", go_handover },
	{ "handover-do", "", N_("hand over"), "handover page", go_handover },
	/* working on cases */
	{ "tag", "[+NAME -NAME...]", N_("add and remove tags"), NULL, case_pick },
	{ "fields", "", N_("the fields of the case and its customer; Enter sets one"), NULL, go_screen },
	{ "tag-add", "", N_("add tags"), NULL, case_pick },
	{ "tag-remove", "", N_("remove tags"), NULL, case_pick },
	{ "assign", "[NAME|me|team:NAME|nobody]", N_("give the case to an agent or a team"), NULL, case_pick },
	{ "escalate", "[TARGET [REASON...]]", N_("hand the case to another level"), NULL, case_pick },
	{ "tell", "[[--to TARGET] TEXT...]", N_("say more to those the case was escalated to"), NULL, case_prompt },
	{ "answered", "[[--from NAME] [--to TARGET] TEXT...]", N_("write down what another level said"), NULL, case_prompt },
	{ "de-escalate", "[TARGET [TEXT...]]", N_("take the case back from another level"), NULL, case_pick },
	{ "run", "[ACTION [NAME=VALUE...]]", N_("run a program of the configuration for the case"), NULL, case_pick },
	{ "snooze", "[WHEN]", N_("hide until a time and/or a reply"), NULL, case_pick },
	{ "status", "[STATUS]", N_("set the status"), NULL, case_pick },
	{ "verify", "[facts NAME NAME...|code [WAY]|back CODE|person HOW...|end]",
		N_("who is speaking, and how that is known"), NULL, case_pick },
	{ "give-back", "", N_("the case goes back to its team, to somebody else"), NULL, case_give_back },
	{ "done", "", N_("resolve: the case is done"), NULL, case_verb },
	{ "done-next", "", N_("resolve, and open the next case"), NULL, case_done_next },
	{ "priority", "[low|normal|high|urgent]", N_("set the priority; without a word: the next one"), NULL,
		case_priority },
	{ "mood", "[angry|unhappy|neutral|content|happy|N]", N_("say how the customer feels, where it was measured wrongly"),
		NULL, case_pick },
	{ "language", "[LANGUAGE]", N_("say which language the customer speaks: it, en, de..."), NULL, case_pick },
	{ "merge", "[CASE...]", N_("merge the marked cases, or others, into this one"), NULL, case_merge },
	{ "merge-customers", "[[CUSTOMER] OTHER]", N_("two customers are one person: shows both, and asks"), NULL,
		case_merge_people },
	{ "merge-as", "same-person|participant|link|one", N_("what the two sides are"), "merge", case_merge_screen },
	{ "merge-swap", "", N_("the other side stays"), "merge", case_merge_screen },
	{ "merge-because", "[TEXT...]", N_("why, for the timelines of both"), "merge", case_merge_screen },
	{ "merge-next", "", N_("the next of several that come in"), "merge", case_merge_screen },
	{ "split", "[ITEM]", N_("make a case of this message and what follows"), NULL, case_split },
	{ "next", "[TEXT... [by WHEN]]", N_("set the next step"), NULL, case_prompt },
	{ "promise", "[TEXT... [by WHEN]]", N_("set a next step that the customer was told"), NULL, case_prompt },
	{ "waits", "[WHO [until WHEN]]", N_("a third party must act first"), NULL, case_prompt },
	{ "intent", "[NAME|-]", N_("say what the case is about: the label of an answer"), NULL, case_prompt },
	{ "subject", "[TEXT...]", N_("rename the case"), NULL, case_prompt },
	{ "undo", "[#CASE]", N_("take back my last action, or a case's"), NULL, case_undo },
	{ "redo", "", N_("take back the undo"), NULL, case_redo },
	{ "bulk", "[QUERY -- COMMAND...]", N_("the same to all cases that a query picks, after a look at what would change"), NULL,
		go_many },
	{ "many-do", "", N_("do it to all of them"), "many", go_many },
	{ "undolist", "", N_("what I did last: undo any of it, do it again"), NULL, undo_list },
	{ "undo-group", "", N_("take back what is under the cursor"), "undolist", undo_list },
	{ "redo-group", "", N_("do again what is under the cursor, or was undone last"), "undolist", undo_list },
	{ "unread", "", N_("the newest of it counts as unread for me again"), NULL, case_unread },
	{ "undo-action", "", N_("take back the action under the cursor"), "journal", case_undo_action },
	{ "repeat", "", N_("do the last thing again, here"), NULL, case_repeat },
	/* the stream */
	{ "stream-answer", "", N_("answer in public, where it was said"), "stream", go_stream },
	{ "stream-like", "", N_("like it on the channel, or take the like back"), "stream", go_stream },
	{ "stream-hide", "", N_("hide it from others, or show it again"), "stream", go_stream },
	{ "stream-pass", "", N_("leave it as it is, and go on"), "stream", go_stream },
	{ "stream-case", "", N_("make it a case"), "stream", go_stream },
	{ "stream-all", "", N_("show what was decided, too, or only what is new"), "stream", go_stream },
	{ "stream-context", "", N_("what else was said there; its case, if it has one"), "stream", go_stream },
	{ "stream-filter", "[QUERY]", N_("narrow the stream by a query"), "stream", go_stream },
	/* outbox */
	{ "outbox-retry", "", N_("send it now, or once more"), "outbox", write_outbox },
	{ "outbox-edit", "", N_("take it back and edit it; of a colleague's that waits for you: change its words"), "outbox",
		write_outbox },
	{ "outbox-return", "", N_("give it back to the colleague who wrote it, with a word"), "outbox", write_outbox },
	{ "outbox-cancel", "", N_("take it back"), "outbox", write_outbox },
	{ "outbox-sent", "", N_("it was sent: leave it"), "outbox", write_outbox },
	{ "outbox-not-sent", "", N_("it was not sent: drop it"), "outbox", write_outbox },
	{ "outbox-adopt", "", N_("from now on this machine sends for this store"), NULL, write_outbox },
	/* things to take away */
	{ "copy", "number|subject|text|address|phone|name", N_("copy to the clipboard"), NULL, write_copy },
	{ "save", "", N_("save an attachment"), NULL, write_pick },
	{ "links", "", N_("the links of this message and around it; a number opens or copies one"), NULL, write_link },
	{ "picture", "[NUMBER]", N_("an attached picture on the whole screen"), NULL, write_picture },
	{ "pipe", "[COMMAND]", N_("give the message's text to a command"), NULL, write_pipe },
	{ "shell", "[COMMAND]", N_("run a command; %c is the case's number"), NULL, write_shell },
	/* the console */
	{ "command", "", N_("the command line"), NULL, self_prompt },
	{ "palette", "", N_("find any command, view, macro or theme"), NULL, self_palette },
	{ "set", "[NAME [VALUE]]", N_("show a setting, or change it for this run"), NULL, self_set },
	{ "manual", "[PAGE [SECTION...]]", N_("a page of the manual"), NULL, self_manual },
	{ "theme", "[NAME]", N_("other colours"), NULL, self_palette },
	{ "sync", "", N_("look for news and deliver now"), NULL, self_sync },
	{ "redraw", "", N_("draw the screen anew"), NULL, self_redraw },
	{ "suspend", "", N_("back to the shell; fg returns"), NULL, self_suspend },
	{ "perf", "", N_("how long keys and queries took"), NULL, self_perf },
	{ "tutorial", "[off|next|back]", N_("seven steps through the console"), NULL, self_tutorial },
	{ "version", "", N_("which Sportello this is"), NULL, self_version },
	{ NULL, NULL, NULL, NULL, NULL }
};

static const struct command *
find_command(const char *name)
{
	for (const struct command *c = commands; c->name; c++)
		if (str_eq(c->name, name))
			return c;
	return NULL;
}

static bool
is_verb(const char *name)
{
	for (const struct verb_words *w = verb_words; w->name; w++)
		if (str_eq(w->name, name))
			return true;
	return false;
}

char *
command_rest(struct arena *a, const char *const *words, size_t n, size_t first)
{
	struct buf b = BUF_INIT;
	for (size_t i = first; i < n; i++)
		buf_addf(&b, "%s%s", i > first ? " " : "", words[i]);
	char *text = arena_strn(a, b.data, b.len);
	buf_free(&b);
	return text;
}

char *
command_quoted(struct arena *a, const char *const *words, size_t n, size_t first)
{
	char *line = arena_str(a, "");
	for (size_t i = first; i < n; i++) {
		bool plain = *words[i] && !strpbrk(words[i], " '\"\\");
		line = arena_printf(a, "%s%s%s", line, i > first ? " " : "", plain ? words[i] : str_quote(a, words[i]));
	}
	return line;
}

static void
unknown(struct app *app, const char *name)
{
	const char *names[256];
	size_t n = 0;
	for (const struct command *c = commands; c->name && n < 256; c++)
		names[n++] = c->name;
	for (const struct verb_words *w = verb_words; w->name && n < 256; w++)
		names[n++] = w->name;
	const char *near = str_nearest(name, names, n);
	if (near)
		app_say(app, MESSAGE_BAD, _("no command '%s' - did you mean '%s'?"), name, near);
	else
		app_say(app, MESSAGE_BAD, _("no command '%s' - ? lists the keys, Tab on the : line the commands"), name);
}

/* Is a command at home on the screen in front? */
static bool
is_here(struct app *app, const struct command *c)
{
	return !c->where || str_lists(c->where, app_top(app)->ops->name);
}

bool
app_knows(struct app *app, const char *line)
{
	char name[64];
	snprintf(name, sizeof name, "%.*s", (int)strcspn(line, " "), line);
	const struct command *c = find_command(name);
	return c ? is_here(app, c) : *name == '!' || is_verb(name);
}

/* Commands that a count simply runs so many times. */
static bool
repeats(const struct command *c)
{
	return str_eq(c->name, "mark") || str_eq(c->name, "undo") || str_eq(c->name, "redo");
}

static void
run_words(struct app *app, const char *const *words, size_t n, int count)
{
	const struct command *c = find_command(words[0]);
	int64_t number;
	/* the composer has its own fields, by name alone; here the verb is meant */
	if (str_eq(words[0], "field") && (!is_here(app, c) || n > 2)) {
		case_field(app, count, words, n);
		return;
	}
	if (c && !is_here(app, c))
		app_say(app, MESSAGE_INFO, _("%s: only in the %s"), c->name, c->where);
	else if (c && count > 1 && repeats(c))
		for (int i = 0; i < count && i < REPEAT_MOST; i++)
			c->run(app, 0, words, n);
	else if (c)
		c->run(app, count, words, n);
	else if (is_verb(words[0]))
		(void)command_verb(app, words, n, false);
	else if (n == 1 && (words[0][0] == '#' || str_to_int64(words[0], &number) == 0))
		go_number(app, count, (const char *const[]){ "case-number", words[0] }, 2);
	else
		unknown(app, words[0]);
}

void
app_run(struct app *app, const char *line, int count)
{
	struct error err = ERROR_INIT;
	char **words, name[40] = "";
	size_t n;
	char *kept = xstrdup(line);	/* it may lie in what is emptied here */
	if (!app->running)
		arena_reset(app->command);
	line = arena_str(app->command, kept);
	free(kept);
	app->running++;
	while (*line == ':' || *line == ' ')
		line++;
	if (*line == '!')
		line = arena_printf(app->command, "shell %s", str_quote(app->command, line + 1));
	if (str_words(app->command, line, &words, &n, &err) < 0)
		app_fail(app, &err);
	else if (n) {
		snprintf(name, sizeof name, "%s", words[0]);
		run_words(app, (const char *const *)words, n, count);
	}
	app->running--;
	app->dirty = true;
	tutorial_ran(app, name);
}

/* -- what they act on ---------------------------------------------------------------------------------------- */

int64_t
app_case(struct app *app)
{
	struct screen *s = app_top(app);
	if (app->holding && s->ops == &list_screen)
		return app->held_case;
	return s->ops->current ? s->ops->current(app, s) : 0;
}

int64_t
app_item(struct app *app)
{
	struct screen *s = app_top(app);
	return s->ops->item ? s->ops->item(app, s) : 0;
}

int64_t *
app_targets(struct app *app, struct arena *a, size_t *n)
{
	if (app_top(app)->ops == &list_screen && app->holding) {
		*n = app->held_count;
		return arena_mem(a, app->held, (*n + 1) * sizeof *app->held);
	}
	if (app_top(app)->ops == &list_screen)
		return cases_targets(app, a, n);
	int64_t *ids = arena_new_of(a, int64_t);
	*ids = app_case(app);
	*n = *ids != 0;
	return ids;
}

/* -- the `:` line ---------------------------------------------------------------------------------------------- */

static void
complete_names(const char *word, size_t len, struct arena *a, char ***list, size_t *n, size_t *space)
{
	for (const struct command *c = commands; c->name; c++)
		if (!strncmp(c->name, word, len))
			*VEC_PUSH(a, *list, *n, *space) = arena_str(a, c->name);
	for (const struct verb_words *w = verb_words; w->name; w++)
		if (!strncmp(w->name, word, len) && !find_command(w->name))
			*VEC_PUSH(a, *list, *n, *space) = arena_str(a, w->name);
}

/* "field NAME VALUE": the value is the last argument, and may have blanks; *start = where what is replaced begins. */
static char **
complete_field(struct app *app, const char *rest, size_t len, struct arena *a, size_t *start)
{
	size_t name = strcspn(rest, " ");
	*start = name >= len ? 0 : name + 1;
	if (name >= len)
		return fields_complete(app, NULL, arena_strn(a, rest, len), a);
	return fields_complete(app, arena_strn(a, rest, name), arena_strn(a, rest + *start, len - *start), a);
}

/* Alternatives written in a usage: "low|normal|high|urgent". */
static void
complete_usage(const char *usage, const char *word, size_t len, struct arena *a, char ***list, size_t *n, size_t *space)
{
	while (usage && *usage) {
		usage += strspn(usage, "[]|. ");
		size_t k = strcspn(usage, "[]|. ");
		bool plain = k > 0;
		for (size_t i = 0; i < k; i++)
			plain &= (usage[i] >= 'a' && usage[i] <= 'z') || usage[i] == '-';
		if (plain && k >= len && !strncmp(usage, word, len))
			*VEC_PUSH(a, *list, *n, *space) = arena_strn(a, usage, k);
		usage += k;
	}
}

static void
complete_from(char **names, const char *word, size_t len, const char *before, struct arena *a, char ***list, size_t *n,
	size_t *space)
{
	for (; names && *names; names++)
		if (!strncmp(*names, word, len))
			*VEC_PUSH(a, *list, *n, *space) = arena_printf(a, "%s%s", before, *names);
}

static void
complete_argument(struct app *app, const char *verb, const char *word, size_t len, struct arena *a, char ***list,
	size_t *n, size_t *space)
{
	char **names;
	size_t count;
	if (str_eq(verb, "tag")) {
		char sign[2] = { *word == '-' ? '-' : '+', '\0' };
		bool signed_ = *word == '+' || *word == '-';
		if (read_tags(app->store, a, &names, NULL) == 0)
			complete_from(names, word + signed_, len - signed_, sign, a, list, n, space);
	} else if (str_eq(verb, "assign")) {
		const char **agents;
		if (store_agents(app->store, a, &agents, &count, NULL) == 0)
			for (size_t i = 0; i < count; i++)
				if (!strncmp(agents[i], word, len))
					*VEC_PUSH(a, *list, *n, *space) = arena_str(a, agents[i]);
	} else if (str_eq(verb, "escalate") || str_eq(verb, "de-escalate")) {
		const struct conf_escalation *e = conf_escalations(app->conf, &count);
		for (size_t i = 0; i < count; i++)
			if (!strncmp(e[i].name, word, len))
				*VEC_PUSH(a, *list, *n, *space) = arena_str(a, e[i].name);
	} else if (str_eq(verb, "run")) {
		const struct conf_named *r = conf_named(app->conf, SECTION_ACTION, &count);
		for (size_t i = 0; i < count; i++)
			if (!strncmp(r[i].name, word, len))
				*VEC_PUSH(a, *list, *n, *space) = arena_str(a, r[i].name);
	} else if (str_eq(verb, "macro")) {
		const struct conf_macro *m = conf_macros(app->conf, &count);
		for (size_t i = 0; i < count; i++)
			if (!strncmp(m[i].name, word, len))
				*VEC_PUSH(a, *list, *n, *space) = arena_str(a, m[i].name);
	} else if (str_eq(verb, "view")) {
		for (size_t i = 0; i < app->view_count; i++)
			if (!strncmp(app->views[i].title, word, len))
				*VEC_PUSH(a, *list, *n, *space) = str_quote(a, app->views[i].title);
	}
	for (const struct command *c = commands; c->name; c++)
		if (str_eq(c->name, verb))
			complete_usage(c->usage, word, len, a, list, n, space);
	for (const struct verb_words *w = verb_words; w->name; w++)
		if (str_eq(w->name, verb) && !find_command(verb))
			complete_usage(w->usage, word, len, a, list, n, space);
}

char **
complete_query(void *ctx, const char *text, size_t cursor, struct arena *a, size_t *start)
{
	(void)ctx;
	return query_complete(text, cursor, a, start);
}

char **
app_complete(void *ctx, const char *text, size_t cursor, struct arena *a, size_t *start)
{
	struct app *app = ctx;
	char **list = NULL, **query;
	size_t n = 0, space = 0, word = cursor, first = strspn(text, " :");
	while (word > first && text[word - 1] != ' ')
		word--;
	*start = word;
	char *verb = arena_strn(a, text + first, strcspn(text + first, " "));
	if (word <= first)
		complete_names(text + word, cursor - word, a, &list, &n, &space);
	else if (str_eq(verb, "filter") || str_eq(verb, "search-all") || str_eq(verb, "mark-query")) {
		size_t at, shift = first + strlen(verb) + 1;
		query = query_complete(text + shift, cursor - shift, a, &at);
		*start = shift + at;
		return query;
	} else if (str_eq(verb, "set")) {
		char *name = arena_strn(a, text + first + 4, strcspn(text + first + 4, " "));
		return setting_complete(app, word > first + 4 ? name : NULL, arena_strn(a, text + word, cursor - word), a);
	} else if (str_eq(verb, "field") && !compose_active(app)) {
		size_t at, shift = first + strlen(verb) + 1;
		char **values = complete_field(app, text + shift, cursor - shift, a, &at);
		*start = shift + at;
		return values;
	} else {
		complete_argument(app, verb, text + word, cursor - word, a, &list, &n, &space);
	}
	*VEC_PUSH(a, list, n, space) = NULL;
	return list;
}

static void
command_done(struct app *app, const char *text, void *ctx)
{
	(void)ctx;
	if (str_empty(text))
		return;
	lineedit_history_add(app->history, text);
	app_run_long(app, text);
}

void
app_command_prompt(struct app *app, const char *text)
{
	if (!app->history)
		app->history = lineedit_new();
	app_prompt(app, ":", text, command_done, NULL);
	for (size_t i = 0; i < lineedit_history_count(app->history); i++)
		lineedit_history_add(app->prompt, lineedit_history(app->history, i));
	lineedit_set_complete(app->prompt, app_complete, app);
}

bool
ui_command_row(size_t i, struct ui_command_row *out)
{
	if (i >= sizeof commands / sizeof commands[0] || !commands[i].name)
		return false;
	*out = (struct ui_command_row){ commands[i].name, commands[i].usage, commands[i].help, commands[i].where };
	return true;
}
