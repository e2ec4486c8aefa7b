package connection

import (
	"context"
	"time"

	"github.com/google/uuid"

	"github.com/steward-iac/terraform-provider-steward/internal/cloudcontrol"
	"github.com/steward-iac/terraform-provider-steward/internal/deletion"
	"github.com/steward-iac/terraform-provider-steward/internal/provider/destroy"
)

// Following follows operations, and submits what starts one.
func (t *Type) Following(ctx context.Context) deletion.Following {
	return deletion.Following{Poller: t.Client.Backend(t.Target), Pace: t.Pace, Report: destroy.LogEvents(ctx)}
}

// Submit asks for something that starts an operation. While another operation
// works on the object it waits for that one to end, then asks anew.
func (t *Type) Submit(ctx context.Context, kind deletion.OperationKind, ask func(ctx context.Context, clientToken string) (deletion.Operation, error)) (deletion.Operation, error) {
	seed, began := uuid.NewString(), time.Now()
	for attempt := 1; ; attempt++ {
		token := cloudcontrol.ClientToken(deletion.Attempt{Seed: seed, Number: attempt})
		op, err := t.Following(ctx).Submit(ctx, func(ctx context.Context) (deletion.Operation, error) { return ask(ctx, token) })
		if err == nil {
			return op, nil
		}
		failure := deletion.AsFailure(err)
		switch {
		case failure.Spent && failure.InTheWay != "":
			// Nobody else knows this client token: the answer to our own request was
			// lost, and this is how the API says that it works on it already. What
			// the operation is doing is for whoever follows it to ask: only its
			// token finds the object again, so it must not depend on one answer.
			return deletion.Operation{Kind: kind, Token: failure.InTheWay, ObjectType: t.Target.TypeName, Status: "PENDING", RequestedAt: began}, nil
		case failure.Reason == deletion.Busy && failure.InTheWay != "":
			if err := t.waitFor(ctx, failure.InTheWay); err != nil {
				return op, err
			}
		default:
			return op, err
		}
	}
}

// waitFor waits for somebody else's operation to end, however it does.
func (t *Type) waitFor(ctx context.Context, token string) error {
	_, err := t.Following(ctx).Follow(ctx, deletion.Operation{Token: token})
	if deletion.ReasonOf(err) == deletion.Lost {
		return nil // it is over for so long that nobody remembers it
	}
	return err
}
