# One image for the web server, the worker and the migrations; compose.yaml says which command each runs.
ARG BASE=python:3.11-slim

# --- build: exactly what uv.lock says, into a virtual environment that can be copied ---
FROM ${BASE} AS build
RUN pip install --no-cache-dir --disable-pip-version-check uv==0.13.9
ENV UV_PROJECT_ENVIRONMENT=/app/.venv \
    UV_PYTHON_DOWNLOADS=never \
    UV_LINK_MODE=copy \
    UV_COMPILE_BYTECODE=1
WORKDIR /app
# Dependencies first: this layer stays as long as the lock file does.
COPY pyproject.toml uv.lock ./
RUN uv sync --locked --no-install-project
COPY README.md LICENSE ./
COPY service/ service/
COPY flows/ flows/
COPY migrations/ migrations/
RUN uv sync --locked --no-editable

# --- the image ---
FROM ${BASE}
# The number matters where files are lent to the container: the keys file must be readable by it.
ARG UID=10001
RUN useradd --uid ${UID} --no-create-home --shell /usr/sbin/nologin retour \
    && mkdir -p /app/var && chown retour /app/var
COPY --from=build /app/.venv /app/.venv
ENV PATH=/app/.venv/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    RETOUR_HOST=0.0.0.0 \
    RETOUR_PORT=8000
WORKDIR /app
USER retour
EXPOSE 8000
HEALTHCHECK --interval=30s --timeout=5s --start-period=30s --retries=3 \
    CMD ["python", "-c", "import os, urllib.request as u; u.urlopen('http://127.0.0.1:' + os.environ['RETOUR_PORT'] + '/healthz', timeout=4)"]
CMD ["retour", "serve"]
