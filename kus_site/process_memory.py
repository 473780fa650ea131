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
    """Have large pieces of memory given back to the system as soon as they are freed: a tenth of what a worker takes.

    Holds for this process and those forked from it. Another C library has no mallopt and is left as it is.
    """
    mallopt = getattr(ctypes.CDLL(None), "mallopt", None)
    for parameter, value in ALLOCATOR.items() if mallopt else ():
        mallopt(parameter, value)
