// What Swift cannot import from libpq, and nothing else.
#pragma once
// Debian keeps libpq's headers in a folder of their own.
#include <postgresql/libpq-fe.h>

// Character codes of fields are macros.
static inline const char *cp_sqlstate(const PGresult *result) {
  return PQresultErrorField(result, PG_DIAG_SQLSTATE);
}
static inline const char *cp_constraint(const PGresult *result) {
  return PQresultErrorField(result, PG_DIAG_CONSTRAINT_NAME);
}
