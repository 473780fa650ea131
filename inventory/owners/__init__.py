"""The owner of a project confirms, changes, ends or hands it over by a private link."""
