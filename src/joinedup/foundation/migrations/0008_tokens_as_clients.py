"""Every token that signs in goes on doing so, as the secret of an API client with every scope."""

from typing import Any

from django.db import migrations


def make_clients(apps: Any, schema_editor: Any) -> None:
    account = apps.get_model("foundation", "Account")
    client = apps.get_model("foundation", "ApiClient")
    secret = apps.get_model("foundation", "ClientSecret")
    held = account.objects.exclude(token_digest="").exclude(
        token_digest__in=secret.objects.values("digest")
    )
    for one in held.iterator():
        made = client.objects.create(
            account=one,
            name=one.display_name[:100],
            scopes="read send",
            a_minute=1200,
            since=one.made_at,
        )
        secret.objects.create(client=made, digest=one.token_digest, since=one.made_at)


class Migration(migrations.Migration):

    dependencies = [
        ("foundation", "0007_clients"),
    ]

    operations = [
        migrations.RunPython(make_clients, migrations.RunPython.noop),
    ]
