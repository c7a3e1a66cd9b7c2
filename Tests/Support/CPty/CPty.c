#define _GNU_SOURCE
#include "CPty.h"

#include <fcntl.h>
#include <iconv.h>
#include <poll.h>
#include <pty.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/ioctl.h>
#include <sys/wait.h>
#include <termios.h>
#include <unistd.h>
#include <vterm.h>

struct cpty {
  int fd;
  pid_t pid;
  VTerm *vterm;
  VTermScreen *screen;
  bool cursor_visible;
  iconv_t to_utf8, from_utf8;  // (iconv_t)-1 when the child speaks UTF-8
  char held[16];               // the first bytes of a character not yet complete
  size_t held_count;
  uint8_t *output;
  size_t output_count, output_capacity;
};

static int on_property(VTermProp property, VTermValue *value, void *user) {
  if (property == VTERM_PROP_CURSORVISIBLE) ((cpty *)user)->cursor_visible = value->boolean;
  return 1;
}

static void write_all(int fd, const char *bytes, size_t count) {
  while (count > 0) {
    ssize_t written = write(fd, bytes, count);
    if (written < 0) return;
    bytes += written;
    count -= (size_t)written;
  }
}

// What the screen itself answers, such as a cursor report.
static void on_answer(const char *bytes, size_t count, void *user) {
  write_all(((cpty *)user)->fd, bytes, count);
}

static const VTermScreenCallbacks callbacks = {.settermprop = on_property};

cpty *cpty_spawn(
    const char *path, char *const arguments[], char *const environment[], int rows, int columns,
    const char *codeset) {
  cpty *c = calloc(1, sizeof *c);
  if (!c) return NULL;
  struct winsize size = {.ws_row = (unsigned short)rows, .ws_col = (unsigned short)columns};
  c->pid = forkpty(&c->fd, NULL, NULL, &size);
  if (c->pid == 0) {
    // Worker threads of the test runner block signals, and the mask survives exec.
    sigset_t none;
    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, NULL);
    for (int i = 3; i < 256; i++) close(i);
    execve(path, arguments, environment);
    _exit(127);
  }
  if (c->pid < 0) {
    free(c);
    return NULL;
  }
  bool converts = strcasecmp(codeset, "UTF-8") != 0;
  c->to_utf8 = converts ? iconv_open("UTF-8", codeset) : (iconv_t)-1;
  c->from_utf8 = converts ? iconv_open(codeset, "UTF-8") : (iconv_t)-1;
  c->vterm = vterm_new(rows, columns);
  vterm_set_utf8(c->vterm, 1);
  vterm_output_set_callback(c->vterm, on_answer, c);
  c->screen = vterm_obtain_screen(c->vterm);
  vterm_screen_set_callbacks(c->screen, &callbacks, c);
  vterm_screen_enable_altscreen(c->screen, 1);
  vterm_screen_reset(c->screen, 1);
  c->cursor_visible = true;
  return c;
}

pid_t cpty_pid(const cpty *c) { return c->pid; }

static void keep_output(cpty *c, const char *bytes, size_t count) {
  if (c->output_count + count > c->output_capacity) {
    size_t capacity = (c->output_count + count) * 2;
    uint8_t *larger = realloc(c->output, capacity);
    if (!larger) return;
    c->output = larger;
    c->output_capacity = capacity;
  }
  memcpy(c->output + c->output_count, bytes, count);
  c->output_count += count;
}

static void show(cpty *c, char *bytes, size_t count) {
  if (c->to_utf8 == (iconv_t)-1) {
    vterm_input_write(c->vterm, bytes, count);
    return;
  }
  char in[sizeof c->held + 65536], out[4 * sizeof in];
  memcpy(in, c->held, c->held_count);
  memcpy(in + c->held_count, bytes, count);
  char *from = in, *to = out;
  size_t left = c->held_count + count, room = sizeof out;
  while (left > 0 && iconv(c->to_utf8, &from, &left, &to, &room) == (size_t)-1) {
    if (left < 4) break;  // incomplete: wait for the rest
    from++;               // not of this encoding: leave it out, the test will see
    left--;
  }
  c->held_count = left < sizeof c->held ? left : 0;
  memcpy(c->held, from, c->held_count);
  vterm_input_write(c->vterm, out, (size_t)(to - out));
}

int cpty_pump(cpty *c, int timeout_ms) {
  if (c->fd < 0) return -1;
  struct pollfd descriptor = {.fd = c->fd, .events = POLLIN};
  if (poll(&descriptor, 1, timeout_ms) <= 0) return 0;
  char bytes[65536];
  ssize_t count = read(c->fd, bytes, sizeof bytes);
  if (count <= 0) return -1;
  keep_output(c, bytes, (size_t)count);
  show(c, bytes, (size_t)count);
  return (int)count;
}

int cpty_unread(const cpty *c) {
  // Opened for this look only: the terminal must end with its program.
  char path[64];
  if (ptsname_r(c->fd, path, sizeof path) != 0) return 0;
  int slave = open(path, O_RDWR | O_NOCTTY | O_CLOEXEC);
  if (slave < 0) return 0;
  int count = 0;
  if (ioctl(slave, FIONREAD, &count) != 0) count = 0;
  close(slave);
  return count;
}

