import django.db.models.deletion
import modelcluster.fields
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('inventory', '0002_initial'),
        ('network', '0001_initial'),
        ('pages', '0001_initial'),
        ('themes', '0001_initial'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name='need',
            name='theme',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='needs', to='themes.themepage', verbose_name='theme'),
        ),
        migrations.AddField(
            model_name='projectcluster',
            name='audience',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='pages.audience'),
        ),
        migrations.AddField(
            model_name='projectcluster',
            name='theme',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='themes.themepage'),
        ),
        migrations.AddField(
            model_name='projectindexpage',
            name='listing_image',
            field=models.ForeignKey(blank=True, help_text='Shown on cards and when the page is shared. Not required.', null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='pages.siteimage', verbose_name='image in lists'),
        ),
        migrations.AddField(
            model_name='projectpage',
            name='audiences',
            field=modelcluster.fields.ParentalManyToManyField(blank=True, to='pages.audience', verbose_name='audiences'),
        ),
        migrations.AddField(
            model_name='projectpage',
            name='laws',
            field=modelcluster.fields.ParentalManyToManyField(blank=True, to='pages.law', verbose_name='laws'),
        ),
        migrations.AddField(
            model_name='projectpage',
            name='lead_organisation',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='projects', to='network.organisation', verbose_name='lead organisation'),
        ),
        migrations.AddField(
            model_name='projectpage',
            name='listing_image',
            field=models.ForeignKey(blank=True, help_text='Shown on cards and when the page is shared. Not required.', null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='pages.siteimage', verbose_name='image in lists'),
        ),
        migrations.AddField(
            model_name='projectpage',
            name='municipalities',
            field=modelcluster.fields.ParentalManyToManyField(blank=True, to='network.municipality', verbose_name='municipalities'),
        ),
        migrations.AddField(
            model_name='projectpage',
            name='round',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='projects', to='inventory.inventoryroundpage', verbose_name='reported in round'),
        ),
        migrations.AddField(
            model_name='projectpage',
            name='werkplaatsen',
            field=modelcluster.fields.ParentalManyToManyField(blank=True, related_name='%(app_label)s_%(class)s_set', to='pages.werkplaatspage', verbose_name='werkplaatsen'),
        ),
        migrations.AddField(
            model_name='projectowner',
            name='project',
            field=models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='project_owner', to='inventory.projectpage', verbose_name='project'),
        ),
        migrations.AddField(
            model_name='projectcomparison',
            name='project',
            field=models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='comparison', to='inventory.projectpage'),
        ),
        migrations.AddField(
            model_name='projectanswer',
            name='project',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='own_answers', to='inventory.projectpage', verbose_name='project'),
        ),
        migrations.AddField(
            model_name='handover',
            name='project',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='handovers', to='inventory.projectpage', verbose_name='project'),
        ),
        migrations.AddField(
            model_name='coverageentry',
            name='project',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='coverage_entries', to='inventory.projectpage'),
        ),
        migrations.AddField(
            model_name='contactrequest',
            name='own_project',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='inventory.projectpage', verbose_name='project of the sender'),
        ),
        migrations.AddField(
            model_name='contactrequest',
            name='project',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='contact_requests', to='inventory.projectpage', verbose_name='project'),
        ),
        migrations.AddField(
            model_name='connection',
            name='first',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='inventory.projectpage'),
        ),
        migrations.AddField(
            model_name='connection',
            name='second',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='inventory.projectpage'),
        ),
        migrations.AddField(
            model_name='projectpartner',
            name='organisation',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='project_partnerships', to='network.organisation', verbose_name='organisation'),
        ),
        migrations.AddField(
            model_name='projectpartner',
            name='project',
            field=modelcluster.fields.ParentalKey(on_delete=django.db.models.deletion.CASCADE, related_name='partners', to='inventory.projectpage'),
        ),
        migrations.AddField(
            model_name='projectword',
            name='project',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='words', to='inventory.projectpage'),
        ),
        migrations.AddField(
            model_name='roundquestion',
            name='round',
            field=modelcluster.fields.ParentalKey(on_delete=django.db.models.deletion.CASCADE, related_name='questions', to='inventory.inventoryroundpage'),
        ),
        migrations.AddField(
            model_name='submission',
            name='handler',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='handled by'),
        ),
        migrations.AddField(
            model_name='submission',
            name='municipality',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='submissions', to='network.municipality', verbose_name='municipality'),
        ),
        migrations.AddField(
            model_name='submission',
            name='project',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='submissions', to='inventory.projectpage', verbose_name='project'),
        ),
        migrations.AddField(
            model_name='submission',
            name='round',
            field=models.ForeignKey(help_text='Empty for a change that an owner sent outside a round.', null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='submissions', to='inventory.inventoryroundpage', verbose_name='round'),
        ),
        migrations.AddField(
            model_name='need',
            name='submission',
            field=models.ForeignKey(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='needs', to='inventory.submission', verbose_name='submission'),
        ),
        migrations.AddField(
            model_name='submissionevent',
            name='submission',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='events', to='inventory.submission'),
        ),
        migrations.AddField(
            model_name='submissionevent',
            name='user',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='submissionfile',
            name='submission',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='files', to='inventory.submission'),
        ),
        migrations.AddConstraint(
            model_name='invitation',
            constraint=models.UniqueConstraint(fields=('round', 'address_key'), name='one_invitation_per_address'),
        ),
        migrations.AddConstraint(
            model_name='invitation',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('municipality__isnull', False), ('organisation', None)), models.Q(('municipality', None), ('organisation__isnull', False)), _connector='OR'), name='invited_on_behalf_of_one', violation_error_message='Choose a municipality or an organisation, not both.'),
        ),
        migrations.AddConstraint(
            model_name='projectcluster',
            constraint=models.UniqueConstraint(fields=('theme', 'audience'), name='one_cluster_per_pair'),
        ),
        migrations.AddConstraint(
            model_name='projectanswer',
            constraint=models.UniqueConstraint(fields=('project', 'question'), name='one_answer_per_question'),
        ),
        migrations.AddConstraint(
            model_name='handover',
            constraint=models.UniqueConstraint(condition=models.Q(('accepted_at', None)), fields=('project',), name='one_open_handover_per_project'),
        ),
        migrations.AddIndex(
            model_name='coverageentry',
            index=models.Index(fields=['kind', 'value', 'municipality', 'status', 'confirmed_on', 'round', 'year'], include=('project',), name='coverage_counts'),
        ),
        migrations.AddIndex(
            model_name='connection',
            index=models.Index(fields=['dismissed_at', 'asked_at', '-strength', 'first', 'second'], name='inventory_c_dismiss_9ecd3d_idx'),
        ),
        migrations.AddConstraint(
            model_name='connection',
            constraint=models.UniqueConstraint(fields=('first', 'second'), name='one_connection_per_pair'),
        ),
        migrations.AddConstraint(
            model_name='connection',
            constraint=models.CheckConstraint(condition=models.Q(('first__lt', models.F('second'))), name='connection_in_one_order'),
        ),
        migrations.AddConstraint(
            model_name='projectword',
            constraint=models.UniqueConstraint(fields=('word', 'project'), name='word_of_project_once'),
        ),
        migrations.AddIndex(
            model_name='need',
            index=models.Index(fields=['theme', 'municipality'], name='inventory_n_theme_i_bd51e4_idx'),
        ),
    ]
