from django.db import migrations, models


class Migration(migrations.Migration):
    """How many callers were owed a call when a watch was taken over stays with the handover."""

    dependencies = [
        ('referrals', '0010_decided_late'),
    ]

    operations = [
        migrations.AddField(
            model_name='handover',
            name='owed_count',
            field=models.PositiveIntegerField(null=True),
        ),
    ]
