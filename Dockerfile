# The program alone: a static binary, nobody's account, no shell. `docker run --rm -v "$PWD:/work:ro" IMAGE scan`.
#
# The binaries are those of the archives for Linux with musl, which the release workflow puts into image/amd64 and image/arm64
# (scripts/release.py image); no program runs while the image is made.
FROM scratch
ARG TARGETARCH
COPY --chmod=0755 image/${TARGETARCH}/stridelint /stridelint
COPY LICENSE-MIT LICENSE-APACHE /licenses/
USER 65532:65532
WORKDIR /work
ENTRYPOINT ["/stridelint"]
