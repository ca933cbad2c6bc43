/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli/page.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/text.h"

/* ---- widths ---- */

struct range {
    uint32_t first, last;
};
/* Unicode 15: East Asian Wide and Fullwidth, and the emoji shown wide; by blocks where a block is mostly so. */
static const struct range wide[] = {
    { 0x1100, 0x115f },   { 0x231a, 0x231b },   { 0x2329, 0x232a },   { 0x23e9, 0x23ec },   { 0x23f0, 0x23f0 },
    { 0x23f3, 0x23f3 },   { 0x25fd, 0x25fe },   { 0x2614, 0x2615 },   { 0x2648, 0x2653 },   { 0x267f, 0x267f },
    { 0x2693, 0x2693 },   { 0x26a1, 0x26a1 },   { 0x26aa, 0x26ab },   { 0x26bd, 0x26be },   { 0x26c4, 0x26c5 },
    { 0x26ce, 0x26ce },   { 0x26d4, 0x26d4 },   { 0x26ea, 0x26ea },   { 0x26f2, 0x26f3 },   { 0x26f5, 0x26f5 },
    { 0x26fa, 0x26fa },   { 0x26fd, 0x26fd },   { 0x2705, 0x2705 },   { 0x270a, 0x270b },   { 0x2728, 0x2728 },
    { 0x274c, 0x274c },   { 0x274e, 0x274e },   { 0x2753, 0x2755 },   { 0x2757, 0x2757 },   { 0x2795, 0x2797 },
    { 0x27b0, 0x27b0 },   { 0x27bf, 0x27bf },   { 0x2b1b, 0x2b1c },   { 0x2b50, 0x2b50 },   { 0x2b55, 0x2b55 },
    { 0x2e80, 0x303e },   { 0x3041, 0x33ff },   { 0x3400, 0x4dbf },   { 0x4e00, 0xa4cf },   { 0xa960, 0xa97c },
    { 0xac00, 0xd7a3 },   { 0xf900, 0xfaff },   { 0xfe10, 0xfe19 },   { 0xfe30, 0xfe6f },   { 0xff01, 0xff60 },
    { 0xffe0, 0xffe6 },   { 0x16fe0, 0x18cff }, { 0x1aff0, 0x1b2ff }, { 0x1f004, 0x1f004 }, { 0x1f0cf, 0x1f0cf },
    { 0x1f18e, 0x1f18e }, { 0x1f191, 0x1f19a }, { 0x1f200, 0x1f320 }, { 0x1f32d, 0x1f335 }, { 0x1f337, 0x1f37c },
    { 0x1f37e, 0x1f393 }, { 0x1f3a0, 0x1f3ca }, { 0x1f3cf, 0x1f3d3 }, { 0x1f3e0, 0x1f3f0 }, { 0x1f3f4, 0x1f3f4 },
    { 0x1f3f8, 0x1f43e }, { 0x1f440, 0x1f440 }, { 0x1f442, 0x1f4fc }, { 0x1f4ff, 0x1f53d }, { 0x1f54b, 0x1f54e },
    { 0x1f550, 0x1f567 }, { 0x1f57a, 0x1f57a }, { 0x1f595, 0x1f596 }, { 0x1f5a4, 0x1f5a4 }, { 0x1f5fb, 0x1f64f },
    { 0x1f680, 0x1f6c5 }, { 0x1f6cc, 0x1f6cc }, { 0x1f6d0, 0x1f6d2 }, { 0x1f6d5, 0x1f6df }, { 0x1f6eb, 0x1f6ec },
    { 0x1f6f4, 0x1f6fc }, { 0x1f7e0, 0x1f7f0 }, { 0x1f90c, 0x1f9ff }, { 0x1fa70, 0x1faff }, { 0x20000, 0x3fffd },
};
/* Marks that stand on the sign before them, and joiners, of the scripts seen most. */
static const struct range bare[] = {
    { 0x0300, 0x036f }, { 0x0483, 0x0489 }, { 0x0591, 0x05bd }, { 0x05bf, 0x05bf }, { 0x05c1, 0x05c2 },
    { 0x05c4, 0x05c5 }, { 0x05c7, 0x05c7 }, { 0x0610, 0x061a }, { 0x064b, 0x065f }, { 0x0670, 0x0670 },
    { 0x06d6, 0x06dc }, { 0x06df, 0x06e4 }, { 0x06e7, 0x06e8 }, { 0x06ea, 0x06ed }, { 0x0900, 0x0902 },
    { 0x093c, 0x093c }, { 0x0941, 0x0948 }, { 0x094d, 0x094d }, { 0x0e31, 0x0e31 }, { 0x0e34, 0x0e3a },
    { 0x0e47, 0x0e4e }, { 0x1ab0, 0x1aff }, { 0x1dc0, 0x1dff }, { 0x200b, 0x200d }, { 0x2060, 0x2060 },
    { 0x20d0, 0x20f0 }, { 0xfe00, 0xfe0f }, { 0xfe20, 0xfe2f }, { 0xfeff, 0xfeff }, { 0xe0100, 0xe01ef },
};

