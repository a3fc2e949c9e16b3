// What the drivers that go through SMTP step by step have in common.
package main

import (
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"net"
	"os"
	"time"
)

func env(name string) string { return os.Getenv("MUSTLS_" + name) }

func must(err error) {
	if err != nil {
		fmt.Println(err)
		os.Exit(1)
	}
}

// patient gives each read and write a time limit of its own: a server that is slow but alive is no reason to give up.
type patient struct {
	net.Conn
	limit time.Duration
}

func (p patient) Read(b []byte) (int, error) {
	if err := p.SetReadDeadline(time.Now().Add(p.limit)); err != nil {
		return 0, err
	}
	return p.Conn.Read(b)
}

func (p patient) Write(b []byte) (int, error) {
	if err := p.SetWriteDeadline(time.Now().Add(p.limit)); err != nil {
		return 0, err
	}
	return p.Conn.Write(b)
}

func dial() net.Conn {
	limit, err := time.ParseDuration(env("TIMEOUT") + "s")
	must(err)
	conn, err := net.DialTimeout("tcp", net.JoinHostPort(env("HOST"), env("PORT")), limit)
	must(err)
	return patient{conn, limit}
}

func tlsConfig() *tls.Config {
	pem, err := os.ReadFile(env("CA"))
	must(err)
	roots := x509.NewCertPool()
	roots.AppendCertsFromPEM(pem)
	return &tls.Config{ServerName: env("HOST"), RootCAs: roots, InsecureSkipVerify: env("VERIFY") == "no"}
}

// mustOfferAuth stops where the libraries' own SendMail does: at a server that offers no AUTH to one who wants it.
func mustOfferAuth(offered bool) {
	if env("AUTH") != "none" && !offered {
		must(errors.New("server doesn't support AUTH"))
	}
}
