#define _GNU_SOURCE
#include "CCurl.h"
#include <curl/curl.h>
#include <dlfcn.h>
#include <errno.h>
#include <pthread.h>
#include <semaphore.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

// libcurl's functions, each of the type that its header gives it.
static struct {
  __typeof__(&curl_global_init) global_init;
  __typeof__(&curl_easy_init) easy_init;
  __typeof__(&curl_easy_reset) easy_reset;
  __typeof__(&curl_easy_cleanup) easy_cleanup;
  CURLcode (*easy_setopt)(CURL *, CURLoption, ...);
  CURLcode (*easy_getinfo)(CURL *, CURLINFO, ...);
  __typeof__(&curl_slist_append) slist_append;
  __typeof__(&curl_slist_free_all) slist_free_all;
  __typeof__(&curl_multi_init) multi_init;
  __typeof__(&curl_multi_cleanup) multi_cleanup;
  __typeof__(&curl_multi_add_handle) multi_add;
  __typeof__(&curl_multi_remove_handle) multi_remove;
  __typeof__(&curl_multi_perform) multi_perform;
  __typeof__(&curl_multi_poll) multi_poll;
  __typeof__(&curl_multi_wakeup) multi_wakeup;
  __typeof__(&curl_multi_info_read) multi_info_read;
  // OpenSSL's, below libcurl; NULL when libcurl stands on another library.
  void *(*context_parameters)(void *);
  void (*set_time)(void *, time_t);
} lib;

static pthread_once_t once = PTHREAD_ONCE_INIT;
static bool is_loaded;

static void load(void) {
  void *library = dlopen("libcurl.so.4", RTLD_NOW | RTLD_LOCAL);
  if (!library) return;
  const struct {
    void *place;
    const char *name;
  } functions[] = {
      {&lib.global_init, "curl_global_init"},   {&lib.easy_init, "curl_easy_init"},
      {&lib.easy_reset, "curl_easy_reset"},     {&lib.easy_cleanup, "curl_easy_cleanup"},
      {&lib.easy_setopt, "curl_easy_setopt"},   {&lib.easy_getinfo, "curl_easy_getinfo"},
      {&lib.slist_append, "curl_slist_append"}, {&lib.slist_free_all, "curl_slist_free_all"},
      {&lib.multi_init, "curl_multi_init"},     {&lib.multi_cleanup, "curl_multi_cleanup"},
      {&lib.multi_add, "curl_multi_add_handle"},
      {&lib.multi_remove, "curl_multi_remove_handle"},
      {&lib.multi_perform, "curl_multi_perform"},
      {&lib.multi_poll, "curl_multi_poll"},     {&lib.multi_wakeup, "curl_multi_wakeup"},
      {&lib.multi_info_read, "curl_multi_info_read"},
  };
  for (size_t i = 0; i < sizeof functions / sizeof *functions; i++) {
    void *found = dlsym(library, functions[i].name);
    if (!found) return;
    memcpy(functions[i].place, &found, sizeof found);
  }
  *(void **)&lib.context_parameters = dlsym(library, "SSL_CTX_get0_param");
  *(void **)&lib.set_time = dlsym(library, "X509_VERIFY_PARAM_set_time");
  is_loaded = lib.global_init(CURL_GLOBAL_DEFAULT) == CURLE_OK;
}

struct cc_client {
  CURL *easy;
  // Written once, by the thread that performs; read by the one that cancels.
  _Atomic(CURLM *) multi;
  atomic_bool is_cancelled;
  uint8_t *body;
  size_t count, capacity, limit;
  bool is_too_big;
  sem_t work, end;
};

cc_client *cc_open(void) {
  cc_client *client = calloc(1, sizeof(cc_client));
  if (!client) return NULL;
  sem_init(&client->work, 0, 0);
  sem_init(&client->end, 0, 0);
  return client;
}

void cc_signal_work(cc_client *client) { sem_post(&client->work); }
void cc_signal_end(cc_client *client) { sem_post(&client->end); }

void cc_wait_for_work(cc_client *client) {
  while (sem_wait(&client->work) != 0 && errno == EINTR) {
  }
}

void cc_wait_for_end(cc_client *client, int timeout_ms) {
  struct timespec until;
  clock_gettime(CLOCK_MONOTONIC, &until);
  until.tv_sec += timeout_ms / 1000;
  until.tv_nsec += timeout_ms % 1000 * 1000000L;
  if (until.tv_nsec >= 1000000000) {
    until.tv_sec++;
    until.tv_nsec -= 1000000000;
  }
  while (sem_clockwait(&client->end, CLOCK_MONOTONIC, &until) != 0 && errno == EINTR) {
  }
}

