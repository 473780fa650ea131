"""Sets of pages as Roaring bitmaps of their primary keys, which a facet's counts are made of.

FacetValue.bitmap holds one in the portable format of Roaring bitmaps (32 bits). The primary key of a page is a 32-bit
number, and a type and language has at most one row for each page.
"""

from pyroaring import BitMap


def read_bitmap(data):
    """Return the BitMap of what FacetValue.bitmap holds (bytes or memoryview); nothing stands for an empty one."""
    return BitMap.deserialize(bytes(data)) if data else BitMap()


def write_bitmap(pages):
    """Return the bytes for FacetValue.bitmap of a BitMap."""
    pages.run_optimize()
    return pages.serialize()


def pages_of(records):
    """Return the BitMap of the pages of a queryset of IndexedRecords, in one query."""
    return BitMap(list(records.order_by().values_list("page", flat=True)))


def union(bitmaps):
    """Return the BitMap of what is in any of some BitMaps."""
    return BitMap.union(*bitmaps) if (bitmaps := list(bitmaps)) else BitMap()
