# redlint as an image: docker run --rm -v "$PWD:/work" redlint check
FROM rust:1-slim-bookworm AS build
WORKDIR /src
COPY Cargo.toml Cargo.lock build.rs README.md ./
COPY src src
COPY rules rules
RUN sed -i '/^\[\[bench\]\]/,/^$/d' Cargo.toml && cargo build --release --locked --bin redlint

FROM gcr.io/distroless/cc-debian12:nonroot
COPY --from=build /src/target/release/redlint /usr/local/bin/redlint
WORKDIR /work
ENTRYPOINT ["/usr/local/bin/redlint"]
CMD ["check", "."]
