package cloudcontrol

// Equal tells whether a and b mean the same at the path. Nothing equals Unknown.
func (s *TypeSchema) Equal(path Path, a, b any) bool { return false }

// Contains tells whether live has everything that desired has, write-only properties aside.
func (s *TypeSchema) Contains(live, desired any) bool { return false }
