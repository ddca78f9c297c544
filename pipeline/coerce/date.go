package coerce

import (
	"regexp"
	"strconv"
	"strings"
	"time"
	"unicode"

	"github.com/concertations-ia/canevas/pipeline/definition"
	"github.com/concertations-ia/canevas/pipeline/tree"
)

// longestDate is how many bytes a text may have that says a date.
const longestDate = 100

// A dating is a date, or a period, as read.
type dating struct {
	from    moment
	until   *moment // of a period
	rule    string  // what was made of it
	remarks []definition.Text
}

// worsen adds a remark. What its author should look at is told before what was
// merely noted.
func (g *dating) worsen(rule string, remark definition.Text) {
	if severities[g.rule] != definition.Warning {
		g.rule = rule
	}
	g.remarks = append(g.remarks, remark)
}

// readDate reads "18/09/2024", "1er février 2024", "fin janvier 2023", "du 3 au
// 5 avril 2025".
func (w *walk) readDate(s spot) bool {
	typed := s.value.Text
	g, f := readDating(tidy(typed))
	if f == nil {
		f = s.fits(g)
	}
	if f != nil {
		return w.unreadable(s, *f)
	}
	s.set(tree.String, g.from.iso())
	more := s.precise(s.plan, g.from, g)
	if g.until != nil {
		end := s.beside[s.plan.until]
		g.remarks = append(g.remarks, both("%s : %s", "%s: %s", end.name(s.plan.until), g.until.words()))
		more = append(more, member{s.plan.until, g.until.iso()})
		more = append(more, s.precise(end, *g.until, g)...)
	}
	if g.from.iso() != tidy(typed) {
		w.note(s, g.rule, typed, g.from.iso(), g.from.words(), g.remarks...)
	}
	s.setBeside(more...)
	return true
}

// fits returns why what was read has no room in the fields of the form: the end
// of a period, or how precise a date is.
func (s spot) fits(g *dating) *fault {
	if f := s.fitsPrecision(s.plan, g.from); f != nil || g.until == nil {
		return f
	}
	end := s.beside[s.plan.until]
	switch {
	case end == nil || end.kind != date || s.holder == nil:
		return &fault{rule: rulePeriodUnknown, hint: both("donnez une seule date", "give one date")}
	case s.answered(s.plan.until) != nil && s.answered(s.plan.until).Text != g.until.iso():
		return &fault{rule: rulePeriodUnknown, hint: both("le champ %s donne une autre fin à cette période", "the field %s gives another end to this period", end.name(s.plan.until))}
	}
	return s.fitsPrecision(end, *g.until)
}

func (s spot) fitsPrecision(p *plan, at moment) *fault {
	if at.precise != day && s.means(p.precision, at.precise) == "" {
		return &fault{rule: ruleDateImprecise, hint: both("donnez le jour", "give the day")}
	}
	return nil
}

// precise returns the member beside a date that says how precise it is; none
// where that is the day, or was answered.
func (s spot) precise(p *plan, at moment, g *dating) []member {
	if at.precise == day {
		return nil
	}
	code, beside := s.means(p.precision, at.precise), s.beside[p.precision]
	if typed := s.answered(p.precision); typed != nil && typed.Text != code {
		g.worsen(rulePrecisionKept, s.keptOtherwise(p.precision))
		return nil
	}
	g.remarks = append(g.remarks, both("%s : %s", "%s: %s", beside.name(p.precision), beside.wordsFor(code)))
	return []member{{p.precision, code}}
}

var (
	timeOfDay = regexp.MustCompile(`^(.*[0-9])(?:t|[ ,]+(?:a |de |des )?)([0-9]{1,2})(?: ?: ?([0-9]{2})(?::[0-9]{2}(?:[.,][0-9]+)?)?| ?h(?:eures?)? ?([0-9]{2})?)` +
		`(?: ?(?:-|a) ?[0-9]{1,2} ?(?:h|:)(?:eures?)? ?(?:[0-9]{2})?)?( ?z| ?[+-][0-9]{2}:?[0-9]{2})?$`)
	eightDigits = regexp.MustCompile(`^[0-9]{8}$`)
	bareNumber  = regexp.MustCompile(`^[0-9]+(?:[.,][0-9]+)?$`)
)

