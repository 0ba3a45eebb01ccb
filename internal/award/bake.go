package award

import (
	"bytes"
	"context"
	"fmt"
	"io"

	"blazon/bake"
	"blazon/internal/fault"
)

// Bake writes the picture of an award with the badge inside, in both versions
// of the standard; kind is "png" or "svg". The picture is that of the
// achievement, and only copied. What was written before an error is of no use.
//
// OB 3.0 5.3: a credential with an embedded proof is baked as JSON.
func (a *Awarder) Bake(ctx context.Context, awardID, kind string, w io.Writer) error {
	put := bake.PNG
	switch kind {
	case "png":
	case "svg":
		put = bake.SVG
	default:
		return fault.New(fault.NotFound, "There is no picture of this kind. Badges come as png and svg.")
	}
	aw, err := a.Public(ctx, awardID)
	if err != nil {
		return err
	}
	picture, err := a.Catalogue.Image(ctx, aw.AchievementID, aw.Version, kind)
	if err != nil {
		return fmt.Errorf("bake: %w", err)
	}
	err = put(w, bytes.NewReader(picture),
		bake.Badge{Kind: bake.OB3, Text: string(aw.Credential)},
		bake.Badge{Kind: bake.OB2, Text: string(aw.OB2), HostedURL: a.site().assertionOB2(aw.ID)},
	)
	if err != nil {
		return fmt.Errorf("bake award %s: %w", aw.ID, err)
	}
	return nil
}
