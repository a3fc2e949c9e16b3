"""Sends one message with aiosmtplib; what to do comes from the environment, MUSTLS_HOST and so on."""
import asyncio
import os
import sys

try:
    import aiosmtplib
except ImportError as missing:
    print(missing)
    sys.exit(77)

START_TLS = {"required": True, "opportunistic": None, "off": False}


async def send(env):
    with open(env["MUSTLS_MESSAGE"], "rb") as file:
        message = file.read()
    smtp = aiosmtplib.SMTP(
        hostname=env["MUSTLS_HOST"], port=int(env["MUSTLS_PORT"]), timeout=float(env["MUSTLS_TIMEOUT"]),
        local_hostname=env["MUSTLS_HELO"], start_tls=START_TLS[env["MUSTLS_TLS"]],
        validate_certs=env["MUSTLS_VERIFY"] == "yes", cert_bundle=env["MUSTLS_CA"])
    await smtp.connect()
    how, login = env["MUSTLS_AUTH"], (env["MUSTLS_USER"], env["MUSTLS_PASSWORD"])
    if how == "any":
        await smtp.login(*login)
    elif how != "none":
        if smtp.is_ehlo_or_helo_needed:  # login() sees to it, the mechanisms don't
            await smtp.ehlo()
        await getattr(smtp, "auth_" + how.replace("-", ""))(*login)
    await smtp.sendmail(env["MUSTLS_FROM"], [env["MUSTLS_TO"]], message)
    try:  # accepted: a bad goodbye does not change that
        await smtp.quit()
    except (aiosmtplib.SMTPException, OSError):
        pass


try:
    asyncio.run(send(os.environ))
except (aiosmtplib.SMTPException, OSError, ValueError) as error:
    sys.exit(f"{type(error).__name__}: {error}")
