"""What `make` runs: the site, the tests, the checks and the container, with the standard library only."""
