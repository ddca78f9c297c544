package coerce

import (
	"maps"
	"slices"

	"github.com/concertations-ia/canevas/pipeline/definition"
)

// The rules of changes: one per kind of change.
const (
	ruleDate          = "form/date"            // read as an ISO date
	ruleDateTime      = "form/date-time"       // its time of day was left out
	ruleDatePrecision = "form/date-precision"  // a month, a quarter or a year
	rulePeriod        = "form/period"          // two dates in one cell
	ruleNumber        = "form/number"          // spaces, comma, unit
	ruleQualifier     = "form/qualifier"       // "environ 40"
	rulePercent       = "form/percent"         // "5 %"
	ruleDuration      = "form/duration"        // "2 h 30"
	ruleBoolean       = "form/boolean"         // "X"
	ruleCode          = "form/code"            // a label written otherwise
	ruleDuplicate     = "form/duplicate-value" // twice in a list
	ruleList          = "form/list"            // several answers in one cell
	ruleNullWord      = "form/null-word"       // "N/A"
	ruleSiren         = "form/siren"
	ruleSiret         = "form/siret"
	ruleCOG           = "form/cog"
	ruleURL           = "form/url"
	ruleEmail         = "form/email"
	ruleMarks         = "form/marks" // more accents on a letter than any language has

	ruleDateYear      = "form/date-year"      // two digits
	ruleDateSeason    = "form/date-season"    // a winter lies in two years
	ruleDateWeekday   = "form/date-weekday"   // "lundi" for a day that is none
	rulePrecisionKept = "form/precision-kept" // the precision typed is another
	ruleQualifierKept = "form/qualifier-kept" // the qualifier typed is another
	ruleInvisible     = "form/invisible"      // characters that change the order of others
	ruleControl       = "form/control"        // control characters
	ruleMojibake      = "form/mojibake"       // accents damaged by another program
	ruleCharacter     = "form/character"      // that has no meaning of its own

	ruleDateUnknown       = "form/date-unknown"
	ruleDateImpossible    = "form/date-impossible" // 31 February
	ruleDateOrder         = "form/date-order"      // month first
	ruleDateRange         = "form/date-range"      // not of our time
	ruleDateNumber        = "form/date-number"     // 45553
	ruleDateImprecise     = "form/date-imprecise"  // the day is wanted
	rulePeriodUnknown     = "form/period-unknown"  // a period where a day is wanted
	ruleNumberUnknown     = "form/number-unknown"
	ruleNumberAmbiguous   = "form/number-ambiguous"  // "1.200"
	ruleNumberRange       = "form/number-range"      // "40-50", "15 + 3", "moins de 10"
	ruleNumberWord        = "form/number-word"       // "quarante"
	ruleNumberScale       = "form/number-scale"      // "48 k€"
	ruleNumberScientific  = "form/number-scientific" // "4,8E+04"
	ruleQualifierUnknown  = "form/qualifier-unknown" // "environ 40" where 40 is wanted
	ruleBooleanUnknown    = "form/boolean-unknown"
	ruleCodeUnknown       = "form/code-unknown"
	ruleCodeAmbiguous     = "form/code-ambiguous" // two codes are written so
	ruleSirenUnknown      = "form/siren-unknown"
	ruleSiretUnknown      = "form/siret-unknown"
	ruleCOGUnknown        = "form/cog-unknown"
	ruleSeveral           = "form/several-values"     // in a cell for one
	ruleReferenceWord     = "form/reference-word"     // "idem"
	ruleFormulaError      = "form/formula-error"      // "#REF!"
	ruleInvisibleInClosed = "form/invisible-in-value" // in an identifier

	ruleMore = "form/more" // counts the changes that are not listed
)

// severities has the severity of each rule. What is not listed counts as much as
// the worst of it.
var severities = map[string]definition.Severity{
	ruleDate: definition.Info, ruleDateTime: definition.Info, ruleDatePrecision: definition.Info, rulePeriod: definition.Info,
	ruleNumber: definition.Info, ruleQualifier: definition.Info, rulePercent: definition.Info, ruleDuration: definition.Info,
	ruleBoolean: definition.Info, ruleCode: definition.Info, ruleDuplicate: definition.Info, ruleList: definition.Info,
	ruleNullWord: definition.Info, ruleSiren: definition.Info, ruleSiret: definition.Info, ruleCOG: definition.Info,
	ruleURL: definition.Info, ruleEmail: definition.Info, ruleMarks: definition.Info,

	ruleDateYear: definition.Warning, ruleDateSeason: definition.Warning, ruleDateWeekday: definition.Warning,
	rulePrecisionKept: definition.Warning, ruleQualifierKept: definition.Warning,
	ruleInvisible: definition.Warning, ruleControl: definition.Warning, ruleMojibake: definition.Warning,
	ruleCharacter: definition.Warning,

	ruleDateUnknown: definition.Error, ruleDateImpossible: definition.Error, ruleDateOrder: definition.Error,
	ruleDateRange: definition.Error, ruleDateNumber: definition.Error, ruleDateImprecise: definition.Error, rulePeriodUnknown: definition.Error,
	ruleNumberUnknown: definition.Error, ruleNumberAmbiguous: definition.Error, ruleNumberRange: definition.Error,
	ruleNumberWord: definition.Error, ruleNumberScale: definition.Error, ruleNumberScientific: definition.Error,
	ruleQualifierUnknown: definition.Error, ruleBooleanUnknown: definition.Error, ruleCodeUnknown: definition.Error,
	ruleCodeAmbiguous: definition.Error, ruleSirenUnknown: definition.Error, ruleSiretUnknown: definition.Error,
	ruleCOGUnknown: definition.Error, ruleSeveral: definition.Error, ruleReferenceWord: definition.Error,
	ruleFormulaError: definition.Error, ruleInvisibleInClosed: definition.Error,

	ruleMore: definition.Info,
}

// Rules returns the rules that a [Change] may have, sorted.
func Rules() []string { return slices.Sorted(maps.Keys(severities)) }
