"""How the C library keeps memory that was freed, in the processes of the web server.

Imports nothing of Django: what is set before anything is loaded holds for that too.
"""

import ctypes

# Parameters of mallopt (malloc.h of the GNU C library) and their values. Set, the thresholds no longer grow with the
# largest piece that was freed. Below what a page and its compression need they cost a request hundreds of page faults.
ALLOCATOR = {
    -8: 2,  # M_ARENA_MAX: two heaps, where threads would get up to eight per processor
    -3: 524_288,  # M_MMAP_THRESHOLD, bytes: larger pieces are returned as soon as they are freed
    -1: 1_048_576,  # M_TRIM_THRESHOLD, bytes: of a heap so much is kept at its end for what comes next
}


def return_freed_memory():
    """Set glibc's allocator to return large blocks as soon as they are freed, and to keep what every request needs.

    Holds for this process and those forked from it. Does nothing with a C library that has no mallopt.
    """
    mallopt = getattr(ctypes.CDLL(None), "mallopt", None)
    for parameter, value in ALLOCATOR.items() if mallopt else ():
        mallopt(parameter, value)
