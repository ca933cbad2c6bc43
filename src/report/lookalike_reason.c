/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A judgement as a sentence and as JSON. */
#include <inttypes.h>

#include "base/text.h"
#include "report/lookalike.h"
#include "report/lookalike_words.h"
#include "report/rows.h"

/* ---- steps ---- */

/* How a step is said: {from} and {to} are its parts in quotes, {from.} and {to.} without.  The parts may be missing (a
 * name can take more steps than a judgement lists): then `alone` holds. */
struct wording {
    const char *both, *only_to, *only_from, *alone; /* NULL: as the next one */
};
static const struct wording wordings[] = {
    [SG_TRICK_CONFUSABLE] = { "{to} stands for {from}", NULL, NULL, "letters stand for others that look alike" },
    [SG_TRICK_OMISSION] = { "{from} is cut to {to}", NULL, "{from} is left out", "a letter is left out" },
    [SG_TRICK_INSERTION] = { "{from} is grown to {to}", "{to} is put in", NULL, "a letter is put in" },
    [SG_TRICK_DOUBLING] = { "{from} is doubled", "{to} is doubled", "{from} is doubled", "a letter is doubled" },
    [SG_TRICK_TRANSPOSITION] = { "{from} is turned round to {to}", NULL, NULL, "two letters changed places" },
    [SG_TRICK_KEYBOARD] = { "{to} is typed for {from}, the key beside it", NULL, NULL,
                            "a letter is typed with the key beside it" },
    [SG_TRICK_BIT_FLIP] = { "{to} stands for {from}, one bit away", NULL, NULL, "one bit of a letter is another" },
    [SG_TRICK_SUBSTITUTION] = { "{to} stands for {from}", NULL, NULL, "a letter is another" },
    [SG_TRICK_HYPHEN] = { "a hyphen is moved", "a hyphen is put in", "a hyphen is left out",
                          "a hyphen is put in, left out or moved" },
    [SG_TRICK_PLURAL] = { "{to} ends it, not {from}", "an {to} is put at its end", "the {from} at its end is left out",
                          "an “s” at its end is put in or left out" },
    [SG_TRICK_HOMOPHONE] = { "{to} stands for {from}, which sounds the same", NULL, NULL,
                             "letters stand for others that sound the same" },
    [SG_TRICK_TLD] = { "ends in .{to.}, not .{from.}", "ends in .{to.}", NULL, "has another ending" },
    [SG_TRICK_COMBOSQUAT] = { NULL, NULL, NULL, "other words stand around it" },
    [SG_TRICK_SUBDOMAIN] = { "{from} stands in front of a stranger's domain, {to.}",
                             "it stands in front of a stranger's domain, {to.}", NULL,
                             "it stands in front of a stranger's domain" },
    [SG_TRICK_SUFFIX] = { "the whole of {name} stands in front of one more ending, .{to.}",
                          "the whole of {name} stands in front of one more ending, .{to.}", NULL,
                          "the whole of {name} stands in front of one more ending" },
    [SG_TRICK_EMBEDDED_TLD] = { "its ending .{from.} is written as letters of the name, {to}",
                                "its ending is written as letters of the name, {to}",
                                "its ending .{from.} is written as letters of the name",
                                "its ending is written as letters of the name" },
};
_Static_assert(sizeof wordings / sizeof *wordings == SG_TRICKS, "words for each trick");

/* Letters beyond ASCII by their code as well: they may look like any other, or like none. */
static void quoted(struct sg_buf *out, const char *part)
{
    enum { CODES = 4 };
    struct sg_str s = sg_str(part);
    int n = 0;
    sg_buf_text(out, "“");
    sg_escape_terminal(out, s);
    sg_buf_text(out, "”");
    for (size_t i = 0; i < s.len && n < CODES;) {
        uint32_t scalar = sg_utf8_next(s.data, s.len, &i);
        if (scalar > 0x7f) sg_buf_printf(out, "%sU+%04" PRIX32, n++ ? ", " : " (", scalar);
    }
    if (n) sg_buf_char(out, ')');
}

/* Parts of a name as the judge gave them, with or without the dot that an ending begins with. */
static void unquoted(struct sg_buf *out, const char *part)
{
    sg_escape_terminal(out, sg_str(part + (*part == '.')));
}

static void fill(struct sg_buf *out, const char *wording, const char *from, const char *to, const char *name)
{
    for (const char *s = wording; *s;) {
        const char *end = *s == '{' ? strchr(s, '}') : NULL;
        if (!end) {
            sg_buf_char(out, *s++);
            continue;
        }
        struct sg_str slot = sg_str_n(s + 1, (size_t)(end - s - 1));
        if (sg_str_is(slot, "name"))
            sg_escape_terminal(out, sg_str(name && *name ? name : "it"));
        else if (slot.data[slot.len - 1] == '.')
            unquoted(out, slot.data[0] == 't' ? to : from);
        else
            quoted(out, slot.data[0] == 't' ? to : from);
        s = end + 1;
    }
}

static const char *around(const char *to)
{
    size_t n = strlen(to);
    if (n && to[n - 1] == '-') return "{to} stands before it";
    return n && to[0] == '-' ? "{to} stands behind it" : "{to} stands beside it";
}

static void say_step(struct sg_buf *out, enum sg_trick trick, const char *from, const char *to, const char *name)
{
    const struct wording *w = &wordings[trick];
    const char *said = NULL;
    if (trick == SG_TRICK_COMBOSQUAT && *to)
        said = around(to);
    else if (*from && *to)
        said = w->both;
    else if (*to)
        said = w->only_to;
    else if (*from)
        said = w->only_from;
    fill(out, said ? said : w->alone, from, to, name);
}

