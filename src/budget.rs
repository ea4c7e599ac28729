//! What one unit may cost. All of it is counted (steps, parts, bytes, instances, findings): a clock would
//! make reports differ from one machine to the next. What is beyond a budget is lost and told, with the
//! place that grew; other units are scanned as ever.
//!
//! `SECURITY.md` and `scan --help` say the numbers, and a test holds them to these.

/// Expressions that the evaluation of one Terraform unit takes.
pub const STEPS: u64 = 1_000_000;

/// Values that one unit's variables, locals, outputs and resources may be made of. A value that is only
/// referred to again counts a tenth.
pub const PARTS: u64 = 500_000;

/// Resources of one unit, each instance of `count`, `for_each`, modules, loops and nested stacks by
/// itself.
pub const RESOURCES: usize = 25_000;

/// Bytes of the documents that policies see of one unit, in one world.
pub const WORLD: usize = 96 << 20;

/// Bytes of all documents that the checks of one unit see, in all worlds: what one check of many is
/// asked for counts for its share.
pub const WORLDS: usize = 512 << 20;

/// Instructions of one evaluation of all checks.
pub const ENGINE_STEPS: usize = 100_000_000;

/// Instructions of one check that is evaluated by itself, because all together take too many.
pub const ENGINE_STEPS_OF_ONE: usize = 10_000_000;

/// Steps of the interpreter in one evaluation of policies of one's own.
pub const INTERPRETED_STEPS: u32 = 5_000_000;

/// Bytes that the built-in functions of one check of one's own work on in one evaluation.
pub const OWN_MEMORY: usize = 64 << 20;

/// Findings of one check of one's own in one unit.
pub const OWN_FINDINGS: usize = 1_000;

/// Bytes of one text, and items of one list, that a built-in function of policies makes.
pub const BUILT_IN: usize = 4 << 20;

/// Findings of one unit.
pub const FINDINGS: usize = 20_000;

/// Findings of one unit in all its worlds: what is found in each of them is compared with the others.
pub const FINDINGS_OF_WORLDS: usize = 160_000;

/// A number with a comma between thousands.
#[must_use]
pub fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let groups: Vec<&str> = digits
        .as_bytes()
        .rchunks(3)
        .rev()
        .filter_map(|part| std::str::from_utf8(part).ok())
        .collect();
    groups.join(",")
}

/// The numbers, for a person.
#[must_use]
pub fn told() -> String {
    let count = grouped;
    let mib = |bytes: usize| format!("{} MiB", bytes >> 20);
    format!(
        "One deployment may take {} steps of evaluation, {} values, {} resources, and {} of documents that checks see ({} in all worlds). Its checks may take {} steps ({} for one) and make {} findings ({} in all worlds). A policy of your own may take {} steps, {} for what its built-in functions work on, {} for what one of them makes, and give {} findings.",
        count(STEPS),
        count(PARTS),
        count(RESOURCES as u64),
        mib(WORLD),
        mib(WORLDS),
        count(ENGINE_STEPS as u64),
        count(ENGINE_STEPS_OF_ONE as u64),
        count(FINDINGS as u64),
        count(FINDINGS_OF_WORLDS as u64),
        count(INTERPRETED_STEPS.into()),
        mib(OWN_MEMORY),
        mib(BUILT_IN),
        count(OWN_FINDINGS as u64),
    )
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_page_says_the_numbers() {
        let page = concat!(env!("CARGO_MANIFEST_DIR"), "/SECURITY.md");
        let page =
            std::fs::read_to_string(page).unwrap().split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(page.contains(&super::told()), "SECURITY.md should say: {}", super::told());
    }
}
