/* care_identity.c - one address, one spelling; and who is no person. */
#include <string.h>

#include "care.h"
#include "t.h"

static struct arena *arena;

#define NORMAL(kind, address, want) T_STR(care_identity_normal(kind, address, arena), want)

int
main(void)
{
	arena = arena_new();
	NORMAL("mail", "Ana.Perez@Example.NET", "ana.perez@example.net");
	NORMAL("mail", "  ana@example.net\t", "ana@example.net");
	NORMAL("mail", "<ana@example.net>", "ana@example.net");
	NORMAL("mail", "ana+shop@example.net", "ana+shop@example.net");
	NORMAL("mail", "caf\xc3\xa9@example.net", "caf\xc3\xa9@example.net");
	NORMAL("mail", "ana", NULL);
	NORMAL("mail", "@example.net", NULL);
	NORMAL("mail", "ana@", NULL);
	NORMAL("mail", "", NULL);
	NORMAL("mail", NULL, NULL);
	NORMAL("mail", "ana@example.net\r\nBcc: x@y.z", NULL);
	NORMAL("mail", "ana perez@example.net", NULL);
	NORMAL("mail", "a,b@example.net", NULL);
	NORMAL("mail", "\033[31m@example.net", NULL);
	NORMAL("phone", "+39 347 123 4567", "+393471234567");
	NORMAL("phone", "0039 347-123.4567", "+393471234567");
	NORMAL("phone", "(02) 1234/567", "021234567");
	NORMAL("whatsapp", "39 347 1234567", "393471234567");
	NORMAL("phone", "12345678901234567890", "12345678901234567890");
	NORMAL("phone", "anonymous", "anonymous");
	NORMAL("telegram", "@AnaPerez", "anaperez");
	NORMAL("telegram", "  @@Ana ", "ana");
	NORMAL("telegram", "@", NULL);
	T_OK(care_identity_is_robot("mail", "no-reply@shop.example"), "no-reply");
	T_OK(care_identity_is_robot("mail", "NoReply@shop.example"), "NoReply");
	T_OK(care_identity_is_robot("mail", "mailer-daemon@mx.example"), "mailer-daemon");
	T_OK(care_identity_is_robot("mail", "posta-certificata@pec.example"), "posta-certificata");
	T_OK(care_identity_is_robot("mail", "bounces+ana=example.net@list.example"), "bounces+");
	T_OK(!care_identity_is_robot("mail", "noreplyana@example.net"), "a name that only begins so");
	T_OK(!care_identity_is_robot("mail", "ana@noreply.example"), "a domain of that name");
	T_OK(!care_identity_is_robot("telegram", "noreply"), "another channel");
#define PHONE(text, country, want) T_STR(care_phone_said(text, country, arena, NULL), want)
	PHONE("+39 333 123-4567", NULL, "+393331234567");
	PHONE("0039.333.1234567", "DE", "+393331234567");
	PHONE("333 1234567", "IT", "+393331234567");
	PHONE("06 1234567", "IT", "+39061234567");
	PHONE("030 5550199", "DE", "+49305550199");
	PHONE("030 5550199", "", "0305550199");
	PHONE("204", "IT", "204");
	PHONE("tel:+390612345;ext=2", NULL, "+390612345");
	PHONE("SIP:+393331234567@pbx.example;user=phone", NULL, "+393331234567");
	PHONE("", "IT", NULL);
	PHONE("+", "IT", NULL);
	PHONE("++39", "IT", NULL);
	PHONE("1+2", "IT", NULL);
	PHONE("333\r\n1234567", "IT", NULL);
	PHONE("\033[31m333", "IT", NULL);
	PHONE("1234567890123456", NULL, NULL);
	PHONE("\xd9\xa3\xd9\xa3\xd9\xa3", "IT", NULL);
	T_OK(care_phone_withheld("Anonymous") && !care_phone_withheld("+39"), "who does not show it");
	arena_free(arena);
	return t_done();
}
