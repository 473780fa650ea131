"""CSL-JSON items as a file."""

import json


def write_csl_json(items):
    """Return the items as one CSL-JSON 1.0.2 document, always a list."""
    return f"{json.dumps(items, ensure_ascii=False, indent=2)}\n"
