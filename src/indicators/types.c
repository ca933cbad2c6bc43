/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What feeds call the kinds of values: MISP's attribute types, names of CSV columns, objects of STIX. */
#include "base/text.h"
#include "indicators/indicators_internal.h"

static const struct type_name types[] = {
    { "domain", PART_DOMAIN },
    { "domain-name", PART_DOMAIN },
    { "domain_name", PART_DOMAIN },
    { "hostname", PART_DOMAIN },
    { "host", PART_DOMAIN },
    { "fqdn", PART_DOMAIN },
    { "domain|ip", PART_DOMAIN, PART_IP },
    { "hostname|port", PART_DOMAIN, PART_NONE },
    { "domain:port", PART_HOST_PORT },
    { "url", PART_URL },
    { "uri", PART_URL },
    { "email", PART_MAIL },
    { "email-addr", PART_MAIL },
    { "email_address", PART_MAIL },
    { "mail", PART_MAIL },
    { "email-src", PART_MAIL },
    { "email-dst", PART_MAIL },
    { "email-reply-to", PART_MAIL },
    { "target-email", PART_MAIL },
    { "ip", PART_IP },
    { "ip-src", PART_IP },
    { "ip-dst", PART_IP },
    { "ipv4", PART_IP },
    { "ipv6", PART_IP },
    { "ipv4-addr", PART_IP },
    { "ipv6-addr", PART_IP },
    { "ip_address", PART_IP },
    { "ipaddress", PART_IP },
    { "src_ip", PART_IP },
    { "dst_ip", PART_IP },
    { "ip-src|port", PART_IP, PART_NONE },
    { "ip-dst|port", PART_IP, PART_NONE },
    { "ip:port", PART_HOST_PORT },
    { "sha256", PART_SHA256 },
    { "sha-256", PART_SHA256 },
    { "sha256_hash", PART_SHA256 },
    { "filehash-sha256", PART_SHA256 },
    { "hash-sha256", PART_SHA256 },
    { "file_hash_sha256", PART_SHA256 },
    { "filename|sha256", PART_NONE, PART_SHA256 },
    { "hash", PART_GUESS },
    { "file-hash", PART_GUESS },
    { "file_hash", PART_GUESS },
    { "filehash", PART_GUESS },
};

const struct type_name *type_find(struct sg_str name)
{
    for (size_t i = 0; i < sizeof types / sizeof *types; i++)
        if (sg_str_is_nocase(name, types[i].name)) return &types[i];
    return NULL;
}

enum sg_indicator_kind part_kind(enum part p)
{
    switch (p) {
    case PART_URL:
        return SG_INDICATOR_URL;
    case PART_MAIL:
        return SG_INDICATOR_MAIL;
    case PART_IP:
        return SG_INDICATOR_IP;
    case PART_SHA256:
        return SG_INDICATOR_SHA256;
    default:
        return SG_INDICATOR_DOMAIN;
    }
}
