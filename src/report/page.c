/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "report/page.h"

#include <stdarg.h>
#include <stdio.h>

#include "base/text.h"
#include "report/leak.h"
#include "report/say.h"

static int width_of(uint32_t c)
{
    if ((c >= 0x300 && c < 0x370) || (c >= 0x200b && c <= 0x200d) || (c >= 0xfe00 && c <= 0xfe0f)) return 0;
    bool is_wide = (c >= 0x1100 && c < 0x1160) || (c >= 0x2e80 && c < 0xa4d0) || (c >= 0xac00 && c < 0xd7a4) ||
                   (c >= 0xf900 && c < 0xfb00) || (c >= 0xfe30 && c < 0xfe70) || (c >= 0xff00 && c < 0xff61) ||
                   (c >= 0x1f300 && c < 0x1fb00) || (c >= 0x20000 && c < 0x40000);
    return is_wide ? 2 : 1;
}

int report_page_text_width(const char *s, size_t len)
{
    int width = 0;
    for (size_t i = 0; i < len;)
        width += width_of(sg_utf8_next(s, len, &i));
    return width;
}

static void spaces(struct report_page *p, int n)
{
    for (int i = 0; i < n; i++)
        sg_buf_char(p->out, ' ');
}

void report_page_release(struct report_page *p)
{
    sg_buf_release(&p->word);
}

/* Puts the word that is ready on this line, or on the next when it is too long for this one. */
static void flush(struct report_page *p)
{
    if (p->word_width == 0) return;
    if (p->column > p->indent && p->column + p->blanks + p->word_width > p->columns) {
        sg_buf_char(p->out, '\n');
        p->column = p->indent;
        p->blanks = p->column;
    } else
        p->column += p->blanks;
    spaces(p, p->blanks);
    sg_buf_str(p->out, sg_buf_view(&p->word));
    sg_buf_owe(p->out, &p->word);
    p->column += p->word_width;
    p->word_width = p->blanks = 0;
    sg_buf_clear(&p->word);
}

void report_page_say(struct report_page *p, enum report_page_style style, const char *words)
{
    static const char *const codes[] = { "", "\033[1m", "\033[2m", "\033[1;34m", "\033[1;31m" };
    sg_auto_buf safe = { 0 };
    sg_escape_terminal(&safe, sg_str(words));
    sg_buf_owe(p->out, &safe);
    bool is_styled = p->color && style != PAGE_PLAIN;
    for (size_t i = 0; i < safe.len;) {
        if (safe.data[i] == ' ') {
            flush(p);
            p->blanks++;
            i++;
            continue;
        }
        size_t len = 0;
        while (i + len < safe.len && safe.data[i + len] != ' ')
            len++;
        if (is_styled) sg_buf_text(&p->word, codes[style]);
        sg_buf_add(&p->word, safe.data + i, len);
        if (is_styled) sg_buf_text(&p->word, "\033[0m");
        p->word_width += report_page_text_width(safe.data + i, len);
        i += len;
    }
}

void report_page_sayf(struct report_page *p, enum report_page_style style, const char *format, ...)
{
    char words[1024];
    va_list args;
    va_start(args, format);
    vsnprintf(words, sizeof words, format, args);
    va_end(args);
    report_page_say(p, style, words);
}

void report_page_indent(struct report_page *p, int blanks)
{
    report_page_end(p);
    spaces(p, blanks);
    p->column = p->indent = blanks;
}

void report_page_end(struct report_page *p)
{
    flush(p);
    p->blanks = 0;
    if (p->column > 0) sg_buf_char(p->out, '\n');
    p->column = p->indent = 0;
}

void report_page_gap(struct report_page *p)
{
    report_page_end(p);
    sg_buf_char(p->out, '\n');
}

void report_page_words(struct report_page *p, enum report_page_style style, struct sg_buf *words)
{
    const char *text = sg_buf_cstr(words);
    if (text)
        report_page_say(p, style, text);
    else
        p->out->failed = true;
    sg_buf_clear(words);
}

void report_page_head(struct report_page *p, const char *title)
{
    report_page_gap(p);
    report_page_say(p, PAGE_HEAD, title);
    report_page_end(p);
}

void report_page_and_more(struct report_page *p, size_t left)
{
    sg_auto_buf words = { 0 };
    report_page_indent(p, 2);
    sg_buf_text(&words, "… and ");
    sg_say_count(&words, (int64_t)left);
    sg_buf_text(&words, " more; --json lists them all.");
    report_page_words(p, PAGE_FAINT, &words);
    report_page_end(p);
}

void report_page_evidence(struct sg_buf *out, const char *text, bool is_masked)
{
    enum { LETTERS = 160 };
    sg_auto_buf masked = { 0 };
    struct sg_str s = sg_str(text);
    if (is_masked) {
        sg_mask_personal(s, &masked);
        s = sg_buf_view(&masked);
    }
    size_t end = 0;
    for (int i = 0; i < LETTERS && end < s.len; i++)
        sg_utf8_next(s.data, s.len, &end);
    sg_escape_terminal(out, sg_str_n(s.data, end));
    if (end < s.len) sg_buf_text(out, "…");
    sg_buf_owe(out, &masked);
}
