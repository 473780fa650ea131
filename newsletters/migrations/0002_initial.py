import django.db.models.deletion
import modelcluster.fields
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('network', '0001_initial'),
        ('newsletters', '0001_initial'),
        ('pages', '0001_initial'),
        ('themes', '0001_initial'),
        ('wagtailcore', '0098_apitoken'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name='mailinglist',
            name='theme',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='themes.themepage', verbose_name='theme'),
        ),
        migrations.AddField(
            model_name='mailinglist',
            name='werkplaats',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='pages.werkplaatspage', verbose_name='werkplaats'),
        ),
        migrations.AddField(
            model_name='mailing',
            name='lists',
            field=models.ManyToManyField(related_name='+', to='newsletters.mailinglist', verbose_name='lists'),
        ),
        migrations.AddField(
            model_name='newsletterindexpage',
            name='listing_image',
            field=models.ForeignKey(blank=True, help_text='Shown on cards and when the page is shared. Not required.', null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='pages.siteimage', verbose_name='image in lists'),
        ),
        migrations.AddField(
            model_name='newsletterissuepage',
            name='audiences',
            field=modelcluster.fields.ParentalManyToManyField(blank=True, to='pages.audience', verbose_name='audiences'),
        ),
        migrations.AddField(
            model_name='newsletterissuepage',
            name='laws',
            field=modelcluster.fields.ParentalManyToManyField(blank=True, to='pages.law', verbose_name='laws'),
        ),
        migrations.AddField(
            model_name='newsletterissuepage',
            name='listing_image',
            field=models.ForeignKey(blank=True, help_text='Shown on cards and when the page is shared. Not required.', null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='pages.siteimage', verbose_name='image in lists'),
        ),
        migrations.AddField(
            model_name='newsletterissuepage',
            name='municipalities',
            field=modelcluster.fields.ParentalManyToManyField(blank=True, to='network.municipality', verbose_name='municipalities'),
        ),
        migrations.AddField(
            model_name='newsletterissuepage',
            name='werkplaatsen',
            field=modelcluster.fields.ParentalManyToManyField(blank=True, related_name='%(app_label)s_%(class)s_set', to='pages.werkplaatspage', verbose_name='werkplaatsen'),
        ),
        migrations.AddField(
            model_name='mailing',
            name='issue',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='mailings', to='newsletters.newsletterissuepage', verbose_name='issue'),
        ),
        migrations.AddField(
            model_name='issuelink',
            name='issue',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='mail_links', to='newsletters.newsletterissuepage'),
        ),
        migrations.AddField(
            model_name='newslettersettings',
            name='site',
            field=models.OneToOneField(editable=False, on_delete=django.db.models.deletion.CASCADE, to='wagtailcore.site'),
        ),
        migrations.AddField(
            model_name='rendering',
            name='mailing',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='renderings', to='newsletters.mailing'),
        ),
        migrations.AddField(
            model_name='rendering',
            name='mailing_list',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='newsletters.mailinglist'),
        ),
        migrations.AddField(
            model_name='delivery',
            name='rendering',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='newsletters.rendering'),
        ),
        migrations.AddField(
            model_name='delivery',
            name='subscriber',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='deliveries', to='newsletters.subscriber'),
        ),
        migrations.AddField(
            model_name='consent',
            name='subscriber',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='consents', to='newsletters.subscriber'),
        ),
        migrations.AddField(
            model_name='addresschange',
            name='subscriber',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='address_changes', to='newsletters.subscriber'),
        ),
        migrations.AddField(
            model_name='subscriberimport',
            name='lists',
            field=models.ManyToManyField(related_name='+', to='newsletters.mailinglist', verbose_name='lists'),
        ),
        migrations.AddField(
            model_name='subscriberimport',
            name='made_by',
            field=models.ForeignKey(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='subscription',
            name='mailing_list',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='subscriptions', to='newsletters.mailinglist'),
        ),
        migrations.AddField(
            model_name='subscription',
            name='subscriber',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='subscriptions', to='newsletters.subscriber'),
        ),
        migrations.AddConstraint(
            model_name='linkvisits',
            constraint=models.UniqueConstraint(fields=('link', 'day'), name='newsletters_one_count_per_day'),
        ),
        migrations.AddIndex(
            model_name='batch',
            index=models.Index(fields=['state', 'lease_until'], name='newsletters_batch_clock'),
        ),
        migrations.AddConstraint(
            model_name='batch',
            constraint=models.UniqueConstraint(fields=('mailing', 'number'), name='newsletters_batch_number'),
        ),
        migrations.AddIndex(
            model_name='mailing',
            index=models.Index(fields=['state'], name='newsletters_mailing_state'),
        ),
        migrations.AddConstraint(
            model_name='issuelink',
            constraint=models.UniqueConstraint(fields=('issue', 'key'), name='newsletters_one_link_per_target'),
        ),
        migrations.AddConstraint(
            model_name='rendering',
            constraint=models.UniqueConstraint(fields=('mailing', 'mailing_list', 'language'), name='newsletters_rendered_once'),
        ),
        migrations.AddIndex(
            model_name='delivery',
            index=models.Index(fields=['mailing', 'state'], name='newsletters_delivery_counts'),
        ),
        migrations.AddIndex(
            model_name='delivery',
            index=models.Index(fields=['batch', 'state'], name='newsletters_delivery_batch'),
        ),
        migrations.AddIndex(
            model_name='delivery',
            index=models.Index(fields=['address_key'], name='newsletters_delivery_address'),
        ),
        migrations.AddIndex(
            model_name='delivery',
            index=models.Index(condition=models.Q(('provider_id', ''), _negated=True), fields=['provider_id'], name='newsletters_delivery_provider'),
        ),
        migrations.AddConstraint(
            model_name='delivery',
            constraint=models.UniqueConstraint(fields=('issue_key', 'address_key'), name='newsletters_once_per_issue'),
        ),
        migrations.AddConstraint(
            model_name='subscription',
            constraint=models.UniqueConstraint(fields=('subscriber', 'mailing_list'), name='newsletters_one_per_list'),
        ),
    ]
