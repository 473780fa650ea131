"""Refusals of the read API as application/problem+json (RFC 9457)."""

from http import HTTPStatus

from django.core.exceptions import PermissionDenied
from django.http import Http404
from rest_framework import serializers
from rest_framework.exceptions import APIException, MethodNotAllowed, NotAcceptable
from rest_framework.response import Response

CONTENT_TYPE = "application/problem+json"


class ProblemSerializer(serializers.Serializer):
    """A refusal (RFC 9457 3.1): what is wrong, and in `detail` what to do."""

    type = serializers.CharField(default="about:blank")
    title = serializers.CharField()
    status = serializers.IntegerField()
    detail = serializers.CharField()


class Refusal(APIException):
    """A request that is refused. status: of HTTP; detail: a sentence that says what to do; headers: more headers."""

    def __init__(self, status, detail, headers=None):
        super().__init__(detail)
        self.status_code = status
        self.more_headers = headers or {}


def problem_response(error, context):
    """Return the Response for an exception of a view; None for one that is a fault of ours."""
    headers = getattr(error, "more_headers", {})
    if isinstance(error, (Http404, PermissionDenied)):
        status, detail = 404, "There is no such record. Look for it in the list of its type."
    elif isinstance(error, MethodNotAllowed):
        status, detail = 405, "This API is for reading: use GET."
    elif isinstance(error, NotAcceptable):
        status, detail = 406, "This API answers with application/json only."
    elif isinstance(error, APIException):
        status, detail = error.status_code, str(error.detail)
    else:
        return None
    problem = {"type": "about:blank", "title": HTTPStatus(status).phrase, "status": status, "detail": detail}
    return Response(problem, status=status, headers=headers, content_type=CONTENT_TYPE)
