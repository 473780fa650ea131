"""Pages of the newsletter that are no page of the site: sign-up, confirmation, preferences, leaving."""
