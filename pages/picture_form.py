"""The upload of an image by editors and by an import: opened to its last byte, and kept without metadata."""

import io

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image
from wagtail.images.fields import WagtailImageField
from wagtail.images.forms import BaseImageForm

from visitors.picture_metadata import strip_metadata


class PictureField(WagtailImageField):
    """Form field for a picture; its value is an uploaded file without metadata (visitors.picture_metadata)."""

    def to_python(self, data):
        """Return an UploadedFile or None; raises ValidationError for what is not a whole picture of an allowed kind."""
        try:
            upload = super().to_python(data)
            if upload is None:
                return None
            content = upload.read()
            with Image.open(io.BytesIO(content)) as picture:
                picture.load()
            stripped = strip_metadata(content)
        except ValidationError:
            raise
        except Exception as error:  # each decoder has its own errors for a damaged file
            raise ValidationError(self.error_messages["invalid_image"], code="invalid_image") from error
        return SimpleUploadedFile(upload.name, stripped, upload.content_type)


class PictureForm(BaseImageForm):
    """Wagtail's form of an image, with a PictureField."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        # Wagtail makes the field itself, whatever the model or this class declares.
        if field := self.fields.get("file"):
            self.fields["file"] = PictureField(label=field.label, widget=field.widget, required=field.required)
