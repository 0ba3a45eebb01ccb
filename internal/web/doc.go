// Package web is the pages, and beside them the public documents that share
// their addresses.
//
// There is one file for each page: its handlers in page.go, its components in
// page.templ. Every page works without JavaScript. Text for people is in
// words/messages/*.json and nowhere else, so another language is only more
// files; the stylesheet in style/ and the script in script/ are ours, embedded
// as they are, and nothing is loaded from other hosts.
//
// What the verifier for browsers shows too is in packages of their own: the
// words, the small parts, and the verdict on a badge.
//
// Pages decide nothing that a capability could: they read a form, ask, and show
// the answer. What a form got wrong is shown beside the field, with everything
// that was typed still there.
//
// Start at Server.Routes.
package web
