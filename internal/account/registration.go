package account

// Check says all that is wrong with what was entered, before anything is opened or
// written.
func (r Registration) Check() error {
	_, _, err := r.parse()
	return err
}
