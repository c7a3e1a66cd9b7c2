#define _GNU_SOURCE
#include "CConnections.h"
#include <errno.h>
#include <fcntl.h>
#include <netdb.h>
#include <netinet/tcp.h>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/epoll.h>
#include <time.h>
#include <unistd.h>

enum state { CLOSED, CONNECTING, SHAKING, WRITING, READING, RESTING };

struct connection {
  enum state state;
  int fd;
  SSL *ssl;
  bool is_asking;
  uint8_t *out, *in;
  size_t out_count, out_capacity, in_count, in_capacity;
  // Where the body begins, 0 before the end of the head is here.
  size_t body;
  size_t body_count;
  cn_answer answer;
};

struct cn_pool {
  SSL_CTX *tls;
  struct addrinfo *address;
  char *host;
  int epoll;
  struct connection *all;
  int count;
  // Connections whose answer is whole.
  int *ready;
  int ready_first, ready_count;
};

cn_pool *cn_open(const char *host, const char *port, const char *authority, int count) {
  cn_pool *pool = calloc(1, sizeof *pool);
  struct addrinfo hints = {.ai_socktype = SOCK_STREAM};
  if (!pool) return NULL;
  pool->tls = SSL_CTX_new(TLS_client_method());
  if (!pool->tls || SSL_CTX_load_verify_locations(pool->tls, authority, NULL) != 1) {
    fprintf(stderr, "cannot read the authority %s\n", authority);
    return NULL;
  }
  SSL_CTX_set_min_proto_version(pool->tls, TLS1_2_VERSION);
  SSL_CTX_set_verify(pool->tls, SSL_VERIFY_PEER, NULL);
  SSL_CTX_set_mode(pool->tls, SSL_MODE_ENABLE_PARTIAL_WRITE | SSL_MODE_RELEASE_BUFFERS |
                                  SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER);
  int code = getaddrinfo(host, port, &hints, &pool->address);
  if (code != 0) {
    fprintf(stderr, "no address of %s: %s\n", host, gai_strerror(code));
    return NULL;
  }
  signal(SIGPIPE, SIG_IGN);  // a line that broke is found by what it answers
  pool->host = strdup(host);
  pool->epoll = epoll_create1(EPOLL_CLOEXEC);
  pool->count = count;
  pool->all = calloc(count, sizeof *pool->all);
  pool->ready = calloc(count, sizeof *pool->ready);
  return pool;
}

static void shut(struct connection *c) {
  if (c->ssl) SSL_free(c->ssl);
  if (c->state != CLOSED) close(c->fd);
  c->ssl = NULL;
  c->state = CLOSED;
}

void cn_close(cn_pool *pool) {
  for (int i = 0; i < pool->count; i++) {
    shut(&pool->all[i]);
    free(pool->all[i].out);
    free(pool->all[i].in);
  }
  SSL_CTX_free(pool->tls);
  freeaddrinfo(pool->address);
  close(pool->epoll);
  free(pool->host);
  free(pool->all);
  free(pool->ready);
  free(pool);
}

// The answer is whole, or there will be none.
static void end(cn_pool *pool, struct connection *c, int status) {
  int index = (int)(c - pool->all);
  if (!c->is_asking) return;
  c->is_asking = false;
  c->answer.connection = index;
  c->answer.status = status;
  c->answer.body_count = status ? c->body_count : 0;
  pool->ready[(pool->ready_first + pool->ready_count++) % pool->count] = index;
}

static void fail(cn_pool *pool, struct connection *c) {
  shut(c);
  end(pool, c, 0);
}

