"""Django as a site of its own over the platform's SQLite file: its settings, and models of the tables it needs."""

from pathlib import Path
from typing import Any

import django
from django.conf import settings
from django.core.management import call_command
from django.core.wsgi import get_wsgi_application
from django.db import connection

from benchmarks.calling import HOST, Gateway
from benchmarks.plain import PRAGMAS

EIGHT_HOURS = 8 * 60 * 60

ENVIRONMENT: dict[str, Any] = {}
"""The Jinja Environment of the pages, as Django's backend asks for it by name."""


def environment(**_options: object) -> Any:
    """Give Django's Jinja backend the same Environment: same templates, same filters."""
    return ENVIRONMENT["jinja"]


def configure(file: Path, urls: str) -> Gateway:
    """Set Django up over a file and give its WSGI application, which is quicker than its ASGI one for such views."""
    if not settings.configured:
        settings.configure(**_settings(file))
        django.setup()
    connection.close()
    connection.settings_dict["NAME"] = str(file)
    settings.ROOT_URLCONF = urls
    call_command("migrate", verbosity=0)
    return get_wsgi_application()


def _settings(file: Path) -> dict[str, object]:
    return {
        "SECRET_KEY": "for measuring only",
        "ALLOWED_HOSTS": [HOST],
        "USE_TZ": True,
        "SESSION_COOKIE_AGE": EIGHT_HOURS,
        "DATABASES": {
            "default": {
                "ENGINE": "django.db.backends.sqlite3",
                "NAME": str(file),
                "CONN_MAX_AGE": None,
                "OPTIONS": {
                    "transaction_mode": "IMMEDIATE",
                    "init_command": ";".join(f"PRAGMA {pragma}" for pragma in PRAGMAS),
                },
            }
        },
        "INSTALLED_APPS": ["django.contrib.sessions", "benchmarks"],
        "MIDDLEWARE": [
            "benchmarks.django_middleware.numbered",
            "django.middleware.security.SecurityMiddleware",
            "django.middleware.gzip.GZipMiddleware",
            "django.contrib.sessions.middleware.SessionMiddleware",
            "django.middleware.common.CommonMiddleware",
            "django.middleware.csrf.CsrfViewMiddleware",
            "benchmarks.django_middleware.signed_in",
            "django.middleware.clickjacking.XFrameOptionsMiddleware",
            "benchmarks.django_middleware.content_security",
        ],
        "TEMPLATES": [
            {
                "BACKEND": "django.template.backends.jinja2.Jinja2",
                "OPTIONS": {"environment": "benchmarks.django_site.environment"},
            }
        ],
        "LOGGING_CONFIG": None,
        "DEFAULT_AUTO_FIELD": "django.db.models.AutoField",
    }
