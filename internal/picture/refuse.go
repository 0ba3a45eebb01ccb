package picture

import (
	"slices"
	"strings"

	"blazon/internal/fault"
)

// An advice says what an element is that we do not draw, and what to do.
type advice struct{ what, do string }

// cannot names elements that show and that are not drawn alike everywhere. To
// leave them out would change the picture without a word. They are refused
// where they show, and left out where they do not.
var cannot = map[string]advice{
	"text":          {"text as letters", "Turn it into outlines: in Inkscape Path > Object to Path, in Illustrator Type > Create Outlines, in Figma Flatten (or export with Outline text), in Affinity Layer > Convert to Curves."},
	"image":         {"a photograph or another picture inside", "Upload the whole as PNG instead."},
	"foreignObject": {"a piece of a web page inside", "Remove it, or upload the whole as PNG."},
	"pattern":       {"a pattern as filling", "Fill with a colour or a gradient, in Inkscape use Object > Pattern > Pattern to Objects, or upload the whole as PNG."},
	"meshgradient":  {"a mesh gradient", "Use a linear or radial gradient, or upload the whole as PNG."},
	"hatch":         {"a hatching", "Fill with a colour or a gradient, or upload the whole as PNG."},
	"filter":        {"an effect, such as a shadow or a blur", "Remove the effect, or upload the whole as PNG."},
	"marker":        {"an arrow head or another mark on a line", "Turn the line into paths: in Inkscape Path > Stroke to Path, in Illustrator Object > Expand Appearance; or upload the whole as PNG."},
}

// cannotDraw is the fault that something in a line cannot be drawn.
func cannotDraw(line int, what, do string) error {
	return fault.Field("image", "Line %d of the SVG has %s, which not every program shows alike. %s", line, what, do)
}

// refusal returns why an element that shows cannot be drawn, or nil.
func (d *drawing) refusal(n *node) error {
	if a, ok := cannot[n.name]; ok {
		if n.name == "text" && strings.TrimSpace(n.text) == "" {
			return nil
		}
		return cannotDraw(n.line, a.what, a.do)
	}
	for _, a := range n.attrs {
		switch a.name {
		case "mix-blend-mode":
			if a.value != "normal" && a.value != "passthrough" && a.value != "pass-through" {
				return cannotDraw(n.line, "the blending mode "+a.value, "Set the blending mode to Normal, or upload the whole as PNG.")
			}
		case "vector-effect":
			if a.value != "none" {
				return cannotDraw(n.line, "a line that does not grow with the picture (vector-effect)", "Turn the line into paths, or upload the whole as PNG.")
			}
		case styledPlace:
			if n.name != "svg" && (a.value == "transform" || slices.Contains(shapeNames, n.name)) {
				return cannotDraw(n.line, "a place or size in a style ("+a.value+")", "Save it as plain or optimized SVG, or upload the whole as PNG.")
			}
		case "fill", "stroke", "filter", "marker-start", "marker-mid", "marker-end", "marker":
			if to := d.ids[local(a.value)]; to != nil {
				if c, ok := cannot[to.name]; ok {
					return cannotDraw(n.line, c.what, c.do)
				}
			}
		}
	}
	return nil
}

// local returns the name in url(#name), or "".
func local(value string) string {
	if !strings.HasPrefix(value, "url(#") {
		return ""
	}
	return value[len("url(#") : len(value)-1]
}
