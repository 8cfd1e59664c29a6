//! Handlers and labels as tags of River's jobs, for River UI and for queries.
//!
//! A tag has 3 to 255 of `[A-Za-z0-9_-]`, and neither begins nor ends with `-`. So `::` becomes
//! `--`, and any other character that a tag cannot have becomes `_`. A short one is filled up
//! with `_`; of a long one, its end is replaced by a hash.

const MIN: usize = 3;
const MAX: usize = 255;
const HASH: usize = 16;

/// Several names may have one tag: a query by tag has to look at the jobs themselves, too.
pub(super) fn tag(name: &str) -> String {
    let mut tag = String::with_capacity(name.len());
    let mut rest = name;
    while let Some(first) = rest.chars().next() {
        let (written, length) = match first {
            ':' if rest.starts_with("::") => ("--", 2),
            '-' => ("-", 1),
            _ if first.is_ascii_alphanumeric() => (&rest[..1], 1),
            _ => ("_", first.len_utf8()),
        };
        tag.push_str(written);
        rest = &rest[length..];
    }
    if tag.starts_with('-') {
        tag.insert(0, '_');
    }
    if tag.ends_with('-') {
        tag.push('_');
    }
    while tag.len() < MIN {
        tag.push('_');
    }
    if tag.len() > MAX {
        tag.truncate(MAX - HASH - 1);
        tag = format!("{tag}_{:016x}", fnv1a(name));
    }
    tag
}

/// The same in every build and on every machine, unlike the hashers of the standard library.
fn fnv1a(name: &str) -> u64 {
    name.bytes().fold(0xcbf2_9ce4_8422_2325, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
    })
}

#[cfg(test)]
mod tests {
    use super::tag;

    #[test]
    fn paths_stay_readable() {
        assert_eq!(tag("my_app::mail::send"), "my_app--mail--send");
        assert_eq!(tag("order_placed"), "order_placed");
        assert_eq!(
            tag("<my_app::Db as Repo>::save"),
            "_my_app--Db_as_Repo_--save"
        );
        assert_eq!(tag("Bestellung ü"), "Bestellung__");
        assert_eq!(tag("::a::"), "_--a--_");
        assert_eq!(tag("x"), "x__");
    }

    #[test]
    fn long_names_stay_apart() {
        let (a, b) = ("a".repeat(300), format!("{}b", "a".repeat(299)));
        assert_eq!(tag(&a).len(), 255);
        assert_ne!(tag(&a), tag(&b));
        assert_eq!(tag(&"a".repeat(255)), "a".repeat(255));
    }

    #[test]
    fn river_accepts_every_tag() {
        let all = (0..=0x250).filter_map(char::from_u32).map(String::from);
        let names = all.clone().chain(all.map(|c| format!("{c}:::{c}-{c}")));
        for name in names {
            let tag = tag(&name);
            let is_word = |c: char| c == '_' || c.is_ascii_alphanumeric();
            assert!((3..=255).contains(&tag.len()), "{name:?}: {tag}");
            assert!(
                tag.chars().all(|c| is_word(c) || c == '-'),
                "{name:?}: {tag}"
            );
            assert!(
                tag.starts_with(is_word) && tag.ends_with(is_word),
                "{name:?}: {tag}"
            );
        }
    }
}
