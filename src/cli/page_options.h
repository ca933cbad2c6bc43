/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Options that commands which write pages share. */
#ifndef SG_CLI_PAGE_OPTIONS_H
#define SG_CLI_PAGE_OPTIONS_H

#include "cli/commands.h"
#include "report/web.h"

/* --names, --name-limit and --named, as a command's values hold them. */
struct names_values {
    int which; /* index into names_choices; -1: not said */
    uint64_t limit;
    const char *named;
};
enum { NAMES_LARGE, NAMES_ALL };
extern const char *const names_choices[];
struct sg_names_options names_options(const struct names_values *v);
void names_note(struct sg_json_out *j, const struct names_values *v); /* into a custody entry's open object */

/* When a page says that it was made: now, or SOURCE_DATE_EPOCH (reproducible-builds.org); SG_TIME_NONE when undated. */
enum sg_code page_made(bool is_undated, sg_time *ret, struct sg_err *err) SG_CHECKED;

/* A story as a page takes it, with the windows that it was loaded with. */
struct sg_page_story page_story(const struct sg_story *s, const char *id, const struct story_request *request,
                                uint32_t n_replaced);

#endif
