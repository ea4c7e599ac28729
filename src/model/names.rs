//! Names in texts: ARNs, URLs and the hosts of AWS.

use std::net::IpAddr;

/// An ARN's parts: service and the name of the resource, without what says its type.
#[must_use]
pub fn of_arn(arn: &str) -> Option<(&str, String)> {
    let mut parts = arn.strip_prefix("arn:")?.splitn(5, ':');
    let (_, service, _, _) = (parts.next()?, parts.next()?, parts.next()?, parts.next()?);
    let resource = parts.next()?;
    let name = match service {
        "secretsmanager" => {
            // A key of its value, a stage and a version may stand behind the name.
            let name = resource.strip_prefix("secret:")?;
            name.split(':').next().unwrap_or(name).to_owned()
        }
        "ssm" => {
            let name = resource.strip_prefix("parameter")?;
            let bare = name.trim_start_matches('/');
            if bare.contains('/') { format!("/{bare}") } else { bare.to_owned() }
        }
        "logs" => {
            let name = resource.strip_prefix("log-group:")?;
            name.strip_suffix(":*").unwrap_or(name).to_owned()
        }
        "s3" => resource.split('/').next().unwrap_or(resource).to_owned(),
        "dynamodb" | "kinesis" | "firehose" | "es" | "elasticfilesystem" | "ecr" => {
            let name = resource.split_once('/')?.1;
            // An index or a stream of a table stands behind its name.
            let own = service != "ecr";
            if own { name.split('/').next().unwrap_or(name).to_owned() } else { name.to_owned() }
        }
        "sqs" | "sns" => resource.split(':').next().unwrap_or(resource).to_owned(),
        _ => return None,
    };
    Some((service, name)).filter(|(_, name)| !name.is_empty())
}

/// The service and the account of an ARN.
#[must_use]
pub fn account_of_arn(arn: &str) -> Option<&str> {
    let account = arn.strip_prefix("arn:")?.split(':').nth(3)?;
    (account.len() == 12 && account.bytes().all(|byte| byte.is_ascii_digit())).then_some(account)
}

/// A URL's parts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Url<'t> {
    /// The scheme, as written.
    pub scheme: &'t str,
    /// The host; of an IPv6 address without brackets.
    pub host: &'t str,
    /// The port that is written.
    pub port: Option<i64>,
    /// What stands behind the host.
    pub path: &'t str,
}

/// Reads a URL. What stands before the scheme of a driver (`jdbc:`) is left out.
#[must_use]
pub fn url(text: &str) -> Option<Url<'_>> {
    let text = text.trim();
    let text = text.strip_prefix("jdbc:").unwrap_or(text);
    let (scheme, rest) = text.split_once("://")?;
    let valid = |c: char| c.is_ascii_alphanumeric() || matches!(c, '+' | '-' | '.');
    if !scheme.starts_with(|c: char| c.is_ascii_alphabetic()) || !scheme.chars().all(valid) {
        return None;
    }
    let end = rest.find(['/', '?', '#', ',', ' ', ';', '"', '\'']).unwrap_or(rest.len());
    let (authority, path) = rest.split_at(end);
    let host = authority.rsplit('@').next().unwrap_or(authority);
    let (host, port) = match host.strip_prefix('[') {
        Some(v6) => v6.split_once(']').map_or((v6, ""), |(host, port)| (host, port)),
        None => host.split_once(':').unwrap_or((host, "")),
    };
    let port = port.trim_start_matches(':').parse().ok();
    (!host.is_empty()).then_some(Url { scheme, host, port, path })
}

/// A scheme: its protocol, its port, and whether it is encrypted (`None`: it may be).
struct Scheme(&'static str, &'static str, Option<i64>, Option<bool>);

