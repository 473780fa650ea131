"""What on the page of a record leads nowhere: no file, recording, form or other page, and nobody to ask."""

# Links that every page has, or that only say who and where: they are no way on.
NO_WAY_ON = ", ".join(
    [
        ".page-header",
        ".record-tools",
        ".cite-box",
        ".library-record",
        ".calendar-offer",
        ".follow-link",
        "dl.facts .chip",
        "dl.facts dd:not(:has(.button, .action))",
    ]
)
# An issue only repeats what the record itself says.
OF_ISSUES = ("/nieuwsbrief/", "/en/nieuwsbrief/")


def find_dead_ends(soup):
    """Return what leads nowhere in the main column of a rendered page (BeautifulSoup), as a list of words."""
    main = soup.select_one("main .column") or soup.main
    # What is closed says so beside it.
    off = [each for each in main.select(".action-off") if not each.find_next_sibling(class_="action-note")]
    found = [" ".join(each.text.split()) for each in off]
    left_out = {id(link) for part in main.select(NO_WAY_ON) for link in part.select("a[href]")}
    ways = [
        link
        for link in main.select("a[href]")
        if id(link) not in left_out and not link["href"].startswith(("#", *OF_ISSUES))
    ]
    if not ways and not main.select("video, audio, form, [data-embed]"):
        found.append("nothing leads on")
    return found
