"""Give what is not yet signed or frozen a seed of its own; documents that exist have no code to print."""

from django.db import migrations

from decisions import codes


def fill(apps, schema_editor):
    for name, undecided in (("Decision", ["draft", "submitted"]), ("BoardReport", ["open"])):
        rows = apps.get_model("decisions", name).objects.filter(state__in=undecided, code_seed="")
        for pk in rows.values_list("pk", flat=True):
            rows.filter(pk=pk).update(code_seed=codes.new_seed())
        if rows.exists():
            raise RuntimeError(f"{name}: not every undecided row got a seed")


class Migration(migrations.Migration):

    dependencies = [
        ("decisions", "0010_verification_codes"),
    ]

    operations = [
        migrations.RunPython(fill, migrations.RunPython.noop),  # the column goes with 0010
    ]
