package throttle

// What the tests of this package need of its inside.

var New = newLimiter