const SCHEMES: &[Scheme] = &[
    Scheme("https", "HTTPS", Some(443), Some(true)),
    Scheme("http", "HTTP", Some(80), Some(false)),
    Scheme("wss", "WSS", Some(443), Some(true)),
    Scheme("ws", "WS", Some(80), Some(false)),
    Scheme("grpcs", "GRPC", Some(443), Some(true)),
    Scheme("grpc", "GRPC", None, None),
    Scheme("postgres", "PostgreSQL", Some(5432), None),
    Scheme("postgresql", "PostgreSQL", Some(5432), None),
    Scheme("mysql", "MySQL", Some(3306), None),
    Scheme("mariadb", "MySQL", Some(3306), None),
    Scheme("sqlserver", "TDS", Some(1433), None),
    Scheme("mongodb", "MongoDB", Some(27017), None),
    Scheme("mongodb+srv", "MongoDB", Some(27017), Some(true)),
    Scheme("redis", "Redis", Some(6379), Some(false)),
    Scheme("rediss", "Redis", Some(6379), Some(true)),
    Scheme("valkey", "Redis", Some(6379), Some(false)),
    Scheme("valkeys", "Redis", Some(6379), Some(true)),
    Scheme("memcached", "Memcached", Some(11211), Some(false)),
    Scheme("amqp", "AMQP", Some(5672), Some(false)),
    Scheme("amqps", "AMQP", Some(5671), Some(true)),
    Scheme("amqp+ssl", "AMQP", Some(5671), Some(true)),
    Scheme("stomp+ssl", "STOMP", Some(61614), Some(true)),
    Scheme("mqtt", "MQTT", Some(1883), Some(false)),
    Scheme("mqtts", "MQTT", Some(8883), Some(true)),
    Scheme("nats", "NATS", Some(4222), Some(false)),
    Scheme("kafka", "Kafka", Some(9092), None),
    Scheme("ldap", "LDAP", Some(389), Some(false)),
    Scheme("ldaps", "LDAP", Some(636), Some(true)),
    Scheme("smtp", "SMTP", Some(25), None),
    Scheme("smtps", "SMTP", Some(465), Some(true)),
    Scheme("ftp", "FTP", Some(21), Some(false)),
    Scheme("sftp", "SFTP", Some(22), Some(true)),
    Scheme("ssh", "SSH", Some(22), Some(true)),
    Scheme("tcp", "TCP", None, Some(false)),
    Scheme("udp", "UDP", None, Some(false)),
    Scheme("tcp+tls", "TCP", None, Some(true)),
    Scheme("tls", "TLS", None, Some(true)),
];

/// A protocol as models name it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Protocol {
    /// The name.
    pub name: &'static str,
    /// The port that it has by default.
    pub port: Option<i64>,
    /// Whether it is encrypted; `None`: it may be.
    pub encrypted: Option<bool>,
}

/// The protocol of a scheme. Of `postgresql+asyncpg` the first part says it.
#[must_use]
pub fn protocol(scheme: &str) -> Option<Protocol> {
    let lower = scheme.to_ascii_lowercase();
    let found = |name: &str| SCHEMES.iter().find(|scheme| scheme.0 == name);
    let scheme = found(&lower).or_else(|| found(lower.split('+').next()?))?;
    Some(Protocol { name: scheme.1, port: scheme.2, encrypted: scheme.3 })
}

/// Whether a host is the machine's or the container's own, or a link's.
#[must_use]
pub fn is_local(host: &str) -> bool {
    let host = host.trim_end_matches('.').to_ascii_lowercase();
    if let Ok(address) = host.parse::<IpAddr>() {
        return match address {
            IpAddr::V4(v4) => {
                v4.is_loopback() || v4.is_link_local() || v4.is_unspecified() || v4.is_broadcast()
            }
            IpAddr::V6(v6) => v6.is_loopback() || v6.is_unspecified(),
        };
    }
    host == "localhost" || host.ends_with(".localhost") || host == "host.docker.internal"
}

/// Whether a host is one of a private network.
#[must_use]
pub fn is_private(host: &str) -> bool {
    let host = host.trim_end_matches('.').to_ascii_lowercase();
    match host.parse::<IpAddr>() {
        Ok(IpAddr::V4(v4)) => v4.is_private(),
        Ok(IpAddr::V6(v6)) => v6.segments()[0] & 0xfe00 == 0xfc00,
        Err(_) => host.ends_with(".internal") || host.ends_with(".local"),
    }
}

/// What stands in the names of databases, caches and brokers that AWS runs for somebody: such a host is
/// no endpoint of a service's API.
const RUN_BY_AWS: [&str; 8] =
    ["rds", "cache", "docdb", "neptune", "kafka", "kafka-serverless", "mq", "memorydb"];

/// Whether a host is an endpoint of AWS's own services.
#[must_use]
pub fn is_of_aws(host: &str) -> bool {
    let host = host.trim_end_matches('.').to_ascii_lowercase();
    let labels: Vec<&str> = host.split('.').collect();
    // The API of RDS is `rds.eu-west-1.amazonaws.com`, an instance `name.hash.eu-west-1.rds.amazonaws.com`.
    if labels.iter().skip(2).any(|label| RUN_BY_AWS.contains(label)) {
        return false;
    }
    ["amazonaws.com", "amazonaws.com.cn", "api.aws", "on.aws"]
        .iter()
        .any(|domain| host == *domain || host.ends_with(&format!(".{domain}")))
}

