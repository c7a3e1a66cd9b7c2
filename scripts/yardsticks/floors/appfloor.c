// Floor of the counter's first screen: what it cannot avoid, in C: ncurses, the
// store opened with WAL, a page of the queue, 8 counters of the board, a form of
// 10 fields. A key goes into a field, and counts in the status line.
//   appfloor STORE      a store made by `storefloor make`
#define _XOPEN_SOURCE 700
#define _XOPEN_SOURCE_EXTENDED 1
#include <curses.h>
#include <locale.h>
#include <sqlite3.h>
#include <wchar.h>

enum { FIELDS = 10, FORM = 24, TEXT = FORM + 11, WIDTH = 39 };
static sqlite3 *database;

static void draw_queue(int from) {
  sqlite3_stmt *statement;
  sqlite3_prepare_v2(database,
                     "SELECT ticket, name, status FROM application WHERE ticket >= ? "
                     "ORDER BY ticket LIMIT ?", -1, &statement, NULL);
  sqlite3_bind_int(statement, 1, from);
  sqlite3_bind_int(statement, 2, LINES - 4);
  for (int y = 2; sqlite3_step(statement) == SQLITE_ROW; y++)
    mvprintw(y, 0, "%7d %-9s %d ", sqlite3_column_int(statement, 0),
             (const char *)sqlite3_column_text(statement, 1), sqlite3_column_int(statement, 2));
  sqlite3_finalize(statement);
}

static void draw_board(void) {
  sqlite3_stmt *statement;
  sqlite3_prepare_v2(database,
                     "SELECT count(*) FROM (SELECT 1 FROM application WHERE status = ? LIMIT 100)",
                     -1, &statement, NULL);
  for (int status = 0; status < 8; status++) {
    sqlite3_bind_int(statement, 1, status);
    sqlite3_step(statement);
    mvprintw(2 + status, COLS - 22, "status %d: %4d", status, sqlite3_column_int(statement, 0));
    sqlite3_reset(statement);
  }
  sqlite3_finalize(statement);
}

int main(int count, char **arguments) {
  int field = 0, end[FIELDS] = {0}, length[FIELDS] = {0}, keys = 0, top = 1;
  int widths[FIELDS][WIDTH + 1];
  wint_t key;
  setlocale(LC_ALL, "");
  if (count < 2 || sqlite3_open(arguments[1], &database) != SQLITE_OK) return 1;
  sqlite3_exec(database,
               "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA busy_timeout = 5000",
               NULL, NULL, NULL);
  set_escdelay(25);
  initscr();
  raw();
  noecho();
  nonl();
  keypad(stdscr, TRUE);
  mvprintw(0, 0, "Queue");
  mvprintw(0, FORM, "Application form");
  mvprintw(0, COLS - 22, "Board");
  draw_queue(top);
  for (int i = 0; i < FIELDS; i++) mvprintw(2 + 2 * i, FORM, "Field %2d: [%40s]", i, "");
  draw_board();
  mvprintw(LINES - 1, 0, " READY F1 help  F2 save  ^X end");
  move(2, TEXT);
  refresh();
  while (get_wch(&key) != ERR && key != 24) {  // ERR: the terminal is gone
    if (key == '\t' || key == KEY_DOWN) field = (field + 1) % FIELDS;
    else if (key == KEY_UP) field = (field + FIELDS - 1) % FIELDS;
    else if (key == KEY_NPAGE) draw_queue(top += LINES - 4);
    else if (key == KEY_PPAGE) draw_queue(top = top > LINES - 4 ? top - (LINES - 4) : 1);
    else if (key == 127 || key == KEY_BACKSPACE) {
      if (length[field] > 0) {
        end[field] -= widths[field][--length[field]];
        mvaddstr(2 + 2 * field, TEXT + end[field], "  ");
      }
    } else if (end[field] < WIDTH && wcwidth((wchar_t)key) > 0) {
      wchar_t text[2] = {(wchar_t)key, 0};
      mvaddwstr(2 + 2 * field, TEXT + end[field], text);
      end[field] += widths[field][length[field]++] = wcwidth((wchar_t)key);
    }
    mvprintw(LINES - 1, COLS - 16, "%8d", ++keys);
    move(2 + 2 * field, TEXT + end[field]);
    refresh();
  }
  endwin();
  sqlite3_close(database);
  return 0;
}
