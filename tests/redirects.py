"""Following the redirect that answers every POST of a public form (visitors.sent_forms)."""


def follow(client, response, status=200):
    """Return the page that a response to a POST redirects to, which has this status."""
    assert response.status_code == 302, response.status_code
    page = client.get(response["Location"].partition("#")[0])
    assert page.status_code == status, page.status_code
    return page


def post(client, address, data=None, status=200, **options):
    """Send a form; return the page that it redirects to."""
    return follow(client, client.post(address, data or {}, **options), status)


def outcome(response):
    """Return "refused" for the redirect of a refused form or button, "sent" for another."""
    assert response.status_code == 302, response.status_code
    return "refused" if "form=" in response["Location"].partition("?")[2] else "sent"
