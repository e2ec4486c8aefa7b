package cloudcontroltest

import (
	"bytes"
	"net/http"
	"strconv"
	"time"
)

// deliver writes a reply, spoilt as the fault says.
func deliver(w http.ResponseWriter, r *http.Request, c *call, rep reply, fault *Fault) {
	if fault == nil {
		write(w, c, rep, len(rep.body))
		return
	}
	if !wait(r, fault) {
		cut() // to return would answer 200 with nothing in it
	}
	if fault.Half != nil {
		rep.body = fault.Half.spoil(rep.body)
	}
	switch {
	case fault.Drop:
		cut()
	case fault.Endless:
		writeEndless(w, r, rep, fault)
	case fault.Truncate:
		write(w, c, rep, len(rep.body)/2)
		cut()
	default:
		write(w, c, rep, len(rep.body))
	}
}

// wait holds an answer back and says whether anybody still wants it.
func wait(r *http.Request, fault *Fault) bool {
	if fault.Hang {
		<-r.Context().Done()
		return false
	}
	if fault.Delay <= 0 {
		return true
	}
	timer := time.NewTimer(fault.Delay)
	defer timer.Stop()
	select {
	case <-timer.C:
		return true
	case <-r.Context().Done():
		return false
	}
}

// writeEndless sends the body and then spaces, until the client goes.
func writeEndless(w http.ResponseWriter, r *http.Request, rep reply, fault *Fault) {
	w.Header().Set("Content-Type", rep.contentType)
	w.WriteHeader(rep.status)
	// Without its end the body goes on being JSON, however many spaces follow.
	next := rep.body[:max(0, len(rep.body)-1)]
	spaces := bytes.Repeat([]byte(" "), 1<<10)
	for {
		if _, err := w.Write(next); err != nil {
			return
		}
		next = spaces
		if fault.Drip <= 0 {
			continue
		}
		if err := http.NewResponseController(w).Flush(); err != nil {
			return
		}
		if !wait(r, &Fault{Delay: fault.Drip}) {
			return
		}
	}
}

// cut ends the connection without another byte: net/http closes it when a
// handler panics with this value, and prints nothing.
func cut() { panic(http.ErrAbortHandler) }

// write sends the first n bytes of the body under a header that promises all
// of them.
func write(w http.ResponseWriter, c *call, rep reply, n int) {
	header := w.Header()
	header.Set("Content-Type", rep.contentType)
	header.Set("Content-Length", strconv.Itoa(len(rep.body)))
	header.Set("X-Amzn-Requestid", c.entry.RequestID)
	header.Set("Date", c.entry.Time.UTC().Format(http.TimeFormat))
	for name, values := range rep.header {
		header[http.CanonicalHeaderKey(name)] = values
	}
	w.WriteHeader(rep.status)
	if _, err := w.Write(rep.body[:n]); err != nil {
		return // the client went away
	}
	if n < len(rep.body) {
		// What was written has to leave before the connection is cut.
		if err := http.NewResponseController(w).Flush(); err != nil {
			return
		}
	}
}
