"""`make run`: prepares and serves the site. In old syntax, so that an old Python answers with a sentence."""

import os
import sys

# Python puts scripts/ itself on the path; the packages are found from the folder above it.
sys.path[0] = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))


def main():
    """Return the exit code of the whole visit."""
    from scripts.python_version import sentence_for

    sentence = sentence_for(sys.version_info)
    if sentence:
        sys.stderr.write(sentence + "\n")
        return 1
    from scripts.start_site import main as start_site

    return start_site()


if __name__ == "__main__":
    sys.exit(main())
