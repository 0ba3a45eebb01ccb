package dataintegrity

// eddsa2022 is what eddsa-rdfc-2022 was called in drafts of the standard. Badges
// that bear the old name are in the world; new ones should not.
func eddsa2022() Suite { return hashed{"eddsa-2022", rdfc{}, ed25519Scheme} }
