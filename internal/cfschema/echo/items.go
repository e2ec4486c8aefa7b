package echo

import (
	"slices"

	"github.com/steward-iac/terraform-provider-steward/internal/cfschema/compare"
	"github.com/steward-iac/terraform-provider-steward/internal/cfschema/match"
	"github.com/steward-iac/terraform-provider-steward/internal/cfschema/shape"
	"github.com/steward-iac/terraform-provider-steward/internal/jsonvalue"
)

// A pairing is what is known of the items of a set: which of prior are which of live.
type pairing struct {
	prior, live []any
	partner     []int  // by index of prior
	kept        []bool // by index of prior: as written, although live has something else
	taken       []bool // by index of live: another item of prior's, or one that the service adds by itself

	// Items that are noted as not shown or as added go last, so that they take no partner from another one: which item
	// is left over must not depend on the order in which an API returns them.
	hidden, added []bool
}

func newPairing(prior, live []any) *pairing {
	return &pairing{
		prior: prior, live: live, partner: slices.Repeat([]int{match.None}, len(prior)), kept: make([]bool, len(prior)), taken: make([]bool, len(live)),
		hidden: make([]bool, len(prior)), added: make([]bool, len(live)),
	}
}

// complete tells whether nothing is without a partner.
func (f *pairing) complete() bool {
	before, now := f.loose()
	return len(before)+len(now) == 0
}

// match pairs the items that mean the same among those that are still without a partner.
func (f *pairing) match(same func(before, now any) bool) {
	before, now := f.loose()
	shown := slices.DeleteFunc(slices.Clone(before), func(i int) bool { return f.hidden[i] })
	asked := slices.DeleteFunc(slices.Clone(now), func(j int) bool { return f.added[j] })
	f.matchAmong(shown, asked, same)
	if slices.Equal(shown, before) && slices.Equal(asked, now) {
		return
	}
	before, now = f.loose()
	f.matchAmong(before, now, same)
}

func (f *pairing) matchAmong(before, now []int, same func(before, now any) bool) {
	partner := match.Pairs(pick(f.prior, before), pick(f.live, now), same)
	for i, j := range partner {
		if j != match.None {
			f.partner[before[i]], f.taken[now[j]] = now[j], true
		}
	}
}

// loose returns the indices of the items without a partner, on either side.
func (f *pairing) loose() (before, now []int) {
	for i, j := range f.partner {
		if j == match.None && !f.kept[i] {
			before = append(before, i)
		}
	}
	for j, taken := range f.taken {
		if !taken {
			now = append(now, j)
		}
	}
	return before, now
}

// echoes keeps an item of prior of which one of live is another form.
func (f *pairing) echoes(i, j int) { f.kept[i], f.taken[j] = true, true }

// all keeps everything.
func (f *pairing) all() {
	f.kept, f.taken = slices.Repeat([]bool{true}, len(f.prior)), slices.Repeat([]bool{true}, len(f.live))
}

func pick(items []any, indices []int) []any {
	picked := make([]any, len(indices))
	for i, index := range indices {
		picked[i] = items[index]
	}
	return picked
}

// longestNoted is how many items of one array are noted one by one. What is more than that is noted as one value.
const longestNoted = 40

// items finds the items of a set that are noted as forms of one another. They come before those that only look the same.
func (l *listener) items(p shape.Place, at jsonvalue.Path, prior, live []any) *pairing {
	f := newPairing(prior, live)
	each := at.Child(jsonvalue.AnyItem)
	switch {
	case l == nil || l.record:
		return f
	case l.holds(p, at, prior, live):
		f.all()
		return f
	case len(l.echo.places[each.String()]) == 0:
		return f
	}
	item, noted := p.Item(), l.echo.places[each.String()]
	for j, now := range live {
		f.added[j] = slices.Contains(noted, l.pairOf("", item, each, missing, now))
	}
	for i, before := range prior {
		digest := l.echo.digest(item, each, before)
		f.hidden[i] = slices.Contains(noted, pair{written: digest})
		for j, now := range live {
			if !f.taken[j] && l.follows(digest, item, each, before, now) {
				f.echoes(i, j)
				break
			}
		}
	}
	return f
}

// rest finds the echoes of those items of a set that have no partner: not shown at all, or added by the service. A recorder
// first looks for another form of them.
func (l *listener) rest(p shape.Place, at jsonvalue.Path, f *pairing) {
	before, now := f.loose()
	if l == nil {
		return
	}
	if l.record && len(before)+len(now) > longestNoted {
		l.holds(p, at, f.prior, f.live)
		f.all()
		return
	}
	item, each := p.Item(), at.Child(jsonvalue.AnyItem)
	for _, i := range before {
		if j := likest(item, f, i, len(before) == len(now)); l.record && j != match.None {
			l.holds(item, each, f.prior[i], f.live[j])
			f.echoes(i, j)
			continue
		}
		f.kept[i] = l.holds(item, each, f.prior[i], missing)
	}
	for _, j := range now {
		f.taken[j] = f.taken[j] || l.holds(item, each, missing, f.live[j])
	}
}

// likest returns the item of live that is likeliest another form of one of prior. Where none is like it, it is the first
// one, if the order may be trusted.
func likest(item shape.Place, f *pairing, i int, inOrder bool) int {
	best, most := match.None, 0
	for j, now := range f.live {
		if f.taken[j] {
			continue
		}
		if n := compare.Likeness(item, f.prior[i], now); n > most || best == match.None && inOrder {
			best, most = j, n
		}
	}
	return best
}
