#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
. "$(dirname "$0")/lib.sh"

ok "--version is answered" sillage --version
is "version says the same" "$(sillage --version)" "$(sillage version)"
fails 2 "no command at all is a usage error" sillage
ok "help is answered" sillage help
ok "--help is answered" sillage --help

# A command is a word or two: what help indents by two and parts from its meaning by two blanks or a line's end.
commands="init add status search sql origin coordination leak_add leak_verify leak_list leak_show leak_search leak_timeline"
commands="$commands lookalike indicators map report serve export calendar simulate custody help completion version"
listed=$(sillage help | sed -n '/^Commands/,/^$/p' | awk 'NR > 1 && /^  [a-z]/ { sub(/^  /, ""); sub(/(  .*)?$/, ""); sub(/ /, "_"); print }' | xargs)
is "help lists the commands" "$commands" "$listed"
man=$(sillage help --man)
for c in $commands; do
    words=${c/_/ }
    # shellcheck disable=SC2086
    text=$(sillage help $words)
    has "help $words shows its usage" "usage: sillage" "$text"
    has "help $words shows an example" "Example" "$text"
    # shellcheck disable=SC2086
    is "$words --help is the same" "$text" "$(sillage $words --help)"
    has "the man page tells of $words" ".SS $words" "$man"
    is "help $words keeps to 80 columns" "" "$(awk 'length($0) > 82 && !/^ *(usage:|sillage|  )/' <<<"$text")"
done
has "the first word of several commands lists them" "leak verify" "$(sillage help leak)"
is "--help behind it is the same" "$(sillage help leak)" "$(sillage leak --help)"
fails 2 "and alone it is a usage error" sillage leak
has "which lists the second words" "add verify list show search timeline" "$(sillage leak 2>&1)"
has "a wrong second word names the nearest" 'did you mean "leak verify"' "$(sillage leak verfy 2>&1)"
has "a wrong first word too" 'did you mean "leak"' "$(sillage leek list 2>&1)"
fails 2 "a wrong second word is a usage error" sillage leak verfy
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
is "the first of two words is completed once" "leak" "$(complete_words sillage le)"
is "the second of two words is completed" "add verify list show search timeline" "$(complete_words sillage leak "")"
is "behind -C too" "timeline" "$(complete_words sillage -C affair leak t)"
is "and for help" "verify" "$(complete_words sillage help leak v)"
is "options of two words' commands are completed" "--verdict" "$(complete_words sillage leak list --ver)"
is "and their choices" "verified signed-unverified unsigned" "$(complete_words sillage leak list --verdict "")"
is "and each command's own" "--keys" "$(complete_words sillage leak verify --ke)"
fails 2 "other shells are refused" sillage completion tcsh

fails 1 "a full disk is an error" bash -c '"$0" help >/dev/full' "$SILLAGE"
has "a full disk is named" "No space left" "$("$SILLAGE" help 2>&1 >/dev/full)"
"$SILLAGE" help --man 2>left | head -n 0
is "a reader that leaves is no error" "" "$(cat left)"
ok "a closed standard output is survived" bash -c '"$0" version >&- || test $? -eq 1' "$SILLAGE"
finish
