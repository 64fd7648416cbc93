import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    """A death that was told for a joined record goes back with it when the two are parted."""

    dependencies = [
        ('people', '0003_relations'),
    ]

    operations = [
        migrations.AddField(
            model_name='person',
            name='died_told_of',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.person'),
        ),
    ]
