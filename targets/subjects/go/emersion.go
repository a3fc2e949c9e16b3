// Sends one message with emersion/go-smtp; what to do comes from the environment, MUSTLS_HOST and so on.
package main

import (
	"os"

	"github.com/emersion/go-sasl"
	"github.com/emersion/go-smtp"
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
