package web

import (
	"net/http"
	"slices"
	"strings"

	"blazon/internal/achievement"
	"blazon/internal/fault"
	"blazon/internal/issuer"
	"blazon/internal/serve"
)

// notHere is the answer for what is not at the address that was asked.
func notHere() error {
	return fault.New(fault.NotFound, "There is no page at this address. It may have been mistyped, or cut off when it was copied.")
}

// staffBadge returns the achievement in the path, if it belongs to the issuer in
// the path.
func (s *Server) staffBadge(r *serve.Request) (achievement.Achievement, error) {
	b, err := s.Catalogue.Achievement(r.Context(), r.Account.ID, r.PathValue("achievement"))
	if err == nil && b.IssuerID != r.PathValue("issuer") {
		err = notHere()
	}
	return b, err
}

// shown is what a badge says now: its draft, or what is published.
func shown(b achievement.Achievement) achievement.Content {
	switch {
	case b.Draft != nil:
		return *b.Draft
	case b.Current != nil:
		return *b.Current
	}
	return achievement.Content{}
}

// staffPicture is the address of what shown looks like.
func staffPicture(i *issuer.Issuer, b achievement.Achievement) string {
	if b.Draft == nil && b.Version > 0 {
		return publicPicture(b.ID, b.Version, "svg")
	}
	return at(i, "/badges/"+b.ID+"/picture?v="+decimal(b.Revision))
}

// publicPicture is the address of the picture of a version.
func publicPicture(badgeID string, n int, kind string) string {
	return "/badges/" + badgeID + "/versions/" + decimal(n) + "/image." + kind
}

// getBadges lists the badges of an issuer.
func (s *Server) getBadges(w http.ResponseWriter, r *serve.Request) error {
	v, err := s.deskView(w, r, "badges.title")
	if err != nil {
		return err
	}
	q := asked(r)
	found, err := s.Catalogue.List(r.Context(), r.Account.ID, v.Issuer.ID, q)
	if err != nil {
		return err
	}
	l := listingOf(r, q, found,
		option{"", v.T("badges.current")}, option{"published", v.T("state.published")},
		option{"draft", v.T("badges.drafts")}, option{"archived", v.T("state.archived")})
	return render(w, r, http.StatusOK, badgesPage(v, found.Items, l))
}

// getBadge shows one badge to its makers: what is published, and what would
// change.
func (s *Server) getBadge(w http.ResponseWriter, r *serve.Request) error {
	b, err := s.staffBadge(r)
	if err != nil {
		return err
	}
	v, err := s.deskView(w, r, "badges.title")
	if err != nil {
		return err
	}
	v.Title = shown(b).Name
	return render(w, r, http.StatusOK, badgePage(v, b))
}

// getDraftPicture answers with the picture of a draft.
func (s *Server) getDraftPicture(w http.ResponseWriter, r *serve.Request) error {
	if _, err := s.staffBadge(r); err != nil {
		return err
	}
	data, err := s.Catalogue.DraftImage(r.Context(), r.Account.ID, r.PathValue("achievement"), "svg")
	if err != nil {
		return err
	}
	return serve.Document{Type: "image/svg+xml", Data: data, Private: true, Policy: serve.FilePolicy}.Send(w, r)
}

// getNewBadge shows the form for a badge.
func (s *Server) getNewBadge(w http.ResponseWriter, r *serve.Request) error {
	v, err := s.editorView(w, r, nil)
	if err != nil {
		return err
	}
	f := contentForm(achievement.Content{Type: "Achievement", Design: newDrawing()})
	f.Set("key", s.once())
	return render(w, r, http.StatusOK, editorPage(v, f, editing{}))
}

// editorView is the view of the editor of b, which is nil for a new badge.
func (s *Server) editorView(w http.ResponseWriter, r *serve.Request, b *achievement.Achievement) (*view, error) {
	if b == nil {
		return s.deskView(w, r, "badge.new")
	}
	return s.deskView(w, r, "badge.editOf", "Badge", shown(*b).Name)
}

// An editing is what the editor edits.
type editing struct {
	Badge   *achievement.Achievement // nil for a new one
	Preview *achievement.Content
}

