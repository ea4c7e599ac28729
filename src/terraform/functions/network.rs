//! IP network calculations.

use super::{Call, CallError, Function, Kind, Outcome, Param};
use crate::value::{ListKind, Number, Value};
use bigdecimal::ToPrimitive;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

const PREFIX: Param = Param::new("prefix", Kind::String);

pub(super) const FUNCTIONS: &[Function] = &[
    Function::new(
        "cidrhost",
        &[PREFIX, Param::new("hostnum", Kind::Number)],
        Kind::String,
        cidrhost,
    ),
    Function::new("cidrnetmask", &[PREFIX], Kind::String, cidrnetmask),
    Function::new(
        "cidrsubnet",
        &[PREFIX, Param::new("newbits", Kind::Number), Param::new("netnum", Kind::Number)],
        Kind::String,
        cidrsubnet,
    ),
    Function::new("cidrsubnets", &[PREFIX], Kind::Strings, cidrsubnets)
        .rest(Param::new("newbits", Kind::Number)),
];

/// A network: its address without host bits, and the length of its prefix.
#[derive(Clone, Copy)]
struct Network {
    v6: bool,
    /// The address in the low 32 or all 128 bits.
    address: u128,
    length: u32,
}

impl Network {
    fn bits(self) -> u32 {
        if self.v6 { 128 } else { 32 }
    }

    fn show(self, address: u128) -> String {
        if self.v6 {
            // An IPv4 address in the guise of an IPv6 one is shown as what it is.
            let v6 = Ipv6Addr::from(address);
            v6.to_ipv4_mapped().map_or_else(|| v6.to_string(), |v4| v4.to_string())
        } else {
            Ipv4Addr::from(u32::try_from(address).unwrap_or(0)).to_string()
        }
    }

    /// A network of this family, in CIDR notation.
    fn show_network(self, address: u128, length: u32) -> String {
        let length = if self.is_mapped(address) { length.saturating_sub(96) } else { length };
        format!("{}/{length}", self.show(address))
    }

    /// Whether an address is an IPv4 one in the guise of an IPv6 one.
    fn is_mapped(self, address: u128) -> bool {
        self.v6 && Ipv6Addr::from(address).to_ipv4_mapped().is_some()
    }

    /// Ones in the host bits.
    fn hosts(self) -> u128 {
        ones(self.bits() - self.length)
    }
}

fn ones(bits: u32) -> u128 {
    1_u128.checked_shl(bits).map_or(u128::MAX, |power| power - 1)
}

/// A CIDR block; numbers of an IPv4 address may have leading zeros, which mean nothing.
fn network(call: &Call, value: &Value) -> Result<Network, CallError> {
    let text = value.as_str().unwrap_or_default();
    let parsed = text.split_once('/').and_then(|(address, length)| {
        let length: u32 = Some(length)
            .filter(|length| {
                !length.is_empty() && length.bytes().all(|byte| byte.is_ascii_digit())
            })?
            .parse()
            .ok()?;
        let (v6, address) = match parse_address(address)? {
            IpAddr::V4(v4) => (false, u128::from(u32::from(v4))),
            IpAddr::V6(v6) => (true, u128::from(v6)),
        };
        let network = Network { v6, address, length };
        (length <= network.bits())
            .then(|| Network { address: address & !network.hosts(), ..network })
    });
    match parsed {
        Some(network) => Ok(network),
        None => call.fail(format!("invalid CIDR expression: invalid CIDR address: {text}")),
    }
}

fn parse_address(text: &str) -> Option<IpAddr> {
    if text.contains(':') {
        return text.parse::<Ipv6Addr>().ok().map(IpAddr::V6);
    }
    let numbers: Option<Vec<u8>> = text
        .split('.')
        .map(|part| {
            if !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit()) {
                part.parse().ok()
            } else {
                None
            }
        })
        .collect();
    <[u8; 4]>::try_from(numbers?).ok().map(|bytes| IpAddr::V4(Ipv4Addr::from(bytes)))
}

fn whole(call: &Call, args: &[Value], index: usize, name: &str) -> Result<i128, CallError> {
    let number =
        args[index].as_number().map(Number::to_decimal).filter(bigdecimal::BigDecimal::is_integer);
    match number.and_then(|number| number.to_i128()) {
        Some(int) => Ok(int),
        None => call.reject(index, name, "a whole number is required"),
    }
}

