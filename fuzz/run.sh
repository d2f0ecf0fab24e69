#!/bin/sh
# Runs every target for SECONDS (default 600), two at a time, and says what each did.
# Usage: sh run.sh [SECONDS [TARGET…]], in this folder. New inputs go to work/, findings to artifacts/.
set -u
seconds=${1:-600}
[ $# -gt 0 ] && shift
targets=${*:-identifiers name dn_string csr certificate request_xml xml_signature cms ocsp crl contract_html inspect pkcs12 file_name password card_tlv card_identity card_address card_responses client_answer client_mask client_revocation sandbox_request}
cargo fuzz build --sanitizer none || exit 1
binaries=$(dirname "$(ls target/*/release/identifiers | head -1)")
mkdir -p work/log
one() {
  mkdir -p "work/$1" "artifacts/$1"
  nice -n 19 "$binaries/$1" -max_total_time="$seconds" -timeout=10 -rss_limit_mb=1024 -max_len=16384 -dict=dict \
    -artifact_prefix="artifacts/$1/" -print_final_stats=1 "work/$1" "corpus/$1" > "work/log/$1" 2>&1
  code=$?
  first=$(sed -n 's/.*INITED cov: \([0-9]*\).*/\1/p' "work/log/$1" | head -1)
  last=$(sed -n 's/.* cov: \([0-9]*\).*/\1/p' "work/log/$1" | tail -1)
  runs=$(sed -n 's/^stat::number_of_executed_units: *//p' "work/log/$1")
  echo "COUNT fuzz $1: ${runs:-?} runs in $seconds s, coverage $first -> $last, exit $code"
}
set -- $targets
while [ $# -gt 0 ]; do
  one "$1" &
  [ $# -gt 1 ] && one "$2" &
  wait
  shift; [ $# -gt 0 ] && shift
done
