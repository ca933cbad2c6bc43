/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "server/server_internal.h"

enum { BACKLOG = 1024 };

/* -1 with errno, or a socket that listens. */
static int listen_at(uint16_t port)
{
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    if (fd < 0) return -1;
    /* On Linux this lets a port be taken again at once, not shared. */
    int yes = 1;
    struct sockaddr_in at = { .sin_family = AF_INET, .sin_port = htons(port) };
    at.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes) == 0 &&
        bind(fd, (const struct sockaddr *)&at, sizeof at) == 0 && listen(fd, BACKLOG) == 0)
        return fd;
    int why = errno;
    close(fd);
    errno = why;
    return -1;
}

enum sg_code sg_listen(int port, int *ret_fd, uint16_t *ret_port, bool *ret_fell_over, struct sg_err *err)
{
    int asked = port < 0 ? SG_SERVER_PORT : port;
    int fd = listen_at((uint16_t)asked);
    bool fell_over = fd < 0 && port < 0 && errno == EADDRINUSE;
    if (fell_over) fd = listen_at(0);
    struct sockaddr_in at;
    socklen_t len = sizeof at;
    if (fd < 0)
        return sg_fail(err, SG_EIO, "127.0.0.1:%d cannot be listened at: %s; choose another with --port", asked,
                       strerror(errno));
    if (getsockname(fd, (struct sockaddr *)&at, &len) != 0) {
        close(fd);
        return sg_fail(err, SG_EIO, "127.0.0.1:%d cannot be listened at: %s", asked, strerror(errno));
    }
    *ret_fd = fd;
    *ret_port = ntohs(at.sin_port);
    *ret_fell_over = fell_over;
    return SG_OK;
}
