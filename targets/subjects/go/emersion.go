// Sends one message with emersion/go-smtp; what to do comes from the environment, MUSTLS_HOST and so on.
package main

import (
	"crypto/tls"
	"crypto/x509"
	"fmt"
	"net"
	"os"
	"time"

	"github.com/emersion/go-sasl"
	"github.com/emersion/go-smtp"
)

func env(name string) string { return os.Getenv("MUSTLS_" + name) }

func must(err error) {
	if err != nil {
		fmt.Println(err)
		os.Exit(1)
	}
}

func main() {
	timeout, err := time.ParseDuration(env("TIMEOUT") + "s")
	must(err)
	conn, err := net.DialTimeout("tcp", net.JoinHostPort(env("HOST"), env("PORT")), timeout)
	must(err)
	must(conn.SetDeadline(time.Now().Add(timeout)))
	c, err := smtp.NewClient(conn, env("HOST"))
	must(err)
	must(c.Hello(env("HELO")))
	offered, _ := c.Extension("STARTTLS")
	if tlsWish := env("TLS"); tlsWish == "required" || tlsWish == "opportunistic" && offered {
		pem, err := os.ReadFile(env("CA"))
		must(err)
		roots := x509.NewCertPool()
		roots.AppendCertsFromPEM(pem)
		must(c.StartTLS(&tls.Config{ServerName: env("HOST"), RootCAs: roots, InsecureSkipVerify: env("VERIFY") == "no"}))
	}
	switch env("AUTH") {
	case "plain":
		must(c.Auth(sasl.NewPlainClient("", env("USER"), env("PASSWORD"))))
	case "login":
		must(c.Auth(sasl.NewLoginClient(env("USER"), env("PASSWORD"))))
	}
	must(c.Mail(env("FROM"), nil))
	must(c.Rcpt(env("TO")))
	w, err := c.Data()
	must(err)
	message, err := os.ReadFile(env("MESSAGE"))
	must(err)
	_, err = w.Write(message)
	must(err)
	must(w.Close())
	_ = c.Quit() // accepted: a bad goodbye does not change that
}
