"""Records of partner sites, proposed to the editors (docs/decisions/partner-sources.md)."""
