"""How a publication is cited: CSL-JSON items (csl), APA references of them, and files for reference managers."""
