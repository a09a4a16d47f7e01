from django.apps import AppConfig
from django.core import checks


class AccountsConfig(AppConfig):
    name = "accounts"
    verbose_name = "Användare och roller"

    def ready(self) -> None:
        from accounts.checks import check_demo_users

        checks.register(check_demo_users, checks.Tags.database)
