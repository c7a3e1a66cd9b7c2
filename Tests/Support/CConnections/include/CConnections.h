// Thousands of HTTPS connections on one thread: what a load generator needs so
// that its own work is not what is measured. A counter's client (HTTPClient)
// has a thread of its own, which two thousand counters on one machine cannot.
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef struct cn_pool cn_pool;

typedef struct {
  int connection;
  // 0 when the line broke, or was never there: nobody knows what became of it.
  int status;
  int retry_after_s;
  bool is_gzip;
  // Owned by the pool until its next call.
  const uint8_t *body;
  size_t body_count;
} cn_answer;

// `count` connections to one server, none of them open yet. `authority` is the
// file of the only authority that is trusted. NULL with a reason on stderr.
cn_pool *cn_open(const char *host, const char *port, const char *authority, int count);
void cn_close(cn_pool *pool);

// Sends a whole HTTP/1.1 request; connects first when it must. A connection has
// one request at a time.
void cn_send(cn_pool *pool, int connection, const uint8_t *request, size_t count);

// The next answer, waiting so long for it; false when there is none.
bool cn_next(cn_pool *pool, int timeout_ms, cn_answer *answer);
