package destroy

import (
	"context"
	"encoding/json"
	"slices"
	"time"

	"github.com/google/uuid"
	"github.com/hashicorp/terraform-plugin-framework/diag"

	"github.com/steward-iac/terraform-provider-steward/internal/deletion"
)

// DeletionKey is the key in a resource's private state under which its
// deletion record is kept. The version is part of the key, so that a release
// with another format leaves the records of older ones readable.
const DeletionKey = "deletion.v1"

// PrivateState is what the framework hands to CRUD methods as Private. Its own
// type is internal to the framework.
type PrivateState interface {
	GetKey(ctx context.Context, key string) ([]byte, diag.Diagnostics)
	SetKey(ctx context.Context, key string, value []byte) diag.Diagnostics
}

// deletionRecord is what a resource remembers between runs so that a second
// destroy goes on with the deletion of the first.
type deletionRecord struct {
	// Seed is random and belongs to one incarnation of the object: a namesake
	// that is created later has another, and so never inherits the answer to
	// an old deletion.
	Seed string `json:"seed"`
	// Attempt is the number that the next deletion request starts with.
	Attempt int `json:"attempt,omitempty"`
	// Operation is a deletion that was not seen to end.
	Operation *operationRecord `json:"operation,omitempty"`
}

// operationRecord is an operation as it is stored in private state.
type operationRecord struct {
	Kind        string    `json:"kind"`
	Token       string    `json:"token"`
	RequestedAt time.Time `json:"requested_at"`
	Attempt     int       `json:"attempt"`
}

// MintSeed gives the resource a seed if it has none: at create, at import, at
// its first read and while its destruction is planned.
func MintSeed(ctx context.Context, private PrivateState) diag.Diagnostics {
	record, diags := readDeletionRecord(ctx, private)
	if diags.HasError() || record.Seed != "" {
		return diags
	}
	record.Seed = uuid.NewString()
	diags.Append(record.save(ctx, private)...)
	return diags
}

// readDeletionRecord returns what private state remembers, the zero record
// where it remembers nothing (after a taint, Terraform hands over empty
// private state).
func readDeletionRecord(ctx context.Context, private PrivateState) (deletionRecord, diag.Diagnostics) {
	var record deletionRecord
	data, diags := private.GetKey(ctx, DeletionKey)
	if diags.HasError() || len(data) == 0 {
		return record, diags
	}
	if err := json.Unmarshal(data, &record); err != nil {
		// Only a damaged state file gets here. Starting anew is safe: the API
		// names a deletion that is already under way.
		diags.AddWarning("The record of an earlier deletion could not be read",
			"Private state holds a deletion record that is not valid JSON. The deletion starts anew; one that is still under way is found again through the API.")
		return deletionRecord{}, diags
	}
	return record, diags
}

// save writes the record to private state.
func (r deletionRecord) save(ctx context.Context, private PrivateState) diag.Diagnostics {
	data, err := json.Marshal(r)
	if err != nil {
		var diags diag.Diagnostics
		diags.AddError("The deletion record could not be saved", err.Error())
		return diags
	}
	return private.SetKey(ctx, DeletionKey, data)
}

// recordOf returns op as it is stored; nil for nil.
func recordOf(op *deletion.Operation) *operationRecord {
	if op == nil || op.Token == "" {
		return nil
	}
	return &operationRecord{
		Kind:        op.Kind.String(),
		Token:       op.Token,
		RequestedAt: op.RequestedAt.UTC(),
		Attempt:     op.Attempt,
	}
}

// operation returns the stored operation as the engine resumes it.
func (r *operationRecord) operation(obj deletion.Object) *deletion.Operation {
	if r == nil || r.Token == "" {
		return nil
	}
	return &deletion.Operation{
		Kind:        deletion.ParseKind(r.Kind),
		Token:       r.Token,
		ObjectType:  obj.Type,
		ObjectID:    obj.ID,
		RequestedAt: r.RequestedAt,
		Attempt:     r.Attempt,
	}
}

// announcedKey is the key under which a plan stores the IDs of the blockers that
// it announced would be ended, and of the protections that it announced would be
// switched off.
const announcedKey = "announced.v1"

// announce stores what the plan announced. Where sessions are ended, nobody is
// something to store, too: it lets nobody be cut off. What could not be seen was
// not announced either.
func announce(ctx context.Context, private PrivateState, seen Findings) diag.Diagnostics {
	if !seen.Announces && len(seen.Unprotects) == 0 {
		return nil
	}
	announced := slices.Clone(seen.Unprotects)
	if seen.Announces {
		announced = append(announced, seen.Passing...)
	}
	ids := make([]string, 0, len(announced))
	for _, b := range announced {
		ids = append(ids, b.ID)
	}
	data, err := json.Marshal(ids)
	if err != nil {
		var diags diag.Diagnostics
		diags.AddError("What the plan announces could not be saved", err.Error())
		return diags
	}
	return private.SetKey(ctx, announcedKey, data)
}

// announced returns the IDs that the plan announced, nil where none did.
func announced(ctx context.Context, private PrivateState) ([]string, diag.Diagnostics) {
	data, diags := private.GetKey(ctx, announcedKey)
	if diags.HasError() || len(data) == 0 {
		return nil, diags
	}
	ids := []string{}
	if err := json.Unmarshal(data, &ids); err != nil {
		diags.AddError("What the plan announced could not be read",
			"Private state holds a list of what was announced that is not valid JSON. Nobody was cut off, nothing was switched off and nothing was deleted. Plan again.")
	}
	return ids, diags
}
