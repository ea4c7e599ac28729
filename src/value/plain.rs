//! Unknown values whose form is known: what AWS gives a name, a number or an address.

use super::Cause;

/// Last words of attributes that AWS gives a resource.
const PLAIN: [&str; 17] = [
    "address", "arn", "bucket", "domain", "endpoint", "fqdn", "host", "hostname", "id", "name",
    "port", "region", "suffix", "uri", "url", "vpc", "zone",
];

/// Attributes that are plain, whatever their last word says.
const ALSO: [&str; 2] = ["dnsname", "master_user_secret"];

impl Cause {
    /// Whether AWS gives the value, and it is an identifier, an address or a number: no pattern, no
    /// credential, no sentence, no address of a page with its scheme.
    #[must_use]
    pub fn is_plain(&self) -> bool {
        match self {
            Cause::Pseudo { .. } | Cause::Account { .. } => true,
            Cause::AtDeployment { attribute, .. } => is_plain_attribute(attribute),
            Cause::AfterApply { resource, attribute } => {
                let mut types = resource.split('.').filter(|part| part.starts_with("aws_"));
                types.next().is_some_and(|ty| !ty.contains("access_key"))
                    && is_plain_attribute(attribute)
            }
            _ => false,
        }
    }
}

/// `repository_url`, `Outputs.VpcId`, `Endpoint.Address`.
fn is_plain_attribute(attribute: &str) -> bool {
    let last = attribute.rsplit('.').next().unwrap_or(attribute);
    let bare = last.split('[').next().unwrap_or(last);
    let start = bare.rfind('_').map(|at| at + 1).or_else(|| bare.rfind(char::is_uppercase));
    let word = &bare[start.unwrap_or(0)..];
    PLAIN.iter().any(|plain| word.eq_ignore_ascii_case(plain))
        || ALSO.iter().any(|also| bare.eq_ignore_ascii_case(also))
}

/// Whether a text cannot be a value of which [`Cause::is_plain`] holds, nor stand in one.
#[must_use]
pub fn is_no_plain(text: &str) -> bool {
    text.contains("://") || text.contains(|c: char| c.is_whitespace() || "*?;|&$<>\"'`".contains(c))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn identifiers_and_addresses_are_plain() {
        let after = |resource: &str, attribute: &str| {
            Cause::AfterApply { resource: resource.into(), attribute: attribute.into() }.is_plain()
        };
        assert!(after("module.db[0].aws_db_instance.main", "address"));
        assert!(after("aws_ecr_repository.app", "repository_url"));
        assert!(!after("aws_iam_access_key.ci", "id") && !after("random_password.db", "id"));
        assert!(!after("aws_ssm_parameter.x", "value") && !after("aws_x.y", ""));
        let at = |attribute: &str| {
            Cause::AtDeployment { resource: "Db".into(), attribute: attribute.into() }.is_plain()
        };
        assert!(at("Endpoint.Address") && at("DNSName") && at("Arn") && at("VpcId"));
        assert!(!at("Ref") && !at("SecretAccessKey") && !at("Value"));
        assert!(
            is_no_plain("arn:aws:s3:::*") && is_no_plain("curl -k") && !is_no_plain("eu-1.a:2/b")
        );
    }
}
