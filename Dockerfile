# SoCompass from Debian's packages and Maven Central: the first stage builds, the second has no Java but the one in
# the archive.
#
#   docker build -t socompass .
#   docker run --rm -v "$PWD":/work socompass run -d snapdragon-8-gen-3 -m llama-3-8b -q w4a16
FROM debian:bookworm-slim AS build
RUN apt-get update \
 && apt-get install -y --no-install-recommends openjdk-17-jdk-headless maven git \
 && rm -rf /var/lib/apt/lists/*
WORKDIR /src
COPY . .
RUN mvn -B -Pdist -pl dist -am -Dmaven.test.skip -Dspotless.check.skip package \
 && mkdir /opt/socompass \
 && tar -xzf dist/target/socompass-*.tar.gz --strip-components=1 -C /opt/socompass

FROM debian:bookworm-slim
COPY --from=build /opt/socompass /opt/socompass
# The first start in a place lays out its classes as memory.
RUN ln -s /opt/socompass/bin/socompass /usr/local/bin/socompass && socompass --version
WORKDIR /work
ENTRYPOINT ["socompass"]
