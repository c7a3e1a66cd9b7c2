#define _GNU_SOURCE
#include "CSystem.h"
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <spawn.h>
#include <stdbool.h>
#include <string.h>
#include <sys/file.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <sys/wait.h>
#include <termios.h>
#include <time.h>
#include <unistd.h>

int csys_lock_file(const char *path) {
  int fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK, 0600);
  if (fd < 0) return -errno;
  struct stat found;
  if (fstat(fd, &found) != 0 || !S_ISREG(found.st_mode)) {
    close(fd);
    return -EINVAL;
  }
  if (flock(fd, LOCK_EX | LOCK_NB) == 0) return fd;
  int error = errno;
  close(fd);
  return -error;
}

int csys_private_directory(const char *path) {
  if (mkdir(path, 0700) != 0 && errno != EEXIST) return -errno;
  struct stat found;
  if (lstat(path, &found) != 0) return -errno;
  if (!S_ISDIR(found.st_mode)) return -ENOTDIR;
  return found.st_uid == geteuid() && (found.st_mode & 077) == 0 ? 0 : -EPERM;
}

int csys_sync(const char *path) {
  int fd = open(path, O_RDONLY | O_CLOEXEC);
  if (fd < 0) return -errno;
  int error = fsync(fd) == 0 ? 0 : -errno;
  close(fd);
  return error;
}

int csys_sync_directory(const char *path) {
  int fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (fd < 0) return -errno;
  // Some file systems know no fsync of a directory; syncfs they know.
  int error = fsync(fd) == 0 || (errno == EINVAL && syncfs(fd) == 0) ? 0 : -errno;
  close(fd);
  return error;
}

int csys_sync_file_system(const char *path) {
  int fd = open(path, O_RDONLY | O_CLOEXEC);
  if (fd < 0) return -errno;
  int error = syncfs(fd) == 0 ? 0 : -errno;
  close(fd);
  return error;
}

// Reads up to a newline, or `interrupt`, which no byte equals when it is -1.
static int read_line(int fd, unsigned char *line, size_t size, int interrupt) {
  size_t count = 0;
  for (;;) {
    unsigned char byte;
    ssize_t got = read(fd, &byte, 1);  // one at a time: what follows is not ours
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return -errno;
    if (got == 0) return count > 0 ? (int)count : -ENODATA;
    if (byte == interrupt) return -EINTR;
    if (byte == '\n') return (int)count;
    if (count == size) return -EMSGSIZE;
    line[count++] = byte;
  }
}

int csys_read_secret(int fd, void *buffer, size_t size) {
  struct termios before;
  if (tcgetattr(fd, &before) != 0) return read_line(fd, buffer, size, -1);
  // Without ISIG, Ctrl-C cannot end us and leave a terminal without echo; it
  // ends the line instead.
  const unsigned char interrupt = 3;
  struct termios silent = before;
  silent.c_lflag &= ~(tcflag_t)(ECHO | ISIG);
  silent.c_lflag |= ICANON | ECHONL;
  silent.c_cc[VEOL] = interrupt;
  if (tcsetattr(fd, TCSAFLUSH, &silent) != 0) return -errno;
  int result = read_line(fd, buffer, size, interrupt);
  tcsetattr(fd, TCSAFLUSH, &before);
  return result;
}

int csys_forbid_dumps(void) {
  struct rlimit none = {0, 0};
  if (setrlimit(RLIMIT_CORE, &none) != 0) return -errno;
  return prctl(PR_SET_DUMPABLE, 0, 0, 0, 0) == 0 ? 0 : -errno;
}

static int64_t clock_ns(clockid_t clock) {
  struct timespec now;
  clock_gettime(clock, &now);
  return (int64_t)now.tv_sec * 1000000000 + now.tv_nsec;
}

int64_t csys_monotonic_ns(void) { return clock_ns(CLOCK_MONOTONIC); }
int64_t csys_boottime_ns(void) { return clock_ns(CLOCK_BOOTTIME); }

int csys_boot_id(char id[37]) {
  int fd = open("/proc/sys/kernel/random/boot_id", O_RDONLY | O_CLOEXEC);
  if (fd < 0) return -errno;
  ssize_t got = read(fd, id, 36);
  int error = got < 0 ? -errno : got == 36 ? 0 : -EIO;
  close(fd);
  id[error == 0 ? 36 : 0] = 0;
  return error;
}

int64_t csys_free_bytes(const char *path) {
  struct statvfs found;
  if (statvfs(path, &found) != 0) return -errno;
  return (int64_t)found.f_bavail * (int64_t)found.f_frsize;
}

int csys_unblock_signals(void) {
  sigset_t none;
  sigemptyset(&none);
  return -pthread_sigmask(SIG_SETMASK, &none, NULL);
}

