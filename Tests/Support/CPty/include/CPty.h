// A child process on a pseudo-terminal, with libvterm as its screen.
//
// In C because the child must be forked before Swift's threads matter: between
// fork and exec only async-signal-safe calls are allowed.
#pragma once
#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

typedef struct cpty cpty;

struct cpty_cell {
  uint32_t scalar;
  int width;
  bool bold, reverse, underline;
  int foreground, background;  // 0xRRGGBB
};

// `codeset` is what the child writes and reads, such as "UTF-8" or "GB18030".
// NULL when it cannot be started.
cpty *cpty_spawn(
    const char *path, char *const arguments[], char *const environment[], int rows, int columns,
    const char *codeset);
pid_t cpty_pid(const cpty *);
// Reads what there is into the screen; > 0 bytes read, 0 nothing in time, -1 closed.
int cpty_pump(cpty *, int timeout_ms);
// Bytes that were typed and that the program has not read.
int cpty_unread(const cpty *);
// Bytes as the keyboard sends them, in UTF-8.
void cpty_write(cpty *, const char *bytes, int count);
void cpty_resize(cpty *, int rows, int columns);
void cpty_size(const cpty *, int *rows, int *columns);
// The text of a row in UTF-8, without spaces at the end; returns its length.
int cpty_row(const cpty *, int row, char *text, int capacity);
bool cpty_cell_at(const cpty *, int row, int column, struct cpty_cell *);
void cpty_cursor(const cpty *, int *row, int *column, bool *visible);
// All that the child has written since the last call, in its own encoding.
int cpty_take_output(cpty *, uint8_t *bytes, int capacity);
// The child's terminal is in line mode (as a shell leaves it), not in raw mode.
bool cpty_is_canonical(const cpty *);
// Closes the terminal under the child.
void cpty_hang_up(cpty *);
// Sends `signal` (0: none), waits at most `timeout_ms`, then kills; frees.
// The exit status, or 128 + the signal that ended it.
int cpty_finish(cpty *, int signal, int timeout_ms);
