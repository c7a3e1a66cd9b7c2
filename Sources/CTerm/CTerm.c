#define _GNU_SOURCE 1
#define _XOPEN_SOURCE_EXTENDED 1
#define NCURSES_WIDECHAR 1
#include <curses.h>
#include <term.h>
#undef lines
#undef columns
#include "CTerm.h"

#include <errno.h>
#include <langinfo.h>
#include <limits.h>
#include <locale.h>
#include <poll.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/eventfd.h>
#include <sys/ioctl.h>
#include <termios.h>
#include <unistd.h>
#include <wchar.h>

#define MAX_STYLES 64
// A terminal that claims more is wrong; ncurses would allocate for it.
#define MAX_ROWS 500
#define MAX_COLUMNS 1000
#define GETA 0x3013

static SCREEN *screen;
static int wake_fd = -1;
static atomic_int signals;
static attr_t style_attributes[MAX_STYLES];
static short style_pairs[MAX_STYLES];
static bool plain_symbols;
static int cursor_shown = -1;
// Nothing but what ct_put wrote since ct_erase is on the screen.
static bool is_erased;

// ---- locale

// ncurses measures and writes characters by the C locale: it must be set
// before newterm. Source: ncurses(3X), "Locale".
int ct_setup_locale(void) {
  // Characters are all that we ask it for; the other categories are 11 files
  // more to open.
  if (setlocale(LC_CTYPE, "")) {
    const char *codeset = nl_langinfo(CODESET);
    if (!strcasecmp(codeset, "UTF-8")) return CT_LOCALE_UTF8;
    if (!strncasecmp(codeset, "GB", 2)) return CT_LOCALE_GB;
  }
  static const char *const names[] = {"C.UTF-8", "C.utf8", "zh_CN.UTF-8", "en_US.UTF-8"};
  for (size_t i = 0; i < sizeof names / sizeof *names; i++)
    if (setlocale(LC_CTYPE, names[i])) return CT_LOCALE_FALLBACK;
  return CT_LOCALE_NONE;
}

int ct_decode(const uint8_t *bytes, int count, uint32_t *scalar) {
  mbstate_t state = {0};
  wchar_t c = 0;
  size_t n = mbrtowc(&c, (const char *)bytes, (size_t)count, &state);
  if (n == (size_t)-2) return 0;
  if (n == (size_t)-1) return -1;
  *scalar = (uint32_t)c;
  return n == 0 ? 1 : (int)n;
}

// ---- signals

static void on_signal(int number) {
  int saved = errno;
  int bit = number == SIGHUP ? CT_GONE
            : number == SIGWINCH || number == SIGCONT ? CT_RESIZED
                                                      : CT_TERMINATE;
  atomic_fetch_or(&signals, bit);
  ct_wake();
  errno = saved;
}

// A crash must not leave the clerk with a dead terminal: what ct_close would
// send, kept ready because a signal handler may only write.
static char restore_text[128];
static struct termios restore_mode;

static void on_crash(int number) {
  (void)!write(STDOUT_FILENO, restore_text, strlen(restore_text));
  tcsetattr(STDIN_FILENO, TCSANOW, &restore_mode);
  signal(number, SIG_DFL);
  raise(number);
}

static void keep_capability(const char *name) {
  const char *text = tigetstr(name);
  if (!text || text == (char *)-1) return;
  // Padding ("$<5>") ends what a modern terminal needs.
  size_t length = strcspn(text, "$");
  if (strlen(restore_text) + length < sizeof restore_text) strncat(restore_text, text, length);
}

static void catch(int number, void (*handler)(int)) {
  struct sigaction action = {.sa_handler = handler, .sa_flags = SA_RESTART};
  sigemptyset(&action.sa_mask);
  sigaction(number, &action, NULL);
}

static void catch_signals(void) {
  static const int asking[] = {SIGWINCH, SIGCONT, SIGHUP, SIGTERM, SIGINT};
  for (size_t i = 0; i < sizeof asking / sizeof *asking; i++) catch(asking[i], on_signal);
  static const int crashing[] = {SIGSEGV, SIGBUS, SIGILL, SIGTRAP, SIGABRT, SIGFPE};
  for (size_t i = 0; i < sizeof crashing / sizeof *crashing; i++) {
    struct sigaction now;
    // A debugger's or the Swift runtime's own handler comes first.
    if (sigaction(crashing[i], NULL, &now) == 0 && now.sa_handler == SIG_DFL)
      catch(crashing[i], on_crash);
  }
}

void ct_wake(void) {
  uint64_t one = 1;
  (void)!write(wake_fd, &one, sizeof one);
}

int ct_wake_descriptor(void) { return wake_fd; }

static void adopt_size(void) {
  struct winsize size;
  if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) != 0 || size.ws_row == 0 || size.ws_col == 0) return;
  int rows = size.ws_row < MAX_ROWS ? size.ws_row : MAX_ROWS;
  int columns = size.ws_col < MAX_COLUMNS ? size.ws_col : MAX_COLUMNS;
  if (rows != getmaxy(stdscr) || columns != getmaxx(stdscr)) resizeterm(rows, columns);
}

