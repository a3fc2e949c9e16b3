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

var (
	line  net.Conn
	limit time.Duration
)

// must gives the next step the time limit anew (RFC 5321 4.5.3.2: a limit for each command): a server that is slow all along is waited for, and a
// reply without end is not.
func must(err error) {
	if err != nil {
		fmt.Println(err)
		os.Exit(1)
	}
	if line != nil {
		_ = line.SetDeadline(time.Now().Add(limit))
	}
}

func dial() net.Conn {
	var err error
	limit, err = time.ParseDuration(env("TIMEOUT") + "s")
	must(err)
	line, err = net.DialTimeout("tcp", net.JoinHostPort(env("HOST"), env("PORT")), limit)
	must(err)
	return line
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