// A descriptor less than 0 is /dev/null. What runs alone has a session of its own:
// it reaches no terminal, and can be ended with all that it started.
static int spawn(const char *const argv[], int input, int output, bool alone, pid_t *child) {
  posix_spawn_file_actions_t files;
  posix_spawnattr_t attributes;
  sigset_t none, pipe;
  sigemptyset(&none);
  sigemptyset(&pipe);
  sigaddset(&pipe, SIGPIPE);
  posix_spawn_file_actions_init(&files);
  if (input >= 0) posix_spawn_file_actions_adddup2(&files, input, 0);
  else posix_spawn_file_actions_addopen(&files, 0, "/dev/null", O_RDONLY, 0);
  if (output >= 0) posix_spawn_file_actions_adddup2(&files, output, 1);
  else posix_spawn_file_actions_addopen(&files, 1, "/dev/null", O_WRONLY, 0);
  posix_spawn_file_actions_addopen(&files, 2, "/dev/null", O_WRONLY, 0);
  posix_spawnattr_init(&attributes);
  int flags = POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF;
  posix_spawnattr_setflags(&attributes, (short)(alone ? flags | POSIX_SPAWN_SETSID : flags));
  posix_spawnattr_setsigmask(&attributes, &none);
  posix_spawnattr_setsigdefault(&attributes, &pipe);
  int error = posix_spawnp(child, argv[0], &files, &attributes, (char *const *)argv, environ);
  posix_spawn_file_actions_destroy(&files);
  posix_spawnattr_destroy(&attributes);
  return -error;
}

// Writes until all is written, the reader has closed, or `end`. A reader that
// closes early is no error: its exit status says what it thought of it.
static int feed(int fd, const char *bytes, size_t count, int64_t end) {
  while (count > 0) {
    int64_t left = (end - csys_monotonic_ns()) / 1000000;
    struct pollfd ready = {fd, POLLOUT, 0};
    if (left <= 0 || poll(&ready, 1, (int)left) == 0) return -ETIMEDOUT;
    ssize_t written = write(fd, bytes, count);
    if (written < 0 && errno == EPIPE) return 0;
    if (written < 0 && errno != EINTR && errno != EAGAIN) return -errno;
    if (written < 0) continue;
    bytes += written;
    count -= (size_t)written;
  }
  return 0;
}

// `alone` as it was spawned.
static int reap(pid_t child, bool alone, int error, int64_t end) {
  int status;
  for (;;) {
    pid_t ended = waitpid(child, &status, error == 0 ? WNOHANG : 0);
    if (ended < 0 && errno != EINTR) return -errno;
    if (ended == child) break;
    if (error == 0 && csys_monotonic_ns() >= end) error = -ETIMEDOUT;
    if (error != 0) kill(alone ? -child : child, SIGKILL);
    struct timespec pause = {0, 5000000};
    nanosleep(&pause, NULL);
  }
  if (error != 0) return error;
  return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

int csys_pipe_to(const char *const argv[], const void *bytes, size_t count, int timeout_ms) {
  int64_t end = csys_monotonic_ns() + (int64_t)timeout_ms * 1000000;
  int ends[2];
  if (pipe2(ends, O_CLOEXEC) != 0) return -errno;
  fcntl(ends[1], F_SETFL, O_NONBLOCK);
  pid_t child;
  int error = spawn(argv, ends[0], -1, false, &child);
  close(ends[0]);
  if (error == 0) {
    sigset_t pipe, before;
    sigemptyset(&pipe);
    sigaddset(&pipe, SIGPIPE);
    pthread_sigmask(SIG_BLOCK, &pipe, &before);
    error = feed(ends[1], bytes, count, end);
    struct timespec now = {0, 0};
    sigtimedwait(&pipe, NULL, &now);  // one that came stays pending otherwise
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    close(ends[1]);
    if (error != 0) kill(child, SIGKILL);
    error = reap(child, false, error, end);
  } else {
    close(ends[1]);
  }
  return error;
}

static bool has_ended(pid_t child) {
  siginfo_t info = {.si_pid = 0};
  return waitid(P_PID, (id_t)child, &info, WEXITED | WNOHANG | WNOWAIT) == 0 && info.si_pid != 0;
}

// Reads until the child has closed, there is more than fits, `end`, or `stop` can
// be read. What a child leaves running, such as a driver, may hold the pipe open
// for ever: then its own end counts.
static int drain(int fd, pid_t child, char *buffer, size_t size, int64_t end, int stop) {
  size_t count = 0;
  for (;;) {
    int64_t left = (end - csys_monotonic_ns()) / 1000000;
    if (left <= 0) return -ETIMEDOUT;
    bool ended = has_ended(child);
    struct pollfd ready[] = {{fd, POLLIN, 0}, {stop, POLLIN, 0}};
    int found = poll(ready, 2, ended ? 0 : left < 50 ? (int)left : 50);
    if (found < 0 && errno != EINTR) return -errno;
    if (found == 0 && ended) return (int)count;
    if (found <= 0) continue;
    if (ready[1].revents != 0) return -ECANCELED;
    char more;
    bool isFull = count == size;
    ssize_t got = read(fd, isFull ? &more : buffer + count, isFull ? 1 : size - count);
    if (got == 0) return (int)count;
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return -errno;
    if (isFull) return -EMSGSIZE;
    count += (size_t)got;
  }
}

int csys_read_from(
    const char *const argv[], void *buffer, size_t size, int timeout_ms, int stop, int *status) {
  int64_t end = csys_monotonic_ns() + (int64_t)timeout_ms * 1000000;
  int ends[2];
  if (pipe2(ends, O_CLOEXEC) != 0) return -errno;
  pid_t child;
  int error = spawn(argv, -1, ends[1], true, &child);
  close(ends[1]);
  int count = error == 0 ? drain(ends[0], child, buffer, size, end, stop) : error;
  close(ends[0]);
  if (error != 0) return error;
  if (count < 0) kill(-child, SIGKILL);
  *status = reap(child, true, count < 0 ? count : 0, end);
  return *status < 0 ? *status : count;
}
