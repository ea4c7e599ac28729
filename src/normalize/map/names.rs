//! Names: `PascalCase` and `camelCase` to `snake_case`, with acronyms as one word.

/// Words whose capitals do not follow the rule that a capital begins a word.
const WHOLE: &[(&str, &str)] = &[
    ("GiB", "gib"),
    ("MiB", "mib"),
    ("GHz", "ghz"),
    ("FSx", "fsx"),
    ("IPv4", "ipv4"),
    ("IPv6", "ipv6"),
    ("Ipv4", "ipv4"),
    ("Ipv6", "ipv6"),
    ("OAuth", "oauth"),
    ("ARNs", "arns"),
    ("IDs", "ids"),
    ("IPs", "ips"),
    ("VPCs", "vpcs"),
    ("URLs", "urls"),
    ("URIs", "uris"),
    ("ACLs", "acls"),
    ("DBs", "dbs"),
    ("AZs", "azs"),
    ("S3", "s3"),
    ("EC2", "ec2"),
    ("Ec2", "ec2"),
    ("MySQL", "mysql"),
    ("PostgreSQL", "postgresql"),
    ("DynamoDB", "dynamodb"),
    ("CloudWatch", "cloud_watch"),
];

/// `KMSKeyId` to `kms_key_id`, `SizeInGiB` to `size_in_gib`, `EnableECSManagedTags` to
/// `enable_ecs_managed_tags`. A name that is not made of ASCII letters and digits alone is
/// somebody's own key and stays as it is.
#[must_use]
pub fn snake_case(name: &str) -> String {
    if name.is_empty() || !name.bytes().all(|byte| byte.is_ascii_alphanumeric()) {
        return name.to_owned();
    }
    let bytes = name.as_bytes();
    let mut out = String::with_capacity(name.len() + 8);
    let mut at = 0;
    while at < bytes.len() {
        let word_start =
            at == 0 || !bytes[at - 1].is_ascii_uppercase() || bytes[at].is_ascii_uppercase();
        if word_start
            && bytes[at].is_ascii_uppercase()
            && let Some((word, lower)) = WHOLE.iter().find(|(word, _)| {
                name[at..].starts_with(word)
                    && name
                        .as_bytes()
                        .get(at + word.len())
                        .is_none_or(|next| !next.is_ascii_lowercase())
            })
        {
            separate(&mut out);
            out.push_str(lower);
            at += word.len();
            continue;
        }
        let byte = bytes[at];
        if byte.is_ascii_uppercase() {
            let after_lower = at > 0 && !bytes[at - 1].is_ascii_uppercase();
            let before_lower = bytes.get(at + 1).is_some_and(u8::is_ascii_lowercase);
            if after_lower || before_lower {
                separate(&mut out);
            }
        }
        out.push(char::from(byte.to_ascii_lowercase()));
        at += 1;
    }
    out
}

fn separate(out: &mut String) {
    if !out.is_empty() && !out.ends_with('_') {
        out.push('_');
    }
}

/// `PublicReadWrite` to `public-read-write`.
#[must_use]
pub fn kebab_case(name: &str) -> String {
    snake_case(name).replace('_', "-")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn acronyms_are_one_word() {
        for (pascal, snake) in [
            ("KMSKeyId", "kms_key_id"),
            ("KmsKeyId", "kms_key_id"),
            ("EFSVolumeConfiguration", "efs_volume_configuration"),
            ("EnableECSManagedTags", "enable_ecs_managed_tags"),
            ("SizeInGiB", "size_in_gib"),
            ("WebACLArn", "web_acl_arn"),
            (
                "FSxWindowsFileServerVolumeConfiguration",
                "fsx_windows_file_server_volume_configuration",
            ),
            ("readonlyRootFilesystem", "readonly_root_filesystem"),
            ("DBSubnetGroupName", "db_subnet_group_name"),
            ("CidrIpv6", "cidr_ipv6"),
            ("SecurityGroupIds", "security_group_ids"),
            ("VPCSecurityGroups", "vpc_security_groups"),
            ("S3BucketName", "s3_bucket_name"),
            ("TagFilters", "tag_filters"),
            ("MD5OfBody", "md5_of_body"),
            ("my-key", "my-key"),
            ("app.kubernetes.io/name", "app.kubernetes.io/name"),
            ("network_mode", "network_mode"),
        ] {
            assert_eq!(snake_case(pascal), snake);
        }
        assert_eq!(kebab_case("PublicReadWrite"), "public-read-write");
    }
}
