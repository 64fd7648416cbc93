from django.db import migrations


class Migration(migrations.Migration):
    """What there may be room for is named by the place, no longer by the table."""

    dependencies = [
        ('referrals', '0005_over_time'),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name='capacity',
            name='capacity_kind_known',
        ),
    ]
