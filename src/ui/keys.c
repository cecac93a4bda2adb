/* keys.c - the keys as they are without a configuration, and what the presets `mutt` and `web` change. */
#include "app.h"

/* Notes are words of the which-key strip, where the command's own help would be too long; NULL = the command.
 * Every screen has a line here: what is no map here is no screen for `[keys MAP]`. */
static const struct default_key defaults[] = {
	/* moving */
	{ "global", "j", "down", NULL }, { "global", "k", "up", NULL },
	{ "global", "Down", "down", NULL }, { "global", "Up", "up", NULL },
	{ "global", "PageDown", "page-down", NULL }, { "global", "PageUp", "page-up", NULL },
	{ "global", "C-f", "page-down", NULL }, { "global", "C-b", "page-up", NULL },
	{ "global", "C-d", "half-down", NULL }, { "global", "C-u", "half-up", NULL },
	{ "global", "gg", "top", N_("first") }, { "global", "G", "bottom", NULL },
	{ "global", "g1", "view 1", N_("to 9: views by number") }, { "global", "g2", "view 2", NULL },
	{ "global", "g3", "view 3", NULL }, { "global", "g4", "view 4", NULL }, { "global", "g5", "view 5", NULL },
	{ "global", "g6", "view 6", NULL }, { "global", "g7", "view 7", NULL }, { "global", "g8", "view 8", NULL },
	{ "global", "g9", "view 9", NULL }, { "global", "M-1", "view 1", NULL }, { "global", "M-2", "view 2", NULL },
	{ "global", "M-3", "view 3", NULL }, { "global", "M-4", "view 4", NULL }, { "global", "M-5", "view 5", NULL },
	{ "global", "M-6", "view 6", NULL }, { "global", "M-7", "view 7", NULL }, { "global", "M-8", "view 8", NULL },
	{ "global", "M-9", "view 9", NULL },
	{ "global", "Home", "top", NULL }, { "global", "End", "bottom", NULL },
	{ "global", "Enter", "open", NULL }, { "global", "q", "back", NULL }, { "global", "Q", "quit", NULL },
	{ "global", "h", "left", NULL }, { "global", "l", "right", NULL },
	{ "global", "Left", "left", NULL }, { "global", "Right", "right", NULL },
	{ "global", "J", "next-case", NULL }, { "global", "K", "prev-case", NULL },
	{ "global", "Tab", "next-needing", NULL }, { "global", "M-a", "next-needing", NULL },
	{ "global", "S-Tab", "prev-needing", NULL },
	{ "global", "<", "history-back", NULL }, { "global", ">", "history-forward", NULL },
	/* where to */
	{ "global", "g#", "case-number", N_("case number") },
	{ "global", "gi", "view inbox", N_("inbox") }, { "global", "gm", "view mine", N_("mine") },
	{ "global", "gu", "view unassigned", N_("unassigned") }, { "global", "gw", "view waiting", N_("waiting") },
	{ "global", "gp", "view pending", N_("pending") }, { "global", "gs", "view snoozed", N_("snoozed") },
	{ "global", "ge", "view escalated", N_("escalated") }, { "global", "ga", "view all", N_("all") },
	{ "global", "g@", "view mentions", N_("mentions") }, { "global", "gP", "view promises", N_("promises") },
	{ "global", "go", "outbox", N_("outbox") }, { "global", "gl", "journal", N_("log") },
	{ "global", "gj", "case-journal", N_("log of this case") }, { "global", "gc", "people-find", N_("customers") },
	{ "global", "gt", "tags", N_("cases with a tag") }, { "global", "gf", "fields", N_("fields of the case") },
	{ "global", "gS", "stream", N_("stream: public") },
	{ "global", "gA", "accounts", N_("accounts") }, { "global", "gD", "drafts", N_("drafts") },
	{ "global", "gU", "undolist", N_("what I did: undo any") },
	{ "global", "gd", "dashboard", N_("dashboard") },
	{ "dashboard", "h", "dash-left", NULL }, { "dashboard", "l", "dash-right", NULL },
	{ "dashboard", "Left", "dash-left", NULL }, { "dashboard", "Right", "dash-right", NULL },
	{ "dashboard", "]", "dash-longer", NULL }, { "dashboard", "[", "dash-shorter", NULL },
	{ "dashboard", "v", "dash-table", NULL }, { "dashboard", "y", "dash-copy", NULL },
	{ "dashboard", "$", "dash-refresh", NULL }, { "dashboard", "\\", "dash-filter", NULL },
	{ "dashboard", "?", "dash-what", NULL }, { "dashboard", "Space", "page-down", NULL },
	{ "dashboard", "Backspace", "page-up", NULL }, { "dashboard", "Esc", "back", NULL },
	{ "global", "g/", "search-all", N_("search everything") }, { "global", "gV", "view", N_("choose a view") },
	{ "global", "g+", "view-save", N_("keep as a view") },
	{ "list", "gv", "marks-back", N_("marks again") },
	/* writing */
	{ "global", "r", "reply", NULL }, { "global", "R", "reply-by", NULL },
	{ "global", "i", "note", NULL }, { "global", "P", "note", NULL },
	{ "global", "f", "forward", NULL }, { "global", "mm", "new", N_("message") },
	{ "global", "C", "new", NULL }, { "global", "mc", "contact call", N_("call") },
	{ "global", "mv", "contact visit", N_("visit") }, { "global", "ml", "contact letter", N_("letter") },
	{ "global", "md", "dial", N_("dial their number") },
	{ "global", ",,", "macro", N_("choose a macro") },
	{ "global", "C-x n", "draft-next", N_("next draft") }, { "global", "C-x N", "draft-prev", N_("draft before") },
	/* working */
	{ "global", "t", "tag", NULL }, { "global", "+", "tag-add", NULL }, { "global", "-", "tag-remove", NULL },
	{ "global", "a", "assign", NULL }, { "global", "A", "take", NULL }, { "global", "b", "assign", NULL },
	{ "global", "E", "escalate", NULL },
	{ "global", "s1", "snooze 1h", N_("one hour") }, { "global", "s4", "snooze 4h", N_("four hours") },
	{ "global", "se", "snooze tonight", N_("this evening") }, { "global", "st", "snooze 'tomorrow 9:00'", N_("tomorrow") },
	{ "global", "sm", "snooze 'mon 9:00'", N_("Monday") }, { "global", "sw", "snooze 'next week'", N_("next week") },
	{ "global", "sr", "snooze 'until reply'", N_("until they reply") },
	{ "global", "s Space", "snooze", N_("another time...") }, { "global", "sd", "snooze", N_("a date") },
	{ "global", "d", "done", NULL }, { "global", "D", "done-next", NULL }, { "global", "U", "reopen", NULL },
	{ "global", "w", "status", NULL }, { "global", "!", "priority", NULL },
	{ "global", "&", "merge", NULL }, { "global", "M", "merge", NULL }, { "global", "#", "split", NULL },
	{ "global", "u", "undo", NULL }, { "global", "C-r", "redo", NULL }, { "global", ".", "repeat", NULL },
	{ "global", "e", "next", NULL }, { "global", "F", "flag", NULL }, { "global", "I", "verify", NULL },
	/* finding */
	{ "global", "/", "search", NULL }, { "global", "n", "search-next", NULL }, { "global", "N", "search-prev", NULL },
	{ "global", "\\", "filter", NULL }, { "list", "o", "sort", NULL },
	/* marks */
	{ "list", "Space", "mark", NULL }, { "list", "v", "mark-range", NULL }, { "list", "V", "mark-invert", NULL },
	{ "list", "T", "mark-query", NULL }, { "list", "*", "mark-all", NULL }, { "list", "Esc", "clear", NULL },
	{ "list", ";", "marked", NULL },
	/* the story */
	{ "case", "Space", "page-down", NULL }, { "case", "Backspace", "page-up", NULL },
	{ "case", "]", "next-item", NULL }, { "case", "[", "prev-item", NULL },
	{ "case", "}", "next-customer", NULL }, { "case", "{", "prev-customer", NULL },
	{ "case", "za", "fold", N_("fold or unfold") }, { "case", "zq", "fold", N_("quotes") },
	{ "case", "zR", "fold-none", N_("unfold all") }, { "case", "zM", "fold-all", N_("fold all") },
	{ "case", "v", "mark-lines", NULL }, { "case", "x", "kinds", NULL },
	{ "case", "H", "headers", NULL }, { "case", "S", "save", NULL },
	{ "case", "o", "links", NULL },
	{ "case", "Esc", "back", NULL }, { "case", "|", "pipe", NULL }, { "case", "X", "explain", NULL },
	/* a customer's card, and who may be one */
	{ "global", "gI", "suggestions", N_("who may be one person") }, { "people", "c", "person", NULL },
	{ "person", "e", "person-edit", NULL }, { "person", "t", "person-tag", NULL }, { "person", "+", "person-tag", NULL },
	{ "person", "V", "person-vip", NULL }, { "person", "i", "person-notes", NULL }, { "person", "r", "person-write", NULL },
	{ "person", "$", "person-hook", NULL }, { "person", "L", "person-cases", NULL },
	{ "person", "&", "suggestion-accept", NULL }, { "person", "-", "suggestion-refuse", NULL },
	{ "person", "Space", "person-fold", NULL }, { "person", "za", "person-fold", N_("fold or unfold") },
	{ "person", "zM", "person-fold-all", N_("fold all") }, { "person", "zR", "person-fold-none", N_("unfold all") },
	{ "person", "c", "back", NULL }, { "person", "Esc", "back", NULL },
	{ "suggestions", "&", "suggestion-accept", NULL }, { "suggestions", "-", "suggestion-refuse", NULL },
	{ "suggestions", "Esc", "back", NULL },
	/* a customer's history */
	{ "global", "gH", "history", N_("customer's history") }, { "global", "H", "history", NULL },
	{ "history", "Space", "page-down", NULL }, { "history", "Backspace", "page-up", NULL },
	{ "history", "]", "next-item", NULL }, { "history", "[", "prev-item", NULL },
	{ "history", "}", "next-customer", NULL }, { "history", "{", "prev-customer", NULL },
	{ "history", "J", "history-next", NULL }, { "history", "K", "history-prev", NULL },
	{ "history", "gn", "history-new", N_("next that is new") }, { "history", "v", "history-channel", NULL },
	{ "history", "T", "history-kind", NULL }, { "history", "=", "history-case", NULL },
	{ "history", "*", "history-all", NULL }, { "history", "Esc", "history-all", NULL },
	{ "history", "\\", "search", NULL }, { "history", "x", "kinds", NULL }, { "history", "H", "headers", NULL },
	{ "history", "za", "fold", N_("fold or unfold") }, { "history", "zq", "fold", N_("quotes") },
	{ "history", "zR", "fold-none", N_("unfold all") }, { "history", "zM", "fold-all", N_("fold all") },
	{ "history", "S", "save", NULL }, { "history", "o", "links", NULL }, { "history", "|", "pipe", NULL },
	{ "history", "X", "explain", NULL },
	/* copying */
	{ "global", "yy", "copy number", N_("number") }, { "global", "ys", "copy subject", N_("number and subject") },
	{ "global", "ym", "copy text", N_("message text") }, { "global", "ye", "copy address", N_("address") },
	{ "global", "yp", "copy phone", N_("telephone number") }, { "global", "yn", "copy name", N_("name") },
	/* the console */
	{ "global", "c", "card", NULL }, { "global", "@", "person", NULL }, { "global", "O", "zoom", NULL },
	{ "global", "C-w w", "pane next", N_("other pane") }, { "global", "C-w C-w", "pane next", NULL },
	{ "global", "C-w h", "pane left", N_("pane on the left") }, { "global", "C-w l", "pane right", N_("pane on the right") },
	{ "global", "C-w o", "zoom", N_("this pane alone") }, { "global", "C-w c", "card", N_("card") },
	{ "global", "C-w s", "sidebar", N_("sidebar") }, { "global", "C-w >", "pane-wider", N_("wider list") },
	{ "global", "C-w <", "pane-narrower", N_("narrower list") }, { "global", "C-w =", "pane-even", N_("usual widths") },
	{ "global", "C-w j", "card-down", N_("card down") }, { "global", "C-w k", "card-up", N_("card up") },
	{ "global", "`", "sidebar", NULL }, { "global", "$", "sync", NULL }, { "global", "C-l", "redraw", NULL },
	{ "global", "C-z", "suspend", NULL }, { "global", ":", "command", NULL }, { "global", "C-k", "palette", NULL },
	{ "global", "M-x", "palette", NULL }, { "global", "?", "help", NULL }, { "global", "F1", "help", NULL },
	/* tables */
	{ "outbox", "r", "outbox-retry", NULL }, { "outbox", "e", "outbox-edit", NULL }, { "outbox", "d", "outbox-cancel", NULL },
	{ "outbox", "Y", "outbox-sent", NULL }, { "outbox", "X", "outbox-not-sent", NULL },
	{ "outbox", "Esc", "back", NULL }, { "journal", "Esc", "back", NULL }, { "search", "Esc", "back", NULL },
	{ "help", "Esc", "back", NULL }, { "help", "e", "help-rebind", NULL }, { "help", "r", "help-reset", NULL },
	{ "help", "Delete", "help-reset", NULL }, { "help", "x", "help-unbind", NULL },
	 { "accounts", "Esc", "back", NULL }, { "people", "Esc", "back", NULL },
	{ "fields", "Esc", "back", NULL }, { "fields", "e", "open", NULL },
	{ "drafts", "Esc", "back", NULL }, { "drafts", "d", "drop", NULL },
	{ "journal", "U", "undo-action", NULL },
	{ "undolist", "u", "undo-group", NULL }, { "undolist", "C-r", "redo-group", NULL }, { "undolist", "Esc", "back", NULL },
	{ "people", "&", "merge-customers", NULL }, { "people", "M", "merge-customers", NULL },
	/* handing over */
	{ "global", "gh", "handover", N_("hand over what I hold") }, { "handover", "Space", "handover-toggle", NULL },
	{ "handover", "a", "handover-to", NULL }, { "handover", "e", "handover-page", NULL },
	{ "handover", "i", "handover-page", NULL }, { "handover", "Tab", "handover-page", NULL },
	{ "handover", "y", "handover-do", N_("hand over") }, { "handover", "Esc", "back", NULL },
	{ "page", "C-x y", "handover-do", N_("hand over") }, { "page", "Esc", "back", NULL }, { "page", "Tab", "back", NULL },
	{ "page", "C-x k", "palette", N_("palette") }, { "page", "C-x ?", "help", N_("keys") }, { "page", "F1", "help", NULL },
	/* while I was away */
	{ "global", "gn", "news", N_("news since I was away") }, { "news", "x", "news-seen", NULL },
	{ "news", "Esc", "back", NULL }, { "news", "Space", "page-down", NULL }, { "read", "Space", "page-down", NULL },
	{ "read", "Esc", "back", NULL },
	/* two sides of a merge */
	{ "merge", "s", "merge-as same-person", N_("the same person") },
	{ "merge", "p", "merge-as participant", N_("takes part") },
	{ "merge", "l", "merge-as link", N_("only link") },
	{ "merge", "d", "merge-as link", N_("only link") }, { "merge", "y", "merge-as one", N_("merge") },
	{ "merge", "x", "merge-swap", NULL }, { "merge", "b", "merge-because", NULL },
	{ "merge", "Tab", "merge-next", NULL }, { "merge", "n", "back", NULL }, { "merge", "Esc", "back", NULL },
	/* what was said in public: one key each */
	{ "stream", "r", "stream-answer", NULL }, { "stream", "p", "private-reply", NULL },
	{ "case", "p", "private-reply", NULL },
	{ "case", "We", "own-edit", N_("edit our words") }, { "case", "Wd", "own-delete", N_("delete our words") },
	{ "context", "We", "own-edit", N_("edit our words") }, { "context", "Wd", "own-delete", N_("delete our words") },
	{ "stream", "o", "links", NULL }, { "stream", "L", "stream-like", NULL },
	{ "stream", "H", "stream-hide", NULL }, { "stream", "d", "stream-pass", NULL },
	{ "stream", "#", "stream-case", NULL }, { "stream", "c", "stream-case", NULL },
	{ "stream", "x", "stream-all", NULL }, { "stream", "Enter", "stream-context", NULL },
	{ "stream", "\\", "stream-filter", NULL }, { "stream", "Esc", "back", NULL }, { "context", "Esc", "back", NULL },
	/* the composer: letters are text there */
	{ "compose", "C-x y", "send", N_("send") }, { "compose", "C-x d", "send-resolve", N_("send, resolve, next") },
	{ "compose", "C-x w", "send-pending", N_("send, pending, next") }, { "compose", "M-Enter", "review", NULL },
	{ "compose", "C-x v", "review", N_("review") }, { "compose", "C-x e", "edit", N_("$EDITOR") },
	{ "compose", "C-x a", "attach", N_("attach") }, { "compose", "C-x A", "detach", N_("take the last file off") },
	{ "compose", "C-x b", "field bcc", N_("blind copy") }, { "compose", "C-x c", "field cc", N_("copy to") },
	{ "compose", "C-x t", "field to", N_("to") }, { "compose", "C-x s", "field subject", N_("subject") },
	{ "compose", "C-x i", "to-note", N_("make it a note") },
	{ "compose", "C-x r", "to-reply", N_("make it a reply") }, { "compose", "C-x p", "keep", N_("keep for later") },
	{ "compose", "C-x q", "quote", N_("quote") }, { "compose", "C-x X", "drop", N_("throw away") },
	{ "compose", "C-x T", "template", N_("template") }, { "compose", "C-x R", "other-way", N_("another way") },
	{ "compose", "C-x o", "read-on", N_("read on above") }, { "compose", "C-x O", "zoom-text", N_("whole screen") },
	{ "compose", "C-x n", "draft-next", N_("next draft") }, { "compose", "C-x N", "draft-prev", N_("draft before") },
	{ "compose", "C-x l", "to-list", N_("to the list") },
	{ "compose", "C-x m", "macro", N_("macro") }, { "compose", "C-x k", "palette", N_("palette") },
	{ "compose", "C-x ?", "help", N_("keys") }, { "compose", "Tab", "field", NULL },
	{ "compose", "PageDown", "page-down", NULL }, { "compose", "PageUp", "page-up", NULL },
	{ "compose", "Esc", "keep", NULL }, { "compose", "F1", "help", NULL }, { "compose", "C-l", "redraw", NULL },
	/* the story above a text: nothing here changes a case */
	{ "reading", "C-x o", "read-on", N_("back to the text") }, { "reading", "C-x O", "zoom-text", N_("whole screen") },
	{ "reading", "q", "read-done", NULL }, { "reading", "Esc", "back", NULL }, { "reading", "Enter", "open", NULL },
	{ "reading", "v", "mark-lines", NULL }, { "reading", "r", "quote-here", NULL },
	{ "reading", "j", "down", NULL }, { "reading", "k", "up", NULL }, { "reading", "Down", "down", NULL },
	{ "reading", "Up", "up", NULL }, { "reading", "PageDown", "page-down", NULL }, { "reading", "PageUp", "page-up", NULL },
	{ "reading", "Space", "page-down", NULL }, { "reading", "Backspace", "page-up", NULL },
	{ "reading", "C-d", "half-down", NULL }, { "reading", "C-u", "half-up", NULL },
	{ "reading", "gg", "top", N_("first") }, { "reading", "G", "bottom", NULL },
	{ "reading", "Home", "top", NULL }, { "reading", "End", "bottom", NULL },
	{ "reading", "]", "next-item", NULL }, { "reading", "[", "prev-item", NULL },
	{ "reading", "}", "next-customer", NULL }, { "reading", "{", "prev-customer", NULL },
	{ "reading", "/", "search", NULL }, { "reading", "n", "search-next", NULL }, { "reading", "N", "search-prev", NULL },
	{ "reading", "za", "fold", N_("fold or unfold") }, { "reading", "zq", "fold", N_("quotes") },
	{ "reading", "zR", "fold-none", N_("unfold all") }, { "reading", "zM", "fold-all", N_("fold all") },
	{ "reading", "o", "links", NULL }, { "reading", "S", "save", NULL }, { "reading", "x", "kinds", NULL },
	{ "reading", "ym", "copy text", N_("message text") }, { "reading", "?", "help", NULL }, { "reading", "F1", "help", NULL },
	{ "reading", "C-x n", "draft-next", N_("next draft") }, { "reading", "C-x l", "to-list", N_("to the list") },
	{ "reading", "C-l", "redraw", NULL }, { "reading", "C-z", "suspend", NULL },
	/* the gaps of a template: letters are text there, too */
	{ "template", "C-x y", "template-send", N_("send") }, { "template", "Enter", "template-send", NULL },
	{ "template", "Tab", "template-field", NULL }, { "template", "Down", "template-field", NULL },
	{ "template", "S-Tab", "template-field prev", NULL }, { "template", "Up", "template-field prev", NULL },
	{ "template", "C-x k", "palette", N_("palette") }, { "template", "C-x ?", "help", N_("keys") },
	{ "template", "Esc", "back", NULL }, { "template", "F1", "help", NULL }, { "template", "C-l", "redraw", NULL },
	/* who telephones: over everything, so no letters */
	{ "ring", "F2", "ring-open", N_("who it is") }, { "ring", "F3", "ring-log", N_("write the call down") },
	{ "ring", "F4", "ring-dismiss", N_("close") },
	{ NULL, NULL, NULL, NULL }
};

