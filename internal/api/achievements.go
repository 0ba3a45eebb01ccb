package api

import (
	"context"
	"encoding/json"
	"net/http"
	"reflect"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"blazon/internal/achievement"
)

// criteria says how an achievement is earned. It is read from an object with
// narrative and id, as Open Badges has it, or from a text, which is the narrative.
type criteria struct {
	ID        string `json:"id,omitempty" doc:"A page that says how the badge is earned."`
	Narrative string `json:"narrative,omitempty" doc:"How the badge is earned, in Markdown."`
}

// Schema says that both forms may be sent.
func (criteria) Schema(r huma.Registry) *huma.Schema {
	type object criteria
	return &huma.Schema{OneOf: []*huma.Schema{
		{Type: huma.TypeString, Description: "How the badge is earned, in Markdown."},
		r.Schema(reflect.TypeFor[object](), false, "Criteria"),
	}}
}

// UnmarshalJSON reads either form.
func (c *criteria) UnmarshalJSON(data []byte) error {
	if len(data) > 0 && data[0] == '"' {
		return json.Unmarshal(data, &c.Narrative)
	}
	type object criteria
	return json.Unmarshal(data, (*object)(c))
}

// alignment points to a skill or standard that an achievement meets.
type alignment struct {
	TargetName        string `json:"targetName"`
	TargetURL         string `json:"targetUrl"`
	TargetDescription string `json:"targetDescription,omitempty"`
	TargetFramework   string `json:"targetFramework,omitempty"`
	TargetCode        string `json:"targetCode,omitempty"`
	TargetType        string `json:"targetType,omitempty"`
}

// Content is what an achievement says.
type Content struct {
	Name            string      `json:"name"`
	Description     string      `json:"description" doc:"What the achievement is, in a sentence or two."`
	Criteria        criteria    `json:"criteria"`
	AchievementType string      `json:"achievementType,omitempty" doc:"One of the 31 types of Open Badges 3.0, such as Badge or Certificate."`
	InLanguage      string      `json:"inLanguage,omitempty" doc:"The language it is written in, such as en."`
	Tags            []string    `json:"tags,omitempty"`
	Alignments      []alignment `json:"alignments,omitempty"`
	ImageAlt        string      `json:"imageAlt,omitempty" doc:"The picture in words."`
}

// achievementBody is an achievement as the API shows it.
type achievementBody struct {
	ID          string     `json:"id"`
	Issuer      string     `json:"issuer" doc:"The id of the issuer."`
	URL         string     `json:"url,omitempty" doc:"The public page; absent until it is published."`
	Image       string     `json:"image,omitempty" doc:"The address of the picture."`
	Version     int        `json:"version" doc:"The newest published version; 0 before the first."`
	Published   *Content   `json:"published,omitempty"`
	Draft       *Content   `json:"draft,omitempty" doc:"What is written and not published yet."`
	Awards      int        `json:"awards" doc:"How many times it has been awarded."`
	Revision    int        `json:"revision"`
	CreatedAt   time.Time  `json:"createdAt"`
	UpdatedAt   time.Time  `json:"updatedAt"`
	PublishedAt *time.Time `json:"publishedAt,omitempty"`
	ArchivedAt  *time.Time `json:"archivedAt,omitempty"`
}

func (s *Server) achievementBody(a achievement.Achievement) achievementBody {
	out := achievementBody{
		ID: a.ID, Issuer: a.IssuerID, Version: a.Version, Awards: a.Awards, Revision: a.Revision,
		Published: contentOf(a.Current), Draft: contentOf(a.Draft),
		CreatedAt: a.CreatedAt.UTC(), UpdatedAt: a.UpdatedAt.UTC(), PublishedAt: optional(a.PublishedAt), ArchivedAt: optional(a.ArchivedAt),
	}
	if a.Version > 0 {
		out.URL = s.Catalogue.VersionURL(a.ID, a.Version)
		out.Image = out.URL + "/image.png"
	}
	return out
}

func contentOf(c *achievement.Content) *Content {
	if c == nil {
		return nil
	}
	out := &Content{
		Name: c.Name, Description: c.Description, Criteria: criteria{ID: c.CriteriaURL, Narrative: c.Criteria},
		AchievementType: c.Type, InLanguage: c.InLanguage, Tags: c.Tags, ImageAlt: c.ImageAlt,
	}
	for _, a := range c.Alignments {
		out.Alignments = append(out.Alignments, alignment(a))
	}
	return out
}

