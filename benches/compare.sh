#!/usr/bin/env bash
# Times the release binary beside ripgrep on the same tree, and on one small file: ratios of one machine, not figures to assert.
#
#   benches/compare.sh TREE
#
# Needs hyperfine and ripgrep (both in Debian). TREE should have 20,000 files or more of which few mention Redis.
set -euo pipefail
tree=${1:?usage: benches/compare.sh TREE}
here=$(cd "$(dirname "$0")/.." && pwd)
for program in hyperfine rg; do
  command -v "$program" >/dev/null || { echo "skipped: $program is not installed"; exit 0; }
done
cargo build --release --quiet --manifest-path "$here/Cargo.toml"
redlint=${CARGO_TARGET_DIR:-$here/target}/release/redlint
small=$(mktemp --suffix .py)
trap 'rm -f "$small"' EXIT
printf 'import os\nimport redis\n\nclient = redis.Redis(host="h", port=int(os.environ["REDIS_PORT"]), password=os.environ["REDIS_PASSWORD"])\nclient.xadd("s", {"a": 1}, maxlen=10)\n' >"$small"

echo "files: $(find "$tree" -type f | wc -l), mentioning Redis: $({ rg -l -i --hidden 'redis|valkey|6379' "$tree" || true; } | wc -l)"
hyperfine --warmup 2 --ignore-failure --shell none \
  --command-name 'rg -c' "rg -c -i redis|valkey|6379 $tree" \
  --command-name 'rg -c --hidden' "rg -c -i --hidden redis|valkey|6379 $tree" \
  --command-name 'redlint check' "$redlint check --isolated --quiet --format concise --fail-on never $tree"
hyperfine --warmup 3 --shell none --command-name 'redlint check, one small file' "$redlint check --isolated --quiet $small"
