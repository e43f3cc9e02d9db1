# One image for web, worker and the one-time commands; docker-compose.yml says which runs where.
FROM python:3.10-slim

ENV PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    PIP_NO_CACHE_DIR=1 \
    PIP_DISABLE_PIP_VERSION_CHECK=1 \
    RASA_TELEMETRY_ENABLED=false \
    TF_CPP_MIN_LOG_LEVEL=3

WORKDIR /app

# First what seldom changes: the pinned packages.
COPY constraints.txt ./
RUN pip install --require-hashes -r constraints.txt

COPY . .
RUN pip install --no-deps --no-build-isolation --editable .

# The model is part of the image. The folder that training makes holds a throw-away key: it must not stay.
RUN PORCHLIGHT_FOLDER=/tmp/build porchlight train --quiet && rm -rf /tmp/build

RUN useradd --create-home --uid 10001 porchlight && mkdir -p var && chown porchlight:porchlight var
USER porchlight

EXPOSE 8000
CMD ["porchlight", "web", "--host", "0.0.0.0"]
