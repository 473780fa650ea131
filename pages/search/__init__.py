"""Search over everything readers may see: what is indexed, how words are compared, ranked and shown."""
