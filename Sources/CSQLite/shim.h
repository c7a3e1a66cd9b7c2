// What Swift cannot import from SQLite, and nothing else.
#pragma once
#include <sqlite3.h>
#include <stdint.h>

// SQLITE_TRANSIENT ("copy it now") is a cast in a macro. An empty Swift buffer
// may have no address, and SQLite would bind NULL for it.
static inline int cs_bind_text(sqlite3_stmt *statement, int index, const char *text, int64_t count) {
  return sqlite3_bind_text64(statement, index, count > 0 ? text : "", (sqlite3_uint64)count,
                             SQLITE_TRANSIENT, SQLITE_UTF8);
}
static inline int cs_bind_blob(sqlite3_stmt *statement, int index, const void *bytes, int64_t count) {
  return sqlite3_bind_blob64(statement, index, count > 0 ? bytes : "", (sqlite3_uint64)count,
                             SQLITE_TRANSIENT);
}

// sqlite3_db_config is variadic. Defensive: no SQL can corrupt the file on
// purpose. The schema is not trusted with functions that have side effects.
static inline int cs_protect(sqlite3 *database) {
  int code = sqlite3_db_config(database, SQLITE_DBCONFIG_DEFENSIVE, 1, (int *)0);
  if (code != SQLITE_OK) return code;
  return sqlite3_db_config(database, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, (int *)0);
}
