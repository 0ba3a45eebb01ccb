package design

import (
	"crypto/sha256"
	"strings"
)

// For returns the design that follows from a name: the same for the same name,
// today and in ten years. The name stands on the ribbon if it fits there.
func For(name string) Design {
	name = strings.Join(strings.Fields(name), " ")
	sum := sha256.Sum256([]byte(strings.ToLower(name)))
	pick := func(i, n int) int { return (int(sum[2*i])<<8 | int(sum[2*i+1])) % n }
	d := Design{Shape: pickShapes[pick(0, len(pickShapes))], Border: Borders()[pick(1, len(borders))]}
	if d.Border == Rope && d.Shape.indented() {
		d.Border = Stitched // a rope does not like to be bent so often
	}
	p := palettes[pick(2, len(palettes))]
	d.Division, d.Field, d.Second, d.Metal, d.ChargeTincture = p.division, p.field, p.second, p.metal, p.charge
	d.Charge = chargeFor(name)
	if d.Charge == "" {
		d.Charge = Charges()[pick(3, len(charges))]
	}
	if r, err := NewRibbon(name, p.ribbon); name != "" && err == nil {
		d.Ribbon = &r
	}
	return d
}

// pickShapes are the shapes that For chooses from, the more often the more
// times they are listed.
var pickShapes = []Shape{Round, Shield, Shield, Hexagon, Star, Scallop, Rosette, Quatrefoil, Octagon, Square}

// palettes are tinctures that go well together.
var palettes = []struct {
	division                             Division
	field, second, metal, charge, ribbon Tincture
}{
	{Plain, Azure, "", Or, Or, Argent},
	{Plain, Gules, "", Or, Or, Argent},
	{Plain, Vert, "", Or, Argent, Or},
	{Plain, Purpure, "", Or, Or, Argent},
	{Plain, Celeste, "", Argent, Argent, Or},
	{Plain, Or, "", Or, Sable, Argent},
	{Plain, Argent, "", Or, Azure, Or},
	{Plain, Sable, "", Or, Or, Argent},
	{Rays, Gules, Or, Or, Argent, Or},
	{Rays, Azure, Argent, Argent, Or, Argent},
	{Rays, Tenne, Or, Or, Argent, Or},
	{Chief, Vert, Or, Or, Argent, Argent},
	{Chief, Azure, Or, Or, Argent, Argent},
	{Base, Azure, Celeste, Or, Or, Argent},
	{Base, Celeste, Azure, Or, Or, Argent},
	{PerPale, Azure, Gules, Or, Argent, Or},
	{PerBend, Purpure, Celeste, Argent, Argent, Or},
	{PerFess, Celeste, Vert, Or, Or, Argent},
	{Chevron, Tenne, Vert, Or, Argent, Or},
	{Gyronny, Azure, Celeste, Or, Or, Argent},
	{Quarterly, Gules, Sable, Or, Or, Argent},
}

// chargeFor returns the charge that a name speaks of, or none.
func chargeFor(name string) Charge {
	words := strings.FieldsFunc(strings.ToLower(name), func(c rune) bool { return c < 'a' && c < 128 || c > 'z' && c < 128 })
	for _, w := range words {
		for _, s := range spoken {
			for _, start := range s.words {
				if strings.HasPrefix(w, start) {
					return s.charge
				}
			}
		}
	}
	return ""
}

// spoken are beginnings of words and the charges that show them.
var spoken = []struct {
	charge Charge
	words  []string
}{
	{"compass", []string{"navigat", "explor", "orient", "guide", "scout", "travel", "map", "geograph"}},
	{"sun", []string{"solar", "summer", "energy", "sun"}},
	{"crescent", []string{"night", "moon", "astronom", "sleep"}},
	{"flame", []string{"fire", "flame", "cook", "chef", "passion"}},
	{"mountain", []string{"mountain", "climb", "hik", "ski", "alp", "outdoor"}},
	{"waves", []string{"wave", "swim", "surf", "sea", "ocean", "water", "river", "div"}},
	{"tree", []string{"tree", "forest", "wood", "environment", "sustain", "climate", "nature"}},
	{"oak-leaf", []string{"leaf", "garden", "botan", "plant", "biolog"}},
	{"rose", []string{"rose", "flower", "flor"}},
	{"wheat", []string{"bread", "bak", "farm", "agricult", "harvest", "food", "nutrit"}},
	{"bee", []string{"bee", "honey", "industr", "busy"}},
	{"book", []string{"book", "read", "librar", "literature", "study", "course", "language", "learn"}},
	{"quill", []string{"writ", "author", "poet", "journal", "essay", "edit", "story"}},
	{"lamp", []string{"teach", "tutor", "scholar", "research", "philosoph", "wisdom", "academ", "phd", "doctor", "mentor"}},
	{"key", []string{"key", "secur", "access", "privacy", "crypto", "password"}},
	{"anchor", []string{"anchor", "sail", "boat", "ship", "harbour", "harbor", "navy", "marine", "naut"}},
	{"lighthouse", []string{"light", "rescue", "lifeguard", "coast", "safety"}},
	{"tower", []string{"tower", "castle", "histor", "architect", "build", "heritage", "defen"}},
	{"gear", []string{"engineer", "mechanic", "machine", "technic", "technolog", "robot", "program", "cod", "software", "data", "comput", "digital", "open"}},
	{"hammer", []string{"craft", "carpent", "maker", "smith", "repair", "construct"}},
	{"flask", []string{"science", "chemi", "lab", "experiment", "physic", "pharma"}},
	{"scales", []string{"law", "justice", "ethic", "fair", "balanc", "account", "financ", "econom"}},
	{"lyre", []string{"music", "sing", "choir", "song", "piano", "violin", "orchestra", "dance"}},
	{"crown", []string{"champion", "lead", "king", "queen", "president", "captain"}},
	{"laurel", []string{"win", "award", "honour", "honor", "graduat", "master", "bachelor", "excellen", "medal", "sport"}},
	{"hand", []string{"volunteer", "help", "support", "hand", "service", "communit", "peer"}},
	{"heart", []string{"heart", "aid", "care", "nurs", "kind", "health", "love", "friend", "donor"}},
	{"knot", []string{"knot", "team", "partner", "collaborat", "network", "together"}},
	{"check", []string{"complet", "certif", "pass", "test", "quality", "exam", "attend"}},
}
