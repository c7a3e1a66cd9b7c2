// Floor of the central service's store: the first 100,000 lines that a run wrote,
// written again bare, in C, in transactions of the same size.
//   centralfloor sqlite FROM.db TO.db
//   centralfloor postgres FROM TO        two addresses of libpq
// FROM is the store after the run; TO has the tables and nothing in them. Lines
// are grouped by the time that the service wrote beside them, which is one for
// each transaction; what changes several times in one is written once, as the
// service does. PostgreSQL gets each transaction as one pipeline.
#define _GNU_SOURCE
#include <libpq-fe.h>
#include <sqlite3.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>

enum { LINE = 11, ENTITY = 11, COLUMNS = LINE + ENTITY };

// A line with its entity as it is at the end. Integers are texts here, too.
static const char query[] =
    "SELECT o.county, o.log, o.seq, o.op, o.ent, o.kind, o.clerk, o.line, o.hash, o.outcome, o.at,"
    " e.county, e.kind, e.id, e.rev, e.hall, e.streams, e.seen, e.person, e.slot, e.number, e.d"
    // The kinds are there for the key of the table: without, every line reads its county.
    " FROM (SELECT * FROM op ORDER BY at, county, log, seq LIMIT 100000) o"
    " LEFT JOIN entity e ON e.county = o.county AND e.id = o.ent AND e.kind IN"
    " ('account', 'appointment', 'dossier', 'intake', 'ticket')"
    " ORDER BY o.at, o.county, o.log, o.seq";

struct cell {
  char *bytes;  // NULL is NULL
  int count;
};

static struct cell (*rows)[COLUMNS];
static long row_count, row_room;

// What of a row is the last of its kind in its transaction: its log, its entity,
// and, as bits, its entity's streams.
struct last {
  bool log, entity;
  unsigned streams;
};
static struct last *lasts;

// What is written for a line, in this order.
enum { OP, EFFECT, PUT, CHANGE, HEAD, LOG, STATEMENTS };
static const char *const sql[STATEMENTS] = {
    "INSERT INTO op VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) ON CONFLICT DO NOTHING",
    "INSERT INTO effect VALUES ($1, $2) ON CONFLICT DO NOTHING",
    "INSERT INTO entity VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)"
    " ON CONFLICT (county, kind, id) DO UPDATE SET rev = excluded.rev, seen = excluded.seen,"
    " person = excluded.person, number = excluded.number, d = excluded.d",
    "INSERT INTO change VALUES ($1, $2, $3, $4, 'put')"
    " ON CONFLICT (stream, kind, id) DO UPDATE SET seq = excluded.seq",
    "INSERT INTO head VALUES ($1, $2, $3, 0) ON CONFLICT (stream) DO UPDATE SET head = excluded.head",
    "INSERT INTO log VALUES ($1, $2, 'floor', $3, $4, 0, 0, 0)"
    " ON CONFLICT (county, log) DO UPDATE SET last = excluded.last, hash = excluded.hash",
};
static const int widths[STATEMENTS] = {LINE, 2, ENTITY, 4, 3, 4};
// Columns that are bytes, as bits.
static const int blobs[STATEMENTS] = {1 << 7 | 1 << 8, 0, 0, 0, 0, 1 << 3};

static void die(const char *what, const char *why) {
  fprintf(stderr, "centralfloor: %s: %s\n", what, why);
  exit(1);
}

