// What Swift cannot import from libmicrohttpd, and nothing else: it is started
// and asked by variadic functions.
#pragma once
#include <arpa/inet.h>
#include <netinet/in.h>
#include <stdarg.h>
#include <stdint.h>
#include <string.h>
#include <sys/select.h>
#include <sys/socket.h>
#include <sys/types.h>
#include <microhttpd.h>

struct cm_settings {
  const char *address;  // of this machine, IPv4 or IPv6
  uint16_t port;        // 0 is any free one
  unsigned threads;
  unsigned connections;
  unsigned idle_seconds;
  size_t connection_memory;
  // PEM, all three or none.
  const char *key, *certificate, *priorities;
};

// NULL when it cannot: the address is none, is taken, or the key is not its
// certificate's. Errors of clients are not logged: they may quote what they sent.
static inline struct MHD_Daemon *cm_start(const struct cm_settings *settings,
                                          MHD_AccessHandlerCallback handle, void *context,
                                          MHD_RequestCompletedCallback completed,
                                          MHD_NotifyConnectionCallback connected) {
  struct sockaddr_in v4;
  struct sockaddr_in6 v6;
  memset(&v4, 0, sizeof v4);
  memset(&v6, 0, sizeof v6);
  const struct sockaddr *address;
  unsigned flags = MHD_USE_EPOLL_INTERNAL_THREAD | MHD_ALLOW_SUSPEND_RESUME;
  if (inet_pton(AF_INET, settings->address, &v4.sin_addr) == 1) {
    v4.sin_family = AF_INET;
    v4.sin_port = htons(settings->port);
    address = (const struct sockaddr *)&v4;
  } else if (inet_pton(AF_INET6, settings->address, &v6.sin6_addr) == 1) {
    v6.sin6_family = AF_INET6;
    v6.sin6_port = htons(settings->port);
    address = (const struct sockaddr *)&v6;
    flags |= MHD_USE_IPv6;
  } else {
    return NULL;
  }
  struct MHD_OptionItem tls[] = {
      {MHD_OPTION_HTTPS_MEM_KEY, 0, (void *)settings->key},
      {MHD_OPTION_HTTPS_MEM_CERT, 0, (void *)settings->certificate},
      {MHD_OPTION_HTTPS_PRIORITIES, 0, (void *)settings->priorities},
      {MHD_OPTION_END, 0, NULL},
  };
  if (settings->key) flags |= MHD_USE_TLS;
  return MHD_start_daemon(
      flags, settings->port, NULL, NULL, handle, context, MHD_OPTION_SOCK_ADDR, address,
      MHD_OPTION_THREAD_POOL_SIZE, settings->threads, MHD_OPTION_CONNECTION_LIMIT,
      settings->connections, MHD_OPTION_CONNECTION_TIMEOUT, settings->idle_seconds,
      MHD_OPTION_CONNECTION_MEMORY_LIMIT, settings->connection_memory,
      MHD_OPTION_LISTENING_ADDRESS_REUSE, 1u, MHD_OPTION_NOTIFY_COMPLETED, completed, context,
      MHD_OPTION_NOTIFY_CONNECTION, connected, context,
      MHD_OPTION_ARRAY, settings->key ? tls : tls + 3, MHD_OPTION_END);
}

static inline uint16_t cm_port(struct MHD_Daemon *daemon) {
  const union MHD_DaemonInfo *info = MHD_get_daemon_info(daemon, MHD_DAEMON_INFO_BIND_PORT);
  return info ? info->port : 0;
}

// The client's address in digits; empty when it is of another family.
static inline void cm_client_address(struct MHD_Connection *connection, char text[46]) {
  const union MHD_ConnectionInfo *info =
      MHD_get_connection_info(connection, MHD_CONNECTION_INFO_CLIENT_ADDRESS);
  text[0] = 0;
  if (!info || !info->client_addr) return;
  if (info->client_addr->sa_family == AF_INET) {
    const struct sockaddr_in *v4 = (const struct sockaddr_in *)info->client_addr;
    inet_ntop(AF_INET, &v4->sin_addr, text, 46);
  } else if (info->client_addr->sa_family == AF_INET6) {
    const struct sockaddr_in6 *v6 = (const struct sockaddr_in6 *)info->client_addr;
    inet_ntop(AF_INET6, &v6->sin6_addr, text, 46);
  }
}

// -1 when there is none.
static inline int cm_socket(struct MHD_Connection *connection) {
  const union MHD_ConnectionInfo *info =
      MHD_get_connection_info(connection, MHD_CONNECTION_INFO_CONNECTION_FD);
  return info ? info->connect_fd : -1;
}

// The body is copied: Swift's array may be gone before it is sent.
static inline struct MHD_Response *cm_response(const void *bytes, size_t count) {
  return MHD_create_response_from_buffer(count, (void *)bytes, MHD_RESPMEM_MUST_COPY);
}
