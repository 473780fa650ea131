import django.core.validators
import django.db.models.deletion
import modelsearch.index
import network.models.person
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
    ]

    operations = [
        migrations.CreateModel(
            name='RegionGroup',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=100, unique=True, verbose_name='name')),
                ('slug', models.SlugField(unique=True, verbose_name='short name for addresses')),
                ('description', models.CharField(blank=True, max_length=255, verbose_name='description')),
            ],
            options={
                'verbose_name': 'region group',
                'verbose_name_plural': 'region groups',
                'ordering': ['name'],
            },
        ),
        migrations.CreateModel(
            name='Municipality',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('slug', models.SlugField(blank=True, help_text='Leave empty to make it from the name.', max_length=100, unique=True, verbose_name='short name for addresses')),
                ('valid_from', models.DateField(blank=True, help_text='The first day. Leave empty when it is unknown.', null=True, verbose_name='valid from')),
                ('valid_to', models.DateField(blank=True, help_text='The first day on which it no longer exists. Leave empty when it still does.', null=True, verbose_name='valid to')),
                ('name', models.CharField(max_length=100, verbose_name='name')),
                ('code', models.CharField(help_text='The code of Statistics Netherlands: GM and four digits.', max_length=6, unique=True, validators=[django.core.validators.RegexValidator('^GM\\d{4}$', 'Write GM and four digits, such as GM0344.')], verbose_name='CBS code')),
                ('province', models.CharField(default='Utrecht', max_length=50, verbose_name='province')),
                ('tile_column', models.PositiveSmallIntegerField(blank=True, help_text='Its place on the scheme of the province, counted from the west, starting at 1.', null=True, verbose_name='column on the tile map')),
                ('tile_row', models.PositiveSmallIntegerField(blank=True, help_text='Counted from the north, starting at 1.', null=True, verbose_name='row on the tile map')),
                ('tile_label', models.CharField(blank=True, help_text='At most three short lines with a slash between them: Nieuwe-/gein. Empty: one word a line.', max_length=60, verbose_name='name on the tile map')),
                ('merged_into', models.ForeignKey(blank=True, help_text='The municipality that took over. Old records keep the old name.', null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='merged_from', to='network.municipality', verbose_name='merged into')),
                ('region_groups', models.ManyToManyField(blank=True, related_name='municipalities', to='network.regiongroup', verbose_name='region groups')),
            ],
            options={
                'verbose_name': 'municipality',
                'verbose_name_plural': 'municipalities',
                'ordering': ['name'],
            },
            bases=(modelsearch.index.Indexed, models.Model),
        ),
        migrations.CreateModel(
            name='Organisation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('slug', models.SlugField(blank=True, help_text='Leave empty to make it from the name.', max_length=100, unique=True, verbose_name='short name for addresses')),
                ('valid_from', models.DateField(blank=True, help_text='The first day. Leave empty when it is unknown.', null=True, verbose_name='valid from')),
                ('valid_to', models.DateField(blank=True, help_text='The first day on which it no longer exists. Leave empty when it still does.', null=True, verbose_name='valid to')),
                ('name', models.CharField(max_length=200, unique=True, verbose_name='name')),
                ('short_name', models.CharField(blank=True, help_text='An abbreviation, such as HU.', max_length=50, verbose_name='short name')),
                ('kind', models.CharField(choices=[('municipality', 'Municipality'), ('university-applied', 'University of applied sciences'), ('university', 'University'), ('knowledge', 'Knowledge institute'), ('care-welfare', 'Care and welfare organisation'), ('clients', "Clients' organisation"), ('profession', 'Professional or branch association'), ('publisher', 'Publisher'), ('media', 'Newspaper or magazine'), ('government', 'Government or funder'), ('other', 'Other')], default='other', max_length=30, verbose_name='kind')),
                ('website', models.URLField(blank=True, verbose_name='website')),
                ('ror', models.URLField(blank=True, help_text='The address in the Research Organization Registry.', validators=[django.core.validators.RegexValidator('^https://ror\\.org/0[a-hj-km-np-tv-z0-9]{6}[0-9]{2}$', 'Write https://ror.org/ and nine characters.')], verbose_name='ROR')),
                ('municipality', models.ForeignKey(blank=True, help_text='For a municipal organisation: which municipality it is.', null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='organisations', to='network.municipality', verbose_name='municipality')),
            ],
            options={
                'verbose_name': 'organisation',
                'verbose_name_plural': 'organisations',
                'ordering': ['name'],
            },
            bases=(modelsearch.index.Indexed, models.Model),
        ),
        migrations.CreateModel(
            name='Person',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('slug', models.SlugField(blank=True, help_text='Leave empty to make it from the name.', max_length=100, unique=True, verbose_name='short name for addresses')),
                ('given_name', models.CharField(blank=True, help_text='Or initials, such as J.P.', max_length=100, verbose_name='given name')),
                ('particle', models.CharField(blank=True, help_text='Such as “van der”.', max_length=30, verbose_name='particle')),
                ('family_name', models.CharField(max_length=100, verbose_name='family name')),
                ('role', models.CharField(blank=True, help_text='What this person does, such as “lector”.', max_length=200, verbose_name='role')),
                ('orcid', models.CharField(blank=True, max_length=19, validators=[django.core.validators.RegexValidator('^\\d{4}-\\d{4}-\\d{4}-\\d{3}[\\dX]$', 'Write sixteen digits in fours, such as 0000-0002-1825-0097.'), network.models.person.validate_orcid_check_digit], verbose_name='ORCID')),
                ('organisation', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='people', to='network.organisation', verbose_name='organisation')),
            ],
            options={
                'verbose_name': 'person',
                'verbose_name_plural': 'people',
                'ordering': ['family_name', 'given_name'],
            },
            bases=(modelsearch.index.Indexed, models.Model),
        ),
    ]
