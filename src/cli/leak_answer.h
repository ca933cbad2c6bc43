/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the commands about a leak share: how it is judged, and the judgement that the case keeps. */
#ifndef SG_CLI_LEAK_ANSWER_H
#define SG_CLI_LEAK_ANSWER_H

#include "cli/commands.h"
#include "model/leak.h"

struct leak_values {
    const char *keys, *theft, *promised_bytes;
    uint64_t promised_mails;
    double unusual;
    bool with_dns;
};
/* The rows of a command whose values hold `struct leak_values leak`. */
/* clang-format off */
#define LEAK_OPTIONS(values)                                                                                           \
    { "keys", 'k', OPTION_TEXT, offsetof(values, leak.keys), "FILE",                                                   \
      "public keys as CSV with the columns domain, selector, value, firstSeenAt, lastSeenAt; the case keeps a copy",   \
      NULL, 0, 0 },                                                                                                    \
    { "dns", 0, OPTION_FLAG, offsetof(values, leak.with_dns), NULL,                                                    \
      "ask the DNS for keys that the file lacks; nothing is asked of any network otherwise", NULL, 0, 0 },             \
    { "theft", 0, OPTION_TEXT, offsetof(values, leak.theft), "TIME",                                                   \
      "when it is said to have been taken: documents saved later are findings", NULL, 0, 0 },                          \
    { "unusual", 0, OPTION_SHARE, offsetof(values, leak.unusual), "SHARE",                                             \
      "chance below which a mail is called unlike its sender's others (0.001)", NULL, 0, 0 },                          \
    { "promised-mails", 0, OPTION_COUNT, offsetof(values, leak.promised_mails), "N",                                   \
      "how many mails the announcement promised", NULL, 0, 0 },                                                        \
    { "promised-size", 0, OPTION_TEXT, offsetof(values, leak.promised_bytes), "SIZE",                                  \
      "how much the announcement promised: 9GB", NULL, 0, 0 }
/* clang-format on */
void leak_note(struct sg_json_out *j, const struct sg_leak_settings *s); /* into a custody entry's open object */

/* Judges the leak now. Keys: the file named, else the copy that the last judgement left in the case. */
enum sg_code leak_judge(struct context *ctx, const struct leak_values *v, struct sg_leak **ret,
                        struct sg_err *err) SG_CHECKED;
/* The judgement that the case keeps when nothing was asked otherwise and nothing was added since, else a new one. */
enum sg_code leak_answer(struct context *ctx, const struct leak_values *v, struct sg_leak **ret,
                         struct sg_err *err) SG_CHECKED;
/* The newest judgement that the case keeps, or NULL; *ret_stale: sources added since.  What is passed over is said. */
enum sg_code leak_kept(struct context *ctx, struct sg_leak **ret, char ret_sha256[static 65], uint64_t *ret_stale,
                       struct sg_err *err) SG_CHECKED;
/* The item that `name` means: an id or its beginning (four digits and more), a Message-ID. */
enum sg_code leak_item_named(const struct sg_leak *l, const char *name, uint32_t *ret, struct sg_err *err) SG_CHECKED;

#endif
