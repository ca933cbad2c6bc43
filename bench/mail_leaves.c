/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * mail_leaves < PATHS: what the mail parser makes of each file, to be held against another program (mail_peers.py).  A
 * line "M fields defects path", then for each part that holds no others "P type sha256 bytes", those of a carried
 * message included.
 */
#include <stdio.h>

#include "base/fs.h"
#include "base/hash.h"
#include "mail/mail.h"

enum { DEEPEST = 8, LARGEST = 1 << 28 };

static enum sg_code print_leaves(struct sg_str bytes, unsigned depth, const char *path, struct sg_err *err);

static enum sg_code print_leaf(const struct sg_mail_part *part, unsigned depth, struct sg_err *err)
{
    char hash[SG_SHA256_HEX];
    uint32_t defects = 0;
    sg_auto_buf content = { 0 };
    sg_mail_decode(part, &content, &defects);
    SG_TRY(sg_buf_check(&content, err));
    if (part->is_message && depth < DEEPEST) return print_leaves(sg_buf_view(&content), depth + 1, NULL, err);
    SG_TRY(sg_sha256_of(content.data ? content.data : "", content.len, hash, err));
    printf("P %.*s %s %zu\n", (int)part->type.len, part->type.data, hash, content.len);
    return SG_OK;
}

static enum sg_code print_leaves(struct sg_str bytes, unsigned depth, const char *path, struct sg_err *err)
{
    struct sg_mail_parser *parser;
    const struct sg_mail *m;
    SG_TRY(sg_mail_parser_new(&parser, err));
    enum sg_code code = sg_mail_parse(parser, bytes, &m, err);
    if (code == SG_OK && path) printf("M %zu %u %s\n", m->n_fields, (unsigned)m->defects, path);
    for (size_t i = 0; code == SG_OK && i < m->n_parts; i++)
        if (!m->parts[i].is_multipart) code = print_leaf(&m->parts[i], depth, err);
    sg_mail_parser_free(parser);
    return code;
}

int main(void)
{
    char path[4096];
    struct sg_err err = { 0 };
    while (fgets(path, sizeof path, stdin)) {
        path[strcspn(path, "\n")] = '\0';
        sg_auto_buf bytes = { 0 };
        enum sg_code code = sg_fs_read(path, LARGEST, &bytes, &err);
        if (code == SG_OK) code = print_leaves(sg_buf_view(&bytes), 0, path, &err);
        if (code != SG_OK) {
            fprintf(stderr, "mail_leaves: %s\n", err.text);
            return 1;
        }
    }
    return 0;
}
