// Sends one message with go-simple-mail; what to do comes from the environment, MUSTLS_HOST and so on.
package main

import (
	"bytes"
	"crypto/tls"
	"crypto/x509"
	"fmt"
	"os"
	"strconv"
	"time"

	mail "github.com/xhit/go-simple-mail"
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
	timeout, err := time.ParseDuration(env("TIMEOUT") + "s")
	must(err)
	s := mail.NewSMTPClient()
	s.Host, s.Helo = env("HOST"), env("HELO")
	s.Port, err = strconv.Atoi(env("PORT"))
	must(err)
	s.ConnectTimeout, s.SendTimeout = timeout, timeout
	s.TLSConfig = &tls.Config{ServerName: env("HOST"), RootCAs: roots, InsecureSkipVerify: env("VERIFY") == "no"}
	s.Encryption = mail.EncryptionNone
	if env("TLS") == "opportunistic" {
		s.Encryption = mail.EncryptionSTARTTLS
	}
	if env("AUTH") != "none" {
		s.Username, s.Password = env("USER"), env("PASSWORD")
		s.Authentication = map[string]mail.AuthType{"plain": mail.AuthPlain, "login": mail.AuthLogin, "cram-md5": mail.AuthCRAMMD5}[env("AUTH")]
	}
	message, err := os.ReadFile(env("MESSAGE"))
	must(err)
	_, body, _ := bytes.Cut(message, []byte("\r\n\r\n"))
	email := mail.NewMSG()
	email.SetFrom(env("FROM")).AddTo(env("TO")).SetSubject("mustls").SetBody(mail.TextPlain, string(body))
	client, err := s.Connect()
	must(err)
	must(email.Send(client))
}