static double seconds(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

static void keep(int column, const void *bytes, int count) {
  if (column == 0 && row_count == row_room) {
    row_room = row_room ? row_room * 2 : 4096;
    rows = realloc(rows, (size_t)row_room * sizeof *rows);
  }
  struct cell *cell = &rows[row_count][column];
  cell->count = count;
  cell->bytes = bytes ? malloc((size_t)count + 1) : NULL;
  if (!bytes) return;
  memcpy(cell->bytes, bytes, (size_t)count);
  cell->bytes[count] = 0;
}

// One table's row on its way; the engines differ only here.
typedef void (*put_row)(int statement, const struct cell *cells);

// A stream's number goes on by one; few streams, so they are searched.
static long next_number(const char *stream, int count) {
  static struct {
    char name[64];
    long last;
  } known[65536];
  uint32_t place = 5381;
  for (int i = 0; i < count; i++) place = place * 33 + (uint8_t)stream[i];
  for (;; place++) {
    char *name = known[place & 65535].name;
    if (*name && (strncmp(name, stream, (size_t)count) != 0 || name[count])) continue;
    memcpy(name, stream, (size_t)count);
    return ++known[place & 65535].last;
  }
}

static void write_line(long index, put_row put) {
  struct cell *row = rows[index];
  struct cell *entity = row + LINE;
  put(OP, row);
  if (row[3].bytes) put(EFFECT, (struct cell[]){row[0], row[3]});
  if (lasts[index].log) put(LOG, (struct cell[]){row[0], row[1], row[2], row[8]});
  if (!entity[0].bytes || !lasts[index].entity) return;
  put(PUT, entity);
  int place = 0;
  for (const char *stream = entity[5].bytes; stream && *stream; place++) {
    int count = (int)strcspn(stream, " ");
    char number[24];
    struct cell name = {(char *)stream, count};
    struct cell digits = {number, 0};
    digits.count = sprintf(number, "%ld", next_number(stream, count));
    put(CHANGE, (struct cell[]){name, entity[1], entity[2], digits});
    if (lasts[index].streams >> place & 1) put(HEAD, (struct cell[]){name, row[0], digits});
    stream += count + (stream[count] == ' ');
  }
}

static bool is_same(const struct cell *a, const struct cell *b) {
  return a->bytes && b->bytes && a->count == b->count && memcmp(a->bytes, b->bytes, a->count) == 0;
}

// Whether the entity of a row is written and in this stream.
static bool has_stream(long index, const char *stream, int count) {
  const char *text = rows[index][LINE + 5].bytes;
  while (lasts[index].entity && text && *text) {
    int length = (int)strcspn(text, " ");
    if (length == count && memcmp(text, stream, (size_t)count) == 0) return true;
    text += length + (text[length] == ' ');
  }
  return false;
}

// Before anything is measured.
static void find_lasts(void) {
  lasts = calloc((size_t)row_count, sizeof *lasts);
  for (long end = 0, begin = 0; begin < row_count; begin = end) {
    while (end < row_count && is_same(&rows[end][10], &rows[begin][10])) end++;
    for (long row = end - 1; row >= begin; row--) {
      struct last *last = &lasts[row];
      last->log = last->entity = true;
      for (long later = row + 1; later < end; later++) {
        if (is_same(&rows[later][1], &rows[row][1])) last->log = false;
        if (is_same(&rows[later][4], &rows[row][4])) last->entity = false;
      }
      const char *stream = rows[row][LINE + 5].bytes;
      for (int place = 0; stream && *stream; place++) {
        int count = (int)strcspn(stream, " ");
        bool is_last = true;
        for (long later = row + 1; later < end && is_last; later++) {
          is_last = !has_stream(later, stream, count);
        }
        if (is_last) last->streams |= 1u << place;
        stream += count + (stream[count] == ' ');
      }
    }
  }
}

// SQLite

static sqlite3 *database;
static sqlite3_stmt *statements[STATEMENTS];

static void put_sqlite(int statement, const struct cell *cells) {
  sqlite3_stmt *prepared = statements[statement];
  for (int i = 0; i < widths[statement]; i++) {
    if (!cells[i].bytes) {
      sqlite3_bind_null(prepared, i + 1);
    } else if (blobs[statement] >> i & 1) {
      sqlite3_bind_blob(prepared, i + 1, cells[i].bytes, cells[i].count, SQLITE_STATIC);
    } else {
      sqlite3_bind_text(prepared, i + 1, cells[i].bytes, cells[i].count, SQLITE_STATIC);
    }
  }
  if (sqlite3_step(prepared) != SQLITE_DONE) die(sql[statement], sqlite3_errmsg(database));
  sqlite3_reset(prepared);
}

static void execute(const char *script) {
  if (sqlite3_exec(database, script, NULL, NULL, NULL) != SQLITE_OK) {
    die(script, sqlite3_errmsg(database));
  }
}

static void read_sqlite(const char *path) {
  sqlite3_stmt *prepared = NULL;
  if (sqlite3_open_v2(path, &database, SQLITE_OPEN_READWRITE, NULL) != SQLITE_OK ||
      sqlite3_prepare_v2(database, query, -1, &prepared, NULL) != SQLITE_OK) {
    die(path, sqlite3_errmsg(database));
  }
  for (; sqlite3_step(prepared) == SQLITE_ROW; row_count++) {
    for (int i = 0; i < COLUMNS; i++) {
      const void *bytes = i == 7 || i == 8 ? sqlite3_column_blob(prepared, i)
                                           : (const void *)sqlite3_column_text(prepared, i);
      keep(i, bytes, sqlite3_column_bytes(prepared, i));
    }
  }
  sqlite3_finalize(prepared);
  sqlite3_close(database);
}

static void open_sqlite(const char *path) {
  if (sqlite3_open(path, &database) != SQLITE_OK) die(path, sqlite3_errmsg(database));
  execute("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA wal_autocheckpoint = 8000;"
          "PRAGMA cache_size = -65536; DELETE FROM head; DELETE FROM log");
  for (int i = 0; i < STATEMENTS; i++) {
    if (sqlite3_prepare_v2(database, sql[i], -1, &statements[i], NULL) != SQLITE_OK) {
      die(sql[i], sqlite3_errmsg(database));
    }
  }
}

// PostgreSQL

static PGconn *connection;

static void expect(PGresult *result, const char *what) {
  ExecStatusType status = PQresultStatus(result);
  if (status != PGRES_COMMAND_OK && status != PGRES_TUPLES_OK && status != PGRES_PIPELINE_SYNC) {
    die(what, PQresultErrorMessage(result));
  }
  PQclear(result);
}

static void put_postgres(int statement, const struct cell *cells) {
  const char *values[LINE];
  int counts[LINE], formats[LINE];
  static char copies[LINE][64];
  for (int i = 0; i < widths[statement]; i++) {
    values[i] = cells[i].bytes;
    counts[i] = cells[i].count;
    formats[i] = blobs[statement] >> i & 1;
    // A text that goes on behind its end.
    if (values[i] && !formats[i] && values[i][counts[i]]) {
      snprintf(copies[i], sizeof copies[i], "%.*s", counts[i], values[i]);
      values[i] = copies[i];
    }
  }
  char name[8];
  sprintf(name, "s%d", statement);
  if (!PQsendQueryPrepared(connection, name, widths[statement], values, counts, formats, 0)) {
    die(sql[statement], PQerrorMessage(connection));
  }
}

static void read_postgres(const char *address) {
  connection = PQconnectdb(address);
  PGresult *result = PQexec(connection, query);
  if (PQresultStatus(result) != PGRES_TUPLES_OK) die(address, PQerrorMessage(connection));
  for (; row_count < PQntuples(result); row_count++) {
    for (int i = 0; i < COLUMNS; i++) {
      const char *value = PQgetvalue(result, (int)row_count, i);
      size_t count = (size_t)PQgetlength(result, (int)row_count, i);
      if (PQgetisnull(result, (int)row_count, i)) {
        keep(i, NULL, 0);
      } else if (i == 7 || i == 8) {
        unsigned char *bytes = PQunescapeBytea((const unsigned char *)value, &count);
        keep(i, bytes, (int)count);
        PQfreemem(bytes);
      } else {
        keep(i, value, (int)count);
      }
    }
  }
  PQclear(result);
  PQfinish(connection);
}

static void open_postgres(const char *address) {
  connection = PQconnectdb(address);
  expect(PQexec(connection, "TRUNCATE head, log"), address);
  for (int i = 0; i < STATEMENTS; i++) {
    char name[8];
    sprintf(name, "s%d", i);
    expect(PQprepare(connection, name, sql[i], 0, NULL), sql[i]);
  }
  if (!PQenterPipelineMode(connection)) die("pipeline", PQerrorMessage(connection));
}

// Everything that was sent since the last time, with its COMMIT.
static void finish_postgres(void) {
  PQsendQueryParams(connection, "COMMIT", 0, NULL, NULL, NULL, NULL, 0);
  PQpipelineSync(connection);
  for (;;) {
    PGresult *result = PQgetResult(connection);
    if (!result) continue;
    bool is_end = PQresultStatus(result) == PGRES_PIPELINE_SYNC;
    expect(result, "a row");
    if (is_end) return;
  }
}

static int ascending(const void *a, const void *b) {
  double difference = *(const double *)a - *(const double *)b;
  return difference < 0 ? -1 : difference > 0;
}

int main(int count, char **words) {
  if (count != 4) die("usage", "centralfloor sqlite|postgres FROM TO");
  bool is_postgres = strcmp(words[1], "postgres") == 0;
  if (is_postgres) {
    read_postgres(words[2]);
    open_postgres(words[3]);
  } else {
    read_sqlite(words[2]);
    open_sqlite(words[3]);
  }
  if (row_count == 0) die(words[2], "no lines");
  find_lasts();
  double *times = malloc((size_t)row_count * sizeof *times);
  long transactions = 0;
  struct rusage before;
  getrusage(RUSAGE_SELF, &before);
  double start = seconds();
  for (long row = 0; row < row_count;) {
    const char *at = rows[row][10].bytes;
    double begin = seconds();
    if (is_postgres) {
      PQsendQueryParams(connection, "BEGIN", 0, NULL, NULL, NULL, NULL, 0);
    } else {
      execute("BEGIN IMMEDIATE");
    }
    for (; row < row_count && strcmp(rows[row][10].bytes, at) == 0; row++) {
      write_line(row, is_postgres ? put_postgres : put_sqlite);
    }
    if (is_postgres) {
      finish_postgres();
    } else {
      execute("COMMIT");
    }
    times[transactions++] = (seconds() - begin) * 1000;
  }
  double took = seconds() - start;
  qsort(times, (size_t)transactions, sizeof *times, ascending);
  struct rusage used;
  getrusage(RUSAGE_SELF, &used);
  double processor = (double)(used.ru_utime.tv_sec + used.ru_stime.tv_sec - before.ru_utime.tv_sec -
                              before.ru_stime.tv_sec) +
                     (double)(used.ru_utime.tv_usec + used.ru_stime.tv_usec -
                              before.ru_utime.tv_usec - before.ru_stime.tv_usec) /
                         1e6;
  printf("bare %s, the same rows: %ld operations in %ld transactions, %.0f operations/s, "
         "transaction p50 %.1f, p99 %.1f ms, %.0f us of processor an operation\n",
         is_postgres ? "libpq" : "SQLite", row_count, transactions, (double)row_count / took,
         times[transactions / 2], times[(long)((double)transactions * 0.99)],
         processor * 1e6 / (double)row_count);
  return 0;
}