type newAchievement struct {
	IssuerPath
	IdempotencyKey string `header:"Idempotency-Key" maxLength:"200" doc:"Any text of yours; a repeated call with it answers with what the first one made."`
	Body           struct {
		Content
		Image string `json:"image,omitempty" doc:"A PNG or SVG file in base64. Without it a picture is drawn."`
		Draft bool   `json:"draft,omitempty" doc:"Keep it as a draft instead of publishing its first version."`
	}
}

// AchievementPath names an achievement. Types that others embed are exported,
// because huma reads only those.
type AchievementPath struct {
	Achievement string `path:"achievement" maxLength:"64"`
}

type achievementList struct {
	IssuerPath
	ListInput
	Status string `query:"status" enum:"published,draft,archived" doc:"Keep only what is in this state; without it, all but what is archived."`
}

// inAchievement is where the fields of an achievement are in its JSON.
var inAchievement = places{"type": "achievementType", "criteriaUrl": "criteria.id"}

// achievementOperations adds what can be done with achievements.
func (s *Server) achievementOperations(api huma.API) {
	op := operation(http.MethodPost, "/api/v1/issuers/{issuer}/achievements", "create-achievement", "Define an achievement", "achievement:write", http.StatusCreated)
	op.Description = "Publishes the first version, unless draft is true. A published version never changes."
	huma.Register(api, op, s.createAchievement)

	op = operation(http.MethodGet, "/api/v1/issuers/{issuer}/achievements", "list-achievements", "List an issuer's achievements", "achievement:read", http.StatusOK)
	huma.Register(api, op, func(ctx context.Context, in *achievementList) (*answered[list[achievementBody]], error) {
		p, err := s.Catalogue.List(ctx, by(ctx), in.Issuer, in.query(in.Status))
		return listed(s, p, err, s.achievementBody)
	})

	op = operation(http.MethodGet, "/api/v1/achievements/{achievement}", "get-achievement", "Read an achievement", "achievement:read", http.StatusOK)
	huma.Register(api, op, func(ctx context.Context, in *AchievementPath) (*answered[achievementBody], error) {
		a, err := s.Catalogue.Achievement(ctx, by(ctx), in.Achievement)
		if err != nil {
			return nil, s.problemOf(err, inAchievement)
		}
		return &answered[achievementBody]{s.achievementBody(a)}, nil
	})

	op = operation(http.MethodPost, "/api/v1/achievements/{achievement}/publish", "publish-achievement", "Publish the draft as a new version", "achievement:write", http.StatusOK)
	huma.Register(api, op, func(ctx context.Context, in *AchievementPath) (*answered[achievementBody], error) {
		if _, err := s.Catalogue.Publish(ctx, by(ctx), in.Achievement); err != nil {
			return nil, s.problemOf(err, inAchievement)
		}
		a, err := s.Catalogue.Achievement(ctx, by(ctx), in.Achievement)
		if err != nil {
			return nil, s.problemOf(err, inAchievement)
		}
		return &answered[achievementBody]{s.achievementBody(a)}, nil
	})
}

func (s *Server) createAchievement(ctx context.Context, in *newAchievement) (*created[achievementBody], error) {
	b := in.Body
	image, err := decodeImage("image", b.Image)
	if err != nil {
		return nil, s.problemOf(err, inAchievement)
	}
	content := achievement.Content{
		Name: b.Name, Description: b.Description, Criteria: b.Criteria.Narrative, CriteriaURL: b.Criteria.ID,
		Type: b.AchievementType, InLanguage: b.InLanguage, Tags: b.Tags, ImageAlt: b.ImageAlt,
	}
	for _, a := range b.Alignments {
		content.Alignments = append(content.Alignments, achievement.Alignment(a))
	}
	a, err := s.Catalogue.Create(ctx, by(ctx), in.Issuer, content, image, !b.Draft, in.IdempotencyKey)
	if err != nil {
		return nil, s.problemOf(err, inAchievement)
	}
	return &created[achievementBody]{s.BaseURL + "/api/v1/achievements/" + a.ID, s.achievementBody(a)}, nil
}
