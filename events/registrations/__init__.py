"""Registration for events: places, waiting list, letters to registered people, retention."""
