// What Swift cannot import from glibc, or what must not be done in Swift
// between two calls. Nothing else belongs here.
//
// Functions that can fail return -errno; all others say what they return.
#pragma once
#include <stddef.h>
#include <stdint.h>

// Takes the lock file at `path`, making it when missing, and returns its
// descriptor; -EWOULDBLOCK when another process holds it. The lock goes with
// the descriptor or the process, also by kill -9.
// Swift sees flock as the struct, not the function.
int csys_lock_file(const char *path);

// Makes the directory `path` with access for its owner only; an existing one
// must be ours and closed to others, or -EPERM. Here because a symbolic link
// must be refused (-ENOTDIR) between the same two calls.
int csys_private_directory(const char *path);

// Waits until the file at `path` is on the disk. A new or renamed file is durable
// only when its directory is, too.
int csys_sync(const char *path);

// Waits until the names in the directory `path` are on the disk. Here because
// Swift imports no syncfs, which stands in where a directory has no fsync.
int csys_sync_directory(const char *path);

// Waits until all of the file system that `path` is on is on the disk: for a
// directory whose parent may not be opened.
int csys_sync_file_system(const char *path);

// Reads a line from `fd`, without echo when it is a terminal, into `buffer`
// without its newline, and returns its length. -EINTR for Ctrl-C, -EMSGSIZE when
// it is longer than `size`, -ENODATA at the end of the input.
// The caller owns and wipes the only copy; stdio would keep another.
int csys_read_secret(int fd, void *buffer, size_t size);

// Forbids core dumps and debuggers of other processes of the same user: both
// would read applicants' data. prctl is variadic.
int csys_forbid_dumps(void);

// Nanoseconds that never go back: without, and with the time spent asleep.
// A lock-out of a clerk counts with the second, so that closing the lid is not
// a way around it.
int64_t csys_monotonic_ns(void);
int64_t csys_boottime_ns(void);

// Writes the id of this start of the machine, 36 characters and a NUL. Times of
// csys_boottime_ns compare only within one. Read here because Swift's file
// reading is Foundation's.
int csys_boot_id(char id[37]);

// Bytes that a user may still write on the file system of `path`.
// Swift sees statvfs as the struct first.
int64_t csys_free_bytes(const char *path);

// Unblocks all signals of this thread. A blocked mask is inherited through
// exec, and a terminal that never hears SIGWINCH does not follow its size.
int csys_unblock_signals(void);

// Runs a command found on PATH, with `bytes` as its input and nothing of its
// output on our screen, and waits at most `timeout_ms`. Returns its exit
// status, 128 + signal when it was killed, or -ETIMEDOUT (it is killed then).
// In C because SIGPIPE must be caught for this thread only.
int csys_pipe_to(const char *const argv[], const void *bytes, size_t count, int timeout_ms);

// Runs a command found on PATH without input and without a terminal, and reads what
// it writes to its standard output, waiting at most `timeout_ms`. Returns how many
// bytes there are, and puts its exit status into `status`, 128 + signal when it was
// killed. -EMSGSIZE when it writes more than `size`, -ETIMEDOUT, -ECANCELED when
// `stop` can be read: it is killed then, with everything that it started.
// In C because posix_spawn's session flag does not reach Swift.
int csys_read_from(
    const char *const argv[], void *buffer, size_t size, int timeout_ms, int stop, int *status);