static void part(struct sg_buf *out, size_t from)
{
    if (out->len > from) sg_buf_text(out, "; ");
}

void lookalike_say_steps(const struct sg_lookalike *l, const char *protected_name, struct sg_buf *out)
{
    static const char *const flags[] = { NULL, "mixes scripts", "is written in another script as a whole",
                                         "holds letters that cannot be seen" };
    size_t begin = out->len;
    uint32_t told = 0;
    for (uint32_t i = 0; i < l->n_steps && i < SG_LOOK_STEPS; i++) {
        const struct sg_look_step *s = &l->steps[i];
        part(out, begin);
        say_step(out, s->trick, s->from, s->to, protected_name);
        told |= (uint32_t)1 << s->trick;
    }
    for (unsigned trick = 0; trick < SG_TRICKS; trick++) {
        if (!((l->tricks & ~told) >> trick & 1)) continue;
        part(out, begin);
        say_step(out, trick, "", "", protected_name);
    }
    for (size_t i = 0; i < sizeof flags / sizeof *flags; i++)
        if (flags[i] && l->flags >> i & 1) {
            part(out, begin);
            sg_buf_text(out, flags[i]);
        }
}

/* ---- grounds ---- */

/* What speaks for it and what against; {name} is the protected one. */
static const struct {
    const char *words;
    bool is_against;
} grounds[] = {
    [SG_GROUND_SAME_ON_SCREEN] = { "hard to tell apart on a screen", false },
    [SG_GROUND_SAME_SUFFIX] = { "the same ending", false },
    [SG_GROUND_WHOLE_NAME] = { "the whole of {name} stands in it", false },
    [SG_GROUND_LURE_WORD] = { "a word that phishing names carry", false },
    [SG_GROUND_ONE_SMALL_STEP] = { "one small step away", false },
    [SG_GROUND_SEVERAL_STEPS] = { "several steps away", true },
    [SG_GROUND_LONG_NAME] = { "too long a name to be alike by chance", false },
    [SG_GROUND_SHORT_NAME] = { "a short name, to which many are as near by chance", true },
    [SG_GROUND_COMMON_WORD] = { "a word of everyday language, which many names hold", true },
    [SG_GROUND_MIXED_SCRIPT] = { "mixed scripts", false },
    [SG_GROUND_UNRELATED_WORDS] = { "what stands around it is no known lure", true },
    [SG_GROUND_PART_OF_WORD] = { "only a part of a longer run of letters", true },
};
_Static_assert(sizeof grounds / sizeof *grounds == SG_GROUNDS, "words for each ground");

static size_t say_grounds(struct sg_buf *out, uint32_t bits, bool is_against, const char *before, const char *name)
{
    size_t n = 0;
    for (size_t i = 0; i < SG_GROUNDS; i++) {
        if (!(bits >> i & 1) || grounds[i].is_against != is_against) continue;
        sg_buf_text(out, n++ ? ", " : before);
        fill(out, grounds[i].words, "", "", name);
    }
    return n;
}

void sg_lookalike_reason(const struct sg_lookalike *l, const char *protected_name, struct sg_buf *out)
{
    static const char *const severities[] = { "Note", "Low", "Medium", "High" };
    size_t begin = out->len;
    lookalike_say_steps(l, protected_name, out);
    if (out->len > begin) {
        char *first = &out->data[begin]; /* a sentence begins with a capital letter */
        if (*first >= 'a' && *first <= 'z') *first = (char)(*first - 32);
        sg_buf_text(out, ". ");
    }
    sg_buf_text(out, severities[l->severity]);
    uint32_t bits = l->grounds;
    if (l->flags & SG_LOOK_MIXED_SCRIPT) bits &= ~(1U << SG_GROUND_MIXED_SCRIPT); /* said above */
    size_t n_for = say_grounds(out, bits, false, ": ", protected_name);
    say_grounds(out, bits, true, n_for ? "; but " : ": ", protected_name);
    sg_buf_char(out, '.');
}

/* ---- JSON ---- */

static void put_bits(struct sg_json_out *j, const char *key, uint32_t bits, const char *const *names)
{
    sg_json_key(j, key);
    rows_put_bits(j, bits, names);
}

void lookalike_put_steps(struct sg_json_out *j, const struct sg_lookalike *l)
{
    sg_json_array(j);
    for (uint32_t i = 0; i < l->n_steps && i < SG_LOOK_STEPS; i++) {
        sg_json_object(j);
        sg_json_ktext(j, "trick", sg_trick_names[l->steps[i].trick]);
        sg_json_ktext(j, "from", l->steps[i].from);
        sg_json_ktext(j, "to", l->steps[i].to);
        sg_json_object_end(j);
    }
    sg_json_array_end(j);
}

void sg_lookalike_json(struct sg_json_out *j, const struct sg_lookalike *l, const char *protected_name)
{
    sg_auto_buf reason = { 0 };
    sg_lookalike_reason(l, protected_name, &reason);
    put_bits(j, "tricks", l->tricks, sg_trick_names);
    sg_json_ktext(j, "severity", sg_severity_names[l->severity]);
    sg_json_kstr(j, "reason", sg_buf_view(&reason));
    put_bits(j, "flags", l->flags, sg_look_flag_names);
    put_bits(j, "grounds", l->grounds, sg_ground_names);
    sg_json_key(j, "steps");
    lookalike_put_steps(j, l);
    sg_buf_owe(j->out, &reason);
}
