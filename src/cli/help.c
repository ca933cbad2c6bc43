/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Help for the terminal, all of it from the tables. */
#include <string.h>

#include "cli/commands.h"
#include "cli/page.h"

enum { HELP_COLUMNS = 80, HELP_COLUMNS_MOST = 100 };

static int columns_of(const struct terminal *t)
{
    if (t->columns <= 0) return HELP_COLUMNS;
    return t->columns > HELP_COLUMNS_MOST ? HELP_COLUMNS_MOST : t->columns;
}

static void heading(const struct terminal *t, const char *text, struct sg_buf *out)
{
    sg_buf_printf(out, t->color ? "\033[1m%s\033[0m\n" : "%s\n", text);
}

/* A term, and what it means beside it, or below when the term is long. */
static void entry(const char *term, const char *meaning, int column, int columns, struct sg_buf *out)
{
    int width = (int)page_width(sg_str(term));
    sg_buf_printf(out, "  %s", term);
    if (width + 4 > column) {
        sg_buf_char(out, '\n');
        page_paragraph(out, meaning, column, columns);
        return;
    }
    sg_auto_buf text = { 0 };
    page_paragraph(&text, meaning, column, columns);
    size_t used = (size_t)width + 2;
    if (text.len > used) sg_buf_add(out, text.data + used, text.len - used); /* its first line begins with blanks */
}

static void option_term(const struct option_row *row, struct sg_buf *out)
{
    if (row->letter) sg_buf_printf(out, "-%c, ", row->letter);
    sg_buf_printf(out, "--%s", row->name);
    if (row->value) sg_buf_printf(out, " %s", row->value);
}

static void option_entries(const struct option_row *rows, int columns, struct sg_buf *out)
{
    for (; rows && rows->name; rows++) {
        sg_auto_buf term = { 0 };
        option_term(rows, &term);
        const char *text = sg_buf_cstr(&term);
        if (text) entry(text, rows->help, 26, columns, out);
    }
}

void help_usage(const struct command *c, struct sg_buf *out)
{
    for (size_t i = 0; c->usage[i]; i++)
        sg_buf_printf(out, "%s sillage %s%s\n",
                      i ? "      " : "usage:", (c->needs & NEEDS_CASE) || c->needs_now ? "[-C CASE] " : "",
                      c->usage[i]);
}

void help_command(const struct command *c, const struct terminal *t, struct sg_buf *out)
{
    int columns = columns_of(t);
    sg_buf_printf(out, "sillage %s: %s\n\n", c->name, c->summary);
    help_usage(c, out);
    for (size_t i = 0; c->description[i]; i++) {
        sg_buf_char(out, '\n');
        page_paragraph(out, c->description[i], 0, columns);
    }
    sg_buf_char(out, '\n');
    heading(t, "Options", out);
    option_entries(c->options, columns, out);
    option_entries(common_options, columns, out);
    sg_buf_char(out, '\n');
    heading(t, c->examples[1].line ? "Examples" : "Example", out);
    for (const struct example *e = c->examples; e->line; e++) {
        sg_buf_printf(out, "  %s\n", e->line);
        page_paragraph(out, e->meaning, 6, columns);
    }
}

void help_family(const char *first, const struct terminal *t, struct sg_buf *out)
{
    size_t len = strlen(first);
    for (size_t i = 0; commands[i]; i++)
        if (strncmp(commands[i]->name, first, len) == 0 && commands[i]->name[len] == ' ')
            entry(commands[i]->name, commands[i]->summary, 17, columns_of(t), out);
    sg_buf_printf(out, "'sillage help %s …' tells more of each.\n", first);
}

void help_overview(const struct terminal *t, struct sg_buf *out)
{
    int columns = columns_of(t);
    page_paragraph(out,
                   "sillage finds where a leak or a rumour began, who relayed it and by which path, what in a leak is "
                   "authentic, and by which names somebody may have got in.",
                   0, columns);
    sg_buf_text(out, "\nusage: sillage [-C CASE] COMMAND [OPTIONS] [ARGS]\n\n");
    heading(t, "Commands", out);
    for (size_t i = 0; commands[i]; i++)
        entry(commands[i]->name, commands[i]->summary, 17, columns, out);
    sg_buf_char(out, '\n');
    heading(t, "Options before the command", out);
    option_entries(global_options, columns, out);
    sg_buf_char(out, '\n');
    heading(t, "A first answer", out);
    static const char *const first[] = {
        "sillage init affair",
        "sillage -C affair add posts.csv.zst thread.json",
        "sillage -C affair origin '#hashtag'",
        "sillage -C affair map '#hashtag' -o map.svg",
        "sillage -C affair leak add dump.zip",
        "sillage -C affair leak verify --keys keys.csv",
        "sillage -C affair lookalike ourdomain.org",
    };
    for (size_t i = 0; i < sizeof first / sizeof *first; i++)
        sg_buf_printf(out, "  %s\n", first[i]);
    sg_buf_char(out, '\n');
    page_paragraph(out,
                   "'sillage help COMMAND' tells more of one, with an example. Exit status: 0 done, 1 failed, 2 asked "
                   "wrongly, 3 done but some input was rejected and --strict was given, 4 done and something is new "
                   "since the last time (--new-since).",
                   0, columns);
}
