"""Who may do what in the admin with rows that are not made by hand."""

from wagtail.permission_policies import ModelPermissionPolicy


class BasePolicy(ModelPermissionPolicy):
    """Abstract: what user_has_permission() of a subclass says is all that a user may do."""

    def user_has_any_permission(self, user, actions):
        """Return whether a user has one of these permissions."""
        return any(self.user_has_permission(user, action) for action in actions)


class NoAddOrDeletePolicy(BasePolicy):
    """Nobody adds or deletes a row by hand: rows come and go by themselves.

    right: the one that a user needs for anything else; empty for the right to that itself.
    """

    right = ""

    def user_has_permission(self, user, action):
        """Return whether a user has a permission."""
        return action not in ("add", "delete") and super().user_has_permission(user, self.right or action)


class HandlePolicy(NoAddOrDeletePolicy):
    """Who has "handle" may view and decide; nobody adds, edits or deletes a row by hand."""

    right = "handle"
