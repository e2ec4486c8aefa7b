package redact

import (
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"slices"
)

// A Memory recognizes secrets without knowing them: it keeps a keyed digest of
// each. It is made to be stored where the secrets must not be. The zero Memory
// recognizes nothing.
//
// The digests have 24 bits. That is enough to tell a secret from the words of a
// message, and far too little to recover a long random one. It is no protection
// for a weak one: whoever has the Memory can test guesses, and of a word list
// about one in 16 million fits by chance. So it belongs where not everybody reads.
type Memory struct {
	Key  []byte   `json:"key"` // random, one per object: the same secret elsewhere has other digests
	Sums []uint32 `json:"sums"`
}

// mostSums is how many digests a Memory keeps; the oldest go first.
const mostSums = 512

// With returns the memory with some secrets more, each as a whole and line by
// line.
func (m Memory) With(secrets ...string) Memory {
	all := parts(secrets)
	if len(all) == 0 {
		return m
	}
	with := Memory{Key: m.Key, Sums: slices.Clone(m.Sums)}
	if len(with.Key) == 0 {
		with.Key = make([]byte, sha256.Size)
		_, _ = rand.Read(with.Key) // never fails: the program would end
	}
	sum := with.summing()
	for _, secret := range all {
		if s := sum(secret); !slices.Contains(with.Sums, s) {
			with.Sums = append(with.Sums, s)
		}
	}
	with.Sums = with.Sums[max(0, len(with.Sums)-mostSums):]
	return with
}

// summing returns the function that makes digests.
func (m Memory) summing() func(string) uint32 {
	mac := hmac.New(sha256.New, m.Key)
	digest := make([]byte, 0, sha256.Size)
	return func(secret string) uint32 {
		mac.Reset()
		mac.Write([]byte(secret))
		digest = mac.Sum(digest[:0])
		return uint32(digest[0])<<16 | uint32(digest[1])<<8 | uint32(digest[2])
	}
}

// Hide returns text with Mark in place of what the memory recognizes, in the
// same forms as Set.Hide. It tries whatever begins and ends beside something
// that is no letter or digit: a secret in the middle of a word is not found.
func (m Memory) Hide(text string) string { return marked(text, m.find(text, shortest)) }

// Recognizes tells whether the text has something in it that the memory
// recognizes and that is at least so long: short values stand everywhere by
// chance.
func (m Memory) Recognizes(text string, atLeast int) bool { return len(m.find(text, atLeast)) > 0 }

func (m Memory) find(text string, atLeast int) []span {
	if len(m.Sums) == 0 {
		return nil
	}
	known := make(map[uint32]bool, len(m.Sums))
	for _, s := range m.Sums {
		known[s] = true
	}
	sum := m.summing()
	var found []span
	for _, v := range views(text) {
		if v.noise {
			continue
		}
		for candidate := range candidates(v.text) {
			if candidate.end-candidate.start >= atLeast && known[sum(v.text[candidate.start:candidate.end])] {
				found = append(found, v.source(candidate.start, candidate.end))
			}
		}
	}
	return found
}

const (
	mostPieces    = 64   // of a candidate: words, and each character beside them
	longestSecret = 1024 // in bytes; of a longer one, its lines are found
)

// candidates are the parts of a text that begin and end at the edge of a word.
func candidates(text string) func(yield func(span) bool) {
	return func(yield func(span) bool) {
		edges := edgesOf(text)
		for i, start := range edges {
			for _, end := range edges[i+1 : min(len(edges), i+1+mostPieces)] {
				if end-start > longestSecret {
					break
				}
				if !yield(span{start, end}) {
					return
				}
			}
		}
	}
}

// edgesOf returns the places in a text that are not within a word.
func edgesOf(text string) []int {
	edges := []int{0}
	for i := 1; i < len(text); i++ {
		if !inWord(text[i-1]) || !inWord(text[i]) {
			edges = append(edges, i)
		}
	}
	return append(edges, len(text))
}

// inWord tells whether a byte is of a word; every character beyond ASCII is.
func inWord(c byte) bool { return isAlphanumeric(c) || c >= 0x80 }
