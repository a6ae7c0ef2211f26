// No "link" in the module map: the library is loaded when the first archive is met, because what it
// depends on would double the time in which the program starts (see ArchiveLibrary).
#include <archive.h>
#include <archive_entry.h>
