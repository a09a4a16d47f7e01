from django.apps import AppConfig
from django.core import checks
from django.db.models.signals import post_migrate, pre_migrate


class DelegationConfig(AppConfig):
    name = "delegation"
    verbose_name = "Delegationsordning"

    def ready(self) -> None:
        from delegation import immutability

        # The project's only signals. On SQLite a migration that alters a table makes it anew: it cannot while
        # triggers elsewhere name the table, and loses the table's own.
        pre_migrate.connect(immutability.step_aside, dispatch_uid="delegat-guards-aside")
        post_migrate.connect(immutability.restore, dispatch_uid="delegat-guards")
        checks.register(immutability.check_guards, checks.Tags.database)
