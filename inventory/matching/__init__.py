"""Projects that look alike, and bringing their people in contact."""
