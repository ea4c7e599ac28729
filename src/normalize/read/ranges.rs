//! Address ranges: whether some of them together hold the whole internet.

use ipnet::IpNet;
use std::net::{IpAddr, Ipv6Addr};
use std::sync::LazyLock;

/// What no route leads to (IANA's registries of special-purpose addresses): ranges may leave it
/// out and hold the internet all the same.
const UNROUTED: &[&str] = &[
    "0.0.0.0/8",
    "10.0.0.0/8",
    "100.64.0.0/10",
    "127.0.0.0/8",
    "169.254.0.0/16",
    "172.16.0.0/12",
    "192.0.0.0/24",
    "192.0.2.0/24",
    "192.88.99.0/24",
    "192.168.0.0/16",
    "198.18.0.0/15",
    "198.51.100.0/24",
    "203.0.113.0/24",
    "224.0.0.0/3",
    // Of IPv6 one eighth is in use: global unicast.
    "::/3",
    "4000::/2",
    "8000::/1",
    "2001:db8::/32",
];

static UNROUTED_RANGES: LazyLock<Vec<IpNet>> =
    LazyLock::new(|| UNROUTED.iter().filter_map(|text| range(text)).collect());

/// Whether one range, or several of one family together, hold every address that routes lead to.
/// What is no range is none.
#[must_use]
pub fn cover_the_internet<'t>(blocks: impl Iterator<Item = &'t str>) -> bool {
    let (v6, v4): (Vec<IpNet>, Vec<IpNet>) =
        blocks.filter_map(range).partition(|net| matches!(net, IpNet::V6(_)));
    covers(&v4, u128::from(u32::MAX)) || covers(&v6, u128::from(Ipv6Addr::from([0xff; 16])))
}

/// A range as rules spell it; what stands behind its prefix says nothing.
fn range(text: &str) -> Option<IpNet> {
    text.trim().parse().ok()
}

/// Whether ranges of one family hold all of it up to `last`, but for what is not routed.
fn covers(blocks: &[IpNet], last: u128) -> bool {
    let span = |net: &IpNet| (number(net.network()), number(net.broadcast()));
    // Hardly any rules are as wide as that: a sixteenth of all addresses, where IPv6 has an eighth in use.
    let size = blocks
        .iter()
        .map(span)
        .fold(0, |size: u128, (from, to)| size.saturating_add((to - from) >> 3));
    let Some(first) = blocks.first().filter(|_| size >= last >> 7) else { return false };
    let same = |net: &&IpNet| matches!(net, IpNet::V6(_)) == matches!(first, IpNet::V6(_));
    let mut spans: Vec<(u128, u128)> =
        blocks.iter().chain(UNROUTED_RANGES.iter().filter(same)).map(span).collect();
    spans.sort_unstable();
    // The first address that no range so far holds.
    let mut next = 0;
    for (start, end) in spans {
        if start > next {
            return false;
        }
        if end >= last {
            return true;
        }
        next = next.max(end + 1);
    }
    false
}

fn number(address: IpAddr) -> u128 {
    match address {
        IpAddr::V4(address) => u128::from(u32::from(address)),
        IpAddr::V6(address) => u128::from(address),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranges_that_hold_the_internet() {
        for (blocks, wanted) in [
            (&["0.0.0.0/0"][..], true),
            (&["10.1.2.3/0"], true),
            (&["::/0"], true),
            (&["0:0:0:0:0:0:0:0/0"], true),
            (&["2000::/3"], true),
            (&["0.0.0.0/1", "128.0.0.0/1"], true),
            (&["128.0.0.0/2", "0.0.0.0/1", "192.0.0.0/2"], true),
            (&["0.0.0.0/1", "128.0.0.0/2", "192.0.0.0/3"], true),
            (&["2000::/4", "3000::/4"], true),
            (&["0.0.0.0/1"], false),
            (&["0.0.0.0/1", "128.0.0.0/2"], false),
            (&["0.0.0.0/1", "8000::/1"], false),
            (&["2000::/4"], false),
            (&["10.0.0.0/8", "224.0.0.0/3"], false),
            (&[], false),
            (&["everything", "0.0.0.0", "0.0.0.0/33"], false),
        ] {
            assert_eq!(cover_the_internet(blocks.iter().copied()), wanted, "{blocks:?}");
        }
    }
}
