/* table.c - the verbs as people see them: for help, completion and the manual. */
#include "verb.h"

#include "i18n.h"

const struct verb_words verb_words[] = {
	{ "tag", "+NAME -NAME...", N_("add and remove tags") },
	{ "assign", "NAME|me|team:NAME|nobody", N_("give the case to an agent or a team") },
	{ "take", "", N_("assign the case to me") },
	{ "priority", "low|normal|high|urgent", N_("set the priority") },
	{ "status", "new|open|pending|resolved|spam", N_("set the status") },
	{ "open", "", N_("we owe an answer") },
	{ "pending", "", N_("the customer owes an answer") },
	{ "resolve", "", N_("the case is done") },
	{ "reopen", "", N_("the case is not done after all") },
	{ "spam", "", N_("unwanted mail") },
	{ "snooze", "WHEN", N_("hide until a time and/or a reply: 2h, tomorrow 9:00, lun, until reply") },
	{ "note", "TEXT...", N_("write an internal note") },
	{ "next", "TEXT... [by WHEN]", N_("set the next step") },
	{ "promise", "TEXT... [by WHEN]", N_("set a next step that the customer was told") },
	{ "waits", "WHO|nobody [until WHEN]", N_("a third party must act first") },
	{ "subject", "TEXT...", N_("rename the case") },
	{ "flag", "", N_("flag the case") },
	{ "unflag", "", N_("take the flag off") },
	{ "verify", "facts NAME NAME...|code [WAY]|back CODE|person HOW...|end",
		N_("say who is speaking, and how that is known") },
	{ "field", "NAME VALUE...|NAME -", N_("give a field of the case or its customer its value; - takes it away") },
	{ "link", "CASE [--as duplicate|follow-up|part]", N_("tie the case to another one") },
	{ "unlink", "CASE", N_("take the tie to another case away") },
	{ "merge", "[--same-person|--participant] [--because TEXT] CASE...", N_("take other cases into this one") },
	{ "split", "ITEM [--because TEXT]", N_("make a case of one message and what follows in its thread") },
	{ "undo", "[ACTION] [--because TEXT]", N_("take back the last action, or a given one") },
	{ "escalate", "TARGET REASON...", N_("hand the case to another level") },
	{ "contact", "call|visit|letter [in|out] [OUTCOME] [--for TIME] [TEXT...]", N_("write down a call, a visit or a letter") },
	{ "pass", "[ITEM]", N_("leave a public message as it is") },
	{ "like", "[ITEM]", N_("say on the channel that we like a message") },
	{ "unlike", "[ITEM]", N_("take our like back") },
	{ "hide", "[ITEM]", N_("hide a public message from others") },
	{ "unhide", "[ITEM]", N_("show a hidden message again") },
	{ "make-case", "[ITEM]", N_("make a case of a public message") },
	{ "delete-own", "[ITEM]", N_("delete what we said on a channel") },
	{ "edit-own", "[--public] TEXT...", N_("other words for what we said on a channel") },
	{ NULL, NULL, NULL }
};
