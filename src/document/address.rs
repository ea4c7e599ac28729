//! The parts of a resource's address.

/// An address without the keys of its instances.
#[must_use]
pub fn block(address: &str) -> String {
    let mut out = String::with_capacity(address.len());
    let mut depth = 0_usize;
    let mut quoted = false;
    for letter in address.chars() {
        match letter {
            '"' if depth > 0 => quoted = !quoted,
            '[' if !quoted => depth += 1,
            ']' if !quoted && depth > 0 => depth -= 1,
            letter if depth == 0 => out.push(letter),
            _ => {}
        }
    }
    out
}

/// Where each `module.name[key]` of an address ends.
#[must_use]
pub fn ends_of_modules(address: &str) -> Vec<usize> {
    let mut ends = Vec::new();
    let mut at = 0;
    while address[at..].starts_with("module.") {
        let (mut quoted, mut depth) = (false, 0);
        let end = address[at + "module.".len()..].char_indices().find(|(_, c)| {
            match c {
                '"' => quoted = !quoted,
                '[' if !quoted => depth += 1,
                ']' if !quoted => depth -= 1,
                _ => {}
            }
            *c == '.' && !quoted && depth == 0
        });
        let Some((length, _)) = end else { break };
        let end = at + "module.".len() + length;
        ends.push(end);
        at = end + 1;
    }
    ends
}

#[cfg(test)]
mod tests {
    use super::{block, ends_of_modules};

    #[test]
    fn instances_of_a_block_are_one() {
        assert_eq!(block("module.a[\"x]\"].aws_b.c[0]"), "module.a.aws_b.c");
        assert_eq!(block("Parent/Logical"), "Parent/Logical");
    }

    #[test]
    fn each_module_of_an_address_ends_somewhere() {
        let address = "module.a[\"x.y\"].module.b[0].aws_c.d";
        let calls: Vec<&str> =
            ends_of_modules(address).into_iter().map(|end| &address[..end]).collect();
        assert_eq!(calls, ["module.a[\"x.y\"]", "module.a[\"x.y\"].module.b[0]"]);
        assert!(ends_of_modules("aws_c.d").is_empty());
    }
}
