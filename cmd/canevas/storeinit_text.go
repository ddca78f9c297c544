package main

import (
	"fmt"
	"strings"

	"github.com/concertations-ia/canevas/pipeline/store"
)

// printStorage says what became of both places, for a person.
func (o *options) printStorage(found storage) {
	o.printReady(o.lang.say("publication", "publication"), found.Public)
	o.printReach(found.Public, o.lang.say("n'importe qui lit ce qui est publié", "anybody reads what is published"),
		o.lang.say("personne ne lit encore sans compte ce qui est publié", "nobody without an account reads yet what is published"))
	o.printReady(o.lang.say("archive", "archive"), found.Archive)
	o.printReach(found.Archive, o.lang.say("n'importe qui lit l'archive", "anybody reads the archive"),
		o.lang.say("l'archive se refuse à qui n'a pas de compte", "the archive refuses those who have no account"))
	if found.DryRun {
		fmt.Fprintln(o.out, o.lang.say("rien n'est écrit", "nothing is written"))
	}
}

// printReady says which needs of a place are met, and what meets those that the
// server refused.
func (o *options) printReady(role string, r ready) {
	fmt.Fprintf(o.out, "%s %s\n", role, r.Place)
	for _, step := range r.Steps {
		o.printPair(o.need(step.Need), o.outcome(step))
		if step.Outcome == store.OutcomeRefused && step.Command != "" {
			fmt.Fprintln(o.out, "    "+strings.ReplaceAll(step.Command, "\n", "\n    "))
		}
		if step.Outcome == store.OutcomeRefused && step.Need == store.NeedOrigin {
			fmt.Fprintln(o.out, "    "+o.lang.say(
				"# sous MinIO c'est un réglage du serveur entier : MINIO_API_CORS_ALLOW_ORIGIN",
				"# with MinIO this is a setting of the whole server: MINIO_API_CORS_ALLOW_ORIGIN"))
		}
	}
	if r.Versioning != "" {
		o.printPair(o.lang.say("anciennes versions", "older versions"), map[store.Versioning]string{
			store.VersioningOn:        o.lang.say("gardées", "kept"),
			store.VersioningSuspended: o.lang.say("plus gardées, celles d'avant le sont", "not kept any more, those from before are"),
			store.VersioningOff:       o.lang.say("pas gardées", "not kept"),
			store.VersioningUnknown:   o.lang.say("le serveur ne le dit pas", "the server does not tell"),
		}[r.Versioning])
	}
}

func (o *options) printPair(what, is string) {
	fmt.Fprintf(o.out, o.lang.say("  %s : %s\n", "  %s: %s\n"), what, is)
}

func (o *options) need(n store.Need) string {
	return map[store.Need]string{
		store.NeedBucket: o.lang.say("emplacement", "place"),
		store.NeedPublic: o.lang.say("lecture publique", "public reading"),
		store.NeedOrigin: o.lang.say("lecture depuis une page web (CORS)", "reading from web pages (CORS)"),
	}[n]
}

func (o *options) outcome(s store.Step) string {
	return map[store.Outcome]string{
		store.OutcomePresent: o.lang.say("en place", "in place"),
		store.OutcomeDone:    o.lang.say("fait", "done"),
		store.OutcomeMissing: o.lang.say("à faire", "to be done"),
		store.OutcomeRefused: o.lang.say("refusé par le serveur ; à exécuter par ailleurs", "refused by the server; to be run by other means") + " (" + s.Reason + ")",
	}[s.Outcome]
}

// printReach says what a stranger sees of a place.
func (o *options) printReach(r ready, open, closed string) {
	says := []string{closed}
	switch s := r.Stranger; {
	case s == nil && r.Versioning != "":
		says = []string{o.lang.say("vide : il n'y a rien à demander sans compte", "empty: there is nothing to ask for without an account")}
	case s == nil && strings.Contains(r.Place, "://"):
		return
	case s == nil:
		says = []string{o.lang.say("qui lit ce dossier, c'est à l'exploitant d'en décider", "who reads this folder is for its operator to say")}
	default:
		if s.Read {
			says = []string{open}
		}
		if s.Origin {
			says = append(says, o.lang.say("depuis toute page web aussi", "from any web page too"))
		}
		if s.List {
			says = append(says, o.lang.say("et en voit la liste", "and sees the list of it"))
		}
	}
	fmt.Fprintln(o.out, "  "+strings.Join(says, ", "))
}
