/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The Map view alone, as a page that opens from disk. */
#include "report/map_files.h"
#include "report/web.h"

enum { LIST_ROWS = 12 };

enum sg_code map_html_write(const struct sg_story *s, const struct sg_map_options *o, struct sg_buf *out,
                            struct sg_err *err)
{
    const struct sg_page_case no_case = { .title = "", .created = SG_TIME_NONE, .custody_head = "" };
    const struct sg_page_options plain = {
        .kind = SG_PAGE_MAP, .with_text = o->with_text, .names.all = true, .seed = o->seed, .made = SG_TIME_NONE
    };
    const struct sg_page_story alone = { .story = s, .id = "s1", .title = o->title, .with_inferred = o->with_inferred };
    const struct sg_map_page page = o->page ? *o->page : (struct sg_map_page){ &no_case, &plain, &alone };
    struct sg_page_part part = { 0 };
    sg_auto_buf document = { 0 }, summary = { 0 };
    SG_TRY(sg_report_origin_text(s, &(struct sg_report_options){ .max_list = LIST_ROWS }, &summary, err));
    SG_TRY(sg_page_part_make(page.story, page.options, &part, err));
    enum sg_code code = sg_page_document_json(page.kase, page.options, &part, 1, &document, err);
    sg_page_part_release(&part);
    SG_TRY(code);
    return sg_page_html(sg_str(o->title ? o->title : s->query), sg_buf_view(&document), sg_buf_view(&summary),
                        page.options, out, err);
}
