package ob3

import (
	"slices"

	"blazon/jsonld"
	"blazon/lint"
)

// resultDescription checks that the demands of a description can be met.
func (c *checker) resultDescription(v *jsonld.Value, at *lint.Place) {
	const cite = "OB 3.0 ResultDescription"
	if required := v.Get("requiredValue").Str(); required != "" {
		c.inRange(v, required, at.Member("requiredValue"), cite)
	}
	if level := v.Get("requiredLevel").Str(); level != "" && !hasLevel(v, level) {
		c.Warn(at.Member("requiredLevel"), cite, "requiredLevel must be the id of one of the levels in rubricCriterionLevel.")
	}
	low, okLow := number(v.Get("valueMin").Str())
	high, okHigh := number(v.Get("valueMax").Str())
	if okLow && okHigh && low > high {
		c.Warn(at.Member("valueMax"), cite, "valueMax is below valueMin: exchange them.")
	}
	if hasType(v.Get("resultType"), string(ResultTypeRubricCriterionLevel)) && len(v.Get("rubricCriterionLevel").Items()) == 0 {
		c.Warn(at.Member("rubricCriterionLevel"), cite, "The result is a level of a rubric, and there are no levels: list them in rubricCriterionLevel.")
	}
}

// result checks a result against the description it names.
//
// OB 3.0 Result: the description is one of the awarded achievement.
func (c *checker) result(v *jsonld.Value, descriptions map[string]*jsonld.Value, at *lint.Place) {
	const cite = "OB 3.0 Result"
	id := v.Get("resultDescription").Str()
	if id == "" {
		return
	}
	d, ok := descriptions[id]
	if !ok {
		c.Warn(at.Member("resultDescription"), cite, "The achievement has no result description with this id: add it to resultDescription of the achievement.")
		return
	}
	if hasType(d.Get("resultType"), string(ResultTypeStatus)) && v.Get("status").Str() == "" {
		c.Warn(at.Member("status"), cite, "status is missing: a result of the type Status has one.")
	}
	if level := v.Get("achievedLevel").Str(); level != "" && !hasLevel(d, level) {
		c.Warn(at.Member("achievedLevel"), cite, "The result description has no level with this id.")
	}
	if value := v.Get("value").Str(); value != "" {
		c.inRange(d, value, at.Member("value"), cite)
	}
}

// hasLevel reports whether a result description has a level with this id.
func hasLevel(description *jsonld.Value, id string) bool {
	return slices.ContainsFunc(description.Get("rubricCriterionLevel").Items(), func(l *jsonld.Value) bool { return l.Get("id").Str() == id })
}

// inRange checks a value against the allowed values and the bounds of a
// description. Bounds that are no numbers, such as grades, are not compared.
func (c *checker) inRange(description *jsonld.Value, value string, at *lint.Place, cite string) {
	allowed := description.Get("allowedValue").Items()
	if len(allowed) > 0 && !slices.ContainsFunc(allowed, func(a *jsonld.Value) bool { return a.Str() == value }) {
		c.Warn(at, cite, "%.40q is not among the allowed values of the result description.", value)
	}
	n, ok := number(value)
	if low, isNumber := number(description.Get("valueMin").Str()); ok && isNumber && n < low {
		c.Warn(at, cite, "%.40q is below the least value of the result description.", value)
	}
	if high, isNumber := number(description.Get("valueMax").Str()); ok && isNumber && n > high {
		c.Warn(at, cite, "%.40q is above the greatest value of the result description.", value)
	}
}
