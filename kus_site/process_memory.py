"""How the C library keeps memory that was freed, in the processes of the web server.

Imports nothing of Django: what is set before anything is loaded holds for that too.
"""

import ctypes

# Parameters of mallopt (malloc.h of the GNU C library) and their values.
ALLOCATOR = {
    -8: 2,  # M_ARENA_MAX: two heaps, where threads would get up to eight per processor
    -3: 131_072,  # M_MMAP_THRESHOLD, bytes; set, it no longer grows with the largest piece that was freed
    -1: 131_072,  # M_TRIM_THRESHOLD, bytes; likewise
}


def return_freed_memory():
    """Set glibc's allocator to return large blocks as soon as they are freed: a tenth of the memory of a worker.

    Holds for this process and those forked from it. Does nothing with a C library that has no mallopt.
    """
    mallopt = getattr(ctypes.CDLL(None), "mallopt", None)
    for parameter, value in ALLOCATOR.items() if mallopt else ():
        mallopt(parameter, value)
