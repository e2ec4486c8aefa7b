package creation

// What the tests of this package need of its inside.
var ChosenIn = chosenIn
