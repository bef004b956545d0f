#!/usr/bin/env bash
# Imports the bundled records, the package for scale, and a made-up one with a million participations
# into a new SQLite database and a new PostgreSQL database: seconds, processor seconds, peak memory.
#
#   api/benches/import.sh              SQLite
#   ISTC_TEST_POSTGRES=… api/benches/import.sh      PostgreSQL too; `tests/run --cluster-only` prints one
set -euo pipefail
cd "$(dirname "$0")/../.."
cargo build --release
istc=$PWD/target/release/istc
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 api/benches/package.py "$work/million" 50000

# measure NAME PACKAGE: with the database that the environment names
measure() {
  "$istc" migrate up --log warn >/dev/null
  /usr/bin/time --format "$1: %e s, %U + %S s of processor, %M kB at most" \
    "$istc" import "$2" --log warn >/dev/null
}

for package in "bundled records=api/data/istc" "package for scale=tests/data/cordis" "a million participations=$work/million"; do
  name=${package%%=*} place=${package#*=}
  (export ISTC_DATA_DIR="$work/${name// /-}"; measure "$name, SQLite" "$place")
  if [ -n "${ISTC_TEST_POSTGRES:-}" ]; then
    database=bench_import_$$
    psql --quiet "$ISTC_TEST_POSTGRES" --command "create database $database"
    (export ISTC_DATABASE_URL=${ISTC_TEST_POSTGRES/\/postgres\?/\/$database?}; measure "$name, PostgreSQL" "$place")
    psql --quiet "$ISTC_TEST_POSTGRES" --command "drop database $database"
  fi
done
