// JSON text into a list of its values, by RapidJSON, a C++ library of headers only.
#pragma once
#include <stddef.h>

#ifdef __cplusplus
extern "C" {
#endif

enum crj_kind {
  CRJ_NULL,
  CRJ_FALSE,
  CRJ_TRUE,
  CRJ_NUMBER,  // `count` bytes at `place`, as they were written
  CRJ_STRING,  // `count` bytes at `place`, with no escape left and no NUL; perhaps not UTF-8
  CRJ_ARRAY,   // its `count` elements follow
  CRJ_OBJECT,  // its `count` members follow, each a string and its value
};

struct crj_value {
  enum crj_kind kind;
  size_t count;
  size_t place;
};

struct crj_text {
  struct crj_value *values;  // in the order of the text; for free()
  size_t count;
  size_t error;  // where the text is wrong
};

// Reads the `count` bytes of `text` and the NUL after them, and writes strings
// without their escapes over it. NULL when it is one JSON value, nested no deeper than
// `depth`; otherwise what is wrong, in words that quote nothing of the text.
// Source: RFC 8259; RapidJSON's rapidjson/reader.h.
const char *crj_read(char *text, size_t count, size_t depth, struct crj_text *read);

#ifdef __cplusplus
}
#endif