// postNewBadge keeps a new badge as a draft.
func (s *Server) postNewBadge(w http.ResponseWriter, r *serve.Request) error {
	c, image, err := s.readContent(r)
	if again(r) {
		return s.editAgain(w, r, nil, c, image, err)
	}
	var made achievement.Achievement
	if err == nil {
		made, err = s.Catalogue.Create(r.Context(), r.Account.ID, r.PathValue("issuer"), c, image, false, r.Posted("key"))
	}
	if err != nil {
		return s.editAgain(w, r, nil, c, image, err)
	}
	word := "draftMade"
	if !square(image) {
		word = "draftMadeNotSquare"
	}
	return s.done(w, "/workspace/"+made.IssuerID+"/badges/"+made.ID, word)
}

// getEdit shows the form with what the badge says.
func (s *Server) getEdit(w http.ResponseWriter, r *serve.Request) error {
	b, err := s.staffBadge(r)
	if err != nil {
		return err
	}
	v, err := s.editorView(w, r, &b)
	if err != nil {
		return err
	}
	f := contentForm(shown(b))
	f.Set("revision", decimal(b.Revision))
	c := shown(b)
	return render(w, r, http.StatusOK, editorPage(v, f, editing{Badge: &b, Preview: &c}))
}

// postEdit keeps changes as a draft.
func (s *Server) postEdit(w http.ResponseWriter, r *serve.Request) error {
	b, err := s.staffBadge(r)
	if err != nil {
		return err
	}
	c, image, err := s.readContent(r)
	followDrawing(&c, shown(b))
	if again(r) {
		return s.editAgain(w, r, &b, c, image, err)
	}
	if err == nil {
		_, err = s.Catalogue.SaveDraft(r.Context(), r.Account.ID, b.ID, number(r.Posted("revision")), c, image)
	}
	if err != nil {
		return s.editAgain(w, r, &b, c, image, err)
	}
	word := "draftSaved"
	if !square(image) {
		word = "draftSavedNotSquare"
	}
	return s.done(w, "/workspace/"+b.IssuerID+"/badges/"+b.ID, word)
}

// again reports whether a form is not to be saved yet, but shown once more: with
// a row more, or with a preview.
func again(r *serve.Request) bool {
	do := r.PostFormValue("do")
	return do == "row" || do == "preview"
}

// editAgain shows the editor with what was typed.
func (s *Server) editAgain(w http.ResponseWriter, r *serve.Request, b *achievement.Achievement, c achievement.Content, image []byte, err error) error {
	f, err := typed(r, err)
	if err != nil {
		return err
	}
	e := editing{Badge: b}
	if again(r) {
		f.Wrong, f.Notice, f.status = nil, "", http.StatusOK
		if r.PostFormValue("do") == "preview" {
			e.Preview = &c
		}
	}
	s.keepPicture(r, f, image)
	v, err := s.editorView(w, r, b)
	if err != nil {
		return err
	}
	return render(w, r, f.status, editorPage(v, f, e))
}

// postPublish makes the draft a version.
func (s *Server) postPublish(w http.ResponseWriter, r *serve.Request) error {
	b, err := s.staffBadge(r)
	if err != nil {
		return err
	}
	if _, err := s.Catalogue.Publish(r.Context(), r.Account.ID, b.ID); err != nil {
		f, err := typed(r, err)
		if err != nil {
			return err
		}
		return s.refused(w, r, b, f)
	}
	return s.done(w, "/workspace/"+b.IssuerID+"/badges/"+b.ID, "published")
}

// refused shows the editor with what keeps a badge from being published.
func (s *Server) refused(w http.ResponseWriter, r *serve.Request, b achievement.Achievement, why *form) error {
	v, err := s.editorView(w, r, &b)
	if err != nil {
		return err
	}
	f := contentForm(shown(b))
	f.Set("revision", decimal(b.Revision))
	f.Wrong, f.Notice = why.Wrong, why.Notice
	return render(w, r, why.status, editorPage(v, f, editing{Badge: &b}))
}

// postArchive takes a badge out of use, or back into it.
func (s *Server) postArchive(w http.ResponseWriter, r *serve.Request) error {
	b, err := s.staffBadge(r)
	if err != nil {
		return err
	}
	archive := r.PostFormValue("archived") == "yes"
	if err := s.Catalogue.Archive(r.Context(), r.Account.ID, b.ID, archive); err != nil {
		return err
	}
	word := "restored"
	if archive {
		word = "archived"
	}
	return s.done(w, "/workspace/"+b.IssuerID+"/badges/"+b.ID, word)
}