static bool is_among(uint32_t c, const struct range *ranges, size_t n)
{
    size_t low = 0, high = n;
    while (low < high) {
        size_t mid = (low + high) / 2;
        if (c > ranges[mid].last)
            low = mid + 1;
        else
            high = mid;
    }
    return low < n && c >= ranges[low].first;
}

static size_t cells(uint32_t c)
{
    if (c < 0x300) return 1;
    if (is_among(c, bare, sizeof bare / sizeof *bare)) return 0;
    return is_among(c, wide, sizeof wide / sizeof *wide) ? 2 : 1;
}

size_t page_width(struct sg_str s)
{
    size_t n = 0;
    for (size_t at = 0; at < s.len;)
        n += cells(sg_utf8_next(s.data, s.len, &at));
    return n;
}

void page_cut(struct sg_buf *out, struct sg_str s, int columns)
{
    size_t most = columns > 1 ? (size_t)columns : 1, n = 0, fits = 0;
    for (size_t at = 0; at < s.len;) {
        n += cells(sg_utf8_next(s.data, s.len, &at));
        if (n > most) {
            sg_buf_add(out, s.data, fits);
            sg_buf_text(out, "…");
            return;
        }
        if (n < most) fits = at;
    }
    sg_buf_str(out, s);
}

/* ---- numbers and times ---- */

void page_number(struct sg_buf *out, uint64_t v)
{
    char digits[24];
    int n = snprintf(digits, sizeof digits, "%" PRIu64, v);
    for (int i = 0; i < n; i++) {
        if (i && (n - i) % 3 == 0) sg_buf_char(out, ',');
        sg_buf_char(out, digits[i]);
    }
}

void page_bytes(struct sg_buf *out, double bytes)
{
    static const char *const units[] = { "B", "kB", "MB", "GB", "TB", "PB" };
    size_t u = 0;
    for (; bytes >= 999.5 && u + 1 < sizeof units / sizeof *units; u++)
        bytes /= 1000;
    sg_buf_printf(out, bytes < 9.95 && u ? "%.1f %s" : "%.0f %s", bytes, units[u]);
}

void page_count(struct sg_buf *out, uint64_t n, const char *one, const char *many)
{
    page_number(out, n);
    sg_buf_printf(out, " %s", n == 1 ? one : many);
}

void page_time(struct sg_buf *out, sg_time t, uint32_t precision)
{
    if (t == SG_TIME_NONE) {
        sg_buf_text(out, "—");
        return;
    }
    char text[SG_TIME_TEXT];
    sg_time_format_precise(t, precision, text);
    for (char *p = text; *p; p++) {
        if (*p == 'Z') break;
        sg_buf_char(out, *p == 'T' ? ' ' : *p);
    }
}

/* ---- paragraphs ---- */

