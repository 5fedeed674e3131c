# docker build -t reviewaudit . && docker run --rm -v "$PWD:/articles:ro" reviewaudit check
FROM python:3.13-slim AS build
WORKDIR /src
COPY pyproject.toml README.md LICENSE ./
COPY reviewaudit ./reviewaudit
COPY articles ./articles
COPY docs/reviewaudit.1 ./docs/reviewaudit.1
# A container starts anew each time, so what is not compiled here is compiled at every start.
RUN python -m venv /opt/reviewaudit \
    && /opt/reviewaudit/bin/pip install --no-cache-dir --no-compile . \
    && /opt/reviewaudit/bin/python -m compileall -q -j 0 /opt/reviewaudit/lib

FROM python:3.13-slim
# git tells what changed since a review.
RUN apt-get update \
    && apt-get install --yes --no-install-recommends git \
    && rm -rf /var/lib/apt/lists/* \
    && useradd --create-home --uid 10001 reviewaudit
COPY --from=build /opt/reviewaudit /opt/reviewaudit
ENV PATH="/opt/reviewaudit/bin:$PATH" PYTHONDONTWRITEBYTECODE=1
USER reviewaudit
# What is mounted belongs to somebody else, and git reads no such repository unless told to.
RUN git config --global --add safe.directory /articles
WORKDIR /articles
ENTRYPOINT ["reviewaudit"]
CMD ["check"]
