# One image for web, worker and the one-time commands; docker-compose.yml says which runs where.

# What is needed to build, and stays behind: pip, uv, and the key that training makes.
FROM python:3.10-slim AS build

ENV PYTHONDONTWRITEBYTECODE=1 \
    PIP_NO_CACHE_DIR=1 \
    PIP_DISABLE_PIP_VERSION_CHECK=1 \
    PYTHONPATH=/app \
    RASA_TELEMETRY_ENABLED=false \
    TF_CPP_MIN_LOG_LEVEL=3
SHELL ["/bin/bash", "-o", "pipefail", "-c"]
WORKDIR /app

# First what seldom changes: the pinned packages, without those that are for tests. constraints.txt pins them all, with
# their hashes; pyproject.toml says which of them are needed to run. uv is itself one of the pinned ones. Half a gigabyte that TensorFlow brings is used by nobody here (see
# bot/without_training.py); training, below, would fail without something that is.
COPY constraints.txt pyproject.toml ./
RUN sed -n '/^uv==/,/[^\\]$/p' constraints.txt > /tmp/uv.txt \
    && pip install --require-hashes -r /tmp/uv.txt \
    && python -m venv --without-pip /venv \
    && uv pip install --python /venv --no-cache --compile-bytecode --require-hashes -r pyproject.toml -c constraints.txt \
    && uv pip uninstall --python /venv jax jaxlib libclang \
    && rm -rf /venv/lib/python3.10/site-packages/tensorflow/include

COPY bot bot
COPY connectors connectors
COPY facilities_db facilities_db
COPY hotline hotline
COPY porchlight porchlight
RUN printf '#!/bin/sh\nexec /venv/bin/python -m porchlight "$@"\n' > /venv/bin/porchlight \
    && chmod 755 /venv/bin/porchlight

# The model is part of the image. The folder that training makes holds a throw-away key: it must not stay.
RUN PORCHLIGHT_FOLDER=/tmp/build /venv/bin/porchlight train --quiet && rm -rf /tmp/build \
    && /venv/bin/python -m compileall -q .


FROM python:3.10-slim

# Nothing is written beside these: /tmp while it runs, /var/lib/porchlight for the reports of imports.
ENV PATH=/venv/bin:$PATH \
    HOME=/tmp \
    MPLCONFIGDIR=/tmp \
    PORCHLIGHT_FOLDER=/var/lib/porchlight \
    PYTHONDONTWRITEBYTECODE=1 \
    PYTHONPATH=/app \
    PYTHONUNBUFFERED=1 \
    RASA_TELEMETRY_ENABLED=false \
    TF_CPP_MIN_LOG_LEVEL=3
RUN useradd --no-create-home --uid 10001 porchlight \
    && install --directory --owner=porchlight --group=porchlight --mode=0700 /var/lib/porchlight
WORKDIR /app
COPY --from=build /venv /venv
COPY --from=build /app /app
USER 10001:10001

EXPOSE 8000
CMD ["porchlight", "web", "--host", "0.0.0.0"]
