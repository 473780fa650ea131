"""Synthetic records in bulk, to try the site at the size of a country. Never for a site that readers see."""
