"""Owners of projects: confirming, changing, ending and handing over a project by a private link; yearly question."""
