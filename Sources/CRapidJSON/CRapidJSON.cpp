#include "CRapidJSON.h"

#include <rapidjson/error/en.h>
#include <rapidjson/reader.h>
#include <stdlib.h>
#include <string.h>

namespace {

// What the reader tells, one value after the other. False ends the reading, and
// `wrong` says why.
struct Values {
  const char *const start;
  crj_text &read;
  const size_t depth;
  const char *wrong = nullptr;
  size_t capacity = 0;
  // The arrays and objects that are not closed yet, each in the place of a value.
  size_t *open;
  size_t opened = 0;

  Values(const char *start, crj_text &read, size_t depth)
      : start(start), read(read), depth(depth) {
    open = static_cast<size_t *>(malloc(depth * sizeof *open));
  }
  ~Values() { free(open); }

  bool add(crj_kind kind, size_t count = 0, size_t place = 0) {
    if (read.count == capacity) {
      capacity = capacity == 0 ? 64 : capacity * 2;
      void *larger = realloc(read.values, capacity * sizeof *read.values);
      if (larger == nullptr) return refuse("Out of memory.");
      read.values = static_cast<crj_value *>(larger);
    }
    read.values[read.count++] = {kind, count, place};
    return true;
  }

  bool refuse(const char *reason) {
    wrong = reason;
    return false;
  }

  bool begin(crj_kind kind) {
    if (opened == depth) return refuse("Nested too deeply.");
    open[opened++] = read.count;
    return add(kind);
  }

  bool end(size_t count) {
    read.values[open[--opened]].count = count;
    return true;
  }

  size_t place(const char *bytes) const { return static_cast<size_t>(bytes - start); }

  bool Null() { return add(CRJ_NULL); }
  bool Bool(bool value) { return add(value ? CRJ_TRUE : CRJ_FALSE); }
  bool RawNumber(const char *bytes, size_t count, bool) {
    return add(CRJ_NUMBER, count, place(bytes));
  }
  bool String(const char *bytes, size_t count, bool) {
    if (memchr(bytes, 0, count) != nullptr) return refuse("\\u0000 is not allowed in a string.");
    return add(CRJ_STRING, count, place(bytes));
  }
  bool Key(const char *bytes, size_t count, bool copies) { return String(bytes, count, copies); }
  bool StartArray() { return begin(CRJ_ARRAY); }
  bool EndArray(size_t count) { return end(count); }
  bool StartObject() { return begin(CRJ_OBJECT); }
  bool EndObject(size_t count) { return end(count); }

  // Numbers come raw.
  bool Int(int) { return false; }
  bool Uint(unsigned) { return false; }
  bool Int64(int64_t) { return false; }
  bool Uint64(uint64_t) { return false; }
  bool Double(double) { return false; }
};

}  // namespace

const char *crj_read(char *text, size_t count, size_t depth, crj_text *read) {
  *read = {};
  read->error = strlen(text);
  if (read->error < count) return "A byte NUL.";  // it would be taken for the end
  rapidjson::InsituStringStream stream(text);
  Values values(text, *read, depth);
  if (values.open == nullptr) return "Out of memory.";
  rapidjson::Reader reader;
  constexpr unsigned flags = rapidjson::kParseInsituFlag | rapidjson::kParseIterativeFlag |
                             rapidjson::kParseNumbersAsStringsFlag;
  rapidjson::ParseResult result = reader.Parse<flags>(stream, values);
  if (!result.IsError()) return nullptr;
  read->error = result.Offset();
  if (values.wrong != nullptr) return values.wrong;
  return rapidjson::GetParseError_En(result.Code());
}