/* What mutt's users have in their fingers, where it does not contradict the rest. */
static const struct default_key mutt[] = {
	{ "list", "l", "filter", NULL }, { "list", "t", "mark", NULL }, { "list", "Y", "tag", NULL },
	{ "case", "Y", "tag", NULL }, { "list", "C-t", "clear", NULL },
	{ "list", "x", "quit", NULL }, { "list", "z", "page-down", NULL }, { "list", "Z", "page-up", NULL },
	{ "list", "]", "half-down", NULL }, { "list", "[", "half-up", NULL }, { "list", "=", "top", NULL },
	{ "list", "*", "bottom", NULL }, { "global", "C-n", "next-case", NULL }, { "global", "C-p", "prev-case", NULL },
	{ "case", "h", "headers", NULL }, { "case", "T", "fold", NULL }, { "case", "-", "page-up", NULL },
	{ "case", "v", "save", NULL },
	{ "global", "1", "jump 1", NULL }, { "global", "2", "jump 2", NULL }, { "global", "3", "jump 3", NULL },
	{ "global", "4", "jump 4", NULL }, { "global", "5", "jump 5", NULL }, { "global", "6", "jump 6", NULL },
	{ "global", "7", "jump 7", NULL }, { "global", "8", "jump 8", NULL }, { "global", "9", "jump 9", NULL },
	{ NULL, NULL, NULL, NULL }
};

