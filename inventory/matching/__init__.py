"""Similar projects, clusters of projects, and contact between their people."""
