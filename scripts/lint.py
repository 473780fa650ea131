"""`make lint`: every check of the source. In old syntax, so that an old Python answers with a sentence."""

import os
import sys

# Python puts scripts/ itself on the path; the packages are found from the folder above it.
sys.path[0] = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))


def main():
    """Return 0 when every check passes; the words `format` and `messages` put things right instead."""
    from scripts.python_version import sentence_for

    sentence = sentence_for(sys.version_info)
    if sentence:
        sys.stderr.write(sentence + "\n")
        return 1
    from scripts.source_checks import main as check_source

    return check_source(sys.argv[1:])


if __name__ == "__main__":
    sys.exit(main())
