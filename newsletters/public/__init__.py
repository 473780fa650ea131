"""What visitors use: sign-up, confirmation, preferences, unsubscribe, archive with feed, counted links."""
