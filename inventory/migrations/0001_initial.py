import datetime
import django.core.serializers.json
import django.core.validators
import django.db.models.deletion
import django.utils.timezone
import inventory.models.submission
import pages.fuzzy_date
import wagtail.contrib.routable_page.models
import wagtail.fields
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('network', '0001_initial'),
        ('wagtailcore', '0098_apitoken'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='ContactRequest',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=120, verbose_name='name')),
                ('address', models.EmailField(max_length=254, verbose_name='email address')),
                ('address_key', models.CharField(db_index=True, editable=False, max_length=508)),
                ('organisation', models.CharField(blank=True, max_length=200, verbose_name='organisation')),
                ('message', models.TextField(verbose_name='message')),
                ('language', models.CharField(choices=[('nl', 'Dutch'), ('en', 'English')], default='nl', max_length=5, verbose_name='language')),
                ('is_introduction', models.BooleanField(default=False, editable=False, verbose_name='introduced by editors')),
                ('state', models.CharField(choices=[('written', 'Waits for the sender to confirm'), ('passed-on', 'Waits for the owner'), ('agreed', 'Both agreed'), ('declined', 'The owner would rather not'), ('lapsed', 'Not answered in time')], default='written', editable=False, max_length=10, verbose_name='state')),
                ('told', models.CharField(blank=True, choices=[('written', 'Waits for the sender to confirm'), ('passed-on', 'Waits for the owner'), ('agreed', 'Both agreed'), ('declined', 'The owner would rather not'), ('lapsed', 'Not answered in time')], editable=False, max_length=10)),
                ('handed_out_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name='written at')),
                ('passed_on_at', models.DateTimeField(blank=True, editable=False, null=True, verbose_name='passed on at')),
                ('answered_at', models.DateTimeField(blank=True, editable=False, null=True, verbose_name='answered at')),
            ],
            options={
                'verbose_name': 'request for contact',
                'verbose_name_plural': 'requests for contact',
                'ordering': ['-created_at'],
            },
        ),
        migrations.CreateModel(
            name='Handover',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=120, verbose_name='name')),
                ('address', models.EmailField(max_length=254, verbose_name='email address')),
                ('address_key', models.CharField(db_index=True, editable=False, max_length=508)),
                ('language', models.CharField(choices=[('nl', 'Dutch'), ('en', 'English')], default='nl', max_length=5, verbose_name='language')),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='asked at')),
                ('accepted_at', models.DateTimeField(blank=True, null=True, verbose_name='accepted at')),
            ],
            options={
                'verbose_name': 'handover of a project',
                'verbose_name_plural': 'handovers of projects',
            },
        ),
        migrations.CreateModel(
            name='InventoryIndexPage',
            fields=[
                ('page_ptr', models.OneToOneField(auto_created=True, on_delete=django.db.models.deletion.CASCADE, parent_link=True, primary_key=True, serialize=False, to=settings.WAGTAIL_PAGE_MODEL)),
                ('summary', models.TextField(blank=True, help_text='Two or three plain sentences; shown in lists, newsletters and search.', max_length=600, verbose_name='summary')),
                ('introduction', wagtail.fields.RichTextField(blank=True, verbose_name='introduction')),
            ],
            options={
                'verbose_name': 'inventory',
                'verbose_name_plural': 'inventories',
            },
            bases=(wagtail.contrib.routable_page.models.RoutablePageMixin, 'wagtailcore.page'),
        ),
        migrations.CreateModel(
            name='InventoryRoundPage',
            fields=[
                ('page_ptr', models.OneToOneField(auto_created=True, on_delete=django.db.models.deletion.CASCADE, parent_link=True, primary_key=True, serialize=False, to=settings.WAGTAIL_PAGE_MODEL)),
                ('summary', models.TextField(blank=True, help_text='Two or three plain sentences; shown in lists, newsletters and search.', max_length=600, verbose_name='summary')),
                ('date', pages.fuzzy_date.FuzzyDateField(blank=True, default=None, help_text='As far as known: 10 April 2018, March 2018, autumn 2018, 2018, 2012-2016, expected 2027.', max_length=40, verbose_name='date')),
                ('sort_date', models.DateField(db_index=True, default=datetime.date(1, 1, 1), editable=False)),
                ('opens_at', models.DateTimeField(blank=True, help_text='Time in Amsterdam. A round without it is not open.', null=True, verbose_name='opens at')),
                ('closes_at', models.DateTimeField(blank=True, null=True, verbose_name='closes at')),
                ('body', models.JSONField(blank=True, default=list, encoder=django.core.serializers.json.DjangoJSONEncoder, verbose_name='introduction')),
                ('consent_text', wagtail.fields.RichTextField(blank=True, verbose_name='consent text')),
                ('consent_version', models.CharField(blank=True, max_length=20, verbose_name='version of the consent text')),
                ('asks_needs', models.BooleanField(default=True, help_text='Per theme, with how urgent it is.', verbose_name='ask on which issues too little happens')),
                ('keep_days', models.PositiveSmallIntegerField(default=365, help_text='After closing. Then names, addresses and files of submissions are erased; projects stay.', validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(3650)], verbose_name='days that personal data are kept')),
                ('remind_days', models.PositiveSmallIntegerField(default=7, help_text="By mail, once, at nine o'clock. 0: nobody is reminded by itself.", validators=[django.core.validators.MaxValueValidator(60)], verbose_name='days before closing on which who did not answer is reminded')),
            ],
            options={
                'verbose_name': 'inventory round',
                'verbose_name_plural': 'inventory rounds',
            },
            bases=('wagtailcore.page',),
        ),
        migrations.CreateModel(
            name='Invitation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(blank=True, max_length=120, verbose_name='name')),
                ('address', models.EmailField(max_length=254, verbose_name='email address')),
                ('address_key', models.CharField(db_index=True, editable=False, max_length=508)),
                ('language', models.CharField(choices=[('nl', 'Dutch'), ('en', 'English')], default='nl', max_length=5, verbose_name='language')),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name='entered at')),
                ('invited_at', models.DateTimeField(blank=True, editable=False, null=True, verbose_name='invited at')),
                ('reminded_at', models.DateTimeField(blank=True, editable=False, null=True, verbose_name='reminded at')),
                ('reminders', models.PositiveSmallIntegerField(default=0, editable=False, verbose_name='reminders')),
                ('failed_kind', models.CharField(blank=True, choices=[('invitation', 'Invitation'), ('reminder', 'Reminder')], editable=False, max_length=10, verbose_name='mail that could not be sent')),
                ('failures', models.PositiveSmallIntegerField(default=0, editable=False, verbose_name='failed attempts')),
                ('failed_at', models.DateTimeField(blank=True, editable=False, null=True, verbose_name='failed at')),
            ],
            options={
                'verbose_name': 'invitation',
                'verbose_name_plural': 'invitations',
                'ordering': ['municipality__name', 'organisation__name', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='Need',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('urgency', models.PositiveSmallIntegerField(choices=[(1, 'Low'), (2, 'Middle'), (3, 'High')], default=2, verbose_name='urgency')),
                ('explanation', models.TextField(blank=True, verbose_name='explanation')),
                ('reported_on', models.DateField(verbose_name='reported on')),
            ],
            options={
                'verbose_name': 'need',
                'verbose_name_plural': 'needs',
                'ordering': ['-reported_on', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='ProjectAnswer',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('question', models.CharField(max_length=255, verbose_name='question')),
                ('label', models.CharField(max_length=255, verbose_name='label')),
                ('value', models.TextField(verbose_name='answer')),
                ('visibility', models.CharField(choices=[('everyone', 'Everyone'), ('network', 'The network'), ('editors', 'Only editors')], max_length=10, verbose_name='who sees it')),
                ('position', models.PositiveSmallIntegerField(default=0)),
            ],
            options={
                'verbose_name': 'answer about a project',
                'verbose_name_plural': 'answers about projects',
                'ordering': ['position', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='ProjectCluster',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('projects', models.PositiveIntegerField(verbose_name='projects')),
                ('municipalities', models.PositiveIntegerField(verbose_name='municipalities')),
                ('open_for_contact', models.PositiveIntegerField(verbose_name='open for contact')),
                ('counted_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='counted at')),
            ],
            options={
                'verbose_name': 'cluster of projects',
                'verbose_name_plural': 'clusters of projects',
                'ordering': ['-projects', 'theme', 'audience'],
            },
        ),
        migrations.CreateModel(
            name='ProjectComparison',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('is_due', models.BooleanField(db_index=True, default=True)),
                ('read_at', models.DateTimeField(default=django.utils.timezone.now)),
            ],
            options={
                'verbose_name': 'comparison of a project',
                'verbose_name_plural': 'comparisons of projects',
            },
        ),
        migrations.CreateModel(
            name='ProjectIndexPage',
            fields=[
                ('page_ptr', models.OneToOneField(auto_created=True, on_delete=django.db.models.deletion.CASCADE, parent_link=True, primary_key=True, serialize=False, to=settings.WAGTAIL_PAGE_MODEL)),
                ('summary', models.TextField(blank=True, help_text='Two or three plain sentences; shown in lists, newsletters and search.', max_length=600, verbose_name='summary')),
                ('introduction', wagtail.fields.RichTextField(blank=True, verbose_name='introduction')),
            ],
            options={
                'verbose_name': 'projects overview',
                'verbose_name_plural': 'projects overviews',
            },
            bases=(wagtail.contrib.routable_page.models.RoutablePageMixin, 'wagtailcore.page'),
        ),
        migrations.CreateModel(
            name='ProjectOwner',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=120, verbose_name='name')),
                ('address', models.EmailField(max_length=254, verbose_name='email address')),
                ('address_key', models.CharField(db_index=True, editable=False, max_length=508)),
                ('organisation', models.CharField(blank=True, max_length=200, verbose_name='organisation')),
                ('language', models.CharField(choices=[('nl', 'Dutch'), ('en', 'English')], default='nl', max_length=5, verbose_name='language')),
                ('since', models.DateTimeField(default=django.utils.timezone.now, verbose_name='since')),
                ('asked_at', models.DateTimeField(blank=True, null=True, verbose_name='asked at')),
                ('reminded_at', models.DateTimeField(blank=True, null=True, verbose_name='reminded at')),
                ('answered_at', models.DateTimeField(blank=True, null=True, verbose_name='answered at')),
            ],
            options={
                'verbose_name': 'owner of a project',
                'verbose_name_plural': 'owners of projects',
                'ordering': ['name', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='ProjectPage',
            fields=[
                ('page_ptr', models.OneToOneField(auto_created=True, on_delete=django.db.models.deletion.CASCADE, parent_link=True, primary_key=True, serialize=False, to=settings.WAGTAIL_PAGE_MODEL)),
                ('summary', models.TextField(blank=True, help_text='Two or three plain sentences; shown in lists, newsletters and search.', max_length=600, verbose_name='summary')),
                ('date', pages.fuzzy_date.FuzzyDateField(blank=True, default=None, help_text='As far as known: 10 April 2018, March 2018, autumn 2018, 2018, 2012-2016, expected 2027.', max_length=40, verbose_name='date')),
                ('sort_date', models.DateField(db_index=True, default=datetime.date(1, 1, 1), editable=False)),
                ('status', models.CharField(choices=[('idea', 'Idea'), ('starting', 'Starting'), ('running', 'Running'), ('finished', 'Finished'), ('stopped', 'Stopped'), ('unknown', 'Not known')], db_index=True, default='running', max_length=10, verbose_name='status')),
                ('confirmed_on', models.DateField(blank=True, help_text='When the owner last said that this is right.', null=True, verbose_name='confirmed on')),
                ('body', models.JSONField(blank=True, default=list, encoder=django.core.serializers.json.DjangoJSONEncoder, verbose_name='text')),
                ('wanted', models.TextField(blank=True, help_text='What the project looks for in others. Everyone can read it.', verbose_name='help wanted')),
                ('open_for_contact', models.BooleanField(default=False, help_text='Visitors can send the owner a message. Addresses are not shown.', verbose_name='open for contact')),
            ],
            options={
                'verbose_name': 'project',
                'verbose_name_plural': 'projects',
            },
            bases=('wagtailcore.page',),
        ),
        migrations.CreateModel(
            name='ProjectPartner',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('sort_order', models.IntegerField(blank=True, editable=False, null=True)),
                ('role', models.CharField(blank=True, max_length=120, verbose_name='role')),
            ],
            options={
                'verbose_name': 'partner',
                'verbose_name_plural': 'partners',
                'ordering': ['sort_order'],
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='ProjectWord',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('word', models.CharField(max_length=60)),
            ],
            options={
                'verbose_name': 'word of a project',
                'verbose_name_plural': 'words of projects',
            },
        ),
        migrations.CreateModel(
            name='RoundQuestion',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('sort_order', models.IntegerField(blank=True, editable=False, null=True)),
                ('clean_name', models.CharField(blank=True, default='', help_text='Safe name of the form field, the label converted to ascii_snake_case', max_length=255, verbose_name='name')),
                ('label', models.CharField(help_text='The label of the form field', max_length=255, verbose_name='label')),
                ('required', models.BooleanField(default=True, verbose_name='required')),
                ('choices', models.TextField(blank=True, help_text='Comma or new line separated list of choices. Only applicable in checkboxes, radio and dropdown.', verbose_name='choices')),
                ('default_value', models.TextField(blank=True, help_text='Default value. Comma or new line separated values supported for checkboxes.', verbose_name='default value')),
                ('help_text', models.CharField(blank=True, max_length=255, verbose_name='help text')),
                ('field_type', models.CharField(choices=[('singleline', 'One line of text'), ('multiline', 'More lines of text'), ('number', 'Number'), ('date', 'Date'), ('dropdown', 'One choice, in a list'), ('radio', 'One choice, all in sight'), ('checkboxes', 'More than one choice'), ('checkbox', 'A tick'), ('file', 'File')], default='singleline', max_length=16, verbose_name='kind of answer')),
                ('visibility', models.CharField(choices=[('everyone', 'Everyone'), ('network', 'The network'), ('editors', 'Only editors')], default='editors', max_length=10, verbose_name='who sees the answer')),
                ('depends_on', models.CharField(blank=True, help_text='The label of an earlier question. Empty: it is always asked.', max_length=255, verbose_name='only after the question')),
                ('depends_value', models.CharField(blank=True, help_text='One of the choices; for a tick: yes or no.', max_length=255, verbose_name='when the answer is')),
            ],
            options={
                'ordering': ['sort_order'],
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Submission',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('reference', models.CharField(default=inventory.models.submission.new_reference, editable=False, max_length=20, unique=True, verbose_name='reference')),
                ('form_key', models.UUIDField(editable=False, null=True, unique=True)),
                ('status', models.CharField(choices=[('draft', 'Draft'), ('submitted', 'Submitted'), ('asked-back', 'Asked back'), ('accepted', 'Accepted'), ('declined', 'Declined'), ('withdrawn', 'Withdrawn')], db_index=True, default='draft', editable=False, max_length=12, verbose_name='status')),
                ('language', models.CharField(choices=[('nl', 'Dutch'), ('en', 'English')], default='nl', max_length=5, verbose_name='language')),
                ('contact_name', models.CharField(blank=True, max_length=120, verbose_name='name')),
                ('contact_address', models.EmailField(blank=True, max_length=254, verbose_name='email address')),
                ('contact_key', models.CharField(blank=True, db_index=True, editable=False, max_length=508)),
                ('contact_organisation', models.CharField(blank=True, max_length=200, verbose_name='organisation')),
                ('title', models.CharField(blank=True, max_length=255, verbose_name='title')),
                ('answers', models.JSONField(blank=True, default=dict, verbose_name='answers')),
                ('consent_wording', models.TextField(blank=True, verbose_name='consent text')),
                ('consent_version', models.CharField(blank=True, max_length=20, verbose_name='version of the consent text')),
                ('consented_at', models.DateTimeField(blank=True, null=True, verbose_name='agreed at')),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name='begun at')),
                ('changed_at', models.DateTimeField(auto_now=True, verbose_name='changed at')),
                ('submitted_at', models.DateTimeField(blank=True, editable=False, null=True, verbose_name='submitted at')),
                ('receipt_due_at', models.DateTimeField(blank=True, db_index=True, editable=False, null=True)),
                ('decided_at', models.DateTimeField(blank=True, editable=False, null=True, verbose_name='decided at')),
                ('anonymised_at', models.DateTimeField(blank=True, editable=False, null=True, verbose_name='made anonymous at')),
            ],
            options={
                'verbose_name': 'submission',
                'verbose_name_plural': 'submissions',
                'ordering': ['-created_at'],
                'permissions': [('handle_submission', 'Can handle submissions')],
            },
        ),
        migrations.CreateModel(
            name='SubmissionEvent',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('begun', 'Begun'), ('submitted', 'Submitted'), ('asked-back', 'Asked back'), ('answered', 'Answered'), ('changed', 'Changed by an editor'), ('accepted', 'Accepted as a new project'), ('updated', 'Accepted as an update'), ('merged', 'Merged into a project'), ('declined', 'Declined'), ('withdrawn', 'Withdrawn'), ('reopened', 'Reopened'), ('anonymised', 'Made anonymous'), ('undelivered', 'Mail could not be delivered')], max_length=12, verbose_name='step')),
                ('moment', models.DateTimeField(default=django.utils.timezone.now, verbose_name='moment')),
                ('text', models.TextField(blank=True, verbose_name='text')),
            ],
            options={
                'verbose_name': 'step of a submission',
                'verbose_name_plural': 'steps of submissions',
                'ordering': ['moment', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='SubmissionFile',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('question', models.CharField(max_length=255)),
                ('file', models.FileField(max_length=255, upload_to='inzendingen/%Y/')),
                ('name', models.CharField(max_length=255, verbose_name='name')),
                ('content_type', models.CharField(max_length=100)),
                ('size', models.PositiveIntegerField()),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now)),
            ],
            options={
                'verbose_name': 'file of a submission',
                'verbose_name_plural': 'files of submissions',
                'ordering': ['pk'],
            },
        ),
        migrations.CreateModel(
            name='Connection',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('strength', models.PositiveSmallIntegerField(verbose_name='strength')),
                ('reasons', models.JSONField(default=list, verbose_name='reasons')),
                ('found_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='found at')),
                ('dismissed_at', models.DateTimeField(blank=True, null=True, verbose_name='dismissed at')),
                ('asked_at', models.DateTimeField(blank=True, null=True, verbose_name='asked at')),
                ('asked_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('dismissed_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'possible connection',
                'verbose_name_plural': 'possible connections',
                'ordering': ['-strength', 'first', 'second'],
            },
        ),
        migrations.CreateModel(
            name='CoverageEntry',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.PositiveSmallIntegerField(choices=[(0, 'Project'), (1, 'Theme'), (2, 'Audience'), (3, 'Law'), (4, 'Year'), (5, 'Total')])),
                ('value', models.PositiveIntegerField()),
                ('status', models.PositiveSmallIntegerField()),
                ('confirmed_on', models.DateField(null=True)),
                ('year', models.PositiveSmallIntegerField()),
                ('municipality', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='network.municipality')),
            ],
        ),
    ]
