package destroy

// What the tests of this package need of its inside.

type (
	DeletionRecord = deletionRecord
)

const (
	AbandonInPlan  = abandonInPlan
	PreventAtApply = preventAtApply
	PreventInPlan  = preventInPlan
)

var (
	AbandonReplace        = abandonReplace
	AbandonSummary        = abandonSummary
	BlockersText          = blockersText
	DoomedText            = doomedText
	EndedWarning          = endedWarning
	ErrCheckLimit         = errCheckLimit
	PreventReplace        = preventReplace
	PreventReplaceSummary = preventReplaceSummary
	PreventSummary        = preventSummary
	ReasonRemedies        = reasonRemedies
	ShortReasons          = shortReasons
)
