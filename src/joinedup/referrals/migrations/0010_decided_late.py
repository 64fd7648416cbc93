from django.db import migrations, models


class Migration(migrations.Migration):
    """Why a decision is entered late stands beside the reason for which it was taken."""

    dependencies = [
        ('referrals', '0009_taken_on_paper'),
    ]

    operations = [
        migrations.AddField(
            model_name='decision',
            name='late_reason',
            field=models.CharField(blank=True, db_default='', default='', max_length=40),
        ),
    ]
