# The front door. Each target installs what is missing (tools/needs.sh), builds, and runs.
BUILD ?= build
ASAN ?= build-asan

.PHONY: help demo check bench build fuzz install clean

help:
	@echo 'make demo     build, run the main job on the demo case, say where the map and the report are'
	@echo 'make check    build, run every test; ends with "N passed, N failed"'
	@echo 'make bench    run the benchmarks: each prints a ratio against a named peer or limit'
	@echo 'make build    the programs alone: $(BUILD)/sillage, sillage-engine and sillage-reader beside it'
	@echo 'make fuzz     each fuzz target for FUZZ_SECONDS (default 60)'

build:
	@tools/needs.sh build run
	@test -f $(BUILD)/build.ninja || meson setup $(BUILD) -Dtests=false
	@ninja -C $(BUILD) sillage sillage-engine sillage-reader

demo: build
	@tools/demo.sh $(BUILD)/sillage

check:
	@tools/needs.sh build run test
	@test -f $(BUILD)/build.ninja || meson setup $(BUILD)
	@meson configure $(BUILD) -Dtests=true
	@test -f $(ASAN)/build.ninja || meson setup $(ASAN) -Db_sanitize=address,undefined -Db_lundef=false
	@ninja -C $(BUILD)
	@ninja -C $(ASAN)
	@python3 tests/run.py $(BUILD) $(ASAN)

bench:
	@tools/needs.sh build run test bench
	@test -f $(BUILD)/build.ninja || meson setup $(BUILD)
	@meson configure $(BUILD) -Dtests=true
	@ninja -C $(BUILD)
	@bench/run.sh $(BUILD)

FUZZ_SECONDS ?= 60
fuzz:
	@tools/needs.sh build fuzz
	@test -f build-fuzz/build.ninja || CC=clang CXX=clang++ meson setup build-fuzz -Dfuzz=true -Dtests=false \
		-Db_sanitize=address,undefined -Db_lundef=false
	@ninja -C build-fuzz
	@fuzz/run.sh build-fuzz $(FUZZ_SECONDS)

install: build
	meson install -C $(BUILD)

clean:
	rm -rf $(BUILD) $(ASAN) build-fuzz demo-case demo-case-simulated
