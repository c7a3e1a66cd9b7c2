// What the Terminal room needs of ncurses and of the terminal's descriptors.
//
// curses.h is not included here: its globals (stdscr, COLORS) are shared
// mutable state for Swift 6, its macros do not import, its names are short.
// All functions belong to one thread but ct_wake.
#pragma once
#include <stdbool.h>
#include <stdint.h>

enum {
  CT_BOLD = 1,
  CT_DIM = 2,
  CT_REVERSE = 4,
  CT_UNDERLINE = 8,
};

// Answers of ct_setup_locale.
enum {
  CT_LOCALE_NONE = 0,      // no locale can show Chinese
  CT_LOCALE_UTF8 = 1,      // the user's, UTF-8
  CT_LOCALE_GB = 2,        // the user's, GB18030, GBK or GB2312
  CT_LOCALE_FALLBACK = 3,  // the user's cannot show Chinese: C.UTF-8 instead
};

// Answers of ct_open.
enum {
  CT_OK = 0,
  CT_NO_TTY = 1,
  CT_UNKNOWN_TERM = 2,
  CT_NO_CURSOR = 3,
  CT_NO_DESCRIPTOR = 4,
};

// Bits of ct_wait and ct_take_signals.
enum {
  CT_INPUT = 1,
  CT_WOKEN = 2,
  CT_GONE = 4,
  CT_RESIZED = 8,
  CT_TERMINATE = 16,
};

int ct_setup_locale(void);
int ct_open(void);
void ct_close(void);

int ct_rows(void);
int ct_columns(void);
int ct_colors(void);
// Colours as ncurses counts them, -1 for the terminal's own.
void ct_define_style(int style, int foreground, int background, int attributes);
// Draw ambiguous characters (· … “ ”) by ASCII, for terminals that make them wide.
void ct_use_plain_symbols(bool plain);

void ct_erase(void);
// Draws one cell of `width` 1 or 2 and never takes another width.
void ct_put(
    int row, int column, int style, uint32_t scalar, int width, const uint32_t *marks,
    int mark_count);
// A place outside the screen hides the cursor.
void ct_place_cursor(int row, int column);
void ct_refresh(void);
void ct_redraw_all(void);
void ct_bell(void);

// Waits for input, a wake-up or the end of the terminal; -1 waits for ever.
// `input` false leaves the terminal out.
int ct_wait(int timeout_ms, bool input);
// Reads what is there, at most `size`; 0 or less when the terminal is gone.
int ct_read(uint8_t *bytes, int size);
// Empties the wake-up; says what the signals since the last call asked for,
// and has the screen's size adjusted if it changed.
int ct_take_signals(void);
int ct_wake_descriptor(void);
// Any thread, any signal handler.
void ct_wake(void);

// The escape sequence of a key by its terminfo name (kf1), or NULL.
const char *ct_key_sequence(const char *name);
// One character of the locale's encoding: its length, 0 when more bytes are
// needed, -1 when there is none.
int ct_decode(const uint8_t *bytes, int count, uint32_t *scalar);
