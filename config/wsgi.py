"""The WSGI application that gunicorn serves, or any other server: nothing starts on an unsafe database."""

import os

from django.core.wsgi import get_wsgi_application
from django.db import connections

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

application = get_wsgi_application()

from config import startup  # noqa: E402  # needs the apps that the line above loads

startup.require_safe()
connections.close_all()  # a connection may not be carried into the workers that are forked from here
