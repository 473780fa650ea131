"""The read API under /api/v1/: records as JSON, with the filters of the listings (docs/decisions/read-api.md)."""
