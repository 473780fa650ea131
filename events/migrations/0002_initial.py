import django.db.models.deletion
import modelcluster.fields
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('events', '0001_initial'),
        ('network', '0001_initial'),
        ('pages', '0001_initial'),
    ]

    operations = [
        migrations.AddField(
            model_name='callindexpage',
            name='listing_image',
            field=models.ForeignKey(blank=True, help_text='Shown on cards and when the page is shared. Not required.', null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='pages.siteimage', verbose_name='image in lists'),
        ),
        migrations.AddField(
            model_name='callorganiser',
            name='organisation',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='calls', to='network.organisation', verbose_name='organisation'),
        ),
        migrations.AddField(
            model_name='callpage',
            name='audiences',
            field=modelcluster.fields.ParentalManyToManyField(blank=True, to='pages.audience', verbose_name='audiences'),
        ),
        migrations.AddField(
            model_name='callpage',
            name='laws',
            field=modelcluster.fields.ParentalManyToManyField(blank=True, to='pages.law', verbose_name='laws'),
        ),
        migrations.AddField(
            model_name='callpage',
            name='listing_image',
            field=models.ForeignKey(blank=True, help_text='Shown on cards and when the page is shared. Not required.', null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='pages.siteimage', verbose_name='image in lists'),
        ),
        migrations.AddField(
            model_name='callpage',
            name='municipalities',
            field=modelcluster.fields.ParentalManyToManyField(blank=True, to='network.municipality', verbose_name='municipalities'),
        ),
        migrations.AddField(
            model_name='callpage',
            name='werkplaatsen',
            field=modelcluster.fields.ParentalManyToManyField(blank=True, related_name='%(app_label)s_%(class)s_set', to='pages.werkplaatspage', verbose_name='werkplaatsen'),
        ),
        migrations.AddField(
            model_name='callorganiser',
            name='call',
            field=modelcluster.fields.ParentalKey(on_delete=django.db.models.deletion.CASCADE, related_name='organisers', to='events.callpage'),
        ),
        migrations.AddField(
            model_name='eventindexpage',
            name='listing_image',
            field=models.ForeignKey(blank=True, help_text='Shown on cards and when the page is shared. Not required.', null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='pages.siteimage', verbose_name='image in lists'),
        ),
        migrations.AddField(
            model_name='eventorganiser',
            name='organisation',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='organised_events', to='network.organisation', verbose_name='organisation'),
        ),
        migrations.AddField(
            model_name='eventpage',
            name='audiences',
            field=modelcluster.fields.ParentalManyToManyField(blank=True, to='pages.audience', verbose_name='audiences'),
        ),
        migrations.AddField(
            model_name='eventpage',
            name='kind',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='events', to='events.eventkind', verbose_name='kind'),
        ),
        migrations.AddField(
            model_name='eventpage',
            name='laws',
            field=modelcluster.fields.ParentalManyToManyField(blank=True, to='pages.law', verbose_name='laws'),
        ),
        migrations.AddField(
            model_name='eventpage',
            name='listing_image',
            field=models.ForeignKey(blank=True, help_text='Shown on cards and when the page is shared. Not required.', null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='pages.siteimage', verbose_name='image in lists'),
        ),
        migrations.AddField(
            model_name='eventpage',
            name='municipalities',
            field=modelcluster.fields.ParentalManyToManyField(blank=True, to='network.municipality', verbose_name='municipalities'),
        ),
        migrations.AddField(
            model_name='eventpage',
            name='municipality',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='events', to='network.municipality', verbose_name='municipality'),
        ),
        migrations.AddField(
            model_name='eventpage',
            name='werkplaatsen',
            field=modelcluster.fields.ParentalManyToManyField(blank=True, related_name='%(app_label)s_%(class)s_set', to='pages.werkplaatspage', verbose_name='werkplaatsen'),
        ),
        migrations.AddField(
            model_name='eventorganiser',
            name='event',
            field=modelcluster.fields.ParentalKey(on_delete=django.db.models.deletion.CASCADE, related_name='organisers', to='events.eventpage'),
        ),
        migrations.AddField(
            model_name='programmeitem',
            name='event',
            field=modelcluster.fields.ParentalKey(on_delete=django.db.models.deletion.CASCADE, related_name='programme_items', to='events.eventpage'),
        ),
        migrations.AddField(
            model_name='recording',
            name='event',
            field=modelcluster.fields.ParentalKey(on_delete=django.db.models.deletion.CASCADE, related_name='recordings', to='events.eventpage'),
        ),
        migrations.AddField(
            model_name='recording',
            name='transcript',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='pages.sitedocument', verbose_name='transcript'),
        ),
        migrations.AddField(
            model_name='session',
            name='event',
            field=modelcluster.fields.ParentalKey(on_delete=django.db.models.deletion.CASCADE, related_name='sessions', to='events.eventpage'),
        ),
        migrations.AddField(
            model_name='speaker',
            name='event',
            field=modelcluster.fields.ParentalKey(on_delete=django.db.models.deletion.CASCADE, related_name='speakers', to='events.eventpage'),
        ),
        migrations.AddField(
            model_name='speaker',
            name='person',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='talks', to='network.person', verbose_name='person'),
        ),
    ]
