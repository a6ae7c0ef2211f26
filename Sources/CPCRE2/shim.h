// PCRE2 selects its API by code-unit width; keysweep matches raw bytes.
#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>
