// Floor of the store: what this disk and SQLite can do, bare, in C.
//   storefloor make STORE N      a store of N applications (for appfloor and below)
//   storefloor sync FILE N       overwrite 4 KiB and fdatasync, N times
//   storefloor commit STORE N    8 rows of 4 KB in one FULL commit, N times,
//                                checkpoints outside
//   storefloor find STORE N      first 30 of a name prefix, N times
// Each prints one line of JSON; times are in microseconds.
#define _GNU_SOURCE
#include <fcntl.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

static sqlite3 *database;

static double microseconds(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return (double)now.tv_sec * 1e6 + (double)now.tv_nsec / 1e3;
}

static void die(const char *what) {
  fprintf(stderr, "storefloor: %s: %s\n", what, database ? sqlite3_errmsg(database) : "");
  exit(1);
}

static void run(const char *sql) {
  if (sqlite3_exec(database, sql, NULL, NULL, NULL) != SQLITE_OK) die(sql);
}

static sqlite3_stmt *prepare(const char *sql) {
  sqlite3_stmt *statement;
  if (sqlite3_prepare_v2(database, sql, -1, &statement, NULL) != SQLITE_OK) die(sql);
  return statement;
}

static int ascending(const void *a, const void *b) {
  double difference = *(const double *)a - *(const double *)b;
  return difference < 0 ? -1 : difference > 0;
}

static void print(const char *what, double *times, int count) {
  qsort(times, (size_t)count, sizeof *times, ascending);
  printf("{\"what\": \"%s\", \"n\": %d, \"p50\": %.1f, \"p99\": %.1f}\n", what, count,
         times[count / 2], times[(int)(count * 0.99)]);
}

static void open_store(const char *path) {
  if (sqlite3_open(path, &database) != SQLITE_OK) die(path);
  run("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA wal_autocheckpoint = 0;"
      "PRAGMA cache_size = -8192");
}

// Made-up names: one of 16 surnames and one of 64 given names.
static const char *surnames[] = {"王", "李", "张", "刘", "陈", "杨", "黄", "赵",
                                 "吴", "周", "徐", "孙", "马", "朱", "胡", "郭"};
static void name_of(int number, char name[16]) {
  unsigned given = ((unsigned)number * 7919u) % 64u;
  sprintf(name, "%s%c%c%c", surnames[(unsigned)number * 31u % 16u], 0xe5, 0xae, 0x80 + (int)given);
}

static void make(const char *path, int count) {
  open_store(path);
  run("CREATE TABLE application (ticket INTEGER PRIMARY KEY, name TEXT, status INTEGER, body TEXT);"
      "CREATE TABLE part (id INTEGER PRIMARY KEY, ticket INTEGER, body TEXT);"
      "CREATE INDEX application_name ON application (name);"
      "CREATE INDEX application_status ON application (status); BEGIN");
  sqlite3_stmt *insert = prepare("INSERT INTO application VALUES (?, ?, ?, hex(zeroblob(200)))");
  for (int number = 1; number <= count; number++) {
    char name[16];
    name_of(number, name);
    sqlite3_bind_int(insert, 1, number);
    sqlite3_bind_text(insert, 2, name, -1, SQLITE_TRANSIENT);
    sqlite3_bind_int(insert, 3, number % 8);
    if (sqlite3_step(insert) != SQLITE_DONE) die("insert");
    sqlite3_reset(insert);
  }
  sqlite3_finalize(insert);
  run("COMMIT; PRAGMA wal_checkpoint(TRUNCATE)");
}

static void commit(const char *path, int count, double *times) {
  open_store(path);
  sqlite3_stmt *insert = prepare("INSERT INTO part (ticket, body) VALUES (?, ?)");
  char body[501];
  memset(body, 'x', 500);
  body[500] = 0;
  for (int i = 0; i < count; i++) {
    double start = microseconds();
    run("BEGIN IMMEDIATE");
    for (int row = 0; row < 8; row++) {
      sqlite3_bind_int(insert, 1, i);
      sqlite3_bind_text(insert, 2, body, 500, SQLITE_STATIC);
      if (sqlite3_step(insert) != SQLITE_DONE) die("insert");
      sqlite3_reset(insert);
    }
    run("COMMIT");
    times[i] = microseconds() - start;
    if (i % 200 == 199) run("PRAGMA wal_checkpoint");
  }
  sqlite3_finalize(insert);
  run("DELETE FROM part; PRAGMA wal_checkpoint(TRUNCATE)");
}

static void find(const char *path, int count, double *times) {
  open_store(path);
  sqlite3_stmt *select = prepare(
      "SELECT ticket, name, status FROM application WHERE name >= ? AND name < ? || char(0x10ffff) "
      "ORDER BY name LIMIT 30");
  for (int i = 0; i < count; i++) {
    double start = microseconds();
    sqlite3_bind_text(select, 1, surnames[i % 16], -1, SQLITE_STATIC);
    sqlite3_bind_text(select, 2, surnames[i % 16], -1, SQLITE_STATIC);
    while (sqlite3_step(select) == SQLITE_ROW) sqlite3_column_text(select, 1);
    sqlite3_reset(select);
    times[i] = microseconds() - start;
  }
  sqlite3_finalize(select);
}

static void sync_file(const char *path, int count, double *times) {
  static char block[4096];
  int fd = open(path, O_RDWR | O_CREAT, 0600);
  if (fd < 0) die(path);
  for (int i = 0; i < count; i++) {
    double start = microseconds();
    if (pwrite(fd, block, sizeof block, 0) != sizeof block || fdatasync(fd) != 0) die(path);
    times[i] = microseconds() - start;
  }
  close(fd);
}

int main(int count, char **arguments) {
  int n = count == 4 ? atoi(arguments[3]) : 0;
  if (n <= 0) {
    fprintf(stderr, "storefloor make|sync|commit|find FILE N\n");
    return 2;
  }
  const char *what = arguments[1], *path = arguments[2];
  double *times = calloc((size_t)n, sizeof *times);
  if (strcmp(what, "make") == 0) make(path, n);
  else if (strcmp(what, "sync") == 0) sync_file(path, n, times);
  else if (strcmp(what, "commit") == 0) commit(path, n, times);
  else if (strcmp(what, "find") == 0) find(path, n, times);
  else die(what);
  if (strcmp(what, "make") != 0) print(what, times, n);
  free(times);
  sqlite3_close(database);
  return 0;
}
