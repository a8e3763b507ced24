# docker build --tag hemaprint .
# docker run --rm --volume "$PWD/dist:/magazine/dist" hemaprint            builds the sample into dist/
# docker run --rm --volume "$PWD:/magazine" hemaprint build                builds the magazine in this folder
FROM debian:13-slim
RUN apt-get update \
    && apt-get install --yes --no-install-recommends \
        ca-certificates fonts-noto-cjk libpango-1.0-0 libpangoft2-1.0-0 python3 python3-venv scribus-data \
    && rm -rf /var/lib/apt/lists/*
ENV PATH=/opt/hemaprint/bin:$PATH PYTHONDONTWRITEBYTECODE=1
COPY pyproject.toml README.md LICENSE CHANGELOG.md /source/
COPY src /source/src
COPY layouts /source/layouts
COPY styles /source/styles
RUN python3 -m venv /opt/hemaprint \
    && pip install --no-cache-dir "/source[art,validation]" \
    && python -m compileall -q /opt/hemaprint/lib \
    && rm -rf /source
WORKDIR /magazine
COPY hemaprint.toml ./
COPY content ./content
COPY tools/art.sh ./tools/
RUN ln -s /opt/hemaprint .venv && tools/art.sh && rm .venv && useradd --create-home editor && mkdir -p dist .hemaprint && chown editor dist .hemaprint
USER editor
ENTRYPOINT ["hemaprint"]
CMD ["build"]
