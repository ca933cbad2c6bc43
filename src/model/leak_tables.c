/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/leak_tables.h"

#include "base/time.h"

#define TABLE(variable, table_name, ...)                                                                               \
    static const struct sg_field variable##_fields[] = { __VA_ARGS__ };                                                \
    const struct sg_table variable = { table_name, variable##_fields,                                                  \
                                       sizeof variable##_fields / sizeof variable##_fields[0] }

TABLE(sg_store_places, "places", { "item", SG_U64, 0 }, { "sha256", SG_TEXT, 0 }, { "kind", SG_U8, SG_ITEM_OTHER },
      { "type", SG_TEXT, 0 }, { "bytes", SG_U64, 0 }, { "name", SG_TEXT, 0 }, { "path", SG_TEXT, 0 },
      { "parent", SG_U64, 0 }, { "part", SG_U32, 0 }, { "stored", SG_I64, SG_TIME_NONE }, { "flags", SG_U8, 0 },
      { "source", SG_U64, 0 }, { "row", SG_U64, 0 }, { "batch", SG_U32, 0 });

TABLE(sg_store_messages, "messages", { "item", SG_U64, 0 }, { "message_id", SG_TEXT, 0 }, { "in_reply_to", SG_TEXT, 0 },
      { "refs", SG_TEXT, 0 }, { "subject", SG_TEXT, 0 }, { "sender", SG_TEXT, 0 }, { "sender_name", SG_TEXT, 0 },
      { "recipients", SG_TEXT, 0 }, { "date", SG_I64, SG_TIME_NONE }, { "zone", SG_I64, SG_LM_NO_ZONE },
      { "received", SG_I64, SG_TIME_NONE }, { "client", SG_TEXT, 0 }, { "charset", SG_TEXT, 0 }, { "lang", SG_TEXT, 0 },
      { "structure", SG_TEXT, 0 }, { "boundary", SG_TEXT, 0 }, { "thread_index", SG_TEXT, 0 }, { "list", SG_TEXT, 0 },
      { "parts", SG_U32, 0 }, { "attachments", SG_U32, 0 }, { "defects", SG_U32, 0 }, { "headers", SG_TEXT, 0 },
      { "text", SG_TEXT, 0 }, { "bodies", SG_TEXT, 0 }, { "urls", SG_TEXT, 0 }, { "source", SG_U64, 0 },
      { "row", SG_U64, 0 }, { "batch", SG_U32, 0 });

TABLE(sg_store_documents, "documents", { "item", SG_U64, 0 }, { "format", SG_TEXT, 0 }, { "title", SG_TEXT, 0 },
      { "author", SG_TEXT, 0 }, { "editor", SG_TEXT, 0 }, { "created", SG_I64, SG_TIME_NONE },
      { "modified", SG_I64, SG_TIME_NONE }, { "printed", SG_I64, SG_TIME_NONE }, { "zone", SG_I64, SG_LM_NO_ZONE },
      { "revision", SG_I64, -1 }, { "minutes", SG_I64, -1 }, { "application", SG_TEXT, 0 },
      { "app_version", SG_TEXT, 0 }, { "template", SG_TEXT, 0 }, { "company", SG_TEXT, 0 }, { "lang", SG_TEXT, 0 },
      { "ids", SG_TEXT, 0 }, { "saves", SG_I64, -1 }, { "entry_first", SG_I64, SG_TIME_NONE },
      { "entry_last", SG_I64, SG_TIME_NONE }, { "xmp_created", SG_I64, SG_TIME_NONE },
      { "xmp_modified", SG_I64, SG_TIME_NONE }, { "camera", SG_TEXT, 0 }, { "taken", SG_I64, SG_TIME_NONE },
      { "authors", SG_TEXT, 0 }, { "facts", SG_TEXT, 0 }, { "text", SG_TEXT, 0 }, { "source", SG_U64, 0 },
      { "row", SG_U64, 0 }, { "batch", SG_U32, 0 });

const char *sg_item_kind_name(enum sg_item_kind kind)
{
    static const char *const names[SG_ITEM_KINDS] = { "message", "document", "image", "archive", "text", "other" };
    return kind < SG_ITEM_KINDS ? names[kind] : "other";
}
