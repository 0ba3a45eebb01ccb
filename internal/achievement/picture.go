package achievement

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"

	"blazon/internal/fault"
	"blazon/internal/issuer"
)

// picture gives content its picture: the file that was uploaded, or else the
// drawing of its design, or else what was has, or else a drawing made from the
// name. Nothing that a caller wrote into the fields of the picture counts.
func (c *Catalogue) picture(ctx context.Context, content *Content, image []byte, was Content) error {
	design := content.Design
	if bytes.Equal(bytes.TrimSpace(design), []byte("null")) {
		design = nil
	}
	content.ImageKey, content.ImageType, content.Design = "", "", nil
	switch {
	case len(image) > 0:
		return c.keep(ctx, content, image)
	case was.ImageKey != "" && (len(design) == 0 || was.Name == content.Name && sameJSON(design, was.Design)):
		content.ImageKey, content.ImageType, content.Design = was.ImageKey, was.ImageType, was.Design
		if content.ImageAlt == "" {
			content.ImageAlt = was.ImageAlt
		}
		return nil
	}
	d, err := c.Pictures.Draw(ctx, design, content.Name)
	if err != nil {
		return fmt.Errorf("draw picture: %w", err)
	}
	content.ImageKey, content.ImageType, content.Design = d.Key, d.MediaType, d.Design
	if content.ImageAlt == "" {
		content.ImageAlt = d.Alt
	}
	return nil
}

// keep keeps an uploaded picture. Only who uploads it can say what it shows.
func (c *Catalogue) keep(ctx context.Context, content *Content, image []byte) error {
	if content.ImageAlt == "" {
		return fault.Field("imageAlt", "The picture has no words. Describe it in a sentence for people who cannot see it.")
	}
	key, mediaType, err := c.Pictures.Keep(ctx, image)
	if err != nil {
		return fmt.Errorf("keep picture: %w", err)
	}
	content.ImageKey, content.ImageType = key, mediaType
	return nil
}

// sameJSON compares two texts of JSON without regard to spaces.
func sameJSON(a, b json.RawMessage) bool {
	var x, y bytes.Buffer
	if json.Compact(&x, a) != nil || json.Compact(&y, b) != nil {
		return false
	}
	return bytes.Equal(x.Bytes(), y.Bytes())
}

// Image returns the picture of version n of an achievement, or of the newest if
// n is 0, to anyone. Kind is "png" or "svg".
func (c *Catalogue) Image(ctx context.Context, achievementID string, n int, kind string) ([]byte, error) {
	v, err := c.Version(ctx, achievementID, n)
	if err != nil {
		return nil, err
	}
	return c.load(ctx, v.Content, kind)
}

// DraftImage returns the picture of what the makers of an achievement wrote
// last, to the staff of its issuer. Kind is "png" or "svg".
func (c *Catalogue) DraftImage(ctx context.Context, by, achievementID, kind string) ([]byte, error) {
	a, err := c.find(ctx, by, achievementID, issuer.View)
	if err != nil {
		return nil, err
	}
	return c.load(ctx, a.latest(), kind)
}

func (c *Catalogue) load(ctx context.Context, content Content, kind string) ([]byte, error) {
	if content.ImageKey == "" || kind != "png" && kind != "svg" {
		return nil, fault.New(fault.NotFound, "There is no such picture.")
	}
	data, err := c.Pictures.As(ctx, content.ImageKey, kind)
	if err != nil {
		return nil, fmt.Errorf("picture %s: %w", content.ImageKey, err)
	}
	return data, nil
}
