/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Maildir: a folder with cur/ and new/, each file of which (and of tmp/) is one mail. */
#include <fcntl.h>
#include <sys/stat.h>

#include "containers/containers_internal.h"

static bool is_folder_at(int fd, const char *below, const char *name)
{
    sg_auto_buf path = { 0 };
    struct stat st;
    sg_buf_printf(&path, "%s%s", below, name);
    const char *text = sg_buf_cstr(&path);
    return text && fstatat(fd, text, &st, AT_SYMLINK_NOFOLLOW) == 0 && S_ISDIR(st.st_mode);
}

bool maildir_is(int fd, const char *below)
{
    return is_folder_at(fd, below, "cur") && is_folder_at(fd, below, "new");
}

bool maildir_has(struct maildir_cache *cache, int fd, const char *name)
{
    const char *slash = strrchr(name, '/');
    if (!slash || slash - name < 3) return false;
    const char *part = slash - 3;
    bool is_part = memcmp(part, "cur", 3) == 0 || memcmp(part, "new", 3) == 0 || memcmp(part, "tmp", 3) == 0;
    if (!is_part || (part > name && part[-1] != '/')) return false;
    struct sg_str folder = { name, (size_t)(part - name) };
    if (cache->folder.data && sg_str_same(sg_buf_view(&cache->folder), folder)) return cache->is_maildir;
    sg_buf_clear(&cache->folder);
    sg_buf_str(&cache->folder, folder);
    const char *below = sg_buf_cstr(&cache->folder);
    cache->is_maildir = below && maildir_is(fd, below);
    return cache->is_maildir;
}
