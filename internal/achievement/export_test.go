package achievement

// Check is how contents are checked before they are kept.
func (c *Catalogue) Check(content Content, publish bool) (Content, error) {
	return c.check(content, publish)
}
