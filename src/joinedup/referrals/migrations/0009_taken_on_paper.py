from django.db import migrations, models


class Migration(migrations.Migration):
    """Whoever took a call on paper is named where somebody else entered it."""

    dependencies = [
        ('referrals', '0008_promised_of_lines'),
    ]

    operations = [
        migrations.AddField(
            model_name='call',
            name='taken_on_paper_by',
            field=models.CharField(blank=True, db_default='', default='', max_length=150),
        ),
    ]
