"""Wagtail's API v3, which the site does not serve, costs its processes neither time nor memory."""

import importlib
import sys

import pytest
from django.urls import NoReverseMatch, reverse


def test_its_schemas_are_not_loaded():
    assert "wagtail.images.apps" in sys.modules
    assert not [name for name in sys.modules if name.partition(".")[0] == "ninja"]


def test_what_would_serve_it_says_that_it_is_not_there():
    with pytest.raises(AttributeError, match="urls"):
        importlib.import_module("wagtail.api.v3.api").api.urls  # noqa: B018
    with pytest.raises(ImportError, match="get_image_permission_policy"):
        from wagtail.images.api.v3.router import get_image_permission_policy  # noqa: F401
    with pytest.raises(NoReverseMatch):
        reverse("wagtailapi_v3:openapi-json")
