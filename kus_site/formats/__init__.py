"""How dates and times are written, where Django does it otherwise than readers here expect."""
