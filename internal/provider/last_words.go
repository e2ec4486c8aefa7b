package provider

import (
	"context"
	"sync/atomic"
	"time"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"

	"github.com/steward-iac/terraform-provider-steward/internal/deletion"
)

const (
	// lastWords is how long a stop waits for actions to say what they have done, and
	// for lists to say that they are not whole. An action has one more read for that.
	lastWords = 10 * time.Second
	// lastWordsCheck is how often it checks whether they have.
	lastWordsCheck = 10 * time.Millisecond
)

// A finishingServer lets an interrupted action or list say how it ended. The server of the
// plugin protocol sends nothing any more as soon as a stop was answered, not even
// that the action failed, and Terraform takes a stream that just ends for a
// success: it prints "Apply complete!", or that there are no objects. So the stop is
// answered when the actions and lists that are under way, whose contexts it ends, have
// said their last word.
//
// It also goes on reading what an action says when nobody listens any more: the
// framework would let the action wait forever at its next message.
type finishingServer struct {
	fullServer
	underWay *atomic.Int64 // actions and lists whose last word has not been said
}

func finishing(server fullServer) finishingServer {
	return finishingServer{fullServer: server, underWay: &atomic.Int64{}}
}

// InvokeAction carries out an action.
func (s finishingServer) InvokeAction(ctx context.Context, req *tfprotov6.InvokeActionRequest) (*tfprotov6.InvokeActionServerStream, error) {
	s.underWay.Add(1) // a stop may come before the first event
	stream, err := s.fullServer.InvokeAction(ctx, req)
	if err != nil {
		s.underWay.Add(-1)
		return stream, err
	}
	return &tfprotov6.InvokeActionServerStream{Events: func(push func(tfprotov6.InvokeActionEvent) bool) {
		defer s.underWay.Add(-1)
		listening := true
		for event := range stream.Events {
			listening = listening && push(event)
		}
	}}, nil
}

// ListResource lists objects.
func (s finishingServer) ListResource(ctx context.Context, req *tfprotov6.ListResourceRequest) (*tfprotov6.ListResourceServerStream, error) {
	s.underWay.Add(1)
	stream, err := s.fullServer.ListResource(ctx, req)
	if err != nil || stream == nil {
		s.underWay.Add(-1)
		return stream, err
	}
	return &tfprotov6.ListResourceServerStream{Results: func(push func(tfprotov6.ListResourceResult) bool) {
		defer s.underWay.Add(-1)
		stream.Results(push)
	}}, nil
}

// StopProvider ends what is under way.
func (s finishingServer) StopProvider(ctx context.Context, req *tfprotov6.StopProviderRequest) (*tfprotov6.StopProviderResponse, error) {
	resp, err := s.fullServer.StopProvider(ctx, req)
	for deadline := time.Now().Add(lastWords); s.underWay.Load() > 0 && time.Now().Before(deadline); {
		if deletion.Pause(ctx, lastWordsCheck) != nil {
			break
		}
	}
	return resp, err
}
