/* The network of the world: a loopback device, and blocks of addresses that are local to it. */
#define _GNU_SOURCE
#include "isolate/internal.h"

#include <arpa/inet.h>
#include <errno.h>
#include <linux/if_addr.h>
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

struct request {
    struct nlmsghdr head;
    union {
        struct rtmsg route;
        struct ifaddrmsg address;
    } msg;
    uint8_t attributes[64];
};

static void add_attribute(struct request *r, unsigned short type, const void *data, size_t len)
{
    struct rtattr a = {.rta_type = type, .rta_len = (unsigned short)RTA_LENGTH(len)};
    uint8_t *at = (uint8_t *)r + NLMSG_ALIGN(r->head.nlmsg_len);
    memcpy(at, &a, sizeof a);
    memcpy(at + RTA_LENGTH(0), data, len);
    r->head.nlmsg_len = (uint32_t)(NLMSG_ALIGN(r->head.nlmsg_len) + RTA_SPACE(len));
}

/* Sends it and reads the answer: 0, or an errno. */
static int ask(const struct request *r)
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
    struct request r = {
        .head = {.nlmsg_len = NLMSG_LENGTH(sizeof(struct rtmsg)),
                 .nlmsg_type = RTM_NEWROUTE,
                 .nlmsg_flags = NLM_F_REQUEST | NLM_F_ACK | NLM_F_CREATE | NLM_F_EXCL},
        .msg.route = {.rtm_family = (unsigned char)family,
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

/* ip addr add OWN dev lo. The C library looks no names up for a machine that has no address but
 * that of loopback (AI_ADDRCONFIG). */
static int add_own(int family, const char *own)
{
    uint8_t address[16] = {0};
    const size_t len = family == AF_INET ? 4 : 16;
    struct request r = {
        .head = {.nlmsg_len = NLMSG_LENGTH(sizeof(struct ifaddrmsg)),
                 .nlmsg_type = RTM_NEWADDR,
                 .nlmsg_flags = NLM_F_REQUEST | NLM_F_ACK | NLM_F_CREATE | NLM_F_EXCL},
        .msg.address = {.ifa_family = (unsigned char)family,
                        .ifa_prefixlen = (unsigned char)(8 * len),
                        .ifa_scope = RT_SCOPE_UNIVERSE,
                        .ifa_index = if_nametoindex("lo")},
    };
    if (inet_pton(family, own, address) != 1)
        return EINVAL;
    add_attribute(&r, IFA_LOCAL, address, len);
    add_attribute(&r, IFA_ADDRESS, address, len);
    return ask(&r);
}

bool mustls_net_up(bool *ipv6, struct mustls_error *err)
{
    if (!device_up(err))
        return false;
    int rc = add_block(AF_INET, MUSTLS_ISOLATE_NET4, MUSTLS_ISOLATE_BITS4);
    if (rc == 0)
        rc = add_own(AF_INET, MUSTLS_ISOLATE_OWN4);
    if (rc != 0) {
        mustls_error_set(err, "the new network takes no addresses: %s", strerror(rc));
        return false;
    }
    *ipv6 = add_block(AF_INET6, MUSTLS_ISOLATE_NET6, MUSTLS_ISOLATE_BITS6) == 0 &&
            add_own(AF_INET6, MUSTLS_ISOLATE_OWN6) == 0;
    return true;
}
