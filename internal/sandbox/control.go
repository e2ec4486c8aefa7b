package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/steward-iac/terraform-provider-steward/internal/entryguard/entryguardtest"
)

// The control API is how `session` and `state` reach a running `serve`. It is
// the sandbox's own; neither real API has it. Times are RFC 3339, UTC.
//
//	GET    /sessions        all sessions
//	POST   /sessions        start one: {"user": "...", "resources": ["..."]}
//	DELETE /sessions/{id}   end one
//	GET    /state           what both APIs hold
//	PUT    /credentials     what the provider's credentials are good for: {"state": "expired", "api": "aws"}

// A session is what people see of a session of EntryGuard.
type session struct {
	ID        string    `json:"id"`
	User      string    `json:"user"`
	Addresses []string  `json:"addresses"`
	Resources []string  `json:"resources"`
	Status    string    `json:"status"`
	Until     time.Time `json:"until"`
}

// words are what a refused destroy must name.
func (s session) words() []string {
	return append([]string{s.ID, s.User, s.Until.UTC().Format(time.RFC3339)}, s.Addresses...)
}

// open reports whether the session has not ended and is not ending.
func (s session) open() bool {
	return slices.Contains([]string{entryguardtest.Pending, entryguardtest.Active, entryguardtest.Partial}, s.Status)
}

// sessionRequest asks for a session. Without a user it is the sandbox's usual
// one; without resources it takes every resource.
type sessionRequest struct {
	User      string   `json:"user,omitempty"`
	Resources []string `json:"resources,omitempty"`
}

// holdings are what both APIs hold.
type holdings struct {
	Objects   []string  `json:"objects"`
	Resources []string  `json:"resources"`
	Sessions  []session `json:"sessions"`
}

// controlHandler serves the control API.
func controlHandler(a *apis) http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /sessions", func(w http.ResponseWriter, _ *http.Request) { answer(w, a.sessions(), nil) })
	mux.HandleFunc("POST /sessions", func(w http.ResponseWriter, r *http.Request) {
		var asked sessionRequest
		if err := json.NewDecoder(r.Body).Decode(&asked); err != nil {
			answer(w, nil, err)
			return
		}
		started, err := a.startSession(asked.User, asked.Resources)
		answer(w, started, err)
	})
	mux.HandleFunc("DELETE /sessions/{id}", func(w http.ResponseWriter, r *http.Request) {
		answer(w, struct{}{}, a.endSession(r.PathValue("id")))
	})
	mux.HandleFunc("PUT /credentials", func(w http.ResponseWriter, r *http.Request) {
		var asked credentialsRequest
		err := json.NewDecoder(r.Body).Decode(&asked)
		if err == nil {
			err = a.setCredentials(asked)
		}
		answer(w, struct{}{}, err)
	})
	mux.HandleFunc("GET /state", func(w http.ResponseWriter, _ *http.Request) { answer(w, a.holdings(), nil) })
	return mux
}

// answer writes a value, or an error as text.
func answer(w http.ResponseWriter, value any, err error) {
	if err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
	text, err := json.Marshal(value)
	if err != nil {
		http.Error(w, err.Error(), http.StatusInternalServerError)
		return
	}
	w.Header().Set("Content-Type", "application/json")
	if _, err := w.Write(append(text, '\n')); err != nil {
		return // the client has gone
	}
}

// A controller is the control API, being served.
type controller struct {
	server *http.Server
	url    string
	ended  chan error
}

// startController serves the control API on address.
func startController(ctx context.Context, address string, a *apis) (*controller, error) {
	listener, err := (&net.ListenConfig{}).Listen(ctx, "tcp", address)
	if err != nil {
		return nil, err
	}
	c := &controller{
		server: &http.Server{Handler: controlHandler(a), ReadHeaderTimeout: time.Minute},
		url:    "http://" + listener.Addr().String(),
		ended:  make(chan error, 1),
	}
	go func() { c.ended <- c.server.Serve(listener) }()
	return c, nil
}

// controlClient talks to a running serve.
type controlClient struct{ url string }

// call sends one request and decodes its answer into result.
func (c controlClient) call(ctx context.Context, method, path string, body, result any) error {
	text, err := json.Marshal(body)
	if err != nil {
		return err
	}
	req, err := http.NewRequestWithContext(ctx, method, c.url+path, strings.NewReader(string(text)))
	if err != nil {
		return err
	}
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		return fmt.Errorf("nobody answers at %s; is `go run ./internal/sandbox serve` running? %w", c.url, err)
	}
	defer resp.Body.Close()
	if resp.StatusCode != http.StatusOK {
		return refusal(resp)
	}
	return json.NewDecoder(resp.Body).Decode(result)
}

// refusal turns an answer that is not 200 into an error with its text.
func refusal(resp *http.Response) error {
	text, err := io.ReadAll(resp.Body)
	if err != nil {
		return fmt.Errorf("the sandbox answered %s: %w", resp.Status, err)
	}
	return errors.New(strings.TrimSpace(string(text)))
}
