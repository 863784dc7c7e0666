package bottest

import (
	"net"
	"net/http"
	"strings"
	"sync"
	"time"
)

// Fault is what goes wrong with one request, or with several.
type Fault struct {
	On     string            // "POST", "PUT /activities/": a method and a part of path and query; empty: every request
	Times  int               // how many requests; 0 means one, Always every one
	Reach  chan<- struct{}   // told when the request is there; give it room, nobody waits for the receiver
	Delay  time.Duration     // before the answer
	Hold   <-chan struct{}   // the answer waits until it is closed
	Status int               // answered instead of the usual; 0: the usual
	Header map[string]string // with Status
	Body   string            // with Status
	Accept bool              // the message counts as delivered whatever is answered; 2xx statuses imply it
	Cut    Cut               // no answer at all
}

// Always is for Fault.Times.
const Always = -1

// Cut is when a connection is broken instead of an answer.
type Cut int

// Connections can be cut at these moments. The client cannot tell the last two apart.
const (
	Uncut       Cut = iota
	CutUnread       // the request has begun to arrive; its body is not read
	CutRefused      // it was read, and not accepted
	CutAccepted     // it was read and accepted
)

func (f *Fault) accepts() bool {
	return f.Cut == CutAccepted || f.Cut == Uncut && (f.Accept || f.Status == 0 || f.Status/100 == 2)
}

// wait delays the answer, until the client gives up at most.
func (f *Fault) wait(r *http.Request) {
	select {
	case f.Reach <- struct{}{}:
	default:
	}
	if f.Delay > 0 {
		timer := time.NewTimer(f.Delay)
		defer timer.Stop()
		select {
		case <-timer.C:
		case <-r.Context().Done():
		}
	}
	if f.Hold != nil {
		select {
		case <-f.Hold:
		case <-r.Context().Done():
		}
	}
}

func (f *Fault) write(w http.ResponseWriter) {
	for name, value := range f.Header {
		w.Header().Set(name, value)
	}
	w.WriteHeader(f.Status)
	_, _ = w.Write([]byte(f.Body)) // the client may be gone
}

func (f *Fault) meets(r *http.Request) bool {
	method, path, _ := strings.Cut(f.On, " ")
	return (method == "" || method == r.Method) && strings.Contains(r.URL.Path+"?"+r.URL.RawQuery, path)
}

// faults are used up in order; each request takes the first that meets it.
type faults struct {
	mu   sync.Mutex
	list []Fault
}

func (q *faults) add(f []Fault) {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.list = append(q.list, f...)
}

func (q *faults) clear() {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.list = nil
}

func (q *faults) take(r *http.Request) *Fault {
	q.mu.Lock()
	defer q.mu.Unlock()
	for i := range q.list {
		f := q.list[i]
		if !f.meets(r) {
			continue
		}
		switch {
		case f.Times > 1:
			q.list[i].Times--
		case f.Times != Always:
			q.list = append(q.list[:i:i], q.list[i+1:]...)
		}
		return &f
	}
	return nil
}

// cut breaks the connection so that the client sees a reset.
func cut(w http.ResponseWriter) {
	conn, _, err := http.NewResponseController(w).Hijack()
	if err != nil {
		panic(http.ErrAbortHandler)
	}
	reset(conn)
}

func reset(conn net.Conn) {
	if tcp, ok := conn.(*net.TCPConn); ok {
		_ = tcp.SetLinger(0) // only makes the cut harder
	}
	_ = conn.Close()
}
