"""The addresses of the read API, below /api/v1/."""

from django.urls import path

from pages.api.views import IndexView, OpenApiView, api_types, views_of

app_name = "api"
urlpatterns = [
    path("", IndexView.as_view(), name="index"),
    path("openapi.json", OpenApiView.as_view(), name="openapi"),
]
for model in api_types():
    list_view, detail_view = views_of(model)
    urlpatterns += [
        path(f"{model.api_name}/", list_view.as_view(), name=model.api_name),
        path(f"{model.api_name}/<uuid:identifier>/", detail_view.as_view(), name=f"{model.api_name}-record"),
    ]
