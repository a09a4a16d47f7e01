from django.apps import AppConfig
from django.core import checks
from django.db.models.signals import post_migrate


class DelegationConfig(AppConfig):
    name = "delegation"
    verbose_name = "Delegationsordning"

    def ready(self) -> None:
        from delegation import immutability

        # The one signal of the project: a migration that alters a table on SQLite drops its triggers.
        post_migrate.connect(immutability.restore, dispatch_uid="delegat-guards")
        checks.register(immutability.check_guards, checks.Tags.database)
