// Sends one message with libcurl.
#include <curl/curl.h>

#include "env.h"

static struct {
    const char *text;
    size_t len;
} message;

static size_t give(char *to, size_t size, size_t num, void *unused)
{
    (void)unused;
    size_t n = size * num < message.len ? size * num : message.len;
    memcpy(to, message.text, n);
    message.text += n;
    message.len -= n;
    return n;
}

int main(void)
{
    char url[512];
    snprintf(url, sizeof url, "smtp://%s:%s/%s", env("HOST"), env("PORT"), env("HELO"));
    message.text = read_message("message.eml", &message.len);
    CURL *curl = curl_easy_init();
    curl_easy_setopt(curl, CURLOPT_URL, url);
    curl_easy_setopt(curl, CURLOPT_PROXY, "");
    curl_easy_setopt(curl, CURLOPT_TIMEOUT, atol(env("TIMEOUT")));
    curl_easy_setopt(curl, CURLOPT_USE_SSL,
                     env_is("TLS", "required")        ? (long)CURLUSESSL_ALL
                     : env_is("TLS", "opportunistic") ? (long)CURLUSESSL_TRY
                                                      : (long)CURLUSESSL_NONE);
    curl_easy_setopt(curl, CURLOPT_CAINFO, env("CA"));
    curl_easy_setopt(curl, CURLOPT_SSL_VERIFYPEER, (long)env_is("VERIFY", "yes"));
    curl_easy_setopt(curl, CURLOPT_SSL_VERIFYHOST, env_is("VERIFY", "yes") ? 2L : 0L);
    if (!env_is("AUTH", "none")) {
        curl_easy_setopt(curl, CURLOPT_USERNAME, env("USER"));
        curl_easy_setopt(curl, CURLOPT_PASSWORD, env("PASSWORD"));
        curl_easy_setopt(curl, CURLOPT_LOGIN_OPTIONS,
                         env_is("AUTH", "plain")      ? "AUTH=PLAIN"
                         : env_is("AUTH", "login")    ? "AUTH=LOGIN"
                         : env_is("AUTH", "cram-md5") ? "AUTH=CRAM-MD5"
                                                      : "AUTH=*");
    }
    curl_easy_setopt(curl, CURLOPT_MAIL_FROM, env("FROM"));
    curl_easy_setopt(curl, CURLOPT_MAIL_RCPT, curl_slist_append(NULL, env("TO")));
    curl_easy_setopt(curl, CURLOPT_READFUNCTION, give);
    curl_easy_setopt(curl, CURLOPT_UPLOAD, 1L);
    CURLcode code = curl_easy_perform(curl);
    if (code != CURLE_OK)
        ended("libcurl", curl_easy_strerror(code));
    curl_easy_cleanup(curl);
    return 0;
}