int ct_take_signals(void) {
  uint64_t count;
  (void)!read(wake_fd, &count, sizeof count);
  int taken = atomic_exchange(&signals, 0);
  if (screen && taken & CT_RESIZED) {
    // After a stop from outside (SIGCONT) the shell has changed the modes too.
    reset_prog_mode();
    adopt_size();
    ct_redraw_all();
  }
  return taken;
}

// ---- opening and closing

int ct_open(void) {
  if (!isatty(STDIN_FILENO) || !isatty(STDOUT_FILENO)) return CT_NO_TTY;
  const char *term = getenv("TERM");
  // "unknown" has an entry; an empty name would make ncurses guess.
  if (!term || !*term || !strcmp(term, "unknown")) return CT_UNKNOWN_TERM;
  if (wake_fd < 0) wake_fd = eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC);
  if (wake_fd < 0) return CT_NO_DESCRIPTOR;
  tcgetattr(STDIN_FILENO, &restore_mode);
  // initscr would end the process where newterm answers NULL.
  screen = newterm(NULL, stdout, stdin);
  if (!screen) return CT_UNKNOWN_TERM;
  const char *cup = tigetstr("cup");
  if (!cup || cup == (char *)-1) {
    ct_close();
    return CT_NO_CURSOR;
  }
  raw();  // Ctrl-S, Q, Z and C arrive as keys
  noecho();
  nonl();
  keypad(stdscr, TRUE);  // sends what makes the keys send their terminfo sequences
  typeahead(-1);         // the descriptor is ours: ncurses must not look at it
  scrollok(stdscr, FALSE);
  if (has_colors()) {
    start_color();
    use_default_colors();
  }
  adopt_size();
  strcpy(restore_text, "\033[?2004l");
  keep_capability("sgr0");
  keep_capability("rmkx");
  keep_capability("cnorm");
  keep_capability("rmcup");
  catch_signals();
  putp("\033[?2004h");  // bracketed paste; unknown to old terminals, harmless there
  return CT_OK;
}

void ct_close(void) {
  if (!screen) return;
  if (*restore_text) putp("\033[?2004l");
  endwin();
  delscreen(screen);
  screen = NULL;
  cursor_shown = -1;
}

int ct_rows(void) { return getmaxy(stdscr); }
int ct_columns(void) { return getmaxx(stdscr); }
int ct_colors(void) { return has_colors() ? COLORS : 0; }

const char *ct_key_sequence(const char *name) {
  const char *text = tigetstr(name);
  return text == (char *)-1 ? NULL : text;
}

// ---- drawing

void ct_define_style(int style, int foreground, int background, int attributes) {
  if (style < 0 || style >= MAX_STYLES) return;
  style_attributes[style] = (attributes & CT_BOLD ? A_BOLD : 0) |
                            (attributes & CT_DIM ? A_DIM : 0) |
                            (attributes & CT_REVERSE ? A_REVERSE : 0) |
                            (attributes & CT_UNDERLINE ? A_UNDERLINE : 0);
  style_pairs[style] = 0;
  if (foreground < 0 && background < 0) return;  // pair 0 is the terminal's own
  if (!has_colors() || style + 1 >= COLOR_PAIRS) return;
  if (init_pair((short)(style + 1), (short)foreground, (short)background) == OK)
    style_pairs[style] = (short)(style + 1);
}

void ct_use_plain_symbols(bool plain) { plain_symbols = plain; }

// Characters of "ambiguous" width (UAX #11) that texts use, and what stands
// for them where the locale or the font makes them wide.
static const struct {
  uint32_t scalar;
  char plain;
} symbols[] = {
    {0xA7, 'S'},    {0xB0, 'o'},    {0xB1, '+'},    {0xB7, '.'},    {0xD7, 'x'},
    {0xF7, '/'},    {0x2010, '-'},  {0x2013, '-'},  {0x2014, '-'},  {0x2016, '|'},
    {0x2018, '\''}, {0x2019, '\''}, {0x201C, '"'},  {0x201D, '"'},  {0x2022, '*'},
    {0x2025, '.'},  {0x2026, '~'},  {0x203B, '*'},  {0x2190, '<'},  {0x2191, '^'},
    {0x2192, '>'},  {0x2193, 'v'},  {0x221A, 'v'},  {0x25A0, '#'},  {0x25A1, 'o'},
    {0x25B2, '^'},  {0x25B3, '^'},  {0x25B6, '>'},  {0x25BC, 'v'},  {0x25BD, 'v'},
    {0x25C0, '<'},  {0x25C6, '*'},  {0x25C7, 'o'},  {0x25CB, 'o'},  {0x25CE, 'o'},
    {0x25CF, '*'},  {0x2605, '*'},  {0x2606, '*'},  {0x2713, 'v'},  {0x2717, 'x'},
    {0x27E6, '['},  {0x27E7, ']'},
};

