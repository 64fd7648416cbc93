from django.db import migrations, models


class Migration(migrations.Migration):
    """Whoever decided on paper is named where somebody else entered it."""

    dependencies = [
        ('referrals', '0006_capacity_of_the_place'),
    ]

    operations = [
        migrations.AddField(
            model_name='decision',
            name='made_by',
            field=models.CharField(blank=True, db_default='', default='', max_length=150),
        ),
    ]
