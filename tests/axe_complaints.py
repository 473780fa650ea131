"""What axe finds on a page."""

from axe_playwright_python.sync_playwright import Axe

# WCAG 2.2 AA, and what axe calls good practice.
OPTIONS = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}


def complaints(page):
    """Return what axe finds on a page, with the first element of each."""
    violations = Axe().run(page, options=OPTIONS).response["violations"]
    return [f"{violation['id']}: {violation['nodes'][0]['target']}" for violation in violations]
