from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('foundation', '0001_initial'),
    ]

    operations = [
        migrations.AddField(
            model_name='received',
            name='file_digest',
            field=models.CharField(blank=True, default='', max_length=64),
        ),
    ]
