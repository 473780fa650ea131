"""Search over everything readers may see."""


class Search:
    """One search, made from a QueryDict."""

    def __init__(self, data):
        self.query = data.get("q", "")
