package app

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"blazon"
	"blazon/internal/award"
	"blazon/internal/fault"
	"blazon/internal/picture"
	"blazon/vc"
)

// statusLists verifies every status list as it is kept. One whose key signs no
// more is left out: it is signed anew before anybody gets it.
func (d *doctor) statusLists(ctx context.Context) error {
	a := d.app
	sound, broken := 0, []string(nil)
	err := a.store.EachStatusList(ctx, func(issuerID string, l award.StatusList) error {
		if len(l.Signed.Credential) == 0 {
			return nil
		}
		if signs, err := a.keys.Signs(ctx, issuerID, l.Signed.Key); err != nil || !signs {
			return err
		}
		rep, err := blazon.Verify(ctx, a.Verifier, l.Signed.Credential, vc.Options{})
		if err != nil {
			return err
		}
		if passed(rep, "proof", "issuer_binding") {
			sound++
		} else {
			broken = append(broken, fmt.Sprintf("list %d of issuer %s", l.Number, issuerID))
		}
		return nil
	})
	if err != nil {
		return fmt.Errorf("check status lists: %w", err)
	}
	if len(broken) > 0 {
		d.bad("status lists", "Signatures of status lists do not verify, so every badge in them counts as invalid: "+few(broken)+".", "Replace the status key on the page of keys of the issuer: the lists are signed anew when they are next asked for. Then compare the database with the last backup, to see what else was changed.")
		return nil
	}
	d.good("status lists", "All %d that are kept verify.", sound)
	return nil
}

// passed reports whether a report has nothing against the checks it names.
func passed(rep *vc.Report, names ...string) bool {
	for _, name := range names {
		if c := rep.Check(name); c.Result != vc.Pass && c.Result != vc.Warning {
			return false
		}
	}
	return true
}

// pictures looks whether every picture that something points to is there, is
// what it was when it was kept, and whether there are files that nothing points
// to. One picture is in memory at a time.
func (d *doctor) pictures(ctx context.Context) error {
	keys, err := d.app.store.ImageKeys(ctx)
	if err != nil {
		return fmt.Errorf("check pictures: %w", err)
	}
	slices.Sort(keys)
	keys = slices.Compact(keys)
	var missing, changed []string
	for _, key := range keys {
		data, err := d.app.files.Get(ctx, key)
		switch {
		case fault.Is(err, fault.NotFound):
			missing = append(missing, key)
		case err != nil:
			return fmt.Errorf("check picture %s: %w", key, err)
		case !picture.Whole(key, data):
			changed = append(changed, key)
		}
	}
	const remedy = "Put the files back from the backup that belongs to the database."
	if len(missing) > 0 {
		d.bad("pictures", "Files are missing: "+few(missing)+".", remedy)
	}
	if len(changed) > 0 {
		d.bad("pictures", "Files are not what they were when they were kept: "+few(changed)+".", remedy)
	}
	if len(missing)+len(changed) == 0 {
		d.good("pictures", "All %d are there and whole.", len(keys))
	}
	return d.orphans(ctx, keys)
}

// orphans looks for files that nothing points to; keys are sorted. They are left
// behind by marks that were replaced and by forms that were not sent again after
// a mistake, and do no harm.
func (d *doctor) orphans(ctx context.Context, keys []string) error {
	all, err := d.app.files.List(ctx, "")
	if err != nil {
		return fmt.Errorf("check files: %w", err)
	}
	var nobodys []string
	for _, key := range all {
		// A picture turned into the other kind is beside the one it was made of.
		made, _ := strings.CutSuffix(key, ".png")
		if svg, ok := strings.CutSuffix(key, ".svg"); ok {
			made = svg
		}
		if !slices.ContainsFunc([]string{key, made}, func(k string) bool { _, ok := slices.BinarySearch(keys, k); return ok }) {
			nobodys = append(nobodys, key)
		}
	}
	if len(nobodys) > 0 {
		d.good("files", "Nothing points to %d of %d files: %s. They do no harm; delete them if you need the room and no upload is under way.", len(nobodys), len(all), few(nobodys))
		return nil
	}
	d.good("files", "Each of the %d belongs to something.", len(all))
	return nil
}
