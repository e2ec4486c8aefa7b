package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"os"
	"strings"
	"text/tabwriter"
	"time"
)

// controlVariable is where serve's environment names the control API.
const controlVariable = "STEWARD_SANDBOX"

const sessionUsage = `usage:
  session list                              all sessions
  session start [-user EMAIL] [RESOURCE...] start a session on these EntryGuard resources (ids or names; default: all)
  session end ID...|all                     end sessions

The address of the running serve comes from STEWARD_SANDBOX, or -control.
`

// sessionCommand plays the people who have sessions.
func sessionCommand(ctx context.Context, args []string, out io.Writer) error {
	flags := flag.NewFlagSet("session", flag.ContinueOnError)
	flags.Usage = func() { fmt.Fprint(out, sessionUsage) }
	control := flags.String("control", os.Getenv(controlVariable), "")
	if err := flags.Parse(args); err != nil {
		return err
	}
	client, err := newControlClient(*control)
	if err != nil {
		return err
	}
	switch verb := flags.Arg(0); verb {
	case "", "list":
		return listSessions(ctx, client, out)
	case "start":
		return startSession(ctx, client, flags.Args()[1:], out)
	case "end":
		return endSessions(ctx, client, flags.Args()[1:], out)
	default:
		return fmt.Errorf("there is no session command %q\n\n%s", verb, sessionUsage)
	}
}

// stateCommand shows what both APIs hold.
func stateCommand(ctx context.Context, args []string, out io.Writer) error {
	flags := flag.NewFlagSet("state", flag.ContinueOnError)
	control := flags.String("control", os.Getenv(controlVariable), "address of the running serve (default: $"+controlVariable+")")
	if err := parseAlone(flags, args); err != nil {
		return err
	}
	client, err := newControlClient(*control)
	if err != nil {
		return err
	}
	var held holdings
	if err := client.call(ctx, http.MethodGet, "/state", nil, &held); err != nil {
		return err
	}
	fmt.Fprintf(out, "Cloud Control holds %d objects\n", len(held.Objects))
	for _, object := range held.Objects {
		fmt.Fprintf(out, "  %s\n", object)
	}
	fmt.Fprintf(out, "EntryGuard holds %d resources and credentials\n", len(held.Resources))
	for _, resource := range held.Resources {
		fmt.Fprintf(out, "  %s\n", resource)
	}
	printSessions(out, held.Sessions)
	return nil
}

func newControlClient(control string) (controlClient, error) {
	if control == "" {
		return controlClient{}, errors.New("which sandbox? Set " + controlVariable + " as `serve` printed it, or give -control")
	}
	return controlClient{url: strings.TrimSuffix(control, "/")}, nil
}

func listSessions(ctx context.Context, client controlClient, out io.Writer) error {
	var sessions []session
	if err := client.call(ctx, http.MethodGet, "/sessions", nil, &sessions); err != nil {
		return err
	}
	printSessions(out, sessions)
	return nil
}

func startSession(ctx context.Context, client controlClient, args []string, out io.Writer) error {
	flags := flag.NewFlagSet("session start", flag.ContinueOnError)
	user := flags.String("user", "", "e-mail address of the user (default: the sandbox's usual one)")
	if err := flags.Parse(args); err != nil {
		return err
	}
	var started session
	asked := sessionRequest{User: *user, Resources: flags.Args()}
	if err := client.call(ctx, http.MethodPost, "/sessions", asked, &started); err != nil {
		return err
	}
	printSessions(out, []session{started})
	return nil
}

func endSessions(ctx context.Context, client controlClient, ids []string, out io.Writer) error {
	if len(ids) == 0 {
		return errors.New("which session? Give ids, or \"all\"")
	}
	if ids[0] == "all" {
		var err error
		if ids, err = openSessions(ctx, client); err != nil {
			return err
		}
	}
	for _, id := range ids {
		var nothing struct{}
		if err := client.call(ctx, http.MethodDelete, "/sessions/"+url.PathEscape(id), nil, &nothing); err != nil {
			return err
		}
		fmt.Fprintf(out, "session %s has ended\n", id)
	}
	return nil
}

// openSessions returns the ids of the sessions that have not ended.
func openSessions(ctx context.Context, client controlClient) ([]string, error) {
	var sessions []session
	if err := client.call(ctx, http.MethodGet, "/sessions", nil, &sessions); err != nil {
		return nil, err
	}
	var ids []string
	for _, s := range sessions {
		if s.open() {
			ids = append(ids, s.ID)
		}
	}
	return ids, nil
}

func printSessions(out io.Writer, sessions []session) {
	if len(sessions) == 0 {
		fmt.Fprintln(out, "No sessions")
		return
	}
	table := tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)
	fmt.Fprintln(table, "SESSION\tUSER\tSTATUS\tADDRESSES\tRESOURCES\tUNTIL")
	for _, s := range sessions {
		fmt.Fprintf(table, "%s\t%s\t%s\t%s\t%s\t%s\n", s.ID, s.User, s.Status,
			strings.Join(s.Addresses, ","), strings.Join(s.Resources, ","), s.Until.UTC().Format(time.RFC3339))
	}
	// The writer below is a terminal or a buffer; there is nobody to tell.
	_ = table.Flush()
}
