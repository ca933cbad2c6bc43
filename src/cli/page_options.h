/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Options that commands which write pages share. */
#ifndef SG_CLI_PAGE_OPTIONS_H
#define SG_CLI_PAGE_OPTIONS_H

#include "cli/commands.h"
#include "report/web_coordination.h"

/* --names, --name-limit and --named, as a command's values hold them. */
struct names_values {
    int which; /* index into names_choices; -1: not said */
    uint64_t limit;
    const char *named;
};
enum { NAMES_LARGE, NAMES_ALL };
extern const char *const names_choices[];
/* The rows of a command whose values hold `struct names_values names`; `otherwise` says what holds without --names. */
/* clang-format off */
#define NAMES_OPTIONS(values, otherwise)                                                                               \
    { "names", 0, OPTION_CHOICE, offsetof(values, names.which), "large|all",                                           \
      "whose names stay: accounts with a large audience and the press, or everybody's (" otherwise ")", names_choices, \
      0, 0 },                                                                                                          \
    { "name-limit", 0, OPTION_COUNT, offsetof(values, names.limit), "N",                                               \
      "followers from which on a name stays (5,000)", NULL, 1, INT64_MAX },                                            \
    { "named", 0, OPTION_TEXT, offsetof(values, names.named), "LIST",                                                  \
      "accounts whose names stay all the same, parted by commas: @one, pastebin/two", NULL, 0, 0 }
/* clang-format on */
struct sg_names_options names_options(const struct names_values *v);
void names_note(struct sg_json_out *j, const struct names_values *v); /* into a custody entry's open object */

/* When a page says that it was made: now, or SOURCE_DATE_EPOCH (reproducible-builds.org); SG_TIME_NONE when undated. */
enum sg_code page_made(bool is_undated, sg_time *ret, struct sg_err *err) SG_CHECKED;

/* What `coordination` found in this case; what is passed over is said. */
enum sg_code findings_load(struct context *ctx, struct sg_page_findings *ret, struct sg_err *err) SG_CHECKED;

/* A story as a page takes it, with the windows that it was loaded with. */
struct sg_page_story page_story(const struct sg_story *s, const char *id, const struct story_request *request,
                                uint32_t n_replaced);

#endif
