// What the HTTPClient room needs of libcurl, as one call that blocks.
//
// libcurl brings some thirty shared libraries; linked, they would cost every
// start of the program several milliseconds, also where no central is. So it
// is loaded when the first request is made. Its variadic functions and macros
// do not import into Swift either.
#pragma once
#include <stddef.h>
#include <stdint.h>

// What became of a request.
enum {
  CC_OK = 0,           // central answered; see status
  CC_NO_LIBRARY = 1,   // libcurl is not on this machine
  CC_UNREACHABLE = 2,  // no such host, nobody listens, the line is cut
  CC_TIMEOUT = 3,
  CC_UNTRUSTED = 4,    // the certificate is not from the authority, or not for this host
  CC_TLS = 5,          // no common version or cipher
  CC_TOO_BIG = 6,
  CC_CANCELLED = 7,
  CC_OTHER = 8,        // see code
};

typedef struct cc_client cc_client;

typedef struct {
  const char *method;
  const char *url;
  // `Name: value`, ended by NULL.
  const char *const *headers;
  // Of a POST or a PUT; NULL when it is empty.
  const uint8_t *body;
  size_t body_count;
  // The only authority that is trusted, PEM.
  const char *authority;
  // Seconds since 1970: certificates are judged as of then if the clock is behind.
  int64_t not_before;
  long connect_ms;
  long total_ms;
  // Most bytes of the answer, after unpacking.
  size_t limit;
} cc_request;

typedef struct {
  int result;
  int code;  // libcurl's
  long status;
  long retry_after_s;
  // Owned by the client until its next call.
  const uint8_t *body;
  size_t body_count;
} cc_answer;

// NULL when there is no memory. Loads nothing yet.
cc_client *cc_open(void);
void cc_close(cc_client *client);

// Does one request and waits for its answer. One thread at a time.
cc_answer cc_perform(cc_client *client, const cc_request *request);

// The certificates that a server shows, PEM, one after the other, as the body.
// Nothing is trusted and nothing is sent: the caller compares a fingerprint.
cc_answer cc_certificates(cc_client *client, const char *url, long connect_ms);

// Ends what runs, and everything that comes after it, at once. Any thread.
void cc_cancel(cc_client *client);

// For the thread that performs: waits until there is work, or says that it has
// ended. Semaphores, since Swift has none without Foundation.
void cc_wait_for_work(cc_client *client);
void cc_signal_work(cc_client *client);
void cc_signal_end(cc_client *client);
// Waits at most so long.
void cc_wait_for_end(cc_client *client, int timeout_ms);
