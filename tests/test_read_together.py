"""Rows of several tables in one query are what each table gives by itself."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.db.models import Count, Max

from inventory.models import Need, ProjectPage
from network.models import Municipality
from pages.read_together import Prepared, read_together
from publications.models import OrderLink, PublicationPart
from tests.coverage_samples import add_agenda, add_theme
from tests.owner_samples import days_ago
from tests.sample_records import add_project, add_publication, add_round, from_now
from themes.models import ThemePage

pytestmark = pytest.mark.django_db


@pytest.fixture
def theme():
    theme = add_theme(add_agenda("Proefagenda 2090", 2090), "Wonen")
    woerden = Municipality.objects.get(slug="woerden")
    Need.objects.create(municipality=woerden, theme=theme, round=add_round(from_now()), reported_on=days_ago(1))
    Need.objects.create(municipality=woerden, theme=theme, reported_on=days_ago(2))
    add_project(municipalities=[woerden], confirmed_on=days_ago(3))
    return theme


def test_numbers_texts_days_moments_keys_and_nothing_are_what_they_are_alone(theme, django_assert_num_queries):
    querysets = [
        ThemePage.objects.values_list("pk", "translation_key", "locale__language_code", "sort_date", "live"),
        ThemePage.objects.values_list("title", "first_published_at", "agenda"),
        Need.objects.values_list("municipality__name", "round", "round__sort_date", "reported_on"),
        ProjectPage.objects.none().values_list("pk"),
    ]
    assert connection.features.supports_json_field, "asked of the database once"
    with django_assert_num_queries(1):
        found = read_together(*querysets)
    for rows, queryset in zip(found, querysets, strict=True):
        assert sorted(rows, key=repr) == sorted(queryset, key=repr)
    assert found[0]
    assert {row[1] for row in found[2]} > {None}


def test_what_counts_by_group_counts_the_same(theme):
    counted = Need.objects.order_by().values("municipality").annotate(number=Count("pk"), last=Max("reported_on"))
    queryset = counted.values_list("municipality", "number", "last")
    found, themes = read_together(queryset, ThemePage.objects.values_list("pk"))
    assert sorted(found) == sorted(queryset)
    assert 2 in [number for _town, number, _last in found]
    assert len(themes) == ThemePage.objects.count()


def test_objects_keep_their_order_and_what_they_are_joined_with(theme, django_assert_num_queries):
    seller = OrderLink._meta.get_field("seller").related_model.objects.first()
    publication = add_publication(
        children={
            "parts": [
                PublicationPart(title="Twee", duration=timedelta(minutes=9)),
                PublicationPart(title="Een", duration=timedelta(days=1, seconds=2)),
                PublicationPart(title="Drie"),
            ],
            "order_links": [OrderLink(seller=seller, url="https://example.org/", price=Decimal("12.50"))],
        }
    )
    needs = Need.objects.order_by("-reported_on")
    with django_assert_num_queries(1):
        parts, links, (newest, oldest), towns = read_together(
            PublicationPart.objects.filter(publication=publication),
            OrderLink.objects.filter(publication=publication).select_related("seller"),
            needs.select_related("round__locale", "theme"),
            Municipality.objects.all(),
        )
        assert newest.round.locale.language_code == "nl"
        assert newest.theme.title == "Wonen"
        assert (oldest.round, links[0].seller) == (None, seller)
    assert [part.title for part in parts] == ["Twee", "Een", "Drie"]
    assert [part.duration for part in parts] == [timedelta(minutes=9), timedelta(days=1, seconds=2), None]
    assert str(links[0].price) == "12.50"
    assert towns == list(Municipality.objects.all())
    assert newest.theme.body == theme.body, "a StreamField is read when it is asked for"


def test_prepared_querysets_are_read_with_the_values_of_each_time(theme, django_assert_num_queries):
    towns = list(Municipality.objects.order_by("pk")[:2])
    prepared = Prepared(
        Municipality.objects.filter(pk=-1), Need.objects.filter(municipality__in=[-1, -2]).values_list("pk")
    )
    for town in towns:
        with django_assert_num_queries(1):
            found, needs = prepared.read({-1: town.pk, -2: town.pk})
        assert [vars(each) | {"_state": None} for each in found] == [vars(town) | {"_state": None}]
        assert sorted(needs) == sorted(Need.objects.filter(municipality=town).values_list("pk"))
