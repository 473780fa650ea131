"""The views of the read API: lists and single records of the types that have an `api_serializer`."""

from functools import cache

from django.conf import settings
from django.http import QueryDict
from django.urls import reverse
from django.utils.module_loading import import_string
from django.utils.translation import override
from drf_spectacular.generators import SchemaGenerator
from drf_spectacular.utils import OpenApiParameter, OpenApiTypes, extend_schema, extend_schema_view, inline_serializer
from rest_framework import serializers
from rest_framework.generics import GenericAPIView
from rest_framework.negotiation import DefaultContentNegotiation
from rest_framework.renderers import JSONRenderer
from rest_framework.response import Response
from wagtail.models import Page

from pages.api.cursors import Cursor, CursorError, read_page
from pages.api.problems import ProblemSerializer, Refusal, problem_response
from pages.api.serializers import Entry, RecordSerializer
from pages.examples import example_keys
from pages.models.record_index import RecordFacet
from pages.models.withdrawn import WithdrawnRecord
from pages.record_index.reading import indexed_records, make_cards
from pages.record_index.selection import Selection
from pages.record_types import record_types
from pages.structured_data import site_facts
from visitors.addresses import network_of
from visitors.rate_limit import HOUR, Limit, first_exceeded

PAGE_SIZE = 20
MOST_PER_PAGE = 100
# Answers that the page cache has are not counted.
LIMIT = Limit("read-api", 3_600, HOUR)
OWN_PARAMETERS = ("cursor", "language", "page_size")
DESCRIPTION = (
    "Publications, events, themes and projects as JSON, for reading. Lists take the filters of the pages for readers; "
    "follow `next` to read on. Unknown parameters and values are refused with a sentence that says what to do."
)
SHOWN_VALUE = 60  # characters of a value that is refused


class JsonOnly(DefaultContentNegotiation):
    """One format, whatever is asked for: an address that a person opens in a browser answers too."""

    def select_renderer(self, request, renderers, format_suffix=None):
        return renderers[0], renderers[0].media_type


class ReadView(GenericAPIView):
    """Abstract: a view that anybody may read, from any site (Fetch standard, CORS), within the limit of a network."""

    authentication_classes = []
    permission_classes = []
    parser_classes = []
    filter_backends = []
    pagination_class = None
    renderer_classes = [JSONRenderer]
    content_negotiation_class = JsonOnly
    http_method_names = ["get", "head", "options"]

    def get_exception_handler(self):
        return problem_response

    def initial(self, request, *args, **kwargs):
        super().initial(request, *args, **kwargs)
        if request.method != "OPTIONS" and first_exceeded((LIMIT, network_of(request))):
            raise Refusal(
                429,
                f"Your network asked more than {LIMIT.most} times in an hour. Wait an hour, and keep the answers.",
                {"Retry-After": str(LIMIT.seconds)},
            )

    def finalize_response(self, request, response, *args, **kwargs):
        response = super().finalize_response(request, response, *args, **kwargs)
        response["Access-Control-Allow-Origin"] = "*"
        response["Cross-Origin-Resource-Policy"] = "cross-origin"
        response["X-Robots-Tag"] = "noindex"
        # One format and one language for each address.
        del response["Vary"]
        return response

    def options(self, request, *args, **kwargs):
        """Answer a preflight request (Fetch standard 3.2.2)."""
        headers = {
            "Access-Control-Allow-Methods": "GET, HEAD, OPTIONS",
            "Access-Control-Allow-Headers": request.headers.get("Access-Control-Request-Headers", "*")[:200],
            "Access-Control-Max-Age": "86400",
            "Allow": "GET, HEAD, OPTIONS",
        }
        return Response(status=204, headers=headers)


