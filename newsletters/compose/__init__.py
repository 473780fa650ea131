"""Making an issue: its blocks and items, drafts, trays, previews and the checks before sending."""
