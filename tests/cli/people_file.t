#!/bin/sh
# Customers out of files and into them: vCard and CSV, what would happen shown first, ours never overwritten silently.
. "${top_srcdir:-$(dirname "$0")/../..}/tests/lib.sh"
need python3 sqlite3
cat >"$config" <<-EOF
	[agent]
	id = eva
	[care]
	country = IT
	[field city]
	on = customer
	[field street]
	on = customer
	[field born]
	title = Date of birth
	on = customer
	type = date
EOF
chmod 600 "$config"
desk() {
	run "$SPORTELLO" --config "$config" --store "$store" "$@"
}

cat >"$T/phone.vcf" <<-'EOF'
	BEGIN:VCARD
	VERSION:3.0
	N:Bianchi;Anna;;;
	FN:Anna Bianchi
	EMAIL;TYPE=INTERNET:Anna.Bianchi@example.net
	TEL;TYPE=CELL:347 1234567
	item1.IMPP:telegram:annab
	NOTE:likes lamps\, and\nchairs
	ADR;TYPE=HOME:;;Via Roma 1;Pisa;;;
	CATEGORIES:wholesale,press
	END:VCARD
	BEGIN:VCARD
	VERSION:2.1
	FN;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:J=C3=BCrgen =
	M=C3=BCller
	TEL;CELL:0049 30 1234567
	END:VCARD
	BEGIN:VCARD
	VERSION:4.0
	FN:شركة محمد 🎁
	EMAIL:m@example.org
	END:VCARD
EOF
desk customer import "$T/phone.vcf" --dry-run
is "$rc" 0 "a dry run" || note "$errs"
like "$out" "3 new, 0 changed" "says how many"
is "$(sqlite3 "$store" 'SELECT count(*) FROM customer')" 0 "and changes nothing"
desk customer import "$T/phone.vcf"
is "$rc" 1 "without a terminal to ask at, --yes is wanted"
desk customer import "$T/phone.vcf" --yes
is "$rc" 0 "taken in" || note "$errs"
is "$(sqlite3 "$store" "SELECT kind || ' ' || address FROM identity ORDER BY id")" "mail anna.bianchi@example.net
phone +393471234567
telegram annab
phone +49301234567
mail m@example.org" "addresses in their normal form"
desk customer import "$T/phone.vcf" --dry-run
like "$out" "0 new, 0 changed, 3 as they are" "once more: nothing to do"
desk customer export --format vcard
printf '%s\n' "$out" >"$T/first.vcf"
is "$(printf '%s\n' "$out" | tr -d '\r' | grep -c '^BEGIN:VCARD')" 3 "all of them as vCards"
like "$out" 'NOTE:likes lamps\\, and\\nchairs' "with what is to be escaped escaped"
like "$out" 'ADR:;;Via Roma 1;Pisa;;;' "and the fields vCard has a place for"
if python3 -c 'import vobject' 2>/dev/null; then
	is "$(python3 -c 'import sys, vobject
print(sum(1 for c in vobject.readComponents(open(sys.argv[1])) if c.fn.value))' "$T/first.vcf")" 3 "another program reads them"
fi

# out, into another store, out again: the same but for the uid
desk undo
is "$(sqlite3 "$store" 'SELECT count(*) FROM identity WHERE customer IS NOT NULL')" 0 "one undo takes all back"
desk customer import "$T/first.vcf" --yes --quiet
desk customer export --format vcard
is "$(printf '%s\n' "$out" | grep -v '^UID')" "$(grep -v '^UID' "$T/first.vcf")" "what went out comes back the same"
desk customer export --format csv
printf '%s\n' "$out" >"$T/all.csv"
desk customer import "$T/all.csv" --dry-run
like "$out" "0 new, 0 changed, 3 as they are" "and as CSV, too"

# a spreadsheet's CSV: semicolons, titles in Italian, quotes, a formula, Windows-1252
printf 'Nome;Cognome;E-mail;Cellulare;Date of birth;Note;Colore\r\nCarl\362;Verdi;carlo@example.net;333 1112223;24/12/1980;"dice ""ciao""\nsempre";blu\r\n' >"$T/it.csv"
printf ';;anna.bianchi@example.net;;;=2+2;\r\nLuca;Neri;no mail;;domani;;\r\n' >>"$T/it.csv"
desk customer import "$T/it.csv" --dry-run
like "$out" 'Cellulare  *phone' "columns are known by their titles"
like "$out" 'Colore  *(passed over)' "or passed over"
like "$errs" "Windows-1252" "another character set is named"
like "$out" "notes stays 'likes lamps" "ours stays, and it is said"
like "$out" "'no mail' is no address" "what is no address is named"
like "$out" "no date" "what is no date, too"
desk customer import "$T/it.csv" --yes --overwrite notes --map "Colore=city"
is "$rc" 0 "taken in with a mapping" || note "$errs"
desk customer show carlo@example.net --json
is "$(printf '%s\n' "$out" | python3 -c 'import json, sys
r = json.load(sys.stdin); print(r["name"], r["fields"], repr(r["notes"]))')" \
	"Carlò Verdi {'born': '1980-12-24', 'city': 'blu'} 'dice \"ciao\"\\nsempre'" "all of it"
desk customer show anna.bianchi@example.net --json
is "$(printf '%s\n' "$out" | python3 -c 'import json, sys; print(json.load(sys.stdin)["notes"])')" "=2+2" "overwritten where that was asked for"
desk customer export anna --format csv
like "$out" "\"'=2+2\"" "no spreadsheet takes it for a formula"

# one address, two persons: never moved
printf 'name,mail,phone\nSomebody,anna.bianchi@example.net,+49301234567\n' >"$T/two.csv"
desk customer import "$T/two.csv" --dry-run --json
like "$out" '"conflict":true' "an address of somebody else is a conflict"
like "$out" "is an address of customer" "it says whose"

for bad in 'BEGIN:VCARD
FN:x' 'name,mail
"Anna,a@example.net' 'name,mail' ''; do
	printf '%s' "$bad" >"$T/bad"
	desk customer import "$T/bad" --yes
	is "$rc" 1 "refused: $(printf '%s' "$bad" | head -n 1)"
	like "$errs" "bad: " "with the file's name"
done
desk customer import "$T/nothing"
like "$errs" "cannot be opened" "no such file"
desk customer import "$T/it.csv" --map "Nothing=mail"
is "$rc" 2 "a mapping of a column that is not there"
done_testing
