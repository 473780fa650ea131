import datetime
import django.core.serializers.json
import django.core.validators
import django.db.models.deletion
import modelcluster.fields
import modelsearch.index
import pages.fuzzy_date
import taggit.managers
import uuid
import visitors.addresses
import wagtail.contrib.routable_page.models
import wagtail.fields
import wagtail.images.models
import wagtail.models.media
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('network', '0001_initial'),
        ('taggit', '0006_rename_taggeditem_content_type_object_id_taggit_tagg_content_8fc721_idx'),
        ('wagtailcore', '0098_apitoken'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        migrations.swappable_dependency(settings.WAGTAIL_PAGE_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='AccessibilityStatementPage',
            fields=[
                ('page_ptr', models.OneToOneField(auto_created=True, on_delete=django.db.models.deletion.CASCADE, parent_link=True, primary_key=True, serialize=False, to=settings.WAGTAIL_PAGE_MODEL)),
                ('summary', models.TextField(blank=True, help_text='Two or three plain sentences; shown in lists, newsletters and search.', max_length=600, verbose_name='summary')),
                ('organisation', models.CharField(blank=True, help_text='Leave empty for the name in the site settings.', max_length=200, verbose_name='organisation')),
                ('site_address', models.URLField(blank=True, help_text='Leave empty for the address of this site.', verbose_name='address of the site')),
                ('scope', wagtail.fields.RichTextField(blank=True, help_text='Which parts belong to it, and which do not, such as a mail service or a register elsewhere.', verbose_name='what the statement is about')),
                ('status', models.CharField(choices=[('A', 'A: meets all requirements'), ('B', 'B: meets part of the requirements'), ('C', 'C: first measures taken'), ('D', 'D: does not meet the requirements'), ('E', 'E: no statement')], default='D', help_text='As in the Dutch register. A and B need a complete examination of at most three years old; C needs one that is planned within six months; without either it is D. E is for a site without a statement.', max_length=1, verbose_name='status')),
                ('standard', models.CharField(default='EN 301 549 V3.2.1', max_length=60, verbose_name='standard')),
                ('wcag_version', models.CharField(choices=[('2.1', '2.1'), ('2.2', '2.2')], default='2.2', max_length=5, verbose_name='version of WCAG')),
                ('wcag_level', models.CharField(choices=[('A', 'A'), ('AA', 'AA'), ('AAA', 'AAA')], default='AA', max_length=3, verbose_name='level of WCAG')),
                ('body', models.JSONField(blank=True, default=list, encoder=django.core.serializers.json.DjangoJSONEncoder, help_text='What works, in plain words.', verbose_name='what readers may expect')),
                ('measures', wagtail.fields.RichTextField(blank=True, help_text='What keeps the site accessible: tests at every change, training, agreements with suppliers.', verbose_name='what we do about it')),
                ('feedback', wagtail.fields.RichTextField(blank=True, help_text='How somebody can report a problem or ask for another form.', verbose_name='reporting a problem')),
                ('contact_email', models.EmailField(blank=True, max_length=254, validators=[visitors.addresses.clean_address], verbose_name='mail address')),
                ('contact_phone', models.CharField(blank=True, max_length=40, verbose_name='telephone')),
                ('response_days', models.PositiveSmallIntegerField(blank=True, null=True, validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(60)], verbose_name='answer within so many working days')),
                ('is_public_body', models.BooleanField(default=False, help_text='Then the law on digital accessibility of the government holds, and the Nationale ombudsman.', verbose_name='of a public body')),
                ('enforcement', wagtail.fields.RichTextField(blank=True, help_text='Only to add to what the page says about the College voor de Rechten van de Mens.', verbose_name='not content with the answer')),
                ('drafted_on', models.DateField(blank=True, null=True, verbose_name='drafted on')),
                ('reviewed_on', models.DateField(blank=True, help_text='Look at it again at least once a year.', null=True, verbose_name='last reviewed on')),
                ('signed_by', models.CharField(blank=True, help_text='Who may sign for the organisation, with the position.', max_length=200, verbose_name='signed by')),
            ],
            options={
                'verbose_name': 'accessibility statement',
                'verbose_name_plural': 'accessibility statements',
            },
            bases=('wagtailcore.page',),
        ),
        migrations.CreateModel(
            name='Audience',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=100, verbose_name='Dutch name')),
                ('name_en', models.CharField(blank=True, max_length=100, verbose_name='English name')),
                ('slug', models.SlugField(max_length=60, unique=True, verbose_name='short name for addresses')),
                ('position', models.PositiveSmallIntegerField(default=100, help_text='Lower comes first.', verbose_name='position')),
            ],
            options={
                'verbose_name': 'audience',
                'verbose_name_plural': 'audiences',
                'ordering': ['position', 'name'],
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Law',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=100, verbose_name='Dutch name')),
                ('name_en', models.CharField(blank=True, max_length=100, verbose_name='English name')),
                ('slug', models.SlugField(max_length=60, unique=True, verbose_name='short name for addresses')),
                ('position', models.PositiveSmallIntegerField(default=100, help_text='Lower comes first.', verbose_name='position')),
            ],
            options={
                'verbose_name': 'law',
                'verbose_name_plural': 'laws',
                'ordering': ['position', 'name'],
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='AccessibilityBarrier',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('sort_order', models.IntegerField(blank=True, editable=False, null=True)),
                ('title', models.CharField(max_length=200, verbose_name='what does not work')),
                ('ground', models.CharField(choices=[('defect', 'Does not meet the requirements yet'), ('burden', 'Would ask a disproportionate effort'), ('exempt', 'Outside the law')], default='defect', max_length=10, verbose_name='ground')),
                ('criterion', models.CharField(blank=True, help_text='Of WCAG, such as 1.2.2 Captions.', max_length=100, verbose_name='success criterion')),
                ('cause', models.TextField(blank=True, verbose_name='cause')),
                ('consequence', models.TextField(blank=True, help_text='Whom it bothers, and how.', verbose_name='consequence')),
                ('alternative', models.TextField(blank=True, verbose_name='what to do instead')),
                ('measure', models.TextField(blank=True, verbose_name='what we do about it')),
                ('planned', pages.fuzzy_date.FuzzyDateField(blank=True, default=None, max_length=40, verbose_name='planned for')),
                ('page', modelcluster.fields.ParentalKey(on_delete=django.db.models.deletion.CASCADE, related_name='barriers', to='pages.accessibilitystatementpage')),
            ],
            options={
                'verbose_name': 'barrier',
                'verbose_name_plural': 'barriers',
                'ordering': ['sort_order'],
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Menu',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('translation_key', models.UUIDField(default=uuid.uuid4, editable=False)),
                ('place', models.CharField(choices=[('main', 'Main menu'), ('footer', 'Footer')], max_length=10, verbose_name='place')),
                ('title', models.CharField(help_text='In the footer the heading of the column.', max_length=80, verbose_name='heading')),
                ('position', models.PositiveSmallIntegerField(default=1, verbose_name='position')),
                ('locale', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='wagtailcore.locale', verbose_name='locale')),
            ],
            options={
                'verbose_name': 'menu',
                'verbose_name_plural': 'menus',
                'ordering': ['place', 'position'],
                'abstract': False,
                'unique_together': {('translation_key', 'locale')},
            },
        ),
        migrations.CreateModel(
            name='MenuItem',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('sort_order', models.IntegerField(blank=True, editable=False, null=True)),
                ('url', models.CharField(blank=True, help_text='A path such as /zoeken/ or a whole address.', max_length=500, verbose_name='address')),
                ('label', models.CharField(blank=True, help_text='Leave empty to use the title of the page.', max_length=80, verbose_name='link text')),
                ('menu', modelcluster.fields.ParentalKey(on_delete=django.db.models.deletion.CASCADE, related_name='items', to='pages.menu')),
                ('target', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.WAGTAIL_PAGE_MODEL, verbose_name='page')),
            ],
            options={
                'verbose_name': 'link',
                'verbose_name_plural': 'links',
                'ordering': ['sort_order'],
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='RelatedRecord',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('sort_order', models.IntegerField(blank=True, editable=False, null=True)),
                ('record', modelcluster.fields.ParentalKey(on_delete=django.db.models.deletion.CASCADE, related_name='related_records', to=settings.WAGTAIL_PAGE_MODEL)),
                ('target', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='related_from', to=settings.WAGTAIL_PAGE_MODEL, verbose_name='record')),
            ],
            options={
                'verbose_name': 'related record',
                'verbose_name_plural': 'related records',
                'ordering': ['sort_order'],
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='SiteDocument',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('title', models.CharField(max_length=255, verbose_name='title')),
                ('file', models.FileField(upload_to='documents', verbose_name='file')),
                ('created_at', models.DateTimeField(auto_now_add=True, verbose_name='created at')),
                ('file_size', models.PositiveBigIntegerField(editable=False, null=True)),
                ('file_hash', models.CharField(blank=True, editable=False, max_length=40)),
                ('language', models.CharField(choices=[('nl', 'Dutch'), ('en', 'English'), ('fy', 'Frisian'), ('de', 'German'), ('fr', 'French'), ('es', 'Spanish'), ('tr', 'Turkish'), ('ar', 'Arabic'), ('pl', 'Polish'), ('uk', 'Ukrainian')], default='nl', max_length=5, verbose_name='language')),
                ('page_count', models.PositiveIntegerField(blank=True, null=True, verbose_name='number of pages')),
                ('tagged', models.BooleanField(default=False, help_text='A PDF with a structure that assistive technology can follow.', verbose_name='tagged for screen readers')),
                ('is_example', models.BooleanField(default=False, help_text='A text of our own in the place of the real file, which we do not have.', verbose_name='example')),
                ('collection', models.ForeignKey(default=wagtail.models.media.get_root_collection_id, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='wagtailcore.collection', verbose_name='collection')),
                ('tags', taggit.managers.TaggableManager(blank=True, help_text=None, through='taggit.TaggedItem', to='taggit.Tag', verbose_name='tags')),
                ('uploaded_by_user', models.ForeignKey(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.SET_NULL, to=settings.AUTH_USER_MODEL, verbose_name='uploaded by user')),
            ],
            options={
                'verbose_name': 'document',
                'verbose_name_plural': 'documents',
                'permissions': [('choose_document', 'Can choose document')],
                'abstract': False,
            },
            bases=(modelsearch.index.Indexed, models.Model),
        ),
        migrations.CreateModel(
            name='Attachment',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('sort_order', models.IntegerField(blank=True, editable=False, null=True)),
                ('title', models.CharField(blank=True, help_text='Only when it must differ from the title of the document.', max_length=255, verbose_name='title')),
                ('record', modelcluster.fields.ParentalKey(on_delete=django.db.models.deletion.CASCADE, related_name='attachments', to=settings.WAGTAIL_PAGE_MODEL)),
                ('document', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='pages.sitedocument', verbose_name='document')),
            ],
            options={
                'verbose_name': 'attachment',
                'verbose_name_plural': 'attachments',
                'ordering': ['sort_order'],
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='ActionLink',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('sort_order', models.IntegerField(blank=True, editable=False, null=True)),
                ('kind', models.CharField(choices=[('download', 'Download'), ('order', 'Order'), ('read-report', 'Read the report'), ('read-article', 'Read the article'), ('read', 'Read more'), ('watch', 'Watch'), ('listen', 'Listen'), ('join', 'Join'), ('register', 'Register'), ('fill-in', 'Fill in'), ('visit', 'Visit'), ('subscribe', 'Subscribe')], max_length=20, verbose_name='what the reader does')),
                ('subject', models.CharField(blank=True, help_text='Leave empty to use the title of the document or page.', max_length=255, verbose_name='what it leads to')),
                ('url', models.URLField(blank=True, max_length=500, verbose_name='address')),
                ('deadline', models.DateTimeField(blank=True, help_text='Afterwards the link is shown as closed.', null=True, verbose_name='deadline')),
                ('record', modelcluster.fields.ParentalKey(on_delete=django.db.models.deletion.CASCADE, related_name='action_links', to=settings.WAGTAIL_PAGE_MODEL)),
                ('target', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.WAGTAIL_PAGE_MODEL, verbose_name='page')),
                ('document', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='pages.sitedocument', verbose_name='document')),
            ],
            options={
                'verbose_name': 'action',
                'verbose_name_plural': 'actions',
                'ordering': ['sort_order'],
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='AccessibilityEvaluation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('sort_order', models.IntegerField(blank=True, editable=False, null=True)),
                ('kind', models.CharField(choices=[('complete', 'Complete examination (WCAG-EM)'), ('partial', 'Examination of a part'), ('automatic', 'Automatic test'), ('users', 'Test with users')], max_length=12, verbose_name='kind')),
                ('performed_by', models.CharField(max_length=200, verbose_name='performed by')),
                ('is_external', models.BooleanField(default=False, verbose_name='by an outside party')),
                ('date', pages.fuzzy_date.FuzzyDateField(blank=True, default=None, max_length=40, verbose_name='date')),
                ('explanation', models.TextField(blank=True, help_text='What was examined, and how.', verbose_name='explanation')),
                ('report_url', models.URLField(blank=True, max_length=500, verbose_name='address of the report')),
                ('page', modelcluster.fields.ParentalKey(on_delete=django.db.models.deletion.CASCADE, related_name='evaluations', to='pages.accessibilitystatementpage')),
                ('report_document', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='pages.sitedocument', verbose_name='report')),
            ],
            options={
                'verbose_name': 'examination',
                'verbose_name_plural': 'examinations',
                'ordering': ['sort_order'],
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='SiteImage',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('title', models.CharField(max_length=255, verbose_name='title')),
                ('file', wagtail.images.models.WagtailImageField(height_field='height', upload_to=wagtail.images.models.get_upload_to, verbose_name='file', width_field='width')),
                ('description', models.CharField(blank=True, default='', max_length=255, verbose_name='description')),
                ('width', models.IntegerField(editable=False, verbose_name='width')),
                ('height', models.IntegerField(editable=False, verbose_name='height')),
                ('created_at', models.DateTimeField(auto_now_add=True, db_index=True, verbose_name='created at')),
                ('focal_point_x', models.PositiveIntegerField(blank=True, null=True)),
                ('focal_point_y', models.PositiveIntegerField(blank=True, null=True)),
                ('focal_point_width', models.PositiveIntegerField(blank=True, null=True)),
                ('focal_point_height', models.PositiveIntegerField(blank=True, null=True)),
                ('file_size', models.PositiveIntegerField(editable=False, null=True)),
                ('file_hash', models.CharField(blank=True, db_index=True, editable=False, max_length=40)),
                ('credit', models.CharField(blank=True, help_text='Who made it, and the licence.', max_length=200, verbose_name='credit')),
                ('collection', models.ForeignKey(default=wagtail.models.media.get_root_collection_id, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='wagtailcore.collection', verbose_name='collection')),
                ('tags', taggit.managers.TaggableManager(blank=True, help_text=None, through='taggit.TaggedItem', to='taggit.Tag', verbose_name='tags')),
                ('uploaded_by_user', models.ForeignKey(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.SET_NULL, to=settings.AUTH_USER_MODEL, verbose_name='uploaded by user')),
            ],
            options={
                'verbose_name': 'image',
                'verbose_name_plural': 'images',
                'permissions': [('choose_image', 'Can choose image')],
                'abstract': False,
            },
            bases=(wagtail.images.models.ImageFileMixin, modelsearch.index.Indexed, models.Model),
        ),
        migrations.CreateModel(
            name='HomePage',
            fields=[
                ('page_ptr', models.OneToOneField(auto_created=True, on_delete=django.db.models.deletion.CASCADE, parent_link=True, primary_key=True, serialize=False, to=settings.WAGTAIL_PAGE_MODEL)),
                ('summary', models.TextField(blank=True, help_text='Two or three plain sentences; shown in lists, newsletters and search.', max_length=600, verbose_name='summary')),
                ('introduction', wagtail.fields.RichTextField(blank=True, verbose_name='introduction')),
                ('inventory_heading', models.CharField(blank=True, max_length=120, verbose_name='heading of the call to the inventory')),
                ('inventory_text', models.TextField(blank=True, max_length=400, verbose_name='text of the call to the inventory')),
                ('agenda', models.ForeignKey(blank=True, help_text='The agenda whose themes the home page shows.', null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.WAGTAIL_PAGE_MODEL, verbose_name='knowledge agenda')),
                ('listing_image', models.ForeignKey(blank=True, help_text='Shown on cards and when the page is shared. Not required.', null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='pages.siteimage', verbose_name='image in lists')),
            ],
            options={
                'verbose_name': 'home page',
                'verbose_name_plural': 'home pages',
            },
            bases=('wagtailcore.page',),
        ),
        migrations.CreateModel(
            name='ArticleIndexPage',
            fields=[
                ('page_ptr', models.OneToOneField(auto_created=True, on_delete=django.db.models.deletion.CASCADE, parent_link=True, primary_key=True, serialize=False, to=settings.WAGTAIL_PAGE_MODEL)),
                ('summary', models.TextField(blank=True, help_text='Two or three plain sentences; shown in lists, newsletters and search.', max_length=600, verbose_name='summary')),
                ('introduction', wagtail.fields.RichTextField(blank=True, verbose_name='introduction')),
                ('listing_image', models.ForeignKey(blank=True, help_text='Shown on cards and when the page is shared. Not required.', null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='pages.siteimage', verbose_name='image in lists')),
            ],
            options={
                'verbose_name': 'news overview',
                'verbose_name_plural': 'news overviews',
            },
            bases=(wagtail.contrib.routable_page.models.RoutablePageMixin, 'wagtailcore.page'),
        ),
        migrations.AddField(
            model_name='accessibilitystatementpage',
            name='listing_image',
            field=models.ForeignKey(blank=True, help_text='Shown on cards and when the page is shared. Not required.', null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='pages.siteimage', verbose_name='image in lists'),
        ),
        migrations.CreateModel(
            name='StandardPage',
            fields=[
                ('page_ptr', models.OneToOneField(auto_created=True, on_delete=django.db.models.deletion.CASCADE, parent_link=True, primary_key=True, serialize=False, to=settings.WAGTAIL_PAGE_MODEL)),
                ('summary', models.TextField(blank=True, help_text='Two or three plain sentences; shown in lists, newsletters and search.', max_length=600, verbose_name='summary')),
                ('body', models.JSONField(blank=True, default=list, encoder=django.core.serializers.json.DjangoJSONEncoder, verbose_name='text')),
                ('listing_image', models.ForeignKey(blank=True, help_text='Shown on cards and when the page is shared. Not required.', null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='pages.siteimage', verbose_name='image in lists')),
            ],
            options={
                'verbose_name': 'text page',
                'verbose_name_plural': 'text pages',
            },
            bases=('wagtailcore.page',),
        ),
        migrations.CreateModel(
            name='Teaser',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('translation_key', models.UUIDField(default=uuid.uuid4, editable=False)),
                ('title', models.CharField(max_length=120, verbose_name='title')),
                ('text', models.TextField(max_length=400, verbose_name='text')),
                ('url', models.URLField(blank=True, max_length=500, verbose_name='address')),
                ('link_text', models.CharField(blank=True, help_text='Say where the link leads.', max_length=120, verbose_name='link text')),
                ('on_all_pages', models.BooleanField(default=False, help_text='Shown where a page has no teasers of its own.', verbose_name='on all pages')),
                ('locale', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='wagtailcore.locale', verbose_name='locale')),
                ('target', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.WAGTAIL_PAGE_MODEL, verbose_name='page')),
            ],
            options={
                'verbose_name': 'teaser',
                'verbose_name_plural': 'teasers',
                'ordering': ['title'],
                'abstract': False,
                'unique_together': {('translation_key', 'locale')},
            },
        ),
        migrations.CreateModel(
            name='TeaserPlacement',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('sort_order', models.IntegerField(blank=True, editable=False, null=True)),
                ('record', modelcluster.fields.ParentalKey(on_delete=django.db.models.deletion.CASCADE, related_name='teaser_placements', to=settings.WAGTAIL_PAGE_MODEL)),
                ('teaser', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='pages.teaser', verbose_name='teaser')),
            ],
            options={
                'verbose_name': 'teaser',
                'verbose_name_plural': 'teasers',
                'ordering': ['sort_order'],
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='WerkplaatsIndexPage',
            fields=[
                ('page_ptr', models.OneToOneField(auto_created=True, on_delete=django.db.models.deletion.CASCADE, parent_link=True, primary_key=True, serialize=False, to=settings.WAGTAIL_PAGE_MODEL)),
                ('summary', models.TextField(blank=True, help_text='Two or three plain sentences; shown in lists, newsletters and search.', max_length=600, verbose_name='summary')),
                ('introduction', wagtail.fields.RichTextField(blank=True, verbose_name='introduction')),
                ('listing_image', models.ForeignKey(blank=True, help_text='Shown on cards and when the page is shared. Not required.', null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='pages.siteimage', verbose_name='image in lists')),
            ],
            options={
                'verbose_name': 'werkplaatsen overview',
                'verbose_name_plural': 'werkplaatsen overviews',
            },
            bases=(wagtail.contrib.routable_page.models.RoutablePageMixin, 'wagtailcore.page'),
        ),
        migrations.CreateModel(
            name='WerkplaatsPage',
            fields=[
                ('page_ptr', models.OneToOneField(auto_created=True, on_delete=django.db.models.deletion.CASCADE, parent_link=True, primary_key=True, serialize=False, to=settings.WAGTAIL_PAGE_MODEL)),
                ('summary', models.TextField(blank=True, help_text='Two or three plain sentences; shown in lists, newsletters and search.', max_length=600, verbose_name='summary')),
                ('date', pages.fuzzy_date.FuzzyDateField(blank=True, default=None, help_text='As far as known: 10 April 2018, March 2018, autumn 2018, 2018, 2012-2016, expected 2027.', max_length=40, verbose_name='date')),
                ('sort_date', models.DateField(db_index=True, default=datetime.date(1, 1, 1), editable=False)),
                ('region', models.CharField(max_length=120, verbose_name='region')),
                ('website', models.URLField(blank=True, verbose_name='website')),
                ('contact', models.TextField(blank=True, help_text='How to reach the werkplaats.', verbose_name='contact')),
                ('body', models.JSONField(blank=True, default=list, encoder=django.core.serializers.json.DjangoJSONEncoder, verbose_name='introduction')),
                ('workgroups_introduction', models.JSONField(blank=True, default=list, encoder=django.core.serializers.json.DjangoJSONEncoder, verbose_name='about the workgroups')),
                ('looking_ahead', models.JSONField(blank=True, default=list, encoder=django.core.serializers.json.DjangoJSONEncoder, verbose_name='looking ahead')),
                ('audiences', modelcluster.fields.ParentalManyToManyField(blank=True, to='pages.audience', verbose_name='audiences')),
                ('laws', modelcluster.fields.ParentalManyToManyField(blank=True, to='pages.law', verbose_name='laws')),
                ('listing_image', models.ForeignKey(blank=True, help_text='Shown on cards and when the page is shared. Not required.', null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='pages.siteimage', verbose_name='image in lists')),
                ('municipalities', modelcluster.fields.ParentalManyToManyField(blank=True, to='network.municipality', verbose_name='municipalities')),
                ('predecessor', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='successors', to='pages.werkplaatspage', verbose_name='predecessor')),
                ('werkplaatsen', modelcluster.fields.ParentalManyToManyField(blank=True, related_name='%(app_label)s_%(class)s_set', to='pages.werkplaatspage', verbose_name='werkplaatsen')),
            ],
            options={
                'verbose_name': 'werkplaats',
                'verbose_name_plural': 'werkplaatsen',
            },
            bases=('wagtailcore.page',),
        ),
        migrations.CreateModel(
            name='WerkplaatsMember',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('sort_order', models.IntegerField(blank=True, editable=False, null=True)),
                ('is_lead', models.BooleanField(default=False, verbose_name='leads the werkplaats')),
                ('role', models.CharField(blank=True, max_length=120, verbose_name='role')),
                ('since', pages.fuzzy_date.FuzzyDateField(blank=True, default=None, max_length=40, verbose_name='since')),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='memberships', to='network.organisation', verbose_name='organisation')),
                ('werkplaats', modelcluster.fields.ParentalKey(on_delete=django.db.models.deletion.CASCADE, related_name='members', to='pages.werkplaatspage')),
            ],
            options={
                'verbose_name': 'member',
                'verbose_name_plural': 'members',
                'ordering': ['sort_order'],
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='SiteSettings',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('organisation_name', models.CharField(default='kennisplatform Utrecht Sociaal', max_length=120, verbose_name='name of the platform')),
                ('short_name', models.CharField(default='kUS', max_length=30, verbose_name='short name')),
                ('tagline', models.CharField(blank=True, max_length=160, verbose_name='subtitle in Dutch')),
                ('tagline_en', models.CharField(blank=True, max_length=160, verbose_name='subtitle in English')),
                ('footer_text', models.TextField(blank=True, verbose_name='footer text in Dutch')),
                ('footer_text_en', models.TextField(blank=True, verbose_name='footer text in English')),
                ('contact_email', models.EmailField(blank=True, help_text='Shown in the footer; leave empty when there is none.', max_length=254, validators=[visitors.addresses.clean_address], verbose_name='email address')),
                ('linkedin_url', models.URLField(blank=True, verbose_name='LinkedIn')),
                ('site', models.OneToOneField(editable=False, on_delete=django.db.models.deletion.CASCADE, to='wagtailcore.site')),
                ('werkplaats', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='pages.werkplaatspage', verbose_name='werkplaats of this site')),
            ],
            options={
                'verbose_name': 'site settings',
            },
        ),
        migrations.CreateModel(
            name='ArticlePage',
            fields=[
                ('page_ptr', models.OneToOneField(auto_created=True, on_delete=django.db.models.deletion.CASCADE, parent_link=True, primary_key=True, serialize=False, to=settings.WAGTAIL_PAGE_MODEL)),
                ('summary', models.TextField(blank=True, help_text='Two or three plain sentences; shown in lists, newsletters and search.', max_length=600, verbose_name='summary')),
                ('date', pages.fuzzy_date.FuzzyDateField(blank=True, default=None, help_text='As far as known: 10 April 2018, March 2018, autumn 2018, 2018, 2012-2016, expected 2027.', max_length=40, verbose_name='date')),
                ('sort_date', models.DateField(db_index=True, default=datetime.date(1, 1, 1), editable=False)),
                ('kind', models.CharField(choices=[('news', 'News'), ('interview', 'Interview'), ('practice', 'Practice example'), ('report', 'Report')], db_index=True, default='news', max_length=20, verbose_name='kind')),
                ('interviewee_role', models.CharField(blank=True, help_text='At the time of the interview.', max_length=200, verbose_name='role of the interviewee')),
                ('body', models.JSONField(blank=True, default=list, encoder=django.core.serializers.json.DjangoJSONEncoder, verbose_name='text')),
                ('author', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='articles', to='network.person', verbose_name='author')),
                ('interviewee', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='interviews', to='network.person', verbose_name='interviewee')),
                ('municipalities', modelcluster.fields.ParentalManyToManyField(blank=True, to='network.municipality', verbose_name='municipalities')),
                ('audiences', modelcluster.fields.ParentalManyToManyField(blank=True, to='pages.audience', verbose_name='audiences')),
                ('laws', modelcluster.fields.ParentalManyToManyField(blank=True, to='pages.law', verbose_name='laws')),
                ('listing_image', models.ForeignKey(blank=True, help_text='Shown on cards and when the page is shared. Not required.', null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='pages.siteimage', verbose_name='image in lists')),
                ('werkplaatsen', modelcluster.fields.ParentalManyToManyField(blank=True, related_name='%(app_label)s_%(class)s_set', to='pages.werkplaatspage', verbose_name='werkplaatsen')),
            ],
            options={
                'verbose_name': 'article',
                'verbose_name_plural': 'articles',
            },
            bases=('wagtailcore.page',),
        ),
        migrations.CreateModel(
            name='SiteRendition',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('filter_spec', models.CharField(db_index=True, max_length=255)),
                ('file', wagtail.images.models.WagtailImageField(height_field='height', storage=wagtail.images.models.get_rendition_storage, upload_to=wagtail.images.models.get_rendition_upload_to, width_field='width')),
                ('width', models.IntegerField(editable=False)),
                ('height', models.IntegerField(editable=False)),
                ('focal_point_key', models.CharField(blank=True, default='', editable=False, max_length=16)),
                ('image', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='renditions', to='pages.siteimage')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('image', 'filter_spec', 'focal_point_key'), name='unique_site_rendition')],
            },
            bases=(wagtail.images.models.ImageFileMixin, models.Model),
        ),
    ]
