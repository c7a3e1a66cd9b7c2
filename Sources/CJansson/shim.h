// What Swift cannot import from jansson: its accessors that are macros, and
// the iterator type, which is an untyped pointer.
#pragma once
#include <jansson.h>

// json_is_* and json_typeof are macros.
static inline int cj_type(const json_t *value) { return (int)value->type; }

// json_decref is an inline function over a macro that Swift sees as unavailable
// in some releases; a name of our own keeps the call findable.
static inline void cj_release(json_t *value) { json_decref(value); }
