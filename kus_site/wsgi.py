"""The WSGI application that gunicorn serves."""

import gc
import os

from django.core.wsgi import get_wsgi_application

from kus_site.process_memory import return_freed_memory

return_freed_memory()
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kus_site.settings.production")

# Nothing that is loaded here is garbage; looking for some would take a fifth of the time.
gc.disable()
django_application = get_wsgi_application()

# Only now there are models.
from kus_site.kept_pages import KeptPagesApplication  # noqa: E402
from kus_site.warm_up import warm_up  # noqa: E402

application = KeptPagesApplication(django_application)
warm_up()

# What is loaded by now stays. Looking through it for garbage would stop a request for a tenth of a second, and would
# write to memory that the processes of the server share.
gc.freeze()
gc.enable()
