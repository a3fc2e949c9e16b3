/* Sends a message by libcurl's easy interface. The handle is kept, as programs that send much mail
 * do; connections, sessions and names are not. */
#ifndef TARGETS_LIBS_CURL_MAIL_H
#define TARGETS_LIBS_CURL_MAIL_H

#include "lib.h"

enum mustls_sent curl_send_mail(const struct mustls_job *job);

#endif
