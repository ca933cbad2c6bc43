/* SPDX-License-Identifier: GPL-3.0-or-later */
/* dkim_opendkim MAILS KEYS.txt: what libopendkim says of the first signature of each, "pass" or "fail ERROR". */
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/types.h>

#include <opendkim/dkim.h>

static DKIM_LIB *open_library(char *keys)
{
    DKIM_LIB *lib = dkim_init(NULL, NULL);
    int method = DKIM_QUERY_FILE;
    unsigned flags = DKIM_LIBFLAGS_NONE, bits = 512;
    if (!lib) exit(1);
    dkim_options(lib, DKIM_OP_SETOPT, DKIM_OPTS_QUERYMETHOD, &method, sizeof method);
    dkim_options(lib, DKIM_OP_SETOPT, DKIM_OPTS_QUERYINFO, keys, strlen(keys));
    dkim_options(lib, DKIM_OP_SETOPT, DKIM_OPTS_FLAGS, &flags, sizeof flags);
    dkim_options(lib, DKIM_OP_SETOPT, DKIM_OPTS_MINKEYBITS, &bits, sizeof bits);
    return lib;
}

static void judge(DKIM_LIB *lib, unsigned char *m, size_t len)
{
    DKIM_STAT stat;
    DKIM_SIGINFO **sigs = NULL;
    int n = 0;
    DKIM *d = dkim_verify(lib, (const unsigned char *)"x", NULL, &stat);
    if (!d) exit(1);
    stat = dkim_chunk(d, m, len);
    if (stat == DKIM_STAT_OK) stat = dkim_chunk(d, NULL, 0);
    bool is_test = false;
    DKIM_STAT end = dkim_eom(d, &is_test);
    dkim_getsiglist(d, &sigs, &n);
    if (n > 0) {
        bool is_ok = (dkim_sig_getflags(sigs[0]) & DKIM_SIGFLAG_PASSED) &&
                     dkim_sig_getbh(sigs[0]) == DKIM_SIGBH_MATCH && dkim_sig_geterror(sigs[0]) == 0;
        const char *why = dkim_sig_geterrorstr((DKIM_SIGERROR)dkim_sig_geterror(sigs[0]));
        printf("%s %s\n", is_ok ? "pass" : "fail", why ? why : "?");
    } else {
        printf("fail stat %d %d\n", (int)stat, (int)end);
    }
    dkim_free(d);
}

int main(int argc, char **argv)
{
    if (argc != 3) return 2;
    FILE *f = fopen(argv[1], "rb");
    DKIM_LIB *lib = open_library(argv[2]);
    char line[128];
    while (f && fgets(line, sizeof line, f)) {
        size_t len = strtoul(line, NULL, 10);
        unsigned char *m = malloc(len + 1);
        if (!m || fread(m, 1, len, f) != len) return 1;
        judge(lib, m, len);
        free(m);
    }
    if (f) fclose(f);
    dkim_close(lib);
    return f ? 0 : 1;
}
