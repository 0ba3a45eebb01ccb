package store

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"time"

	"blazon/internal/achievement"
	"blazon/internal/audit"
	"blazon/internal/page"
	"blazon/internal/store/sqlcgen"
)

// Achievement implements achievement.Reader.
func (db *DB) Achievement(ctx context.Context, achievementID string) (achievement.Achievement, error) {
	row, err := db.query.Achievement(ctx, achievementID)
	if err != nil {
		return achievement.Achievement{}, db.explain(err, "find an achievement")
	}
	return achievementOf(row.Achievement, row.Current, row.Awards)
}

// AchievementVersion implements achievement.Reader.
func (db *DB) AchievementVersion(ctx context.Context, achievementID string, n int) (achievement.Version, error) {
	row, err := db.query.AchievementVersion(ctx, sqlcgen.AchievementVersionParams{ID: achievementID, Number: int64(n)})
	if err != nil {
		return achievement.Version{}, db.explain(err, "find a version of an achievement")
	}
	v, err := versionOf(row.AchievementVersion)
	v.ArchivedAt = moment(row.ArchivedAt)
	return v, err
}

// AchievementsOf implements achievement.Reader.
func (db *DB) AchievementsOf(ctx context.Context, issuerID string, q page.Query) (p page.Page[achievement.Achievement], err error) {
	const list = "achievements of an issuer"
	after := placeOf(list, q.After)
	archived, drafted, published := q.Filter == "archived", q.Filter == "draft", q.Filter == "published"
	err = db.snapshot(ctx, "list "+list, func(ctx context.Context, s *sqlcgen.Queries) error {
		total, err := s.CountAchievementsOf(ctx, sqlcgen.CountAchievementsOfParams{
			IssuerID: issuerID, Archived: archived, Drafted: drafted, Published: published, Words: words(q.Search),
		})
		if err != nil {
			return err
		}
		rows, err := s.AchievementsOf(ctx, sqlcgen.AchievementsOfParams{
			IssuerID: issuerID, Archived: archived, Drafted: drafted, Published: published, Words: words(q.Search),
			AfterTime: after.at, AfterID: after.id, Size: int64(q.Size() + 1),
		})
		if err != nil {
			return err
		}
		p, err = pageOf(rows, q, after, total, func(r sqlcgen.AchievementsOfRow) (achievement.Achievement, error) {
			return achievementOf(r.Achievement, r.Current, r.Awards)
		}, func(r sqlcgen.AchievementsOfRow) string {
			return place{at: r.Achievement.UpdatedAt, id: r.Achievement.ID}.cursor(list)
		})
		return err
	})
	return p, err
}

// PublishedAchievements implements achievement.Reader.
func (db *DB) PublishedAchievements(ctx context.Context, issuerID string, q page.Query) (p page.Page[achievement.Version], err error) {
	const list = "published achievements"
	after := placeOf(list, q.After)
	err = db.snapshot(ctx, "list "+list, func(ctx context.Context, s *sqlcgen.Queries) error {
		total, err := s.CountPublishedAchievements(ctx, sqlcgen.CountPublishedAchievementsParams{IssuerID: issuerID, Words: words(q.Search)})
		if err != nil {
			return err
		}
		rows, err := s.PublishedAchievements(ctx, sqlcgen.PublishedAchievementsParams{
			IssuerID: issuerID, AfterKey: after.key, AfterID: after.id, Words: words(q.Search), Size: int64(q.Size() + 1),
		})
		if err != nil {
			return err
		}
		p, err = pageOf(rows, q, after, total, func(r sqlcgen.PublishedAchievementsRow) (achievement.Version, error) {
			return versionOf(r.AchievementVersion)
		}, func(r sqlcgen.PublishedAchievementsRow) string {
			return place{key: r.AchievementVersion.SortKey, id: r.AchievementVersion.AchievementID}.cursor(list)
		})
		return err
	})
	return p, err
}

// AddAchievement implements achievement.Writer.
func (db *DB) AddAchievement(ctx context.Context, n achievement.New) error {
	a := n.Achievement
	draft, search, err := draftText(a.Draft)
	if err != nil {
		return err
	}
	return db.write(ctx, "add an achievement", func(ctx context.Context, t tx) error {
		if err := t.remember(ctx, n.Once, a.ID, n.Audit.At); err != nil {
			return err
		}
		row := sqlcgen.AddAchievementParams{
			IssuerID: a.IssuerID, ID: a.ID, Draft: draft, Search: search, Revision: int64(a.Revision),
			CreatedAt: micros(a.CreatedAt), UpdatedAt: micros(a.UpdatedAt), ArchivedAt: micros(a.ArchivedAt),
		}
		if n.First != nil {
			row.Version, row.PublishedAt = int64(n.First.Number), micros(n.First.PublishedAt)
		}
		if err := t.Queries.AddAchievement(ctx, row); err != nil {
			return err
		}
		if n.First != nil {
			if err := t.addVersion(ctx, *n.First); err != nil {
				return err
			}
		}
		return t.save(ctx, n.Audit)
	})
}

