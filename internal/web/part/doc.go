// Package part is the small parts of every page: icons, seals, states, moments,
// links to other sites, and text that others wrote, made safe. It knows nothing
// of what a page is about.
package part