/// Whether a text may be the name of a host: labels with a dot between them, or an address.
#[must_use]
pub fn is_host(text: &str) -> bool {
    if text.parse::<IpAddr>().is_ok() {
        return true;
    }
    let valid = |label: &str| {
        !label.is_empty()
            && label.len() < 64
            && label.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_'))
    };
    let last = text.rsplit('.').next().unwrap_or_default();
    text.contains('.')
        && text.split('.').all(valid)
        && last.bytes().any(|byte| byte.is_ascii_alphabetic())
}

/// What an AWS URL names: service and name (`https://sqs.eu-west-1.amazonaws.com/1/jobs`,
/// `s3://bucket/key`, `https://bucket.s3.amazonaws.com/`).
#[must_use]
pub fn of_url(text: &str) -> Option<(&'static str, String)> {
    let url = url(text)?;
    let path = url.path.trim_start_matches('/');
    if url.scheme.eq_ignore_ascii_case("s3") || url.scheme.eq_ignore_ascii_case("s3a") {
        return Some(("s3", url.host.to_owned()));
    }
    if !is_of_aws(url.host) {
        return None;
    }
    let labels: Vec<&str> = url.host.split('.').collect();
    if labels[0] == "sqs" {
        let name = path.split('/').nth(1)?;
        return (!name.is_empty()).then(|| ("sqs", name.to_owned()));
    }
    let at = labels.iter().position(|label| *label == "s3" || label.starts_with("s3-"))?;
    let name = if at == 0 { path.split('/').next()?.to_owned() } else { labels[..at].join(".") };
    (!name.is_empty()).then_some(("s3", name))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn arns_name_things() {
        for (arn, wanted) in [
            ("arn:aws:s3:::assets/*", Some(("s3", "assets"))),
            ("arn:aws:sqs:eu-west-1:123456789012:jobs", Some(("sqs", "jobs"))),
            (
                "arn:aws:dynamodb:eu-west-1:123456789012:table/carts/index/i",
                Some(("dynamodb", "carts")),
            ),
            (
                "arn:aws:secretsmanager:eu-west-1:123456789012:secret:prod/db-a1:password::",
                Some(("secretsmanager", "prod/db-a1")),
            ),
            ("arn:aws:ssm:eu-west-1:123456789012:parameter/prod/key", Some(("ssm", "/prod/key"))),
            ("arn:aws:ssm:eu-west-1:123456789012:parameter/key", Some(("ssm", "key"))),
            ("arn:aws:logs:eu-west-1:123456789012:log-group:/a:*", Some(("logs", "/a"))),
            ("arn:aws:iam::123456789012:role/x", None),
            ("assets", None),
        ] {
            let wanted = wanted.map(|(service, name): (&str, &str)| (service, name.to_owned()));
            assert_eq!(of_arn(arn), wanted, "{arn}");
        }
    }

    #[test]
    fn urls_have_parts() {
        let of = |text| url(text).map(|url| (url.scheme, url.host, url.port));
        assert_eq!(
            of("jdbc:postgresql://u:p@db.example.com:5433/x"),
            Some(("postgresql", "db.example.com", Some(5433)))
        );
        assert_eq!(of("https://[::1]:8443/"), Some(("https", "::1", Some(8443))));
        assert_eq!(of("not a url"), None);
        assert_eq!(of("//x/y"), None);
        assert_eq!(
            of_url("https://sqs.eu-west-1.amazonaws.com/123456789012/jobs"),
            Some(("sqs", "jobs".to_owned()))
        );
        assert_eq!(of_url("s3://assets/a/b"), Some(("s3", "assets".to_owned())));
        assert_eq!(
            of_url("https://assets.s3.eu-west-1.amazonaws.com/a"),
            Some(("s3", "assets".to_owned()))
        );
        assert_eq!(of_url("https://example.com/assets"), None);
    }

    #[test]
    fn hosts_are_told_apart() {
        for host in ["localhost", "127.0.0.1", "169.254.170.2", "::1"] {
            assert!(is_local(host), "{host}");
        }
        for host in ["orders.shop.internal", "10.0.0.1", "printer.local"] {
            assert!(is_private(host) && !is_local(host), "{host}");
        }
        assert!(!is_private("example.com") && !is_private("8.8.8.8"));
        assert!(is_of_aws("sqs.eu-west-1.amazonaws.com") && !is_of_aws("example.com"));
        assert!(
            is_host("mail.example.com")
                && !is_host("localhost")
                && !is_host("1.2")
                && !is_host("a b.c")
        );
    }

    #[test]
    fn a_scheme_says_what_it_is() {
        assert_eq!(
            protocol("rediss").map(|found| (found.port, found.encrypted)),
            Some((Some(6379), Some(true)))
        );
        assert_eq!(protocol("postgresql+asyncpg").map(|found| found.name), Some("PostgreSQL"));
        assert!(protocol("file").is_none());
    }
}
