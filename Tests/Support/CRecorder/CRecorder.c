#define _GNU_SOURCE
#include "CRecorder.h"
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

static int log_fd = -1;
static long kill_at;
static atomic_long steps;
static _Atomic(int) last_written = -1;

#define NEXT(name) ((__typeof__(&name))dlsym(RTLD_NEXT, #name))

__attribute__((constructor)) static void begin(void) {
  const char *path = getenv("RECORDER_LOG"), *number = getenv("RECORDER_KILL");
  if (path == NULL || strncmp(program_invocation_short_name, "yichuang", 8) != 0) return;
  kill_at = number ? atol(number) : 0;
  log_fd = (int)syscall(SYS_openat, AT_FDCWD, path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
}

// A whole path, also of one that is relative to the present directory.
static void whole(const char *path, char out[PATH_MAX]) {
  char here[PATH_MAX];
  if (path[0] == '/' || getcwd(here, sizeof here) == NULL) snprintf(out, PATH_MAX, "%s", path);
  else snprintf(out, PATH_MAX, "%s/%s", here, path);
  for (char *twice; (twice = strstr(out, "//")) != NULL;) memmove(twice, twice + 1, strlen(twice));
  // Without `/..` at the end, which is how a directory's parent is opened.
  size_t length = strlen(out);
  if (length > 3 && strcmp(out + length - 3, "/..") == 0) {
    out[length - 3] = 0;
    char *slash = strrchr(out, '/');
    if (slash != NULL && slash != out) *slash = 0;
  }
}

static bool path_of(int fd, char out[PATH_MAX]) {
  char link[64];
  snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
  ssize_t count = readlink(link, out, PATH_MAX - 1);
  if (count <= 0) return false;
  out[count] = 0;
  return out[0] == '/' && strncmp(out, "/dev/", 5) != 0 && strncmp(out, "/proc/", 6) != 0;
}

static bool is_plain(int fd) {
  struct stat found;
  return fstat(fd, &found) == 0 && (S_ISREG(found.st_mode) || S_ISDIR(found.st_mode));
}

static void come(void) {
  if (log_fd < 0) return;
  if (atomic_fetch_add(&steps, 1) + 1 == kill_at) kill(getpid(), SIGKILL);
}

static void note(const char *step, const char *path, const char *other) {
  int error = errno;
  char line[2 * PATH_MAX + 32], first[PATH_MAX], second[PATH_MAX] = "";
  whole(path, first);
  if (other != NULL) whole(other, second);
  int count = snprintf(line, sizeof line, other ? "%s\t%s\t%s\n" : "%s\t%s\n", step, first, second);
  if (log_fd >= 0) syscall(SYS_write, log_fd, line, (size_t)count);
  errno = error;
}

static int opened(int directory, const char *path, int flags, mode_t mode) {
  bool creates = log_fd >= 0 && (flags & O_CREAT) != 0 && directory == AT_FDCWD
                 && syscall(SYS_faccessat, AT_FDCWD, path, F_OK, 0) != 0;
  if (creates) {
    atomic_store(&last_written, -1);
    come();
  }
  int fd = (int)syscall(SYS_openat, directory, path, flags | O_LARGEFILE, mode);
  if (creates && fd >= 0) note("create", path, NULL);
  return fd;
}

#define OPENS(name)                            \
  int name(const char *path, int flags, ...) { \
    va_list rest;                              \
    va_start(rest, flags);                     \
    mode_t mode = va_arg(rest, mode_t);        \
    va_end(rest);                              \
    return opened(AT_FDCWD, path, flags, mode); \
  }
OPENS(open)
OPENS(open64)

#define TAKES(step, name, path, other, ...)    \
  {                                            \
    atomic_store(&last_written, -1);           \
    come();                                    \
    int result = NEXT(name)(__VA_ARGS__);      \
    if (result == 0) note(step, path, other);  \
    return result;                             \
  }
int mkdir(const char *path, mode_t mode) TAKES("mkdir", mkdir, path, NULL, path, mode)
int rename(const char *path, const char *to) TAKES("rename", rename, path, to, path, to)
int link(const char *path, const char *to) TAKES("link", link, path, to, path, to)
int unlink(const char *path) TAKES("unlink", unlink, path, NULL, path)

#define ON(step, name, fd, ...)                              \
  {                                                          \
    char path[PATH_MAX];                                     \
    bool counts = log_fd >= 0 && is_plain(fd) && path_of(fd, path); \
    if (counts) {                                            \
      atomic_store(&last_written, -1);                       \
      come();                                                \
    }                                                        \
    int result = NEXT(name)(__VA_ARGS__);                    \
    if (counts && result == 0) note(step, path, NULL);       \
    return result;                                           \
  }
int fsync(int fd) ON("sync", fsync, fd, fd)
int fdatasync(int fd) ON("sync", fdatasync, fd, fd)
int ftruncate(int fd, off_t size) ON("truncate", ftruncate, fd, fd, size)
int ftruncate64(int fd, off64_t size) ON("truncate", ftruncate64, fd, fd, size)

#define WRITES(name, fd, ...)                                \
  {                                                          \
    char path[PATH_MAX];                                     \
    bool counts = log_fd >= 0 && is_plain(fd) && path_of(fd, path) \
                  && atomic_exchange(&last_written, fd) != fd; \
    if (counts) come();                                      \
    ssize_t result = NEXT(name)(__VA_ARGS__);                \
    if (counts && result >= 0) note("write", path, NULL);    \
    return result;                                           \
  }
ssize_t write(int fd, const void *bytes, size_t count) WRITES(write, fd, fd, bytes, count)
ssize_t pwrite(int fd, const void *bytes, size_t count, off_t at)
    WRITES(pwrite, fd, fd, bytes, count, at)
ssize_t pwrite64(int fd, const void *bytes, size_t count, off64_t at)
    WRITES(pwrite64, fd, fd, bytes, count, at)
