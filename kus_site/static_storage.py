"""Static files for browsers: names with a hash, compressed copies, and style sheets without round trips."""

import re

from django.core.files.base import ContentFile
from whitenoise.storage import CompressedManifestStaticFilesStorage

# CSS Cascading and Inheritance Level 4, section 2, as far as our own style sheets use it: @import "name.css" [media];
IMPORT = re.compile(r'^@import "(?P<name>[\w-]+\.css)"(?: (?P<media>[^;]+))?;\n', re.MULTILINE)
WHOLE_SHEET = "css/site.css"


class StaticStorage(CompressedManifestStaticFilesStorage):
    """Puts the sheets that css/site.css imports into it, so that a browser asks for one file and not for six.

    While developing, the browser follows the imports itself.
    """

    def post_process(self, paths, dry_run=False, **options):
        if WHOLE_SHEET in paths and not dry_run:
            content = ContentFile(read_whole(paths, WHOLE_SHEET).encode())
            self.delete(WHOLE_SHEET)
            self._save(WHOLE_SHEET, content)
            paths = paths | {WHOLE_SHEET: (self, WHOLE_SHEET)}
        yield from super().post_process(paths, dry_run=dry_run, **options)

    def compress_files(self, paths):
        """Compress only files with a hash in their names: no page asks for others, and it takes half the time."""
        return super().compress_files(set(paths) & set(self.hashed_files.values()))


def read_whole(paths, name):
    """Return the text of a style sheet with its imports in it, in their order; a medium becomes an @media block.

    `paths` is what collectstatic found: {name: (storage, path)}. Raises KeyError when an imported sheet is not there.
    """
    folder = name.rpartition("/")[0]

    def put_in(found):
        text = read_whole(paths, f"{folder}/{found['name']}")
        return f"@media {found['media']} {{\n{text}}}\n" if found["media"] else text

    storage, path = paths[name]
    with storage.open(path) as file:
        return IMPORT.sub(put_in, file.read().decode())
