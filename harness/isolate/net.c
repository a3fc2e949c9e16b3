/* The network of the world: a loopback device, and blocks of addresses that are local to it. */
#define _GNU_SOURCE
#include "isolate/internal.h"

#include <arpa/inet.h>
#include <errno.h>
#include <linux/netlink.h>
#include <linux/rtnetlink.h>
#include <net/if.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>

static bool device_up(struct mustls_error *err)
{
    struct ifreq ifr = {.ifr_name = "lo"};
    int fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    bool good = fd >= 0 && ioctl(fd, SIOCGIFFLAGS, &ifr) == 0;
    if (good) {
        ifr.ifr_flags = (short)(ifr.ifr_flags | IFF_UP);
        good = ioctl(fd, SIOCSIFFLAGS, &ifr) == 0;
    }
    if (!good)
        mustls_error_set(err, "the new network's loopback device can't be set up: %s",
                         strerror(errno));
    if (fd >= 0)
        close(fd);
    return good;
}

struct route {
    struct nlmsghdr head;
    struct rtmsg msg;
    uint8_t attributes[64];
};

static void add_attribute(struct route *r, unsigned short type, const void *data, size_t len)
{
    struct rtattr a = {.rta_type = type, .rta_len = (unsigned short)RTA_LENGTH(len)};
    uint8_t *at = (uint8_t *)r + NLMSG_ALIGN(r->head.nlmsg_len);
    memcpy(at, &a, sizeof a);
    memcpy(at + RTA_LENGTH(0), data, len);
    r->head.nlmsg_len = (uint32_t)(NLMSG_ALIGN(r->head.nlmsg_len) + RTA_SPACE(len));
}

/* Sends it and reads the answer: 0, or an errno. */
static int ask(const struct route *r)
{
    struct {
        struct nlmsghdr head;
        struct nlmsgerr error;
        uint8_t rest[512];
    } answer;
    int fd = socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_ROUTE);
    if (fd < 0)
        return errno;
    int rc = EPROTO;
    if (send(fd, r, r->head.nlmsg_len, 0) < 0)
        rc = errno;
    else if (recv(fd, &answer, sizeof answer, 0) >= (ssize_t)NLMSG_LENGTH(sizeof answer.error) &&
             answer.head.nlmsg_type == NLMSG_ERROR)
        rc = -answer.error.error;
    close(fd);
    return rc;
}

/* ip route add local NET/BITS dev lo: each address of the block is ours. */
static int add_block(int family, const char *net, unsigned char bits)
{
    uint8_t address[16] = {0};
    unsigned loopback = if_nametoindex("lo");
    struct route r = {
        .head = {.nlmsg_len = NLMSG_LENGTH(sizeof(struct rtmsg)),
                 .nlmsg_type = RTM_NEWROUTE,
                 .nlmsg_flags = NLM_F_REQUEST | NLM_F_ACK | NLM_F_CREATE | NLM_F_EXCL},
        .msg = {.rtm_family = (unsigned char)family,
                .rtm_dst_len = bits,
                .rtm_table = RT_TABLE_LOCAL,
                .rtm_protocol = RTPROT_STATIC,
                .rtm_scope = family == AF_INET ? RT_SCOPE_HOST : RT_SCOPE_UNIVERSE,
                .rtm_type = RTN_LOCAL},
    };
    if (inet_pton(family, net, address) != 1)
        return EINVAL;
    add_attribute(&r, RTA_DST, address, family == AF_INET ? 4 : 16);
    add_attribute(&r, RTA_OIF, &loopback, sizeof loopback);
    return ask(&r);
}

bool mustls_net_up(bool *ipv6, struct mustls_error *err)
{
    if (!device_up(err))
        return false;
    int rc = add_block(AF_INET, MUSTLS_ISOLATE_NET4, MUSTLS_ISOLATE_BITS4);
    if (rc != 0) {
        mustls_error_set(err, "the new network takes no addresses: %s", strerror(rc));
        return false;
    }
    *ipv6 = add_block(AF_INET6, MUSTLS_ISOLATE_NET6, MUSTLS_ISOLATE_BITS6) == 0;
    return true;
}
