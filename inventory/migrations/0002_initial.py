import django.db.models.deletion
import modelcluster.fields
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('inventory', '0001_initial'),
        ('network', '0001_initial'),
        ('pages', '0001_initial'),
    ]

    operations = [
        migrations.AddField(
            model_name='inventoryindexpage',
            name='listing_image',
            field=models.ForeignKey(blank=True, help_text='Shown on cards and when the page is shared. Not required.', null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='pages.siteimage', verbose_name='image in lists'),
        ),
        migrations.AddField(
            model_name='inventoryroundpage',
            name='audiences',
            field=modelcluster.fields.ParentalManyToManyField(blank=True, to='pages.audience', verbose_name='audiences'),
        ),
        migrations.AddField(
            model_name='inventoryroundpage',
            name='invited_municipalities',
            field=modelcluster.fields.ParentalManyToManyField(blank=True, related_name='invited_rounds', to='network.municipality', verbose_name='invited municipalities'),
        ),
        migrations.AddField(
            model_name='inventoryroundpage',
            name='invited_organisations',
            field=modelcluster.fields.ParentalManyToManyField(blank=True, related_name='invited_rounds', to='network.organisation', verbose_name='invited organisations'),
        ),
        migrations.AddField(
            model_name='inventoryroundpage',
            name='laws',
            field=modelcluster.fields.ParentalManyToManyField(blank=True, to='pages.law', verbose_name='laws'),
        ),
        migrations.AddField(
            model_name='inventoryroundpage',
            name='listing_image',
            field=models.ForeignKey(blank=True, help_text='Shown on cards and when the page is shared. Not required.', null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='pages.siteimage', verbose_name='image in lists'),
        ),
        migrations.AddField(
            model_name='inventoryroundpage',
            name='municipalities',
            field=modelcluster.fields.ParentalManyToManyField(blank=True, to='network.municipality', verbose_name='municipalities'),
        ),
        migrations.AddField(
            model_name='inventoryroundpage',
            name='werkplaatsen',
            field=modelcluster.fields.ParentalManyToManyField(blank=True, related_name='%(app_label)s_%(class)s_set', to='pages.werkplaatspage', verbose_name='werkplaatsen'),
        ),
        migrations.AddField(
            model_name='coverageentry',
            name='round',
            field=models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='inventory.inventoryroundpage'),
        ),
        migrations.AddField(
            model_name='invitation',
            name='municipality',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='invitations', to='network.municipality', verbose_name='municipality'),
        ),
        migrations.AddField(
            model_name='invitation',
            name='organisation',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='invitations', to='network.organisation', verbose_name='organisation'),
        ),
        migrations.AddField(
            model_name='invitation',
            name='round',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='invitations', to='inventory.inventoryroundpage', verbose_name='round'),
        ),
        migrations.AddField(
            model_name='need',
            name='municipality',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='needs', to='network.municipality', verbose_name='municipality'),
        ),
        migrations.AddField(
            model_name='need',
            name='round',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='needs', to='inventory.inventoryroundpage', verbose_name='round'),
        ),
    ]