// SaveDraft implements achievement.Writer.
func (db *DB) SaveDraft(ctx context.Context, d achievement.Draft, e audit.Entry) error {
	draft, search, err := draftText(&d.Content)
	if err != nil {
		return err
	}
	return db.write(ctx, "save a draft", func(ctx context.Context, t tx) error {
		n, err := t.Queries.SaveDraft(ctx, sqlcgen.SaveDraftParams{
			Draft: draft, Search: search, At: micros(d.At), IssuerID: d.IssuerID, ID: d.AchievementID, Before: int64(d.Revision),
		})
		if err := t.changedAchievement(ctx, n, err, d.IssuerID, d.AchievementID); err != nil {
			return err
		}
		return t.save(ctx, e)
	})
}

// PublishVersion implements achievement.Writer.
func (db *DB) PublishVersion(ctx context.Context, revision int, v achievement.Version, e audit.Entry) error {
	return db.write(ctx, "publish a version", func(ctx context.Context, t tx) error {
		n, err := t.PublishDraft(ctx, sqlcgen.PublishDraftParams{
			Number: int64(v.Number), At: micros(v.PublishedAt), IssuerID: v.IssuerID, ID: v.AchievementID, Before: int64(revision),
		})
		if err := t.changedAchievement(ctx, n, err, v.IssuerID, v.AchievementID); err != nil {
			return err
		}
		if err := t.addVersion(ctx, v); err != nil {
			return err
		}
		return t.save(ctx, e)
	})
}

// ArchiveAchievement implements achievement.Writer.
func (db *DB) ArchiveAchievement(ctx context.Context, issuerID, achievementID string, at time.Time, e audit.Entry) error {
	return db.write(ctx, "archive an achievement", func(ctx context.Context, t tx) error {
		n, err := t.Queries.ArchiveAchievement(ctx, sqlcgen.ArchiveAchievementParams{
			ArchivedAt: micros(at), At: micros(e.At), IssuerID: issuerID, ID: achievementID,
		})
		if err := t.changedAchievement(ctx, n, err, issuerID, achievementID); err != nil {
			return err
		}
		return t.save(ctx, e)
	})
}

func (t tx) changedAchievement(ctx context.Context, n int64, err error, issuerID, achievementID string) error {
	return changed(n, err, func() (int64, error) {
		return t.CountAchievement(ctx, sqlcgen.CountAchievementParams{IssuerID: issuerID, ID: achievementID})
	})
}

func (t tx) addVersion(ctx context.Context, v achievement.Version) error {
	content, search, err := draftText(&v.Content)
	if err != nil {
		return err
	}
	return t.AddVersion(ctx, sqlcgen.AddVersionParams{
		IssuerID: v.IssuerID, AchievementID: v.AchievementID, Number: int64(v.Number), Content: content,
		PublishedAt: micros(v.PublishedAt), Name: v.Content.Name, SortKey: sortKey(v.Content.Name), Search: search,
	})
}

// ImageKeys returns the keys of all pictures that issuers and achievements
// point to, as often as they do.
func (db *DB) ImageKeys(ctx context.Context) (keys []string, err error) {
	err = db.snapshot(ctx, "list images", func(ctx context.Context, s *sqlcgen.Queries) error {
		if keys, err = s.IssuerImages(ctx); err != nil {
			return err
		}
		drafts, err := s.DraftContents(ctx)
		if err != nil {
			return err
		}
		versions, err := s.VersionContents(ctx)
		if err != nil {
			return err
		}
		for _, text := range append(drafts, versions...) {
			c, err := contentOf(text)
			if err != nil {
				return err
			}
			if c.ImageKey != "" {
				keys = append(keys, c.ImageKey)
			}
		}
		return nil
	})
	return keys, err
}

func achievementOf(row sqlcgen.Achievement, current string, awards int64) (achievement.Achievement, error) {
	a := achievement.Achievement{
		ID: row.ID, IssuerID: row.IssuerID, Version: int(row.Version), Revision: int(row.Revision), Awards: int(awards),
		CreatedAt: moment(row.CreatedAt), UpdatedAt: moment(row.UpdatedAt),
		PublishedAt: moment(row.PublishedAt), ArchivedAt: moment(row.ArchivedAt),
	}
	var err error
	if row.Draft != "" {
		if a.Draft, err = contentOf(row.Draft); err != nil {
			return achievement.Achievement{}, err
		}
	}
	if current != "" {
		if a.Current, err = contentOf(current); err != nil {
			return achievement.Achievement{}, err
		}
	}
	return a, nil
}

func versionOf(row sqlcgen.AchievementVersion) (achievement.Version, error) {
	c, err := contentOf(row.Content)
	if err != nil {
		return achievement.Version{}, err
	}
	return achievement.Version{
		AchievementID: row.AchievementID, IssuerID: row.IssuerID, Number: int(row.Number), Content: *c, PublishedAt: moment(row.PublishedAt),
	}, nil
}

// draftText returns c as it is kept and as it is searched. Without c both are empty.
func draftText(c *achievement.Content) (text, search string, err error) {
	if c == nil {
		return "", "", nil
	}
	b, err := json.Marshal(c)
	if err != nil {
		return "", "", fmt.Errorf("write an achievement as JSON: %w", err)
	}
	return string(b), fold(c.Name, c.Type, strings.Join(c.Tags, " "), c.Description), nil
}

func contentOf(text string) (*achievement.Content, error) {
	c := new(achievement.Content)
	if err := json.Unmarshal([]byte(text), c); err != nil {
		return nil, fmt.Errorf("read an achievement from JSON: %w", err)
	}
	return c, nil
}
