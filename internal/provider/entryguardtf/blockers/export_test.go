package blockers

// What the tests of this package need of its inside.
var (
	EndedWith        = endedWith
	SessionsFindings = sessionsFindings
	TakenAwayFrom    = takenAwayFrom
	TakenOutOf       = takenOutOf
)