void cc_close(cc_client *client) {
  if (client->easy) lib.easy_cleanup(client->easy);
  CURLM *multi = atomic_load(&client->multi);
  if (multi) lib.multi_cleanup(multi);
  sem_destroy(&client->work);
  sem_destroy(&client->end);
  free(client->body);
  free(client);
}

void cc_cancel(cc_client *client) {
  atomic_store(&client->is_cancelled, true);
  CURLM *multi = atomic_load(&client->multi);
  if (multi) lib.multi_wakeup(multi);
}

static bool append(cc_client *client, const void *bytes, size_t count) {
  if (count > client->limit - client->count) {
    client->is_too_big = true;
    return false;
  }
  if (client->count + count > client->capacity) {
    size_t capacity = (client->count + count) * 2;
    uint8_t *body = realloc(client->body, capacity);
    if (!body) return false;
    client->body = body;
    client->capacity = capacity;
  }
  memcpy(client->body + client->count, bytes, count);
  client->count += count;
  return true;
}

static size_t receive(char *bytes, size_t size, size_t count, void *client) {
  return append(client, bytes, size * count) ? size * count : 0;
}

static bool prepare(cc_client *client, size_t limit) {
  pthread_once(&once, load);
  if (!is_loaded) return false;
  if (!client->easy) client->easy = lib.easy_init();
  if (!atomic_load(&client->multi)) atomic_store(&client->multi, lib.multi_init());
  client->count = 0;
  client->limit = limit;
  client->is_too_big = false;
  return client->easy && atomic_load(&client->multi);
}

// The connection outlives a reset, so that the next request needs no handshake.
static void set_up(CURL *easy, cc_client *client, const char *url, long connect_ms) {
  lib.easy_reset(easy);
  lib.easy_setopt(easy, CURLOPT_URL, url);
  lib.easy_setopt(easy, CURLOPT_PROTOCOLS_STR, "https");
  lib.easy_setopt(easy, CURLOPT_PROXY, "");  // whatever the environment says
  lib.easy_setopt(easy, CURLOPT_NOSIGNAL, 1L);
  // A name server that does not answer must not hold up the end of the program.
  lib.easy_setopt(easy, CURLOPT_QUICK_EXIT, 1L);
  lib.easy_setopt(easy, CURLOPT_FOLLOWLOCATION, 0L);
  lib.easy_setopt(easy, CURLOPT_SSLVERSION, (long)CURL_SSLVERSION_TLSv1_2);
  lib.easy_setopt(easy, CURLOPT_CONNECTTIMEOUT_MS, connect_ms);
  lib.easy_setopt(easy, CURLOPT_TCP_KEEPALIVE, 1L);
  lib.easy_setopt(easy, CURLOPT_WRITEFUNCTION, receive);
  lib.easy_setopt(easy, CURLOPT_WRITEDATA, client);
}

static int meaning(CURLcode code) {
  switch (code) {
    case CURLE_OK: return CC_OK;
    case CURLE_OPERATION_TIMEDOUT: return CC_TIMEOUT;
    case CURLE_PEER_FAILED_VERIFICATION:
    case CURLE_SSL_ISSUER_ERROR:
    case CURLE_SSL_INVALIDCERTSTATUS: return CC_UNTRUSTED;
    case CURLE_SSL_CONNECT_ERROR:
    case CURLE_SSL_CIPHER: return CC_TLS;
    case CURLE_COULDNT_RESOLVE_HOST:
    case CURLE_COULDNT_CONNECT:
    case CURLE_SEND_ERROR:
    case CURLE_RECV_ERROR:
    case CURLE_GOT_NOTHING:
    case CURLE_PARTIAL_FILE: return CC_UNREACHABLE;
    default: return CC_OTHER;
  }
}

// The multi interface although there is one transfer: it alone can be woken.
static cc_answer run(cc_client *client) {
  CURLM *multi = atomic_load(&client->multi);
  cc_answer answer = {.result = CC_CANCELLED};
  CURLcode code = CURLE_OK;
  bool is_done = false;
  if (lib.multi_add(multi, client->easy) != CURLM_OK) return (cc_answer){.result = CC_OTHER};
  while (!is_done && !atomic_load(&client->is_cancelled)) {
    int running = 0;
    lib.multi_perform(multi, &running);
    int left = 0;
    for (CURLMsg *message; (message = lib.multi_info_read(multi, &left));) {
      if (message->msg != CURLMSG_DONE) continue;
      code = message->data.result;
      is_done = true;
    }
    if (!is_done) lib.multi_poll(multi, NULL, 0, 60000, NULL);
  }
  if (is_done) {
    curl_off_t retry = 0;
    answer.result = client->is_too_big ? CC_TOO_BIG : meaning(code);
    answer.code = (int)code;
    lib.easy_getinfo(client->easy, CURLINFO_RESPONSE_CODE, &answer.status);
    lib.easy_getinfo(client->easy, CURLINFO_RETRY_AFTER, &retry);
    answer.retry_after_s = (long)retry;
    answer.body = client->body;
    answer.body_count = client->count;
  }
  lib.multi_remove(multi, client->easy);
  return answer;
}