/* The habits of web help desks: FreeScout's and Help Scout's letters, Zammad's ".", Chatwoot's Alt keys. */
static const struct default_key web[] = {
	{ "global", "1", "view 1", NULL }, { "global", "2", "view 2", NULL }, { "global", "3", "view 3", NULL },
	{ "global", "4", "view 4", NULL }, { "global", "5", "view 5", NULL }, { "global", "6", "view 6", NULL },
	{ "global", "7", "view 7", NULL }, { "global", "8", "view 8", NULL }, { "global", "9", "view 9", NULL },
	{ "global", "n", "note", NULL }, { "global", "N", "search-next", NULL },
	{ "global", "gN", "search-prev", N_("previous match") },
	{ "global", ".", "copy number", NULL }, { "global", "g.", "repeat", N_("the last thing again") },
	{ "global", "s1", "", NULL }, { "global", "s4", "", NULL }, { "global", "se", "", NULL }, { "global", "st", "", NULL },
	{ "global", "sm", "", NULL }, { "global", "sw", "", NULL }, { "global", "sr", "", NULL }, { "global", "s Space", "", NULL },
	{ "global", "sd", "", NULL },
	{ "global", "s", "status", NULL }, { "global", "w", "", NULL },
	{ "global", "w1", "snooze 1h", N_("one hour") }, { "global", "w4", "snooze 4h", N_("four hours") },
	{ "global", "we", "snooze tonight", N_("this evening") }, { "global", "wt", "snooze 'tomorrow 9:00'", N_("tomorrow") },
	{ "global", "wm", "snooze 'mon 9:00'", N_("Monday") }, { "global", "ww", "snooze 'next week'", N_("next week") },
	{ "global", "wr", "snooze 'until reply'", N_("until they reply") },
	{ "global", "w Space", "snooze", N_("another time...") },
	{ "case", "v", "assign", NULL },
	{ "global", "M-j", "next-case", NULL }, { "global", "M-k", "prev-case", NULL }, { "global", "M-l", "reply", NULL },
	{ "global", "M-p", "note", NULL }, { "global", "M-e", "done", NULL }, { "global", "C-M-e", "done-next", NULL },
	{ "global", "M-m", "snooze", NULL }, { "global", "M-o", "sidebar", NULL },
	{ NULL, NULL, NULL, NULL }
};

const struct keys_preset keys_presets[] = { { "default", defaults }, { "mutt", mutt }, { "web", web }, { NULL, NULL } };

bool
ui_key_row(const char *preset, size_t i, struct ui_key_row *out)
{
	const struct keys_preset *p = keys_presets;
	while (p->name && !str_eq(p->name, preset))
		p++;
	for (size_t k = 0; p->name && k <= i; k++)
		if (!p->keys[k].map)
			return false;
	if (!p->name)
		return false;
	*out = (struct ui_key_row){ p->keys[i].map, p->keys[i].keys, p->keys[i].command, p->keys[i].note };
	return true;
}