static char plain_symbol(uint32_t scalar) {
  for (size_t i = 0; i < sizeof symbols / sizeof *symbols; i++)
    if (symbols[i].scalar == scalar) return symbols[i].plain;
  return 0;
}

// The device's own line for a box-drawing character: their width is ambiguous too.
static const cchar_t *line_character(uint32_t scalar) {
  switch (scalar) {
    case 0x2500: return WACS_HLINE;
    case 0x2502: return WACS_VLINE;
    case 0x250C: return WACS_ULCORNER;
    case 0x2510: return WACS_URCORNER;
    case 0x2514: return WACS_LLCORNER;
    case 0x2518: return WACS_LRCORNER;
    case 0x251C: return WACS_LTEE;
    case 0x2524: return WACS_RTEE;
    case 0x252C: return WACS_TTEE;
    case 0x2534: return WACS_BTEE;
    case 0x253C: return WACS_PLUS;
    default: return NULL;
  }
}

// The C library draws it in `width` columns and the locale can write it.
// Checked here because ncurses counts by wcwidth, and one column of
// difference would shift the rest of the row.
static bool can_draw(uint32_t scalar, int width) {
  if (wcwidth((wchar_t)scalar) != width) return false;
  mbstate_t state = {0};
  char bytes[MB_LEN_MAX];
  return wcrtomb(bytes, (wchar_t)scalar, &state) != (size_t)-1;
}

static void put_cchar(int row, int column, const cchar_t *c) { mvadd_wchnstr(row, column, c, 1); }

void ct_put(
    int row, int column, int style, uint32_t scalar, int width, const uint32_t *marks,
    int mark_count) {
  if (style < 0 || style >= MAX_STYLES) return;
  attr_t attributes = style_attributes[style];
  short pair = style_pairs[style];
  // Most of a whole screen; each cell is put once.
  if (is_erased && scalar == ' ' && mark_count == 0 && attributes == 0 && pair == 0) return;
  wchar_t text[CCHARW_MAX + 1] = {0};
  cchar_t c;
  const cchar_t *line = line_character(scalar);
  if (line) {
    attr_t own;
    short unused;
    getcchar(line, text, &own, &unused, NULL);
    setcchar(&c, text, attributes | own, pair, NULL);
    put_cchar(row, column, &c);
    return;
  }
  if (scalar >= 0x7F) {
    char plain = width == 1 ? plain_symbol(scalar) : 0;
    bool drawable = can_draw(scalar, width);
    if (plain && (plain_symbols || !drawable)) {
      scalar = (uint32_t)plain;
      mark_count = 0;
    } else if (!drawable) {
      mark_count = 0;
      scalar = width == 2 && can_draw(GETA, 2) ? GETA : '?';
      if (width == 2 && scalar == '?') {
        text[0] = ' ';
        setcchar(&c, text, attributes, pair, NULL);
        put_cchar(row, column + 1, &c);
      }
    }
  }
  text[0] = (wchar_t)scalar;
  int length = 1;
  for (int i = 0; i < mark_count && length < CCHARW_MAX; i++)
    if (can_draw(marks[i], 0)) text[length++] = (wchar_t)marks[i];
  text[length] = 0;
  if (setcchar(&c, text, attributes, pair, NULL) == OK) put_cchar(row, column, &c);
}

void ct_erase(void) {
  werase(stdscr);
  is_erased = true;
}

void ct_place_cursor(int row, int column) {
  bool visible = row >= 0 && row < getmaxy(stdscr) && column >= 0 && column < getmaxx(stdscr);
  if (visible) wmove(stdscr, row, column);
  // curs_set writes at once, so only when something changes.
  if (visible != cursor_shown) curs_set(visible ? 1 : 0);
  cursor_shown = visible;
}

void ct_refresh(void) {
  wrefresh(stdscr);
  is_erased = false;
}
void ct_redraw_all(void) { clearok(curscr, TRUE); }
void ct_bell(void) { beep(); }

// ---- reading

int ct_wait(int timeout_ms, bool input) {
  struct pollfd descriptors[2] = {
      {.fd = wake_fd, .events = POLLIN},
      {.fd = input ? STDIN_FILENO : -1, .events = POLLIN},
  };
  int ready;
  do ready = poll(descriptors, 2, timeout_ms);
  while (ready < 0 && errno == EINTR);
  if (ready <= 0) return 0;
  int bits = descriptors[0].revents ? CT_WOKEN : 0;
  short state = descriptors[1].revents;
  if (state & POLLIN) return bits | CT_INPUT;
  return state & (POLLHUP | POLLERR | POLLNVAL) ? bits | CT_GONE : bits;
}

int ct_read(uint8_t *bytes, int size) {
  ssize_t count;
  do count = read(STDIN_FILENO, bytes, (size_t)size);
  while (count < 0 && errno == EINTR);
  return (int)count;
}
