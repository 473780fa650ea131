import datetime
import django.core.serializers.json
import django.core.validators
import django.db.models.deletion
import django.utils.timezone
import modelcluster.fields
import pages.chapters
import pages.fuzzy_date
import uuid
import wagtail.contrib.routable_page.models
import wagtail.fields
from django.conf import settings
from django.db import migrations, models
from pages.migration_operations import CreateModels


class Migration(migrations.Migration):

    replaces = [
        ('events', '0001_initial'),
        ('events', '0002_initial'),
        ('events', '0003_calendar_entries'),
        ('events', '0004_registrations'),
        ('events', '0005_event_questions'),
        ('events', '0006_change_of_plan_and_lookback'),
        ('events', '0007_event_series'),
        ('events', '0008_calendar_identity'),
        ('events', '0009_recording_document'),
        ('events', '0010_about_these_data'),
        ('events', '0011_registrations_without_address'),
    ]

    initial = True

    dependencies = [
        ('network', '0001_initial'),
        ('pages', '0013_news_of_records'),
        ('wagtailcore', '0098_apitoken'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        CreateModels(
            operations=[
                migrations.CreateModel(
                    name='CallIndexPage',
                    fields=[
                        ('page_ptr', models.OneToOneField(auto_created=True, on_delete=django.db.models.deletion.CASCADE, parent_link=True, primary_key=True, serialize=False, to=settings.WAGTAIL_PAGE_MODEL)),
                        ('summary', models.TextField(blank=True, help_text='Two or three plain sentences; shown in lists, newsletters and search.', max_length=600, verbose_name='summary')),
                        ('introduction', wagtail.fields.RichTextField(blank=True, verbose_name='introduction')),
                        ('listing_image', models.ForeignKey(blank=True, help_text='Shown on cards and when the page is shared. Not required.', null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='pages.siteimage', verbose_name='image in lists')),
                        ('data_note', models.TextField(blank=True, help_text='Where the facts come from and what is missing; folded at the end of the page. Mostly empty.', max_length=1000, verbose_name='about these data')),
                    ],
                    options={
                        'verbose_name': 'calls overview',
                        'verbose_name_plural': 'calls overviews',
                    },
                    bases=(wagtail.contrib.routable_page.models.RoutablePageMixin, 'wagtailcore.page'),
                ),
                migrations.CreateModel(
                    name='CallOrganiser',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('sort_order', models.IntegerField(blank=True, editable=False, null=True)),
                        ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='calls', to='network.organisation', verbose_name='organisation')),
                        ('call', modelcluster.fields.ParentalKey(on_delete=django.db.models.deletion.CASCADE, related_name='organisers', to='events.callpage')),
                    ],
                    options={
                        'verbose_name': 'organiser',
                        'verbose_name_plural': 'organisers',
                        'ordering': ['sort_order'],
                        'abstract': False,
                    },
                ),
                migrations.CreateModel(
                    name='CallPage',
                    fields=[
                        ('page_ptr', models.OneToOneField(auto_created=True, on_delete=django.db.models.deletion.CASCADE, parent_link=True, primary_key=True, serialize=False, to=settings.WAGTAIL_PAGE_MODEL)),
                        ('summary', models.TextField(blank=True, help_text='Two or three plain sentences; shown in lists, newsletters and search.', max_length=600, verbose_name='summary')),
                        ('date', pages.fuzzy_date.FuzzyDateField(blank=True, default=None, help_text='As far as known: 10 April 2018, March 2018, autumn 2018, 2018, 2012-2016, expected 2027.', max_length=40, verbose_name='date')),
                        ('sort_date', models.DateField(db_index=True, default=datetime.date(1, 1, 1), editable=False)),
                        ('closes_at', models.DateTimeField(blank=True, db_index=True, help_text='Time in Amsterdam. Afterwards the call shows as closed.', null=True, verbose_name='closes at')),
                        ('how_to_answer', wagtail.fields.RichTextField(blank=True, verbose_name='how to answer')),
                        ('body', models.JSONField(blank=True, default=list, encoder=django.core.serializers.json.DjangoJSONEncoder, verbose_name='text')),
                        ('audiences', modelcluster.fields.ParentalManyToManyField(blank=True, to='pages.audience', verbose_name='audiences')),
                        ('laws', modelcluster.fields.ParentalManyToManyField(blank=True, to='pages.law', verbose_name='laws')),
                        ('listing_image', models.ForeignKey(blank=True, help_text='Shown on cards and when the page is shared. Not required.', null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='pages.siteimage', verbose_name='image in lists')),
                        ('municipalities', modelcluster.fields.ParentalManyToManyField(blank=True, to='network.municipality', verbose_name='municipalities')),
                        ('werkplaatsen', modelcluster.fields.ParentalManyToManyField(blank=True, related_name='%(app_label)s_%(class)s_set', to='pages.werkplaatspage', verbose_name='werkplaatsen')),
                        ('data_note', models.TextField(blank=True, help_text='Where the facts come from and what is missing; folded at the end of the page. Mostly empty.', max_length=1000, verbose_name='about these data')),
                    ],
                    options={
                        'verbose_name': 'call',
                        'verbose_name_plural': 'calls',
                    },
                    bases=('wagtailcore.page',),
                ),
                migrations.CreateModel(
                    name='EventIndexPage',
                    fields=[
                        ('page_ptr', models.OneToOneField(auto_created=True, on_delete=django.db.models.deletion.CASCADE, parent_link=True, primary_key=True, serialize=False, to=settings.WAGTAIL_PAGE_MODEL)),
                        ('summary', models.TextField(blank=True, help_text='Two or three plain sentences; shown in lists, newsletters and search.', max_length=600, verbose_name='summary')),
                        ('introduction', wagtail.fields.RichTextField(blank=True, verbose_name='introduction')),
                        ('listing_image', models.ForeignKey(blank=True, help_text='Shown on cards and when the page is shared. Not required.', null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='pages.siteimage', verbose_name='image in lists')),
                        ('data_note', models.TextField(blank=True, help_text='Where the facts come from and what is missing; folded at the end of the page. Mostly empty.', max_length=1000, verbose_name='about these data')),
                    ],
                    options={
                        'verbose_name': 'agenda',
                        'verbose_name_plural': 'agendas',
                    },
                    bases=(wagtail.contrib.routable_page.models.RoutablePageMixin, 'wagtailcore.page'),
                ),
                migrations.CreateModel(
                    name='EventKind',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('name', models.CharField(max_length=100, verbose_name='Dutch name')),
                        ('name_en', models.CharField(blank=True, max_length=100, verbose_name='English name')),
                        ('slug', models.SlugField(max_length=60, unique=True, verbose_name='short name for addresses')),
                        ('position', models.PositiveSmallIntegerField(default=100, help_text='Lower comes first.', verbose_name='position')),
                    ],
                    options={
                        'verbose_name': 'kind of event',
                        'verbose_name_plural': 'kinds of event',
                        'ordering': ['position', 'name'],
                        'abstract': False,
                    },
                ),
                migrations.CreateModel(
                    name='EventOrganiser',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('sort_order', models.IntegerField(blank=True, editable=False, null=True)),
                        ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='organised_events', to='network.organisation', verbose_name='organisation')),
                        ('event', modelcluster.fields.ParentalKey(on_delete=django.db.models.deletion.CASCADE, related_name='organisers', to='events.eventpage')),
                    ],
                    options={
                        'verbose_name': 'organiser',
                        'verbose_name_plural': 'organisers',
                        'ordering': ['sort_order'],
                        'abstract': False,
                    },
                ),
                migrations.CreateModel(
                    name='EventPage',
                    fields=[
                        ('page_ptr', models.OneToOneField(auto_created=True, on_delete=django.db.models.deletion.CASCADE, parent_link=True, primary_key=True, serialize=False, to=settings.WAGTAIL_PAGE_MODEL)),
                        ('summary', models.TextField(blank=True, help_text='Two or three plain sentences; shown in lists, newsletters and search.', max_length=600, verbose_name='summary')),
                        ('date', pages.fuzzy_date.FuzzyDateField(blank=True, default=None, help_text='As far as known: 10 April 2018, March 2018, autumn 2018, 2018, 2012-2016, expected 2027.', max_length=40, verbose_name='date')),
                        ('sort_date', models.DateField(db_index=True, default=datetime.date(1, 1, 1), editable=False)),
                        ('status', models.CharField(choices=[('provisional', 'Provisional'), ('confirmed', 'Confirmed'), ('cancelled', 'Cancelled'), ('postponed', 'Postponed'), ('moved-online', 'Moved online')], default='confirmed', max_length=15, verbose_name='status')),
                        ('attendance', models.CharField(blank=True, choices=[('', 'Not known'), ('on-site', 'On site'), ('online', 'Online'), ('hybrid', 'Hybrid')], default='', max_length=10, verbose_name='way of attending')),
                        ('venue', models.CharField(blank=True, max_length=200, verbose_name='venue')),
                        ('address', models.CharField(blank=True, max_length=255, verbose_name='address')),
                        ('online_url', models.URLField(blank=True, max_length=500, verbose_name='address of the online meeting')),
                        ('body', models.JSONField(blank=True, default=list, encoder=django.core.serializers.json.DjangoJSONEncoder, verbose_name='announcement')),
                        ('registration', models.CharField(blank=True, choices=[('', 'None'), ('link', 'Elsewhere, by a link'), ('form', 'On this site')], default='', max_length=10, verbose_name='registration')),
                        ('registration_url', models.URLField(blank=True, max_length=500, verbose_name='address for registration')),
                        ('registration_deadline', models.DateTimeField(blank=True, null=True, verbose_name='register before')),
                        ('capacity', models.PositiveIntegerField(blank=True, null=True, verbose_name='places')),
                        ('has_waiting_list', models.BooleanField(default=False, verbose_name='keeps a waiting list')),
                        ('report', models.JSONField(blank=True, default=list, encoder=django.core.serializers.json.DjangoJSONEncoder, verbose_name='look-back')),
                        ('starts_at', models.DateTimeField(db_index=True, editable=False, null=True)),
                        ('ends_at', models.DateTimeField(db_index=True, editable=False, null=True)),
                        ('audiences', modelcluster.fields.ParentalManyToManyField(blank=True, to='pages.audience', verbose_name='audiences')),
                        ('kind', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='events', to='events.eventkind', verbose_name='kind')),
                        ('laws', modelcluster.fields.ParentalManyToManyField(blank=True, to='pages.law', verbose_name='laws')),
                        ('listing_image', models.ForeignKey(blank=True, help_text='Shown on cards and when the page is shared. Not required.', null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='pages.siteimage', verbose_name='image in lists')),
                        ('municipalities', modelcluster.fields.ParentalManyToManyField(blank=True, to='network.municipality', verbose_name='municipalities')),
                        ('municipality', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='events', to='network.municipality', verbose_name='municipality')),
                        ('werkplaatsen', modelcluster.fields.ParentalManyToManyField(blank=True, related_name='%(app_label)s_%(class)s_set', to='pages.werkplaatspage', verbose_name='werkplaatsen')),
                        ('registration_kept_days', models.PositiveSmallIntegerField(default=30, help_text='After the event. Then names, addresses and answers are erased; the counts stay.', validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(365)], verbose_name='days that personal data are kept')),
                        ('registration_opens_at', models.DateTimeField(blank=True, help_text='Empty: as soon as the event is published.', null=True, verbose_name='registration opens')),
                        ('asks_access', models.BooleanField(default=False, help_text='Such as a sign language interpreter.', verbose_name='ask what somebody needs to take part')),
                        ('asks_diet', models.BooleanField(default=False, help_text='Only when there is a meal.', verbose_name='ask what somebody does not eat')),
                        ('asks_organisation', models.BooleanField(default=True, verbose_name='ask for the organisation')),
                        ('asks_role', models.BooleanField(default=True, help_text='Such as policy officer.', verbose_name='ask for the role')),
                        ('instead', models.ForeignKey(blank=True, help_text='A page that readers can go to, such as another meeting.', null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.WAGTAIL_PAGE_MODEL, verbose_name='what there is instead')),
                        ('lookback_at', models.DateTimeField(editable=False, null=True)),
                        ('plan_changed_at', models.DateTimeField(editable=False, null=True)),
                        ('previous_starts_at', models.DateTimeField(blank=True, help_text='The first start before the event was moved; readers see it beside the new date.', null=True, verbose_name='was planned for')),
                        ('status_reason', models.TextField(blank=True, help_text='One or two plain sentences; shown on the page, in lists and in the newsletter.', max_length=500, verbose_name='why the plan changed')),
                        ('series_number', models.CharField(blank=True, help_text='Leave empty to have the meetings of the series counted by their days.', max_length=20, verbose_name='number in the series')),
                        ('series', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='events', to='events.eventseries', verbose_name='series')),
                        ('latitude', models.DecimalField(blank=True, decimal_places=5, help_text='Of the venue, for maps and calendars, such as 52.09083.', max_digits=7, null=True, validators=[django.core.validators.MinValueValidator(-90), django.core.validators.MaxValueValidator(90)], verbose_name='latitude')),
                        ('longitude', models.DecimalField(blank=True, decimal_places=5, help_text='Such as 5.12222.', max_digits=8, null=True, validators=[django.core.validators.MinValueValidator(-180), django.core.validators.MaxValueValidator(180)], verbose_name='longitude')),
                        ('data_note', models.TextField(blank=True, help_text='Where the facts come from and what is missing; folded at the end of the page. Mostly empty.', max_length=1000, verbose_name='about these data')),
                    ],
                    options={
                        'verbose_name': 'event',
                        'verbose_name_plural': 'events',
                    },
                    bases=(wagtail.contrib.routable_page.models.RoutablePageMixin, 'wagtailcore.page'),
                ),
                migrations.CreateModel(
                    name='ProgrammeItem',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('sort_order', models.IntegerField(blank=True, editable=False, null=True)),
                        ('time', models.TimeField(blank=True, null=True, verbose_name='time')),
                        ('title', models.CharField(max_length=255, verbose_name='title')),
                        ('description', models.TextField(blank=True, verbose_name='description')),
                        ('event', modelcluster.fields.ParentalKey(on_delete=django.db.models.deletion.CASCADE, related_name='programme_items', to='events.eventpage')),
                    ],
                    options={
                        'verbose_name': 'programme item',
                        'verbose_name_plural': 'programme items',
                        'ordering': ['sort_order'],
                        'abstract': False,
                    },
                ),
                migrations.CreateModel(
                    name='Recording',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('sort_order', models.IntegerField(blank=True, editable=False, null=True)),
                        ('title', models.CharField(max_length=255, verbose_name='title')),
                        ('url', models.URLField(blank=True, help_text='Leave empty when the address is not known.', max_length=500, verbose_name='address')),
                        ('language', models.CharField(choices=[('nl', 'Dutch'), ('en', 'English'), ('fy', 'Frisian'), ('de', 'German'), ('fr', 'French'), ('es', 'Spanish'), ('tr', 'Turkish'), ('ar', 'Arabic'), ('pl', 'Polish'), ('uk', 'Ukrainian')], default='nl', max_length=5, verbose_name='language')),
                        ('has_captions', models.BooleanField(default=False, verbose_name='has captions')),
                        ('duration', models.DurationField(blank=True, help_text='Hours, minutes and seconds: 00:25:00.', null=True, verbose_name='duration')),
                        ('event', modelcluster.fields.ParentalKey(on_delete=django.db.models.deletion.CASCADE, related_name='recordings', to='events.eventpage')),
                        ('transcript', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='pages.sitedocument', verbose_name='transcript')),
                        ('captions', models.ForeignKey(blank=True, help_text='A WebVTT file (.vtt): the text of the captions with their times.', null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='pages.sitedocument', verbose_name='captions as a file')),
                        ('chapters', pages.chapters.ChaptersField(blank=True, help_text='A line for each: when it begins and its title, such as 12:30 The interview.', verbose_name='chapters')),
                        ('document', models.ForeignKey(blank=True, help_text='A film (mp4) or sound (mp3, m4a): it plays on the page.', null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='pages.sitedocument', verbose_name='or a file of our own')),
                    ],
                    options={
                        'verbose_name': 'recording',
                        'verbose_name_plural': 'recordings',
                        'ordering': ['sort_order'],
                        'abstract': False,
                    },
                ),
                migrations.CreateModel(
                    name='Session',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('sort_order', models.IntegerField(blank=True, editable=False, null=True)),
                        ('title', models.CharField(blank=True, help_text='Only when an event has several sessions.', max_length=200, verbose_name='title')),
                        ('start', models.DateTimeField(verbose_name='start')),
                        ('end', models.DateTimeField(blank=True, help_text='May be after midnight.', null=True, verbose_name='end')),
                        ('time_known', models.BooleanField(default=True, verbose_name='the time of day is known')),
                        ('event', modelcluster.fields.ParentalKey(on_delete=django.db.models.deletion.CASCADE, related_name='sessions', to='events.eventpage')),
                        ('uid', models.UUIDField(db_index=True, default=uuid.uuid4, editable=False)),
                        ('is_cancelled', models.BooleanField(default=False, help_text='Only this session; for the whole event use its status. It stays on the page and in calendars.', verbose_name='does not take place')),
                    ],
                    options={
                        'verbose_name': 'session',
                        'verbose_name_plural': 'sessions',
                        'ordering': ['sort_order'],
                        'abstract': False,
                    },
                ),
                migrations.CreateModel(
                    name='Speaker',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('sort_order', models.IntegerField(blank=True, editable=False, null=True)),
                        ('role', models.CharField(blank=True, help_text='At this event, such as chair.', max_length=200, verbose_name='role')),
                        ('subject', models.CharField(blank=True, max_length=255, verbose_name='subject')),
                        ('event', modelcluster.fields.ParentalKey(on_delete=django.db.models.deletion.CASCADE, related_name='speakers', to='events.eventpage')),
                        ('person', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='talks', to='network.person', verbose_name='person')),
                    ],
                    options={
                        'verbose_name': 'speaker',
                        'verbose_name_plural': 'speakers',
                        'ordering': ['sort_order'],
                        'abstract': False,
                    },
                ),
                migrations.CreateModel(
                    name='CalendarEntry',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('uid', models.UUIDField()),
                        ('sequence', models.PositiveIntegerField(default=0)),
                        ('state', models.CharField(max_length=64)),
                        ('event', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='calendar_entries', to='events.eventpage')),
                    ],
                    options={
                        'verbose_name': 'calendar entry',
                        'verbose_name_plural': 'calendar entries',
                        'constraints': [models.UniqueConstraint(fields=('event', 'uid'), name='unique_calendar_entry')],
                    },
                ),
                migrations.CreateModel(
                    name='Registration',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('language', models.CharField(choices=[('nl', 'Dutch'), ('en', 'English')], default='nl', max_length=5, verbose_name='language')),
                        ('name', models.CharField(max_length=120, verbose_name='name')),
                        ('address', models.EmailField(blank=True, max_length=254, verbose_name='email address')),
                        ('address_key', models.CharField(db_index=True, editable=False, max_length=508)),
                        ('organisation', models.CharField(blank=True, max_length=200, verbose_name='organisation')),
                        ('role', models.CharField(blank=True, max_length=200, verbose_name='role')),
                        ('access_needs', models.TextField(blank=True, verbose_name='what you need to take part')),
                        ('diet', models.CharField(blank=True, max_length=255, verbose_name='diet')),
                        ('answers', models.JSONField(blank=True, default=dict)),
                        ('state', models.CharField(choices=[('unconfirmed', 'Address not confirmed'), ('registered', 'Registered'), ('waiting', 'On the waiting list'), ('cancelled', 'Registration cancelled')], default='unconfirmed', editable=False, max_length=12, verbose_name='state')),
                        ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name='signed up at')),
                        ('confirmed_at', models.DateTimeField(blank=True, editable=False, null=True, verbose_name='confirmed at')),
                        ('placed_at', models.DateTimeField(blank=True, editable=False, null=True, verbose_name='got a place at')),
                        ('cancelled_at', models.DateTimeField(blank=True, editable=False, null=True, verbose_name='cancelled at')),
                        ('attended_at', models.DateTimeField(blank=True, editable=False, null=True, verbose_name='attended')),
                        ('forgotten_at', models.DateTimeField(blank=True, editable=False, null=True)),
                        ('event', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='registrations', to='events.eventpage', verbose_name='event')),
                    ],
                    options={
                        'verbose_name': 'registration',
                        'verbose_name_plural': 'registrations',
                        'ordering': ['created_at', 'pk'],
                        'indexes': [models.Index(fields=['event', 'state', 'confirmed_at'], name='registration_by_state')],
                        'constraints': [models.UniqueConstraint(condition=models.Q(models.Q(('state', 'cancelled'), _negated=True), ('forgotten_at', None), models.Q(('address_key', ''), _negated=True)), fields=('event', 'address_key'), name='one_registration_per_address')],
                    },
                ),
                migrations.CreateModel(
                    name='RegistrationNotice',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('key', models.CharField(max_length=100)),
                        ('subject', models.CharField(blank=True, max_length=200, verbose_name='subject')),
                        ('text', models.TextField(verbose_name='message')),
                        ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name='written at')),
                        ('created_by', models.ForeignKey(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                        ('event', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='registration_notices', to='events.eventpage', verbose_name='event')),
                    ],
                    options={
                        'verbose_name': 'message to registered people',
                        'verbose_name_plural': 'messages to registered people',
                        'ordering': ['-created_at', '-pk'],
                        'constraints': [models.UniqueConstraint(fields=('event', 'key'), name='one_notice_per_occasion')],
                    },
                ),
                migrations.CreateModel(
                    name='RegistrationLetter',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('kind', models.CharField(choices=[('confirm', 'Confirm your address'), ('registered', 'You are registered'), ('waiting', 'You are on the waiting list'), ('moved-up', 'You have a place now'), ('cancelled', 'You are no longer registered'), ('reminder', 'Reminder'), ('thanks', 'Thank you'), ('notice', 'Message')], max_length=12, verbose_name='kind')),
                        ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                        ('due_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                        ('attempts', models.PositiveSmallIntegerField(default=0, editable=False)),
                        ('sent_at', models.DateTimeField(blank=True, editable=False, null=True, verbose_name='sent at')),
                        ('failed_at', models.DateTimeField(blank=True, editable=False, null=True, verbose_name='failed at')),
                        ('registration', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='letters', to='events.registration')),
                        ('notice', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='letters', to='events.registrationnotice')),
                    ],
                    options={
                        'verbose_name': 'letter about a registration',
                        'verbose_name_plural': 'letters about registrations',
                        'ordering': ['pk'],
                        'indexes': [models.Index(condition=models.Q(('failed_at', None), ('sent_at', None)), fields=['due_at'], name='letter_that_is_due')],
                        'constraints': [models.UniqueConstraint(condition=models.Q(('kind__in', ['reminder', 'thanks'])), fields=('registration', 'kind'), name='one_letter_of_this_kind'), models.UniqueConstraint(fields=('registration', 'notice'), name='one_letter_per_notice')],
                    },
                ),
                migrations.CreateModel(
                    name='EventQuestion',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('sort_order', models.IntegerField(blank=True, editable=False, null=True)),
                        ('clean_name', models.CharField(blank=True, default='', help_text='Safe name of the form field, the label converted to ascii_snake_case', max_length=255, verbose_name='name')),
                        ('label', models.CharField(help_text='The label of the form field', max_length=255, verbose_name='label')),
                        ('required', models.BooleanField(default=True, verbose_name='required')),
                        ('choices', models.TextField(blank=True, help_text='Comma or new line separated list of choices. Only applicable in checkboxes, radio and dropdown.', verbose_name='choices')),
                        ('default_value', models.TextField(blank=True, help_text='Default value. Comma or new line separated values supported for checkboxes.', verbose_name='default value')),
                        ('help_text', models.CharField(blank=True, max_length=255, verbose_name='help text')),
                        ('field_type', models.CharField(choices=[('singleline', 'One line of text'), ('multiline', 'More lines of text'), ('number', 'Number'), ('date', 'Date'), ('dropdown', 'One choice, in a list'), ('radio', 'One choice, all in sight'), ('checkboxes', 'More than one choice'), ('checkbox', 'A tick')], default='singleline', max_length=16, verbose_name='kind of answer')),
                        ('depends_on', models.CharField(blank=True, help_text='The label of an earlier question. Empty: it is always asked.', max_length=255, verbose_name='only after the question')),
                        ('depends_value', models.CharField(blank=True, help_text='One of the choices; for a tick: yes or no.', max_length=255, verbose_name='when the answer is')),
                        ('event', modelcluster.fields.ParentalKey(on_delete=django.db.models.deletion.CASCADE, related_name='questions', to='events.eventpage')),
                    ],
                    options={
                        'ordering': ['sort_order'],
                        'abstract': False,
                    },
                ),
                migrations.CreateModel(
                    name='EventPhoto',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('sort_order', models.IntegerField(blank=True, editable=False, null=True)),
                        ('alt_text', models.CharField(blank=True, help_text='For who does not see it. Leave empty to use the description of the image.', max_length=255, verbose_name='description')),
                        ('caption', models.CharField(blank=True, max_length=255, verbose_name='caption')),
                        ('event', modelcluster.fields.ParentalKey(on_delete=django.db.models.deletion.CASCADE, related_name='photos', to='events.eventpage')),
                        ('image', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='event_photos', to='pages.siteimage', verbose_name='image')),
                    ],
                    options={
                        'verbose_name': 'photo',
                        'verbose_name_plural': 'photos',
                        'ordering': ['sort_order'],
                        'abstract': False,
                    },
                ),
                migrations.CreateModel(
                    name='EventQuote',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('sort_order', models.IntegerField(blank=True, editable=False, null=True)),
                        ('text', models.TextField(max_length=600, verbose_name='what was said')),
                        ('said_by', models.CharField(blank=True, help_text='When it was no person of the platform, or as what.', max_length=200, verbose_name='said by')),
                        ('event', modelcluster.fields.ParentalKey(on_delete=django.db.models.deletion.CASCADE, related_name='quotes', to='events.eventpage')),
                        ('person', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='event_quotes', to='network.person', verbose_name='person')),
                    ],
                    options={
                        'verbose_name': 'quote',
                        'verbose_name_plural': 'quotes',
                        'ordering': ['sort_order'],
                        'abstract': False,
                    },
                ),
                migrations.CreateModel(
                    name='EventSeries',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('name', models.CharField(max_length=100, verbose_name='Dutch name')),
                        ('name_en', models.CharField(blank=True, max_length=100, verbose_name='English name')),
                        ('slug', models.SlugField(max_length=60, unique=True, verbose_name='short name for addresses')),
                        ('position', models.PositiveSmallIntegerField(default=100, help_text='Lower comes first.', verbose_name='position')),
                        ('description', models.TextField(blank=True, verbose_name='description')),
                    ],
                    options={
                        'verbose_name': 'series of events',
                        'verbose_name_plural': 'series of events',
                        'ordering': ['position', 'name'],
                        'abstract': False,
                    },
                ),
            ],
        ),
    ]
