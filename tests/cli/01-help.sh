#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
. "$(dirname "$0")/lib.sh"

ok "--version is answered" sillage --version
is "version says the same" "$(sillage --version)" "$(sillage version)"
fails 2 "no command at all is a usage error" sillage
ok "help is answered" sillage help
ok "--help is answered" sillage --help

commands="init add status search sql origin coordination map report serve calendar simulate custody help completion version"
listed=$(sillage help | sed -n '/^Commands/,/^$/p' | awk 'NR > 1 && /^  [a-z]/ { printf "%s ", $1 }')
is "help lists the commands" "$commands " "$listed"
man=$(sillage help --man)
for c in $commands; do
    text=$(sillage help "$c")
    has "help $c shows its usage" "usage: sillage" "$text"
    has "help $c shows an example" "Example" "$text"
    is "$c --help is the same" "$text" "$(sillage "$c" --help)"
    has "the man page tells of $c" ".SS $c" "$man"
done
is "help keeps to 80 columns" "" "$(sillage help | awk 'length($0) > 82')"

has "an unknown command names the nearest" 'did you mean "search"' "$(sillage serach 2>&1)"
fails 2 "an unknown command is a usage error" sillage serach
has "an unknown option names the nearest" "did you mean --json" "$(sillage status --jsno 2>&1)"
fails 2 "an unknown option is a usage error" sillage status --jsno
fails 2 "a missing argument is a usage error" sillage search
has "and says that a # wants quotes" "goes in quotes" "$(sillage search 2>&1)"
fails 2 "an argument too many is a usage error" sillage status more
has "a case that is named too late is explained" "-C goes before the command" "$(sillage status -C affair 2>&1)"
fails 2 "a value that is no number is a usage error" sillage search x --limit many
has "a usage error shows the usage" "usage: sillage [-C CASE] search" "$(sillage search 2>&1)"

if command -v man >/dev/null; then
    sillage help --man >sillage.1
    is "the man page has no faults" "" "$(LC_ALL=C.UTF-8 MANROFFSEQ='' man --warnings -E UTF-8 -l -Tutf8 -Z sillage.1 2>&1 >/dev/null)"
else
    skip "the man page has no faults" "man is not installed"
fi

sillage completion bash >completion.bash
ok "the completion is a bash script" bash -n completion.bash
complete_words() {
    bash -c '. ./completion.bash; COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _sillage; echo "${COMPREPLY[*]}"' _ "$@"
}
is "commands are completed" "search serve simulate status" "$(complete_words sillage s | tr ' ' '\n' | grep -v sql | sort | xargs)"
is "commands are completed behind -C" "origin" "$(complete_words sillage -C affair or)"
is "options are completed" "--limit" "$(complete_words sillage search --li)"
is "choices are completed" "network" "$(complete_words sillage map x --view n)"
is "words of a command are completed" "verify" "$(complete_words sillage custody v)"
fails 2 "other shells are refused" sillage completion tcsh

fails 1 "a full disk is an error" bash -c '"$0" help >/dev/full' "$SILLAGE"
has "a full disk is named" "No space left" "$("$SILLAGE" help 2>&1 >/dev/full)"
is "a reader that leaves is no error" "" "$( { "$SILLAGE" help --man; } 2>&1 >/dev/null | head -n 0)"
ok "a closed standard output is survived" bash -c '"$0" version >&- || test $? -eq 1' "$SILLAGE"
finish
