"""A record type that no other module knows: one models file and one template, as CONTRIBUTING.md says."""
