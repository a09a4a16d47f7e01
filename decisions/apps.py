from django.apps import AppConfig
from django.core import checks


class DecisionsConfig(AppConfig):
    name = "decisions"
    verbose_name = "Ärenden och beslut"

    def ready(self) -> None:
        from decisions.checks import check_font_subsetting

        checks.register(check_font_subsetting)
