// What Swift cannot import from zlib, and nothing else.
//
// deflateInit2 and inflateInit2 are macros, and zlib keeps the address of its
// z_stream, which a Swift variable may change: so a whole text at once, here.
#pragma once
#include <stdint.h>
#include <string.h>
#include <zlib.h>

// 15 bits of window, 16 more for a gzip header instead of a zlib one.
enum { CZ_GZIP_WINDOW = 15 + 16, CZ_MEMORY_LEVEL = 8 };

// Bytes that cz_gzip needs at most, with its header of 10 and trailer of 8.
static inline size_t cz_gzip_bound(size_t count) { return compressBound(count) + 18; }

// Packs `count` bytes; both counts are under 4 GiB. Returns the bytes written,
// or 0 without memory.
static inline size_t cz_gzip(const void *bytes, size_t count, void *out, size_t room, int level) {
  z_stream stream;
  memset(&stream, 0, sizeof stream);
  if (deflateInit2(&stream, level, Z_DEFLATED, CZ_GZIP_WINDOW, CZ_MEMORY_LEVEL,
                   Z_DEFAULT_STRATEGY) != Z_OK)
    return 0;
  stream.next_in = (Bytef *)bytes;
  stream.avail_in = (uInt)count;
  stream.next_out = (Bytef *)out;
  stream.avail_out = (uInt)room;
  int code = deflate(&stream, Z_FINISH);
  size_t written = stream.total_out;
  deflateEnd(&stream);
  return code == Z_STREAM_END ? written : 0;
}

// Unpacks exactly one gzip member that fills `bytes` to its end. Returns the
// bytes written, -1 when it is not that or does not fit, -2 without memory.
static inline int64_t cz_gunzip(const void *bytes, size_t count, void *out, size_t room) {
  z_stream stream;
  memset(&stream, 0, sizeof stream);
  if (inflateInit2(&stream, CZ_GZIP_WINDOW) != Z_OK) return -2;
  stream.next_in = (Bytef *)bytes;
  stream.avail_in = (uInt)count;
  stream.next_out = (Bytef *)out;
  stream.avail_out = (uInt)room;
  int code = inflate(&stream, Z_FINISH);
  int64_t written = (int64_t)stream.total_out;
  int whole = code == Z_STREAM_END && stream.avail_in == 0;
  inflateEnd(&stream);
  if (code == Z_MEM_ERROR) return -2;
  return whole ? written : -1;
}
