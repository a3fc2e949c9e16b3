"""Sends one message with smtplib, as its manual shows: smtplib_send.py HOST PORT CA KEY=VALUE...

The rest comes from the environment: MUSTLS_USER and so on. Exit status 0 once the message was
accepted; 1 with the exception as last line of output otherwise."""
import os
import smtplib
import ssl
import sys


def secure(smtp, wishes, ca):
    smtp.ehlo()
    if wishes["tls"] == "off":
        return
    if wishes["tls"] == "opportunistic" and not smtp.has_extn("starttls"):
        return
    context = ssl.create_default_context(cafile=ca)
    if wishes["verify"] == "no":
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
    smtp.starttls(context=context)


def log_in(smtp, how, user, password):
    if how == "none":
        return
    smtp.ehlo_or_helo_if_needed()
    if how == "any":
        smtp.login(user, password)
        return
    smtp.user, smtp.password = user, password
    smtp.auth(how.upper(), getattr(smtp, "auth_" + how.replace("-", "_")))


def main(host, port, ca, *words):
    env, wishes = os.environ, dict(word.split("=") for word in words)
    with open(env["MUSTLS_MESSAGE"], "rb") as file:
        message = file.read()
    smtp = smtplib.SMTP(host, int(port), local_hostname=env["MUSTLS_HELO"],
                        timeout=float(env["MUSTLS_TIMEOUT"]))
    secure(smtp, wishes, ca)
    log_in(smtp, wishes["auth"], env["MUSTLS_USER"], env["MUSTLS_PASSWORD"])
    smtp.sendmail(env["MUSTLS_FROM"], [env["MUSTLS_TO"]], message)
    try:  # accepted: a bad goodbye does not change that
        smtp.quit()
    except (smtplib.SMTPException, OSError):
        pass


try:
    main(*sys.argv[1:])
except (smtplib.SMTPException, OSError) as error:
    sys.exit(f"{type(error).__name__}: {error}")