// A machine whose clock has lost its battery must still find the certificate
// valid. Source: SSL_CTX_get0_param(3), X509_VERIFY_PARAM_set_flags(3).
static CURLcode judge_later(CURL *easy, void *context, void *request) {
  (void)easy;
  time_t now = time(NULL), least = (time_t)((const cc_request *)request)->not_before;
  if (now < least && lib.context_parameters && lib.set_time)
    lib.set_time(lib.context_parameters(context), least);
  return CURLE_OK;
}

cc_answer cc_perform(cc_client *client, const cc_request *request) {
  if (atomic_load(&client->is_cancelled)) return (cc_answer){.result = CC_CANCELLED};
  if (!prepare(client, request->limit)) return (cc_answer){.result = CC_NO_LIBRARY};
  CURL *easy = client->easy;
  set_up(easy, client, request->url, request->connect_ms);
  struct curl_blob authority = {
      .data = (void *)request->authority,
      .len = strlen(request->authority),
      .flags = CURL_BLOB_COPY,
  };
  lib.easy_setopt(easy, CURLOPT_CAINFO_BLOB, &authority);
  lib.easy_setopt(easy, CURLOPT_CAPATH, NULL);
  lib.easy_setopt(easy, CURLOPT_SSL_CTX_FUNCTION, judge_later);
  lib.easy_setopt(easy, CURLOPT_SSL_CTX_DATA, (void *)request);
  lib.easy_setopt(easy, CURLOPT_TIMEOUT_MS, request->total_ms);
  lib.easy_setopt(easy, CURLOPT_ACCEPT_ENCODING, "gzip");
  lib.easy_setopt(easy, CURLOPT_CUSTOMREQUEST, request->method);
  if (strcmp(request->method, "GET") != 0) {
    lib.easy_setopt(easy, CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)request->body_count);
    lib.easy_setopt(easy, CURLOPT_POSTFIELDS, request->body ? (const char *)request->body : "");
  }
  // No wait for a leave to send a long body.
  struct curl_slist *headers = lib.slist_append(NULL, "Expect:");
  for (size_t i = 0; headers && request->headers[i]; i++) {
    struct curl_slist *longer = lib.slist_append(headers, request->headers[i]);
    if (!longer) {
      lib.slist_free_all(headers);
      return (cc_answer){.result = CC_OTHER};
    }
    headers = longer;
  }
  lib.easy_setopt(easy, CURLOPT_HTTPHEADER, headers);
  cc_answer answer = run(client);
  lib.slist_free_all(headers);
  return answer;
}

cc_answer cc_certificates(cc_client *client, const char *url, long connect_ms) {
  if (atomic_load(&client->is_cancelled)) return (cc_answer){.result = CC_CANCELLED};
  if (!prepare(client, 256 << 10)) return (cc_answer){.result = CC_NO_LIBRARY};
  CURL *easy = client->easy;
  set_up(easy, client, url, connect_ms);
  lib.easy_setopt(easy, CURLOPT_SSL_VERIFYPEER, 0L);
  lib.easy_setopt(easy, CURLOPT_SSL_VERIFYHOST, 0L);
  lib.easy_setopt(easy, CURLOPT_CERTINFO, 1L);
  lib.easy_setopt(easy, CURLOPT_CONNECT_ONLY, 1L);
  lib.easy_setopt(easy, CURLOPT_FRESH_CONNECT, 1L);
  cc_answer answer = run(client);
  struct curl_certinfo *chain = NULL;
  if (answer.result != CC_OK) return answer;
  if (lib.easy_getinfo(easy, CURLINFO_CERTINFO, &chain) != CURLE_OK || !chain) return answer;
  for (int i = 0; i < chain->num_of_certs; i++) {
    for (struct curl_slist *field = chain->certinfo[i]; field; field = field->next) {
      if (strncmp(field->data, "Cert:", 5) != 0) continue;
      append(client, field->data + 5, strlen(field->data + 5));
      append(client, "\n", 1);
    }
  }
  answer.body = client->body;
  answer.body_count = client->count;
  // This connection has checked nothing: it must not be used again.
  lib.easy_cleanup(client->easy);
  client->easy = NULL;
  lib.multi_cleanup(atomic_exchange(&client->multi, NULL));
  return answer;
}
