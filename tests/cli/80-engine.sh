#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
# The store with the embedded engine: rows in and out, a hostile config.xml, the engine killed now and then.
. "$(dirname "$0")/lib.sh"

program=${SILLAGE_BUILD:-$root/build}/tests/test_store_engine
if [ -x "$program" ]; then
    ok "the store keeps what it is given, also when the engine is killed" env SILLAGE_ENGINE="${SILLAGE_ENGINE:-$root/build/sillage-engine}" "$program"
    ok "who acted in step is read back from the store" env SILLAGE_ENGINE="${SILLAGE_ENGINE:-$root/build/sillage-engine}" \
        "${program%/*}/test_coordination_store"
    ok "each mail of a leak comes once, a piece at a time" env SILLAGE_ENGINE="${SILLAGE_ENGINE:-$root/build/sillage-engine}" \
        "${program%/*}/test_leak_stream"
else
    skip "the store and its engine" "$program is not built"
fi
finish