class RecordView(ReadView):
    """Abstract: a view of one type of record, `model`."""

    model = None

    def read_parameters(self, *known):
        """Return the language asked for; raises Refusal for parameters other than these and unknown languages."""
        unknown = [name for name in self.request.GET if name not in known]
        if unknown:
            raise Refusal(
                400, f"There is no parameter “{shorten(unknown[0])}” here. Choose from: {', '.join(sorted(known))}."
            )
        language = self.request.GET.get("language", settings.LANGUAGE_CODE)
        if language not in dict(settings.LANGUAGES):
            known = ", ".join(dict(settings.LANGUAGES))
            raise Refusal(400, f"“{shorten(language)}” is no language of this site. Choose from: {known}.")
        return language

    def get_serializer_context(self):
        return super().get_serializer_context() | {"address_of": self.address_of, "examples": example_keys(Page)}

    def address_of(self, identifier):
        """Return the whole address of a record in this API, in the language asked for."""
        address = self.request.build_absolute_uri(reverse(f"api:{self.model.api_name}-record", args=[identifier]))
        language = self.request.GET.get("language", settings.LANGUAGE_CODE)
        return address if language == settings.LANGUAGE_CODE else f"{address}?language={language}"


class RecordListView(RecordView):
    """The records of a type, the newest first, narrowed by the filters of its listing."""

    serializer_class = RecordSerializer

    def get(self, request):
        """Answer with one page of the list; the number of queries is fixed."""
        language = self.read_parameters(*OWN_PARAMETERS, *(facet.name for facet in self.model.facets))
        with override(language):
            selection = self.select(language)
            rows, before, after = read_page(selection.records(), self.read_cursor(), self.read_size())
            entries = self.collect(rows)
            results = self.get_serializer(entries, many=True).data
            return Response(
                {
                    "count": selection.total,
                    "previous": before and self.address_with(before),
                    "next": after and self.address_with(after),
                    "results": results,
                }
            )

    def select(self, language):
        """Return the Selection; raises Refusal for a value that no record has."""
        selection = Selection(self.model, language, self.request.GET)
        if selection.refused:
            facet, value = selection.refused[0]
            known = list(selection.known.values[facet.name])[:20]
            raise Refusal(
                400,
                f"No record has “{shorten(value)}” for “{facet.name}”. "
                + (f"Choose from, among others: {', '.join(known)}." if known else "Leave the parameter out."),
            )
        return selection

    def read_cursor(self):
        text = self.request.GET.get("cursor")
        if not text:
            return None
        try:
            return Cursor.read(text)
        except CursorError:
            raise Refusal(
                400, "This cursor is not one of ours. Take the addresses in “next” and “previous” whole."
            ) from None

    def read_size(self):
        text = self.request.GET.get("page_size") or str(PAGE_SIZE)
        if not (text.isascii() and text.isdigit() and 1 <= int(text[:6]) <= MOST_PER_PAGE):
            raise Refusal(400, f"Write for “page_size” a number from 1 to {MOST_PER_PAGE}.")
        return int(text)

    def collect(self, rows):
        """Return the Entries of IndexedRecords, in two queries."""
        pages = self.model.objects.filter(pk__in=[row.page_id for row in rows])
        pages = {pk: rest for pk, *rest in pages.order_by().values_list("pk", "translation_key", "date")}
        values = values_of(rows, self.model)
        return [
            Entry(row, card, *pages[row.page_id], values.get(row.pk, []))
            for row, card in zip(rows, make_cards(rows), strict=True)
            if row.page_id in pages
        ]

    def address_with(self, cursor):
        """Return the whole address of another page of the list."""
        query = QueryDict(mutable=True)
        for name, values in self.request.GET.lists():
            if name != "cursor":
                query.setlist(name, values)
        query["cursor"] = str(cursor)
        return self.request.build_absolute_uri(f"{self.request.path}?{query.urlencode()}")


class RecordDetailView(RecordView):
    """One record, with all that its page says."""

    def get(self, request, identifier):
        """Answer with the record by its identifier (UUID); the number of queries is fixed."""
        language = self.read_parameters("language")
        rows = indexed_records(language, self.model).filter(page__translation_key=identifier)
        row = rows.order_by("page").first()
        if row is None:
            kept = WithdrawnRecord.objects.filter(translation_key=identifier, record_type=self.model.search_kind)
            if withdrawn := kept.first():
                raise Refusal(410, f"“{withdrawn.title}” was taken away. Remove it from what you keep.")
            raise Refusal(404, "There is no such record. Look for it in the list of its type.")
        with override(language):
            serializer = self.get_serializer_class()
            page = self.model.objects.prefetch_related(*serializer.prefetch).get(pk=row.page_id)
            entry = Entry(
                row,
                make_cards([row])[0],
                page.translation_key,
                page.date,
                values_of([row], self.model).get(row.pk, []),
                page,
            )
            return Response(self.get_serializer(entry).data)