/// `cidrhost`: the host of a number; a negative one counts from the end.
fn cidrhost(call: &Call, args: &[Value]) -> Outcome {
    let network = network(call, &args[0])?;
    let number = whole(call, args, 1, "hostnum")?;
    let room = network.hosts();
    let magnitude = number.unsigned_abs();
    let host = if number < 0 {
        magnitude.checked_sub(1).filter(|back| *back <= room).map(|back| room - back)
    } else {
        Some(magnitude)
    };
    match host.filter(|host| *host <= room) {
        Some(host) => {
            // Terraform counts the hosts of a mapped network as if it had 32 bits: they land in the
            // address' head.
            let shift = if network.is_mapped(network.address) { 96 } else { 0 };
            Ok(call.string(network.show(network.address | host << shift)))
        }
        None => call.fail(format!(
            "prefix of {} does not accommodate a host numbered {number}",
            network.length
        )),
    }
}

/// `cidrnetmask`: of IPv4 networks only.
fn cidrnetmask(call: &Call, args: &[Value]) -> Outcome {
    let network = network(call, &args[0])?;
    if network.is_mapped(network.address) {
        return Ok(call.string(network.show(!network.hosts())));
    }
    if network.v6 {
        return call.reject(
            0,
            "prefix",
            "IPv6 addresses cannot have a netmask: must use CIDR notation",
        );
    }
    Ok(call.string(network.show(ones(32) & !network.hosts())))
}

/// `cidrsubnet`: the numbered network of those that have so many more bits.
fn cidrsubnet(call: &Call, args: &[Value]) -> Outcome {
    let network = network(call, &args[0])?;
    let (bits, number) = (whole(call, args, 1, "newbits")?, whole(call, args, 2, "netnum")?);
    let length = u32::try_from(bits)
        .ok()
        .map(|bits| network.length.saturating_add(bits))
        .filter(|length| *length <= network.bits());
    let Some(length) = length else {
        return call.fail(format!(
            "insufficient address space to extend prefix of {} by {bits}",
            network.length
        ));
    };
    let most = ones(length - network.length);
    let Some(number) = u128::try_from(number).ok().filter(|number| *number <= most) else {
        return call.fail(format!(
            "prefix extension of {bits} does not accommodate a subnet numbered {number}"
        ));
    };
    let shifted = number.checked_shl(network.bits() - length).unwrap_or(0);
    Ok(call.string(network.show_network(network.address | shifted, length)))
}

/// `cidrsubnets`: one after the other, each aligned to its own size.
fn cidrsubnets(call: &Call, args: &[Value]) -> Outcome {
    let network = network(call, &args[0])?;
    let mut items = Vec::with_capacity(args.len());
    let mut next = Some(network.address);
    for index in 1..args.len() {
        let bits = whole(call, args, index, "newbits")?;
        if bits < 1 {
            return call.reject(index, "newbits", "must extend prefix by at least one bit");
        }
        if bits > 32 {
            return call.reject(index, "newbits", "may not extend prefix by more than 32 bits");
        }
        let length = u32::try_from(bits)
            .ok()
            .map(|bits| network.length + bits)
            .filter(|length| *length <= network.bits());
        let Some(length) = length else {
            return call.reject(
                index,
                "newbits",
                format!(
                    "would extend prefix to more bits than the address family's {}",
                    network.bits()
                ),
            );
        };
        let size = ones(network.bits() - length);
        let end = network.address | network.hosts();
        // The first address from here on whose host bits are zero.
        let start =
            next.and_then(
                |from| if from & size == 0 { Some(from) } else { (from | size).checked_add(1) },
            );
        // Of a mapped network Terraform finds none.
        let fits = |start: &u128| {
            *start <= end && end - *start >= size && !network.is_mapped(network.address)
        };
        let Some(start) = start.filter(fits) else {
            return call.reject(
                index,
                "newbits",
                format!(
                    "not enough remaining address space for a subnet with a prefix of {length} bits"
                ),
            );
        };
        next = (start | size).checked_add(1);
        items.push(call.string(format!("{}/{length}", network.show(start))));
    }
    Ok(call.list(ListKind::List, items))
}

/// `cidrcontains` (OpenTofu): whether an address or a whole network lies in a network.
pub(super) fn cidrcontains(call: &Call, args: &[Value]) -> Outcome {
    let outer = network(call, &args[0])?;
    let text = args[1].as_str().unwrap_or_default();
    let inner = match parse_address(text) {
        Some(IpAddr::V4(v4)) => {
            Network { v6: false, address: u128::from(u32::from(v4)), length: 32 }
        }
        Some(IpAddr::V6(v6)) => Network { v6: true, address: u128::from(v6), length: 128 },
        None => network(call, &args[1])?,
    };
    if outer.v6 != inner.v6 {
        return call.fail(format!("address family mismatch: {text} and the containing prefix"));
    }
    let within = |address: u128| address & !outer.hosts() == outer.address;
    Ok(call.bool(within(inner.address) && within(inner.address | inner.hosts())))
}
