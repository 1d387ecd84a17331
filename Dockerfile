FROM python:3.11-slim-bookworm AS base
ENV PYTHONDONTWRITEBYTECODE=1 PYTHONUNBUFFERED=1 LANG=C.UTF-8 \
    DJANGO_SETTINGS_MODULE=config.settings.prod \
    STATIC_ROOT=/var/lib/lianhe/static DOCUMENT_ROOT=/var/lib/lianhe/documents
WORKDIR /app
RUN useradd --system --uid 10001 --no-create-home lianhe \
 && mkdir -p /var/lib/lianhe/static /var/lib/lianhe/documents /var/lib/lianhe/beat /var/lib/lianhe/demo \
 && chown -R lianhe /var/lib/lianhe
COPY requirements/base.txt requirements/
RUN pip install --no-cache-dir --require-hashes -r requirements/base.txt
COPY . .

# The demonstration in one container, on the compose file's database and broker.
FROM base AS demo
RUN pip install --no-cache-dir --require-hashes -r requirements/demo.txt
USER lianhe
ENV HOST=0.0.0.0 DEMO_DIR=/var/lib/lianhe/demo
EXPOSE 8000
CMD ["python", "-m", "scripts.demo"]

FROM base AS production
USER lianhe
RUN SECRET_KEY=only-for-this-step DJANGO_SETTINGS_MODULE=config.settings.base python manage.py collectstatic --noinput
EXPOSE 8000
CMD ["gunicorn", "config.wsgi", "--bind", "0.0.0.0:8000", "--workers", "2", "--worker-class", "gthread", "--threads", "4", "--max-requests", "5000", "--max-requests-jitter", "500", "--worker-tmp-dir", "/dev/shm", "--no-control-socket"]