def values_of(rows, model):
    """Return {primary key of an IndexedRecord: its FacetValues that the lists of its type offer}, in their order."""
    names = [facet.name for facet in model.facets]
    links = RecordFacet.objects.filter(record__in=[row.pk for row in rows], value__facet__in=names)
    links = links.select_related("value")
    values = {}
    for link in links.defer("value__bitmap"):
        values.setdefault(link.record_id, []).append(link.value)
    for found in values.values():
        found.sort(key=lambda value: (value.facet, value.position, value.value))
    return values


def shorten(text):
    """Return a text that is refused as a sentence may repeat it."""
    return text if len(text) <= SHOWN_VALUE else f"{text[:SHOWN_VALUE]}…"


def api_types():
    """Return the types of record that the API serves."""
    return [model for model in record_types() if model.api_serializer]


class IndexView(ReadView):
    """What the API has: the addresses of its lists and of its description."""

    @extend_schema(
        operation_id="index",
        responses=inline_serializer(
            "Index", {"openapi": serializers.URLField(), "lists": serializers.DictField(child=serializers.URLField())}
        ),
    )
    def get(self, request):
        """Answer with {openapi: address, lists: {name: address}}."""
        lists = {model.api_name: request.build_absolute_uri(reverse(f"api:{model.api_name}")) for model in api_types()}
        return Response({"openapi": request.build_absolute_uri(reverse("api:openapi")), "lists": lists})


class OpenApiView(ReadView):
    """The description of the API (OpenAPI 3.0.3)."""

    @extend_schema(exclude=True)
    def get(self, request):
        """Answer with the description, which names the host that was asked."""
        with override("en"):
            schema = SchemaGenerator(urlconf="pages.api.urls").get_schema(request=None, public=True)
        schema["info"] = {"title": site_facts(request)["name"], "version": "1", "description": DESCRIPTION}
        schema["servers"] = [{"url": request.build_absolute_uri(reverse("api:index")).rstrip("/")}]
        return Response(schema, content_type="application/vnd.oai.openapi+json; version=3.0.3")


@cache
def views_of(model):
    """Return (list view, detail view) of a type of record, described for OpenAPI."""
    serializer = import_string(model.api_serializer)
    name = model.api_name
    refusals = dict.fromkeys((400, 404, 429), (ProblemSerializer, "application/problem+json"))
    language = OpenApiParameter(
        "language", enum=list(dict(settings.LANGUAGES)), default=settings.LANGUAGE_CODE, description="Of the texts."
    )
    of_list = [
        language,
        OpenApiParameter("page_size", OpenApiTypes.INT, default=PAGE_SIZE, description=f"From 1 to {MOST_PER_PAGE}."),
        OpenApiParameter("cursor", description="Take it from `next` and `previous`."),
        *(
            OpenApiParameter(
                facet.name, many=True, explode=True, description=f"{facet.label}: any of these values (see `filters`)."
            )
            for facet in model.facets
        ),
    ]
    page_of_list = inline_serializer(
        f"{name.title()}Page",
        {
            "count": serializers.IntegerField(help_text="How many records match."),
            "previous": serializers.URLField(allow_null=True),
            "next": serializers.URLField(allow_null=True),
            "results": RecordSerializer(many=True),
        },
    )
    list_view = type(f"{model.__name__}ListView", (RecordListView,), {"model": model})
    detail_view = type(
        f"{model.__name__}DetailView", (RecordDetailView,), {"model": model, "serializer_class": serializer}
    )
    describe_list = extend_schema(
        operation_id=f"list_{name}",
        tags=[name],
        parameters=of_list,
        responses={200: page_of_list, **refusals},
        description=f"The {name}, the newest first.",
    )
    describe_record = extend_schema(
        operation_id=f"read_{name}",
        tags=[name],
        parameters=[language],
        responses={200: serializer, 410: refusals[404], **refusals},
        description=f"One of the {name} by its identifier.",
    )
    return extend_schema_view(get=describe_list)(list_view), extend_schema_view(get=describe_record)(detail_view)
