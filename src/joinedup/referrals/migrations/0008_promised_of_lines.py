from django.db import migrations, models


class Migration(migrations.Migration):
    """Calls that lines owe are found without reading every line, open or closed."""

    dependencies = [
        ('referrals', '0007_decided_by'),
    ]

    operations = [
        migrations.AddIndex(
            model_name='line',
            index=models.Index(condition=models.Q(('call_back_by__isnull', False)), fields=['call_back_by'], name='line_call_promised'),
        ),
    ]
