"""The log-in of a person, apart from any tenant."""

from typing import Any, ClassVar

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.db import models


class UserManager(BaseUserManager["User"]):
    """What Django's log-in code needs to find and make users."""

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "User":
        """Make a log-in; without a password it cannot be used until one is set."""
        user = self.model(email=self.normalize_email(email).lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def get_by_natural_key(self, username: str | None) -> "User":
        """Log-in names are addresses; capitals make no difference."""
        return self.get(email=(username or "").lower())


class User(AbstractBaseUser):
    """A log-in: an address, a password, second factors. Rights live with the member of staff.

    A one-time password was made for them and has been seen by somebody else: it only lets them
    choose their own.
    """

    email = models.EmailField(unique=True)
    is_active = models.BooleanField(default=True)
    password_is_one_time = models.BooleanField(default=False, db_default=False)
    created_at = models.DateTimeField(auto_now_add=True)

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    objects: ClassVar[UserManager] = UserManager()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=models.Q(email=models.functions.Lower("email")),
                name="identity_user_email_is_lower_case",
            ),
        ]

    def __str__(self) -> str:
        return f"user {self.pk}"


class BrowserSession(models.Model):
    """A log-in that lasts: since when, in which kind of browser, and when it was last used."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    key = models.CharField(max_length=40, unique=True)
    browser = models.CharField(max_length=80, blank=True)
    started_at = models.DateTimeField()
    used_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"session {self.pk} of user {self.user_id}"
