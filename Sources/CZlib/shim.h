// zlib's documentation calls what it reads const; without this macro its header does not.
#define ZLIB_CONST
#include <zlib.h>