void cpty_write(cpty *c, const char *bytes, int count) {
  if (c->from_utf8 == (iconv_t)-1) {
    write_all(c->fd, bytes, (size_t)count);
    return;
  }
  char out[4096], *from = (char *)bytes, *to = out;
  size_t left = (size_t)count, room = sizeof out;
  iconv(c->from_utf8, &from, &left, &to, &room);
  write_all(c->fd, out, (size_t)(to - out));
}

void cpty_resize(cpty *c, int rows, int columns) {
  struct winsize size = {.ws_row = (unsigned short)rows, .ws_col = (unsigned short)columns};
  vterm_set_size(c->vterm, rows, columns);
  ioctl(c->fd, TIOCSWINSZ, &size);
}

void cpty_size(const cpty *c, int *rows, int *columns) { vterm_get_size(c->vterm, rows, columns); }

static int encode(uint32_t scalar, char *text) {
  if (scalar < 0x80) {
    text[0] = (char)scalar;
    return 1;
  }
  int count = scalar < 0x800 ? 2 : scalar < 0x10000 ? 3 : 4;
  static const int lead[] = {0, 0, 0xC0, 0xE0, 0xF0};
  for (int i = count - 1; i > 0; i--, scalar >>= 6) text[i] = (char)(0x80 | (scalar & 0x3F));
  text[0] = (char)(lead[count] | (int)scalar);
  return count;
}

int cpty_row(const cpty *c, int row, char *text, int capacity) {
  int rows, columns, count = 0;
  vterm_get_size(c->vterm, &rows, &columns);
  for (int column = 0; column < columns && count < capacity - 32;) {
    VTermScreenCell cell;
    if (!vterm_screen_get_cell(c->screen, (VTermPos){row, column}, &cell)) break;
    if (cell.chars[0] == 0)
      text[count++] = ' ';
    else if (cell.chars[0] != (uint32_t)-1)
      for (int i = 0; i < VTERM_MAX_CHARS_PER_CELL && cell.chars[i]; i++)
        count += encode(cell.chars[i], text + count);
    column += cell.width > 0 ? cell.width : 1;
  }
  while (count > 0 && text[count - 1] == ' ') count--;
  return count;
}

bool cpty_cell_at(const cpty *c, int row, int column, struct cpty_cell *out) {
  VTermScreenCell cell;
  if (!vterm_screen_get_cell(c->screen, (VTermPos){row, column}, &cell)) return false;
  vterm_screen_convert_color_to_rgb(c->screen, &cell.fg);
  vterm_screen_convert_color_to_rgb(c->screen, &cell.bg);
  *out = (struct cpty_cell){
      .scalar = cell.chars[0],
      .width = cell.width,
      .bold = cell.attrs.bold,
      .reverse = cell.attrs.reverse,
      .underline = cell.attrs.underline != 0,
      .foreground = cell.fg.rgb.red << 16 | cell.fg.rgb.green << 8 | cell.fg.rgb.blue,
      .background = cell.bg.rgb.red << 16 | cell.bg.rgb.green << 8 | cell.bg.rgb.blue,
  };
  return true;
}

void cpty_cursor(const cpty *c, int *row, int *column, bool *visible) {
  VTermPos position;
  vterm_state_get_cursorpos(vterm_obtain_state(c->vterm), &position);
  *row = position.row;
  *column = position.col;
  *visible = c->cursor_visible;
}

int cpty_take_output(cpty *c, uint8_t *bytes, int capacity) {
  size_t count = c->output_count < (size_t)capacity ? c->output_count : (size_t)capacity;
  if (count > 0) memcpy(bytes, c->output, count);
  c->output_count = 0;
  return (int)count;
}

bool cpty_is_canonical(const cpty *c) {
  struct termios mode;
  return tcgetattr(c->fd, &mode) == 0 && (mode.c_lflag & ICANON) && (mode.c_lflag & ECHO);
}

void cpty_hang_up(cpty *c) {
  if (c->fd >= 0) close(c->fd);
  c->fd = -1;
}

int cpty_finish(cpty *c, int signal, int timeout_ms) {
  int status = 0;
  bool ended = false;
  if (signal) kill(c->pid, signal);
  for (int waited = 0; !ended && waited <= timeout_ms; waited += 10) {
    ended = waitpid(c->pid, &status, WNOHANG) == c->pid;
    // Reading on: a child that writes its farewell must not block.
    if (!ended && cpty_pump(c, 10) < 0) usleep(10000);
  }
  if (!ended) {
    kill(c->pid, SIGKILL);
    waitpid(c->pid, &status, 0);
  }
  cpty_hang_up(c);
  if (c->to_utf8 != (iconv_t)-1) iconv_close(c->to_utf8);
  if (c->from_utf8 != (iconv_t)-1) iconv_close(c->from_utf8);
  vterm_free(c->vterm);
  free(c->output);
  free(c);
  return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}