void page_paragraph(struct sg_buf *out, const char *text, int indent, int columns)
{
    if (columns < indent + 20) columns = indent + 20;
    size_t used = 0;
    for (const char *p = text; *p;) {
        while (*p == ' ')
            p++;
        size_t len = strcspn(p, " ");
        if (len == 0) break;
        size_t width = page_width(sg_str_n(p, len));
        if (used && used + 1 + width > (size_t)columns) {
            sg_buf_char(out, '\n');
            used = 0;
        }
        if (used) {
            sg_buf_char(out, ' ');
            used++;
        } else {
            for (int i = 0; i < indent; i++)
                sg_buf_char(out, ' ');
            used = (size_t)indent;
        }
        sg_buf_add(out, p, len);
        used += width;
        p += len;
    }
    if (used) sg_buf_char(out, '\n');
}

/* ---- tables ---- */

void page_release(struct page *p)
{
    sg_buf_release(&p->text);
    sg_buf_release(&p->ends);
}

static void end_cell(struct page *p)
{
    sg_buf_add(&p->ends, &p->text.len, sizeof p->text.len);
}

void page_cell(struct page *p, struct sg_str text)
{
    sg_escape_terminal(&p->text, text);
    end_cell(p);
}

void page_cell_number(struct page *p, uint64_t v)
{
    page_number(&p->text, v);
    end_cell(p);
}

void page_cell_time(struct page *p, sg_time t, uint32_t precision)
{
    page_time(&p->text, t, precision);
    end_cell(p);
}

static struct sg_str cell_text(const struct page *p, size_t i)
{
    const size_t *ends = (const size_t *)(const void *)p->ends.data;
    size_t begin = i ? ends[i - 1] : 0;
    return sg_str_n(p->text.data + begin, ends[i] - begin);
}

/* The widest cell of each column, and then what is left for the one that gives way. */
static void measure(const struct page *p, size_t n_cells, int columns, size_t *widths)
{
    size_t total = 0, cut = p->n_columns;
    for (size_t c = 0; c < p->n_columns; c++) {
        widths[c] = page_width(sg_str(p->columns[c].title));
        for (size_t i = c; i < n_cells; i += p->n_columns) {
            size_t w = page_width(cell_text(p, i));
            if (w > widths[c]) widths[c] = w;
        }
        total += widths[c] + (c ? 2 : 0);
        if (p->columns[c].is_cut) cut = c;
    }
    if (columns > 0 && total > (size_t)columns && cut < p->n_columns) {
        size_t over = total - (size_t)columns;
        widths[cut] = widths[cut] > over + 12 ? widths[cut] - over : widths[cut] < 12 ? widths[cut] : 12;
    }
}

static void put_row(const struct page *p, const size_t *widths, size_t first_cell, bool is_title, struct sg_buf *out)
{
    for (size_t c = 0; c < p->n_columns; c++) {
        struct sg_str text = is_title ? sg_str(p->columns[c].title) : cell_text(p, first_cell + c);
        size_t w = page_width(text), blanks = widths[c] > w ? widths[c] - w : 0;
        if (c) sg_buf_text(out, "  ");
        bool is_last = c + 1 == p->n_columns;
        for (size_t i = 0; p->columns[c].is_number && i < blanks; i++)
            sg_buf_char(out, ' ');
        if (w > widths[c])
            page_cut(out, text, (int)widths[c]);
        else
            sg_buf_str(out, text);
        for (size_t i = 0; !p->columns[c].is_number && !is_last && i < blanks; i++)
            sg_buf_char(out, ' ');
    }
}

enum sg_code page_print(struct page *p, int columns, bool color, struct sg_buf *out, struct sg_err *err)
{
    SG_TRY(sg_buf_check(&p->text, err));
    SG_TRY(sg_buf_check(&p->ends, err));
    size_t n_cells = p->ends.len / sizeof(size_t);
    n_cells -= n_cells % p->n_columns;
    size_t *widths = calloc(p->n_columns, sizeof *widths);
    if (!widths) return sg_fail_nomem(err, "a table");
    measure(p, n_cells, columns, widths);
    if (color) sg_buf_text(out, "\033[1m");
    put_row(p, widths, 0, true, out);
    sg_buf_text(out, color ? "\033[0m\n" : "\n");
    for (size_t i = 0; i < n_cells; i += p->n_columns) {
        put_row(p, widths, i, false, out);
        sg_buf_char(out, '\n');
    }
    free(widths);
    return sg_buf_check(out, err);
}
