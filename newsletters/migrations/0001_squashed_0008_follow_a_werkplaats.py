import datetime
import django.core.serializers.json
import django.core.validators
import django.db.models.deletion
import django.utils.timezone
import modelcluster.fields
import newsletters.compose.previews
import newsletters.models.newsletter_settings
import pages.fuzzy_date
import uuid
import visitors.addresses
import wagtail.contrib.routable_page.models
import wagtail.fields
from django.conf import settings
from django.db import migrations, models
from pages.migration_operations import CreateModels


class Migration(migrations.Migration):

    replaces = [
        ('newsletters', '0001_initial'),
        ('newsletters', '0002_initial'),
        ('newsletters', '0003_import_columns'),
        ('newsletters', '0004_stops_and_kept_mail'),
        ('newsletters', '0005_alerts'),
        ('newsletters', '0006_follow_records'),
        ('newsletters', '0007_about_these_data'),
        ('newsletters', '0008_follow_a_werkplaats'),
    ]

    initial = True

    dependencies = [
        ('network', '0001_initial'),
        ('pages', '0001_initial'),
        ('themes', '0001_initial'),
        ('wagtailcore', '0098_apitoken'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        CreateModels(
            operations=[
                migrations.CreateModel(
                    name='AddressChange',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('address', models.EmailField(max_length=254)),
                        ('created_at', models.DateTimeField(default=django.utils.timezone.now)),
                        ('subscriber', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='address_changes', to='newsletters.subscriber')),
                    ],
                    options={
                        'verbose_name': 'change of address',
                        'verbose_name_plural': 'changes of address',
                    },
                ),
                migrations.CreateModel(
                    name='AddressRequest',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('kind', models.CharField(choices=[('sign-up', 'sign up'), ('preferences', 'preferences'), ('follow', 'follow')], max_length=20)),
                        ('address', models.EmailField(max_length=254)),
                        ('language', models.CharField(choices=[('nl', 'Dutch'), ('en', 'English')], max_length=5)),
                        ('list_ids', models.JSONField(default=list)),
                        ('wording', models.TextField(blank=True)),
                        ('source', models.CharField(blank=True, max_length=255)),
                        ('created_at', models.DateTimeField(default=django.utils.timezone.now)),
                        ('enqueued_at', models.DateTimeField(default=django.utils.timezone.now)),
                        ('topic', models.JSONField(default=dict)),
                    ],
                    options={
                        'verbose_name': 'request',
                        'verbose_name_plural': 'requests',
                    },
                ),
                migrations.CreateModel(
                    name='Batch',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('number', models.PositiveIntegerField()),
                        ('state', models.CharField(choices=[('queued', 'queued'), ('running', 'running'), ('resting', 'resting'), ('done', 'done')], default='queued', max_length=10)),
                        ('holder', models.CharField(blank=True, max_length=32)),
                        ('lease_until', models.DateTimeField(null=True)),
                        ('enqueued_at', models.DateTimeField(null=True)),
                        ('not_before', models.DateTimeField(null=True)),
                        ('attempts', models.PositiveSmallIntegerField(default=0)),
                        ('mailing', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='batches', to='newsletters.mailing')),
                    ],
                    options={
                        'verbose_name': 'batch',
                        'verbose_name_plural': 'batches',
                        'indexes': [models.Index(fields=['state', 'lease_until'], name='newsletters_batch_clock')],
                        'constraints': [models.UniqueConstraint(fields=('mailing', 'number'), name='newsletters_batch_number')],
                    },
                ),
                migrations.CreateModel(
                    name='Consent',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('given_at', models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name='given on')),
                        ('confirmed_at', models.DateTimeField(blank=True, editable=False, null=True, verbose_name='confirmed on')),
                        ('wording', models.TextField(verbose_name='wording')),
                        ('list_names', models.TextField(help_text='The lists as they were called, one per line.', verbose_name='lists')),
                        ('source', models.CharField(help_text='The page, or the provenance of an import.', max_length=255, verbose_name='where')),
                        ('subscriber', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='consents', to='newsletters.subscriber')),
                    ],
                    options={
                        'verbose_name': 'consent',
                        'verbose_name_plural': 'consents',
                        'ordering': ['given_at', 'pk'],
                    },
                ),
                migrations.CreateModel(
                    name='LinkCheck',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('address', models.CharField(max_length=2000, unique=True)),
                        ('result', models.CharField(choices=[('answers', 'it answers'), ('gone', 'no longer there'), ('unreachable', 'not reachable from here')], max_length=12)),
                        ('note', models.CharField(max_length=20)),
                        ('checked_at', models.DateTimeField()),
                    ],
                    options={
                        'verbose_name': 'checked link',
                        'verbose_name_plural': 'checked links',
                    },
                ),
                migrations.CreateModel(
                    name='MailingList',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('name', models.CharField(max_length=100, verbose_name='Dutch name')),
                        ('name_en', models.CharField(blank=True, max_length=100, verbose_name='English name')),
                        ('slug', models.SlugField(max_length=60, unique=True, verbose_name='short name for addresses')),
                        ('position', models.PositiveSmallIntegerField(default=100, help_text='Lower comes first.', verbose_name='position')),
                        ('description', models.CharField(blank=True, max_length=255, verbose_name='Dutch description')),
                        ('description_en', models.CharField(blank=True, max_length=255, verbose_name='English description')),
                        ('is_open', models.BooleanField(default=True, help_text='Readers can choose it themselves; a closed list is filled by editors.', verbose_name='open')),
                        ('theme', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='themes.themepage', verbose_name='theme')),
                        ('werkplaats', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='pages.werkplaatspage', verbose_name='werkplaats')),
                    ],
                    options={
                        'verbose_name': 'mailing list',
                        'verbose_name_plural': 'mailing lists',
                        'ordering': ['position', 'name'],
                        'abstract': False,
                    },
                ),
                migrations.CreateModel(
                    name='NewsletterIndexPage',
                    fields=[
                        ('page_ptr', models.OneToOneField(auto_created=True, on_delete=django.db.models.deletion.CASCADE, parent_link=True, primary_key=True, serialize=False, to=settings.WAGTAIL_PAGE_MODEL)),
                        ('summary', models.TextField(blank=True, help_text='Two or three plain sentences; shown in lists, newsletters and search.', max_length=600, verbose_name='summary')),
                        ('introduction', wagtail.fields.RichTextField(blank=True, verbose_name='introduction')),
                        ('listing_image', models.ForeignKey(blank=True, help_text='Shown on cards and when the page is shared. Not required.', null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='pages.siteimage', verbose_name='image in lists')),
                        ('data_note', models.TextField(blank=True, help_text='Where the facts come from and what is missing; folded at the end of the page. Mostly empty.', max_length=1000, verbose_name='about these data')),
                    ],
                    options={
                        'verbose_name': 'newsletter archive',
                        'verbose_name_plural': 'newsletter archives',
                    },
                    bases=(wagtail.contrib.routable_page.models.RoutablePageMixin, 'wagtailcore.page'),
                ),
                migrations.CreateModel(
                    name='NewsletterIssuePage',
                    fields=[
                        ('page_ptr', models.OneToOneField(auto_created=True, on_delete=django.db.models.deletion.CASCADE, parent_link=True, primary_key=True, serialize=False, to=settings.WAGTAIL_PAGE_MODEL)),
                        ('summary', models.TextField(blank=True, help_text='Two or three plain sentences; shown in lists, newsletters and search.', max_length=600, verbose_name='summary')),
                        ('date', pages.fuzzy_date.FuzzyDateField(blank=True, default=None, help_text='As far as known: 10 April 2018, March 2018, autumn 2018, 2018, 2012-2016, expected 2027.', max_length=40, verbose_name='date')),
                        ('sort_date', models.DateField(db_index=True, default=datetime.date(1, 1, 1), editable=False)),
                        ('items', models.JSONField(blank=True, default=list, encoder=django.core.serializers.json.DjangoJSONEncoder, verbose_name='items')),
                        ('audiences', modelcluster.fields.ParentalManyToManyField(blank=True, to='pages.audience', verbose_name='audiences')),
                        ('laws', modelcluster.fields.ParentalManyToManyField(blank=True, to='pages.law', verbose_name='laws')),
                        ('listing_image', models.ForeignKey(blank=True, help_text='Shown on cards and when the page is shared. Not required.', null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='pages.siteimage', verbose_name='image in lists')),
                        ('municipalities', modelcluster.fields.ParentalManyToManyField(blank=True, to='network.municipality', verbose_name='municipalities')),
                        ('werkplaatsen', modelcluster.fields.ParentalManyToManyField(blank=True, related_name='%(app_label)s_%(class)s_set', to='pages.werkplaatspage', verbose_name='werkplaatsen')),
                        ('data_note', models.TextField(blank=True, help_text='Where the facts come from and what is missing; folded at the end of the page. Mostly empty.', max_length=1000, verbose_name='about these data')),
                    ],
                    options={
                        'verbose_name': 'newsletter issue',
                        'verbose_name_plural': 'newsletter issues',
                    },
                    bases=(newsletters.compose.previews.IssuePreviews, 'wagtailcore.page'),
                ),
                migrations.CreateModel(
                    name='NewsletterSettings',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('sender_name', models.CharField(default='kennisplatform Utrecht Sociaal', max_length=120, validators=[newsletters.models.newsletter_settings.refuse_line_breaks], verbose_name="sender's name")),
                        ('sender_address', models.EmailField(blank=True, help_text="Leave empty to use the address of the server's settings.", max_length=254, validators=[visitors.addresses.clean_address], verbose_name="sender's address")),
                        ('reply_address', models.EmailField(blank=True, help_text='Leave empty when answers go to the sender.', max_length=254, validators=[visitors.addresses.clean_address], verbose_name='address for answers')),
                        ('rate_per_second', models.PositiveIntegerField(default=20, help_text='What the mail server allows, all workers together.', validators=[django.core.validators.MinValueValidator(1)], verbose_name='messages per second')),
                        ('consent_text', models.TextField(default='Ja, stuur mij de nieuwsbrief van de lijsten die ik heb gekozen. Ik kan mij in elke nieuwsbrief afmelden.', verbose_name='what people agree to, in Dutch')),
                        ('consent_text_en', models.TextField(default='Yes, send me the newsletter of the lists that I chose. I can unsubscribe in every newsletter.', verbose_name='what people agree to, in English')),
                        ('privacy_text', models.TextField(blank=True, default='Wij bewaren alleen uw e-mailadres, uw taal en uw lijsten, en geven ze aan niemand door.', verbose_name='what happens with the address, in Dutch')),
                        ('privacy_text_en', models.TextField(blank=True, default='We keep only your email address, your language and your lists, and pass them on to nobody.', verbose_name='what happens with the address, in English')),
                        ('site', models.OneToOneField(editable=False, on_delete=django.db.models.deletion.CASCADE, to='wagtailcore.site')),
                    ],
                    options={
                        'verbose_name': 'newsletter settings',
                    },
                ),
                migrations.CreateModel(
                    name='RateLimit',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('next_slot', models.DateTimeField(default=django.utils.timezone.now)),
                    ],
                    options={
                        'verbose_name': 'pace',
                        'verbose_name_plural': 'pace',
                    },
                ),
                migrations.CreateModel(
                    name='Rendering',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('language', models.CharField(max_length=5)),
                        ('subject', models.TextField()),
                        ('html', models.TextField()),
                        ('text', models.TextField()),
                        ('mailing', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='renderings', to='newsletters.mailing')),
                        ('mailing_list', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='newsletters.mailinglist')),
                    ],
                    options={
                        'verbose_name': 'rendering',
                        'verbose_name_plural': 'renderings',
                        'constraints': [models.UniqueConstraint(fields=('mailing', 'mailing_list', 'language'), name='newsletters_rendered_once')],
                    },
                ),
                migrations.CreateModel(
                    name='Subscriber',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('address', models.EmailField(max_length=254, verbose_name='email address')),
                        ('address_key', models.CharField(editable=False, max_length=508, unique=True)),
                        ('language', models.CharField(choices=[('nl', 'Dutch'), ('en', 'English')], default='nl', max_length=5, verbose_name='language')),
                        ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name='entered on')),
                        ('confirmed_at', models.DateTimeField(blank=True, editable=False, null=True, verbose_name='confirmed on')),
                        ('stopped_at', models.DateTimeField(blank=True, editable=False, null=True, verbose_name='stopped on')),
                        ('stopped_for', models.CharField(blank=True, editable=False, max_length=200, verbose_name='answer of the mail server')),
                    ],
                    options={
                        'verbose_name': 'subscriber',
                        'verbose_name_plural': 'subscribers',
                        'ordering': ['address_key'],
                    },
                ),
                migrations.CreateModel(
                    name='SubscriberImport',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('file_name', models.CharField(max_length=255, verbose_name='file')),
                        ('content', models.TextField(blank=True)),
                        ('provenance', models.TextField(help_text='Who agreed to what, when and where. It is kept with each address, and shown to its owner.', verbose_name='where the addresses come from')),
                        ('language', models.CharField(choices=[('nl', 'Dutch'), ('en', 'English')], default='nl', max_length=5, verbose_name='language')),
                        ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name='uploaded on')),
                        ('done_at', models.DateTimeField(blank=True, editable=False, null=True, verbose_name='imported on')),
                        ('report', models.JSONField(default=dict, editable=False)),
                        ('lists', models.ManyToManyField(related_name='+', to='newsletters.mailinglist', verbose_name='lists')),
                        ('made_by', models.ForeignKey(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                        ('roles', models.JSONField(default=list, editable=False)),
                    ],
                    options={
                        'verbose_name': 'import of subscribers',
                        'verbose_name_plural': 'imports of subscribers',
                        'ordering': ['-created_at'],
                    },
                ),
                migrations.CreateModel(
                    name='Subscription',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name='entered on')),
                        ('confirmed_at', models.DateTimeField(blank=True, editable=False, null=True, verbose_name='confirmed on')),
                        ('left_at', models.DateTimeField(blank=True, editable=False, null=True, verbose_name='left on')),
                        ('mailing_list', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='subscriptions', to='newsletters.mailinglist')),
                        ('subscriber', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='subscriptions', to='newsletters.subscriber')),
                    ],
                    options={
                        'verbose_name': 'subscription',
                        'verbose_name_plural': 'subscriptions',
                        'constraints': [models.UniqueConstraint(fields=('subscriber', 'mailing_list'), name='newsletters_one_per_list')],
                    },
                ),
                migrations.CreateModel(
                    name='Suppression',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('fingerprint', models.CharField(editable=False, max_length=64, unique=True)),
                        ('reason', models.CharField(choices=[('unsubscribed', 'unsubscribed'), ('bounced', 'does not arrive'), ('complained', 'marked as unwanted'), ('erased', 'erased on request')], max_length=20, verbose_name='reason')),
                        ('since', models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name='since')),
                    ],
                    options={
                        'verbose_name': 'blocked address',
                        'verbose_name_plural': 'blocked addresses',
                    },
                ),
                migrations.CreateModel(
                    name='IssueLink',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('key', models.CharField(editable=False, max_length=64)),
                        ('item', models.CharField(editable=False, max_length=36)),
                        ('heading', models.CharField(editable=False, max_length=500)),
                        ('position', models.PositiveIntegerField(editable=False)),
                        ('kind', models.CharField(choices=[('heading', 'heading'), ('action', 'action'), ('text', 'link in the text'), ('agenda', 'agenda')], editable=False, max_length=10)),
                        ('label', models.CharField(editable=False, max_length=500)),
                        ('url', models.CharField(editable=False, max_length=2000)),
                        ('page', models.ForeignKey(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.WAGTAIL_PAGE_MODEL)),
                        ('issue', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='mail_links', to='newsletters.newsletterissuepage')),
                    ],
                    options={
                        'verbose_name': 'link in a mail',
                        'verbose_name_plural': 'links in mails',
                        'ordering': ['position', 'pk'],
                        'constraints': [models.UniqueConstraint(fields=('issue', 'key'), name='newsletters_one_link_per_target')],
                    },
                ),
                migrations.CreateModel(
                    name='LinkVisits',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('day', models.DateField(verbose_name='day')),
                        ('visits', models.PositiveIntegerField(default=0, verbose_name='visits')),
                        ('link', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='daily_visits', to='newsletters.issuelink')),
                    ],
                    options={
                        'verbose_name': 'visits of a link',
                        'verbose_name_plural': 'visits of links',
                        'constraints': [models.UniqueConstraint(fields=('link', 'day'), name='newsletters_one_count_per_day')],
                    },
                ),
                migrations.CreateModel(
                    name='Mailing',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('issue_key', models.UUIDField(editable=False)),
                        ('title', models.CharField(max_length=255, verbose_name='title')),
                        ('state', models.CharField(choices=[('draft', 'draft'), ('scheduled', 'scheduled'), ('preparing', 'being prepared'), ('sending', 'being sent'), ('paused', 'paused'), ('cancelled', 'cancelled'), ('done', 'sent')], default='draft', max_length=20, verbose_name='state')),
                        ('notice', models.TextField(blank=True, help_text='Why it does not go on, for the editor.', verbose_name='notice')),
                        ('scheduled_at', models.DateTimeField(blank=True, null=True, verbose_name='to be sent at')),
                        ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name='made on')),
                        ('started_at', models.DateTimeField(editable=False, null=True, verbose_name='begun on')),
                        ('finished_at', models.DateTimeField(editable=False, null=True, verbose_name='finished on')),
                        ('touched_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                        ('unsubscribed', models.PositiveIntegerField(default=0, editable=False, verbose_name='unsubscribed')),
                        ('created_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='made by')),
                        ('lists', models.ManyToManyField(related_name='+', to='newsletters.mailinglist', verbose_name='lists')),
                        ('issue', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='mailings', to='newsletters.newsletterissuepage', verbose_name='issue')),
                        ('kind', models.CharField(choices=[('issue', 'issue'), ('alerts', 'alerts')], default='issue', editable=False, max_length=10, verbose_name='kind')),
                    ],
                    options={
                        'verbose_name': 'mailing',
                        'verbose_name_plural': 'mailings',
                        'ordering': ['-created_at', '-pk'],
                        'permissions': [('send_mailing', 'Can send a newsletter')],
                        'indexes': [models.Index(fields=['state'], name='newsletters_mailing_state')],
                        'constraints': [models.UniqueConstraint(condition=models.Q(('kind', 'alerts')), fields=('issue_key',), name='newsletters_alerts_once_a_week')],
                    },
                ),
                migrations.CreateModel(
                    name='Delivery',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('key', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                        ('issue_key', models.UUIDField()),
                        ('address', models.CharField(blank=True, max_length=254, verbose_name='email address')),
                        ('address_key', models.CharField(max_length=64)),
                        ('state', models.CharField(choices=[('waiting', 'waiting'), ('claimed', 'being handed over'), ('sent', 'handed over'), ('delivered', 'delivered'), ('deferred', 'to be tried again'), ('refused', 'refused'), ('bounced', 'bounced'), ('complained', 'marked as unwanted'), ('unknown', 'not known'), ('cancelled', 'cancelled')], default='waiting', max_length=10, verbose_name='state')),
                        ('attempts', models.PositiveSmallIntegerField(default=0, verbose_name='attempts')),
                        ('not_before', models.DateTimeField(null=True)),
                        ('claimed_at', models.DateTimeField(null=True, verbose_name='handed over on')),
                        ('sent_at', models.DateTimeField(null=True, verbose_name='sent on')),
                        ('answer', models.CharField(blank=True, max_length=200, verbose_name='answer of the mail server')),
                        ('provider_id', models.CharField(blank=True, max_length=255)),
                        ('batch', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='deliveries', to='newsletters.batch')),
                        ('mailing', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='deliveries', to='newsletters.mailing')),
                        ('rendering', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='newsletters.rendering')),
                        ('subscriber', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='deliveries', to='newsletters.subscriber')),
                        ('failed_at', models.DateTimeField(null=True)),
                    ],
                    options={
                        'verbose_name': 'delivery',
                        'verbose_name_plural': 'deliveries',
                        'indexes': [models.Index(fields=['mailing', 'state'], name='newsletters_delivery_counts'), models.Index(fields=['batch', 'state'], name='newsletters_delivery_batch'), models.Index(fields=['address_key'], name='newsletters_delivery_address'), models.Index(condition=models.Q(('provider_id', ''), _negated=True), fields=['provider_id'], name='newsletters_delivery_provider')],
                        'constraints': [models.UniqueConstraint(fields=('issue_key', 'address_key'), name='newsletters_once_per_issue')],
                    },
                ),
                migrations.CreateModel(
                    name='KeptMail',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('digest', models.CharField(editable=False, max_length=64, unique=True)),
                        ('kind', models.CharField(choices=[('reply', 'from a person'), ('automatic', 'automatic answer'), ('report', 'report that was not understood, or about a mail that we do not know'), ('broken', 'could not be read')], editable=False, max_length=10, verbose_name='kind')),
                        ('subject', models.CharField(blank=True, editable=False, max_length=200, verbose_name='subject')),
                        ('sent_at', models.DateTimeField(editable=False, null=True, verbose_name='sent on')),
                        ('found_at', models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name='found on')),
                        ('handled_at', models.DateTimeField(editable=False, null=True, verbose_name='handled on')),
                    ],
                    options={
                        'verbose_name': 'kept mail',
                        'verbose_name_plural': 'kept mails',
                        'ordering': ['-found_at', '-pk'],
                    },
                ),
                migrations.CreateModel(
                    name='Alert',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name='entered on')),
                        ('confirmed_at', models.DateTimeField(blank=True, editable=False, null=True, verbose_name='confirmed on')),
                        ('mailed_until', models.DateTimeField(editable=False, null=True)),
                        ('consent', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='alerts', to='newsletters.consent')),
                        ('subscriber', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='alerts', to='newsletters.subscriber')),
                        ('topic', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='alerts', to='newsletters.alerttopic', verbose_name='followed topic')),
                    ],
                    options={
                        'verbose_name': 'alert',
                        'verbose_name_plural': 'alerts',
                        'ordering': ['created_at', 'pk'],
                        'constraints': [models.UniqueConstraint(fields=('subscriber', 'topic'), name='newsletters_one_alert_per_topic')],
                    },
                ),
                migrations.CreateModel(
                    name='AlertTopic',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('kind', models.CharField(choices=[('listing', 'listing'), ('theme', 'theme'), ('subject', 'subject'), ('municipality', 'municipality'), ('werkplaats', 'werkplaats'), ('search', 'search'), ('record', 'record')], max_length=20, verbose_name='kind')),
                        ('name', models.CharField(blank=True, max_length=255)),
                        ('query', models.CharField(blank=True, max_length=1000)),
                        ('language', models.CharField(choices=[('nl', 'Dutch'), ('en', 'English')], max_length=5, verbose_name='language')),
                        ('label', models.CharField(max_length=500, verbose_name='what is followed')),
                        ('path', models.CharField(max_length=2000)),
                    ],
                    options={
                        'verbose_name': 'followed topic',
                        'verbose_name_plural': 'followed topics',
                        'ordering': ['label', 'pk'],
                        'constraints': [models.UniqueConstraint(fields=('kind', 'name', 'query', 'language'), name='newsletters_one_topic')],
                    },
                ),
            ],
        ),
    ]