static void begin(cn_pool *pool, struct connection *c) {
  struct addrinfo *to = pool->address;
  c->fd = socket(to->ai_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
  if (c->fd < 0) return end(pool, c, 0);
  c->state = CONNECTING;
  int one = 1;
  setsockopt(c->fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
  struct epoll_event event = {.events = EPOLLIN | EPOLLOUT | EPOLLRDHUP | EPOLLET,
                              .data.u32 = (uint32_t)(c - pool->all)};
  if (epoll_ctl(pool->epoll, EPOLL_CTL_ADD, c->fd, &event) != 0) return fail(pool, c);
  if (connect(c->fd, to->ai_addr, to->ai_addrlen) != 0 && errno != EINPROGRESS) fail(pool, c);
}

static bool room(uint8_t **block, size_t *capacity, size_t wanted) {
  if (wanted <= *capacity) return true;
  uint8_t *larger = realloc(*block, wanted * 2);
  if (!larger) return false;
  *block = larger;
  *capacity = wanted * 2;
  return true;
}

// A header's value in the head of an answer, NULL when it has none.
static const char *header(const char *head, const char *name) {
  size_t length = strlen(name);
  for (const char *line = strstr(head, "\r\n"); line; line = strstr(line, "\r\n")) {
    line += 2;
    if (strncasecmp(line, name, length) == 0 && line[length] == ':') return line + length + 1;
  }
  return NULL;
}

// Whether the whole answer is here.
static bool read_head(struct connection *c) {
  if (!c->body) {
    uint8_t *found = memmem(c->in, c->in_count, "\r\n\r\n", 4);
    if (!found) return false;
    found[2] = 0;  // the head becomes a text
    const char *head = (const char *)c->in;
    const char *length = header(head, "content-length");
    const char *retry = header(head, "retry-after");
    const char *packed = header(head, "content-encoding");
    c->body = (size_t)(found + 4 - c->in);
    c->body_count = length ? strtoul(length, NULL, 10) : 0;
    c->answer.status = strncmp(head, "HTTP/1.", 7) == 0 ? atoi(head + 9) : 0;
    c->answer.retry_after_s = retry ? atoi(retry) : 0;
    c->answer.is_gzip = packed && strncasecmp(packed, " gzip", 5) == 0;
  }
  return c->in_count >= c->body + c->body_count;
}

// Goes on as far as it can without waiting.
static void go_on(cn_pool *pool, struct connection *c) {
  for (;;) {
    int done = 0;
    switch (c->state) {
      case CLOSED: return;
      case CONNECTING: {
        int error = 0;
        socklen_t size = sizeof error;
        struct sockaddr_storage peer;
        socklen_t peer_size = sizeof peer;
        getsockopt(c->fd, SOL_SOCKET, SO_ERROR, &error, &size);
        if (error) return fail(pool, c);
        if (getpeername(c->fd, (struct sockaddr *)&peer, &peer_size) != 0) return;
        c->ssl = SSL_new(pool->tls);
        SSL_set_fd(c->ssl, c->fd);
        SSL_set1_host(c->ssl, pool->host);
        c->state = SHAKING;
        continue;
      }
      case SHAKING:
        done = SSL_connect(c->ssl);
        if (done == 1) {
          c->state = WRITING;
          continue;
        }
        break;
      case WRITING:
        done = SSL_write(c->ssl, c->out, (int)c->out_count);
        if (done > 0) {
          memmove(c->out, c->out + done, c->out_count - done);
          c->out_count -= done;
          if (c->out_count == 0) c->state = READING;
          continue;
        }
        break;
      case READING:
      case RESTING:
        if (!room(&c->in, &c->in_capacity, c->in_count + 16384)) return fail(pool, c);
        done = SSL_read(c->ssl, c->in + c->in_count, 16384);
        if (done > 0) {
          c->in_count += done;
          if (c->state == RESTING || !read_head(c)) continue;
          c->state = RESTING;
          end(pool, c, c->answer.status);
          continue;
        }
        break;
    }
    int error = SSL_get_error(c->ssl, done);
    if (error == SSL_ERROR_WANT_READ || error == SSL_ERROR_WANT_WRITE) return;
    ERR_clear_error();
    // What came before the end is an answer all the same.
    return c->is_asking ? fail(pool, c) : shut(c);
  }
}

void cn_send(cn_pool *pool, int connection, const uint8_t *request, size_t count) {
  struct connection *c = &pool->all[connection];
  // The server may have closed it meanwhile.
  if (c->state == RESTING) go_on(pool, c);
  c->is_asking = true;
  if (!room(&c->out, &c->out_capacity, count)) return fail(pool, c);
  memcpy(c->out, request, count);
  c->out_count = count;
  c->in_count = 0;
  c->body = 0;
  c->body_count = 0;
  if (c->state == CLOSED) {
    begin(pool, c);
  } else {
    c->state = WRITING;
    go_on(pool, c);
  }
}

static long now_ms(void) {
  struct timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return time.tv_sec * 1000 + time.tv_nsec / 1000000;
}

bool cn_next(cn_pool *pool, int timeout_ms, cn_answer *answer) {
  long end = now_ms() + timeout_ms;
  while (pool->ready_count == 0) {
    struct epoll_event events[256];
    int count = epoll_wait(pool->epoll, events, 256, timeout_ms);
    for (int i = 0; i < count; i++) go_on(pool, &pool->all[events[i].data.u32]);
    timeout_ms = (int)(end - now_ms());
    if (pool->ready_count == 0 && timeout_ms <= 0) return false;
  }
  struct connection *c = &pool->all[pool->ready[pool->ready_first]];
  pool->ready_first = (pool->ready_first + 1) % pool->count;
  pool->ready_count--;
  *answer = c->answer;
  // Only now: what came behind the answer may have moved the block.
  answer->body = answer->status ? c->in + c->body : NULL;
  return true;
}
