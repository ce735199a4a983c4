# Short names for what contributors do often; `just` alone lists them.

_list:
    @just --list

# Everything that must hold before a change is merged
ci:
    .ci/run

# The tests, without the window
test *filter:
    cargo test {{ filter }}

# Formatting and lints, as CI has them
lint:
    cargo fmt --check
    cargo clippy --locked --all-targets -- -D warnings

# Writes what tests expect anew: open every picture and read every message that changed
bless module:
    HALFMINUTE_BLESS=1 cargo test --test suite {{ module }}::

# The schema and the generated tables of the reference page
docs:
    cargo run --quiet -- schema > scenes/scene.schema.json
    HALFMINUTE_BLESS=1 cargo test --test suite docs::

# All clips of the course, as frames, mp4 and a page
clips:
    cargo run --release -- render scenes --format png,mp4 --report

# Licences and advisories of all dependencies
deny:
    cargo deny check

# Code lines, lengths of files and functions, names of types: docs/figures.md
figures:
    python3 docs/figures.py

# Misspelt words
typos:
    typos
