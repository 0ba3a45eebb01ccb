// Package design draws badges: a shape, a field in heraldic tinctures, a border,
// a charge, and a ribbon with letters.
//
// A Design says in a few words what a badge looks like, as a blazon does, and
// everything is made from it: SVG draws it, PNG paints that drawing, Blazon
// describes it in the words of heraldry and Words in everyday ones. For makes a
// design that follows from a name, for badges whose makers bring no picture.
// The same design is drawn alike for ever and everywhere: letters are outlines,
// colours are flat, and every tincture has the hatching by which it can be told
// without colour.
//
// Designs come from strangers. Parse reads them strictly and Check names every
// part that cannot be drawn, as a fault of the field of that name. Nothing of a
// design reaches a drawing as text but the letters of the ribbon, which become
// outlines, and the title, which is escaped.
//
// Start with Design; then shape.go, field.go, border.go, charge.go and
// ribbon.go, each of which is a table and the drawing of its members.
package design