// The fields of one alignment, in the order of its row, as the faults of the
// capability call them. The last is not shown: what another program said of the
// kind of target goes through the form unchanged.
var alignmentFields = []string{"targetName", "targetUrl", "targetCode", "targetFramework", "targetDescription", alignmentType}

const alignmentType = "targetType"

// A cell is one field of a row of fields that are repeated.
type cell struct {
	At          string // what faults call it
	Name, Label string
	Row         int
	Names       []string // of the fields of a row
	Lines       bool     // the text may have some
}

// inRow is what a fault calls a field of a row of list.
func inRow(list string, row int, name string) string {
	return list + "[" + decimal(row) + "]." + name
}

// contentForm is the form of a content.
func contentForm(c achievement.Content) *form {
	f := blank("name", c.Name, "description", c.Description, "criteria", c.Criteria, "criteriaUrl", c.CriteriaURL,
		"type", c.Type, "tags", strings.Join(c.Tags, ", "), "imageAlt", c.ImageAlt, "inLanguage", c.InLanguage)
	for _, a := range c.Alignments {
		for i, text := range []string{a.TargetName, a.TargetURL, a.TargetCode, a.TargetFramework, a.TargetDescription, a.TargetType} {
			f.values[alignmentFields[i]] = append(f.values[alignmentFields[i]], text)
		}
	}
	f.Set("picture", "drawn")
	if c.ImageKey != "" && c.Design == nil {
		f.Set("picture", "keep")
	}
	drawingForm(f, c.Design)
	return f
}

// readContent reads the form of a badge.
func (s *Server) readContent(r *serve.Request) (achievement.Content, []byte, error) {
	c := achievement.Content{
		Name: r.PostFormValue("name"), Description: r.PostFormValue("description"), Criteria: r.PostFormValue("criteria"),
		CriteriaURL: fullAddress(r.Posted("criteriaUrl")), Type: r.Posted("type"), InLanguage: r.Posted("inLanguage"), ImageAlt: r.PostFormValue("imageAlt"),
	}
	for _, tag := range strings.FieldsFunc(r.PostFormValue("tags"), func(c rune) bool { return c == ',' || c == ';' || c == '\n' }) {
		if tag = strings.TrimSpace(tag); tag != "" && !slices.Contains(c.Tags, tag) {
			c.Tags = append(c.Tags, tag)
		}
	}
	for _, row := range rows(r.PostForm, alignmentFields) {
		c.Alignments = append(c.Alignments, achievement.Alignment{
			TargetName: row[0], TargetURL: fullAddress(row[1]), TargetCode: row[2], TargetFramework: row[3], TargetDescription: row[4], TargetType: row[5],
		})
	}
	image, err := s.uploadedPicture(r)
	switch picture := r.Posted("picture"); {
	case err != nil:
		return c, nil, err
	case picture == "upload" && image == nil && !again(r):
		return c, nil, fault.Field("image", "No file was chosen. Choose a PNG or SVG file, or let the picture be drawn.")
	case picture == "upload":
		return c, image, nil
	case picture == "keep":
		return c, nil, nil
	}
	c.Design, err = readDrawing(r.PostForm)
	return c, nil, err
}

// maxRows is how many rows of a form are read.
const maxRows = 50

// rows reads fields that are repeated once a row. Rows with nothing in them that
// is shown are left out.
func rows(values map[string][]string, names []string) [][]string {
	var out [][]string
	for i := range min(len(values[names[0]]), maxRows) {
		row, some := make([]string, len(names)), false
		for j, name := range names {
			if i < len(values[name]) {
				row[j] = strings.TrimSpace(values[name][i])
			}
			some = some || row[j] != "" && name != alignmentType
		}
		if some {
			out = append(out, row)
		}
	}
	return out
}

// Rows returns how many rows a form shows of repeated fields: what was typed
// and one more.
func (f *form) Rows(names ...string) int {
	return min(len(rows(f.values, names))+1, maxRows)
}

// At returns the field of a row, not counting rows with nothing in them.
func (f *form) At(row int, name string, names ...string) string {
	all := rows(f.values, names)
	if row < len(all) {
		return all[row][slices.Index(names, name)]
	}
	return ""
}
