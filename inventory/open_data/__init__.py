"""Projects as open data (DCAT 3), without contact data."""