// readDating reads a date or a period.
func readDating(typed string) (*dating, *fault) {
	unknown := &fault{rule: ruleDateUnknown}
	if len(typed) > longestDate || strings.IndexFunc(typed, func(r rune) bool { return unicode.Is(unicode.No, r) }) >= 0 {
		return nil, unknown
	}
	g := &dating{rule: ruleDate}
	p := newPhrase(typed)
	if at := timeOfDay.FindStringSubmatch(p.text); at != nil {
		if f := g.dropTime(at); f != nil {
			return nil, f
		}
		p.text = at[1]
	}
	at, f := g.readMoment(p.text)
	switch {
	case f != nil:
		return nil, f
	case at != nil:
		g.from = *at
		g.compareWeekday(p)
		return g, nil
	}
	if f := g.readPeriod(p.text); f != nil {
		return nil, f
	}
	return g, nil
}

// readMoment reads a date; nil, nil where the text may be a period.
func (g *dating) readMoment(text string) (*moment, *fault) {
	at, f := g.readDay(text)
	if at == nil && f == nil {
		if at, f = g.readVague(text); at != nil && g.rule == ruleDate {
			g.rule = ruleDatePrecision
		}
	}
	switch {
	case at != nil || f != nil:
		return at, f
	case eightDigits.MatchString(text):
		return nil, numberFault(text)
	case bareNumber.MatchString(text):
		return nil, numberFault("")
	case noYear.MatchString(text):
		return nil, &fault{rule: ruleDateUnknown, hint: both("il manque l'année", "the year is missing")}
	}
	return nil, nil
}

// numberFault is the fault of a number where a date is wanted. One of eight
// digits may say the day.
func numberFault(eight string) *fault {
	f := &fault{rule: ruleDateNumber, hint: both(
		"c'est un nombre ; donnez à la cellule le format d'une date, ou tapez la date", "this is a number; give the cell the format of a date, or type the date")}
	for _, layout := range []string{"20060102", "02012006"} {
		if at, err := time.Parse(layout, eight); err == nil && at.Year() >= firstYear && at.Year() <= lastYear {
			f.meant = inQuotes(moment{Time: at}.short())
			break
		}
	}
	return f
}

// dropTime leaves the time of day out. Midnight in France is an hour before the
// day where a program has written it in universal time.
func (g *dating) dropTime(at []string) *fault {
	hour, _ := strconv.Atoi(at[2])
	minute, _ := strconv.Atoi(at[3] + at[4])
	if hour > 24 || minute > 59 {
		return &fault{rule: ruleDateUnknown}
	}
	if strings.TrimSpace(at[5]) == "z" && hour >= 22 {
		f := &fault{rule: ruleDateUnknown, hint: both("cette heure est universelle, et le jour est déjà le suivant en France", "this is universal time, and it is the next day in France already")}
		if d, wrong := new(dating).readDay(at[1]); d != nil && wrong == nil {
			f.meant = inQuotes(moment{d.AddDate(0, 0, 1), day}.short())
		}
		return f
	}
	g.rule = ruleDateTime
	g.remarks = append(g.remarks, both("l'heure n'est pas gardée", "the time of day is not kept"))
	return nil
}

// compareWeekday holds a day to its name in the week.
func (g *dating) compareWeekday(p phrase) {
	if p.named && g.from.precise == day && g.from.Weekday() != p.weekday {
		g.worsen(ruleDateWeekday, both("ce jour est un %s : vérifiez la date", "this day is a %s: check the date",
			definition.Text{FR: weekdayNames[g.from.Weekday()], EN: g.from.Weekday().String()}))
	}
}
