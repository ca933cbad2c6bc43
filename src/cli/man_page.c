/* SPDX-License-Identifier: GPL-3.0-or-later */
/* sillage.1, from the same tables as the help: the two cannot part. */
#include <string.h>

#include "cli/commands.h"

/* Text for roff: its escape sign, hyphens that are meant as such, and lines that would be requests. */
static void put(struct sg_buf *out, const char *text)
{
    for (bool is_line_start = true; *text; text++) {
        if (is_line_start && (*text == '.' || *text == '\'')) sg_buf_text(out, "\\&");
        is_line_start = *text == '\n';
        if (*text == '\\')
            sg_buf_text(out, "\\e");
        else if (*text == '-')
            sg_buf_text(out, "\\-");
        else
            sg_buf_char(out, *text);
    }
}

static void line(struct sg_buf *out, const char *request, const char *text)
{
    sg_buf_text(out, request);
    put(out, text);
    sg_buf_char(out, '\n');
}

static void put_options(struct sg_buf *out, const struct option_row *rows)
{
    for (; rows && rows->name; rows++) {
        sg_buf_text(out, ".TP\n\\fB");
        if (rows->letter) sg_buf_printf(out, "\\-%c\\fR, \\fB", rows->letter);
        sg_buf_text(out, "\\-\\-");
        put(out, rows->name);
        sg_buf_text(out, "\\fR");
        if (rows->value) {
            sg_buf_text(out, " \\fI");
            put(out, rows->value);
            sg_buf_text(out, "\\fR");
        }
        sg_buf_char(out, '\n');
        line(out, "", rows->help);
    }
}

static void put_command(struct sg_buf *out, const struct command *c)
{
    sg_buf_text(out, ".SS ");
    put(out, c->name);
    sg_buf_char(out, '\n');
    for (size_t i = 0; c->usage[i]; i++) {
        sg_buf_text(out, i ? ".br\n" : "");
        sg_buf_text(out, ".B sillage ");
        put(out, c->usage[i]);
        sg_buf_char(out, '\n');
    }
    for (size_t i = 0; c->description[i]; i++) {
        sg_buf_text(out, ".PP\n");
        line(out, "", c->description[i]);
    }
    put_options(out, c->options);
    for (const struct example *e = c->examples; e->line; e++) {
        sg_buf_text(out, ".PP\n");
        line(out, "", e->meaning);
        sg_buf_text(out, ".PP\n.RS 4\n.nf\n");
        line(out, "", e->line);
        sg_buf_text(out, ".fi\n.RE\n");
    }
}

struct term {
    const char *term, *meaning;
};
static void put_terms(struct sg_buf *out, const struct term *terms)
{
    for (; terms->term; terms++) {
        sg_buf_text(out, ".TP\n\\fB");
        put(out, terms->term);
        sg_buf_text(out, "\\fR\n");
        line(out, "", terms->meaning);
    }
}

static const struct term query_terms[] = {
    { "word, \"a phrase\"", "posts whose text holds it, capitals or not" },
    { "#tag", "posts that carry the hashtag" },
    { "@account", "posts by the account, and posts that mention it" },
    { "account:NAME, account:PLATFORM/NAME", "posts by the account" },
    { "url:ADDRESS, domain:NAME", "posts that carry the address, or any address of the domain" },
    { "platform:NAME, lang:CODE, kind:KIND",
      "posts of one platform, language or kind (post, repost, quote, reply, article, "
      "statement)" },
    { "since:TIME, until:TIME", "posts from a time on, or before it; a bare date means that whole day" },
    { "AND, OR, NOT, -, ( )", "words side by side mean AND" },
    { NULL, NULL },
};
static const struct term leak_terms[] = {
    { "word, \"a phrase\"", "mails and documents that hold all of them, capitals or not" },
    { "-word, -\"a phrase\"", "that do not hold it" },
    { "from:NAME, to:NAME, subject:WORD", "mails by their sender, recipients or subject; \"several words\" in quotes" },
    { "since:TIME, until:TIME", "sent or saved from a time on, or up to it; a bare date means that whole day" },
    { "is:mail, is:document", "only these" },
    { NULL, NULL },
};
static const struct term environment[] = {
    { "SILLAGE_CASE", "the case's folder, when -C is not given" },
    { "SILLAGE_ENGINE", "the program that holds the embedded engine" },
    { "SILLAGE_READER", "the program that opens a leak's files" },
    { "SILLAGE_DATA", "the folder of the program's own data (it holds mappings/)" },
    { "NO_COLOR", "no colours on a terminal" },
    { NULL, NULL },
};
static const struct term statuses[] = {
    { "0", "done" },          { "1", "failed; with custody verify: something is wrong" },
    { "2", "asked wrongly" }, { "3", "done, but some input was rejected and --strict was given" },
    { "4", "done, and something is new: lookalike with --new-since" },
    { NULL, NULL },
};
static const struct term files[] = {
    { "CASE/case.json", "title, creation time, format version, store, calendar" },
    { "CASE/custody.jsonl", "who added or ran what: append-only, each line carries the hash of the one before" },
    { "CASE/rejects/", "records that could not be read, or were mended, with the reason; one NDJSON file a source" },
    { "CASE/findings/",
      "what coordination, leak verify, lookalike and indicators found, for map, report, serve and export" },
    { "CASE/inputs/", "copies of standard input, of key files and of lists of protected names, and lists of the files "
                      "of folders added as one source" },
    { "CASE/store/", "the embedded engine's files; they can be made again from the sources" },
    { NULL, NULL },
};

void help_man(struct sg_buf *out)
{
    sg_buf_printf(out, ".TH SILLAGE 1 \"\" \"sillage %s\" \"User Commands\"\n", SG_VERSION);
    sg_buf_text(out, ".SH NAME\nsillage \\- find where a leak or a rumour began, and what in a leak is authentic\n");
    sg_buf_text(
        out,
        ".SH SYNOPSIS\n.B sillage\n[\\fB\\-C\\fR \\fICASE\\fR] \\fICOMMAND\\fR [\\fIOPTIONS\\fR] [\\fIARGS\\fR]\n");
    sg_buf_text(out, ".SH DESCRIPTION\n");
    line(out, "",
         "Sillage reads files of posts from several platforms into a case, and answers where a story came from and how "
         "it spread; and the mails and documents of a leak, and says what in them is authentic, altered or planted, "
         "and which names they carry that imitate others. Every answer cites the file and the row that it rests on; "
         "what was seen is told apart from what is inferred. It works offline: no command uses the network unless the "
         "case's store is a server that was named when the case was made, or leak verify is given --dns.");
    sg_buf_text(out, ".SH OPTIONS\n");
    put_options(out, global_options);
    sg_buf_text(out, ".PP\nEvery command takes:\n");
    put_options(out, common_options);
    sg_buf_text(out, ".SH COMMANDS\n");
    for (size_t i = 0; commands[i]; i++)
        put_command(out, commands[i]);
    sg_buf_text(out, ".SH QUERIES\n");
    put_terms(out, query_terms);
    sg_buf_text(out, ".PP\nA leak (leak search) is asked otherwise:\n");
    put_terms(out, leak_terms);
    sg_buf_text(out, ".SH EXIT STATUS\n");
    put_terms(out, statuses);
    sg_buf_text(out, ".SH ENVIRONMENT\n");
    put_terms(out, environment);
    sg_buf_text(out, ".SH FILES\n");
    put_terms(out, files);
}
