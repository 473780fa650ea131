"""What visitors send us and what we keep of them: addresses, forms, limits, private links, letters."""
