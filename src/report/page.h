/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Lines of words for a terminal: wrapped, escaped, coloured when asked. */
#ifndef SG_REPORT_PAGE_H
#define SG_REPORT_PAGE_H

#include "base/buf.h"

enum report_page_style { PAGE_PLAIN, PAGE_BOLD, PAGE_FAINT, PAGE_HEAD, PAGE_ALERT };
struct report_page {
    struct sg_buf *out;
    int columns;
    bool color;
    int column, indent; /* where the line stands; blanks before lines that are broken */
    struct sg_buf word; /* the word that is being written: it may go on in the next call */
    int word_width, blanks;
};
void report_page_release(struct report_page *p);

/* Adds words; blanks part them, a line that would be too long is broken before its last word.  Text from evidence may
 * be given as it is. */
void report_page_say(struct report_page *p, enum report_page_style style, const char *words);
void report_page_sayf(struct report_page *p, enum report_page_style style, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
void report_page_indent(struct report_page *p,
                        int blanks);         /* begins a line with so many blanks; broken lines get the same */
void report_page_end(struct report_page *p); /* ends the line, when one is begun */
void report_page_gap(struct report_page *p); /* an empty line */
void report_page_words(struct report_page *p, enum report_page_style style, struct sg_buf *words); /* and empties it */
void report_page_head(struct report_page *p, const char *title); /* a line of its own, behind an empty one */
/* Behind the rows of a list that was cut: "… and 12 more; --json lists them all." */
void report_page_and_more(struct report_page *p, size_t left);
/* Appends words of evidence: masked when asked, cut to 160 letters, made visible. */
void report_page_evidence(struct sg_buf *out, const char *text, bool is_masked);
int report_page_text_width(const char *s, size_t len); /* columns on a terminal; wide letters count two, marks none */

#endif
