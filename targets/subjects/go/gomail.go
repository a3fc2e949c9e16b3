// Sends one message with gopkg.in/mail.v2; what to do comes from the environment, MUSTLS_HOST and so on.
package main

import (
	"bytes"
	"crypto/tls"
	"crypto/x509"
	"fmt"
	"net/smtp"
	"os"
	"strconv"
	"time"

	"gopkg.in/mail.v2"
)

func env(name string) string { return os.Getenv("MUSTLS_" + name) }

func must(err error) {
	if err != nil {
		fmt.Println(err)
		os.Exit(1)
	}
}

func main() {
	pem, err := os.ReadFile(env("CA"))
	must(err)
	roots := x509.NewCertPool()
	roots.AppendCertsFromPEM(pem)
	port, err := strconv.Atoi(env("PORT"))
	must(err)
	d := &mail.Dialer{Host: env("HOST"), Port: port, LocalName: env("HELO")}
	d.Timeout, err = time.ParseDuration(env("TIMEOUT") + "s")
	must(err)
	d.TLSConfig = &tls.Config{ServerName: env("HOST"), RootCAs: roots, InsecureSkipVerify: env("VERIFY") == "no"}
	d.StartTLSPolicy = map[string]mail.StartTLSPolicy{"required": mail.MandatoryStartTLS,
		"opportunistic": mail.OpportunisticStartTLS, "off": mail.NoStartTLS}[env("TLS")]
	switch env("AUTH") {
	case "any":
		d.Username, d.Password = env("USER"), env("PASSWORD")
	case "plain":
		d.Auth = smtp.PlainAuth("", env("USER"), env("PASSWORD"), env("HOST"))
	case "cram-md5":
		d.Auth = smtp.CRAMMD5Auth(env("USER"), env("PASSWORD"))
	}
	message, err := os.ReadFile(env("MESSAGE"))
	must(err)
	s, err := d.Dial()
	must(err)
	must(s.Send(env("FROM"), []string{env("TO")}, bytes.NewBuffer(message)))
	_ = s.Close() // accepted: a bad goodbye does not change that
}
