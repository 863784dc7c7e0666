package main

import (
	"encoding/binary"
	"io"
	"net"
	"net/url"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"kjernebot/internal/store/storetest"
)

// proxy stands between the program and PostgreSQL.
type proxy struct {
	t      testing.TB
	to     string // the server's socket
	addr   string
	silent atomic.Bool // nothing passes, and nothing is told
	full   atomic.Bool // the server has no connection free

	mu       sync.Mutex
	listener net.Listener
	conns    map[net.Conn]bool
}

// throughProxy is a PostgreSQL of its own schema behind a proxy. ail gets the proxy and the way past it.
func throughProxy(ail func(p *proxy, direct string, lasts time.Duration)) func(testing.TB) (string,
	func(time.Duration)) {
	return func(tb testing.TB) (string, func(time.Duration)) {
		direct := storetest.PostgresDSN(tb)
		u, err := url.Parse(direct)
		if err != nil {
			tb.Fatal(err)
		}
		q := u.Query()
		if q.Get("host") == "" {
			tb.Skip("needs the PostgreSQL of .ci/postgres")
		}
		p := &proxy{t: tb, to: filepath.Join(q.Get("host"), ".s.PGSQL.5432"), addr: "127.0.0.1:0", conns: map[net.Conn]bool{}}
		p.start()
		tb.Cleanup(p.stop)
		q.Del("host")
		q.Set("sslmode", "disable")
		q.Set("application_name", p.addr)
		u.Host, u.RawQuery = p.addr, q.Encode()
		return u.String(), func(lasts time.Duration) { ail(p, direct, lasts) }
	}
}

func (p *proxy) start() {
	l, err := net.Listen("tcp", p.addr)
	if err != nil {
		p.t.Error(err)
		return
	}
	p.mu.Lock()
	p.listener, p.addr = l, l.Addr().String()
	p.mu.Unlock()
	go func() {
		for {
			conn, err := l.Accept()
			if err != nil {
				return
			}
			go p.serve(conn)
		}
	}()
}

// stop refuses connections and cuts those that there are.
func (p *proxy) stop() {
	p.mu.Lock()
	_ = p.listener.Close()
	p.mu.Unlock()
	p.cut()
}

func (p *proxy) cut() {
	p.mu.Lock()
	defer p.mu.Unlock()
	for c := range p.conns {
		_ = c.Close()
	}
	clear(p.conns)
}

func (p *proxy) serve(client net.Conn) {
	defer func() { _ = client.Close() }()
	if p.full.Load() {
		p.refuse(client)
		return
	}
	server, err := net.Dial("unix", p.to)
	if err != nil {
		return
	}
	defer func() { _ = server.Close() }()
	p.mu.Lock()
	p.conns[client], p.conns[server] = true, true
	p.mu.Unlock()
	ended := make(chan struct{}, 2)
	for _, way := range [][2]net.Conn{{client, server}, {server, client}} {
		go func() {
			_, _ = io.Copy(way[1], &pausing{way[0], p})
			ended <- struct{}{}
		}()
	}
	<-ended
}

// pausing is a connection that nothing is read from while the proxy is silent.
type pausing struct {
	net.Conn
	p *proxy
}

func (c *pausing) Read(b []byte) (int, error) {
	n, err := c.Conn.Read(b)
	for c.p.silent.Load() && err == nil {
		time.Sleep(10 * time.Millisecond)
	}
	return n, err
}

// refuse says what PostgreSQL says when all its connections are taken.
func (p *proxy) refuse(client net.Conn) {
	_, _ = client.Read(make([]byte, 1024)) // who wants in
	text := strings.Join([]string{"SFATAL", "VFATAL", "C53300", "Msorry, too many clients already", "", ""}, "\x00")
	message := binary.BigEndian.AppendUint32([]byte{'E'}, uint32(4+len(text)-1))
	_, _ = client.Write(append(message, text[:len(text)-1]...))
}
