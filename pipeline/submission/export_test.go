package submission

// MayBeDirty is for tests.
var MayBeDirty = mayBeDirty
