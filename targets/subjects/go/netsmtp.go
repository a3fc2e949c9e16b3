// Sends one message with net/smtp; what to do comes from the environment, MUSTLS_HOST and so on.
package main

import (
	"net/smtp"
	"os"
)

func main() {
	c, err := smtp.NewClient(dial(), env("HOST"))
	must(err)
	must(c.Hello(env("HELO")))
	offered, _ := c.Extension("STARTTLS")
	if tlsWish := env("TLS"); tlsWish == "required" || tlsWish == "opportunistic" && offered {
		must(c.StartTLS(tlsConfig()))
	}
	offered, _ = c.Extension("AUTH")
	mustOfferAuth(offered)
	switch env("AUTH") {
	case "plain":
		must(c.Auth(smtp.PlainAuth("", env("USER"), env("PASSWORD"), env("HOST"))))
	case "cram-md5":
		must(c.Auth(smtp.CRAMMD5Auth(env("USER"), env("PASSWORD"))))
	}
	must(c.Mail(env("FROM")))
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
