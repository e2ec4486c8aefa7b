package deletion

// What the tests of this package need of its inside.

const (
	DefaultTimeout = defaultTimeout
)
