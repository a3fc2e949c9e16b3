/* libcurl's SMTP: see curl_mail.c. */
#include "../fuzz/fuzz.h"
#include "curl_mail.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    return mustls_fuzz_library("fuzz_lib_curl", curl_send_mail, data, size);
}
