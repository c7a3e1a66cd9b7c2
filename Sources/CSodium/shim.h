// What Swift cannot import from libsodium, and nothing else.
#pragma once
#include <errno.h>
#include <sodium.h>

// A passphrase is bytes; Swift passes an array as an untyped pointer without a
// copy, but not as a pointer to char. 0 when done, -1 without memory.
static inline int cso_hash(char *hash, const void *passphrase, unsigned long long count,
                           unsigned long long passes, size_t memory) {
  return crypto_pwhash_str(hash, (const char *)passphrase, count, passes, memory);
}

// Tells a wrong passphrase from a failure: both return -1, only errno knows.
// 1 matches, 0 does not, -1 could not be computed (no memory, or not a hash).
static inline int cso_verify(const char *hash, const void *passphrase, unsigned long long count) {
  errno = 0;
  if (crypto_pwhash_str_verify(hash, (const char *)passphrase, count) == 0) return 1;
  return errno == EINVAL ? 0 : -1;
}
