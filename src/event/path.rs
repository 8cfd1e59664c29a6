//! The path of a method, of which an attribute sees no more than its name.

/// The path of the method called as `plain` ends, without its type
/// (`my_app::save`), if `inside` is what the compiler calls an item that is
/// declared in its body. `None` where that turns out to be a free function: one
/// without a receiver may be.
///
/// | inside | path |
/// | --- | --- |
/// | `my_app::Db::save::Item` | `my_app::Db::save` |
/// | `<my_app::Db as my_app::Repo>::save::{{closure}}::Item` | `<my_app::Db as my_app::Repo>::save` |
/// | `my_app::mail::<impl my_app::Db>::save::Item` | `my_app::Db::save` |
/// | `my_app::mail::<impl my_app::Repo for my_app::Db>::save::Item` | `<my_app::Db as my_app::Repo>::save` |
pub(crate) fn of_method(plain: &str, inside: &str, has_receiver: bool) -> Option<String> {
    let name = plain.rsplit("::").next()?;
    let (owner, _) = inside.rsplit_once(&format!("::{name}::"))?;
    let owner = without_lifetimes(owner)
        .replace("::{{closure}}", "")
        // An `impl` may stand in a `const _: () = { … };`.
        .replace("::_::", "::");
    if !has_receiver && !is_type(&owner) {
        return None;
    }
    let owner = of_impl(&owner).unwrap_or(owner);
    Some(format!("{owner}::{name}"))
}

/// Whether a path leads to a type, and not to a module or a function, going by
/// how they are named.
fn is_type(path: &str) -> bool {
    let last = path.rsplit("::").next().unwrap_or(path);
    path.ends_with('>') || last.starts_with(char::is_uppercase)
}

/// Newer compilers write lifetimes that older ones leave out.
fn without_lifetimes(path: &str) -> String {
    path.replace("<'_>", "")
        .replace("'_, ", "")
        .replace(" + '_", "")
}

/// What the compiler calls an `impl` that is not beside its type, written as one
/// that is.
fn of_impl(owner: &str) -> Option<String> {
    let start = opening(owner)?;
    let head = owner[start..].strip_prefix("<impl ")?.strip_suffix('>')?;
    if let Some((of_trait, ty)) = split_at_for(head) {
        return Some(format!("<{ty} as {of_trait}>"));
    }
    let is_path = head.starts_with(char::is_alphanumeric) && !head.starts_with("dyn ");
    Some(if is_path {
        head.to_owned()
    } else {
        format!("<{head}>")
    })
}

/// Where the bracket opens that the last `>` closes.
fn opening(path: &str) -> Option<usize> {
    let mut depth = 0;
    let bytes = path.as_bytes();
    for (at, byte) in bytes.iter().enumerate().rev() {
        match byte {
            b'>' if at > 0 && bytes[at - 1] == b'-' => {}
            b'>' => depth += 1,
            b'<' if depth == 1 => return Some(at),
            b'<' => depth -= 1,
            _ if depth == 0 => return None,
            _ => {}
        }
    }
    None
}

/// Splits `Trait<…> for Type`, and nothing inside of brackets.
fn split_at_for(head: &str) -> Option<(&str, &str)> {
    let mut depth = 0;
    let bytes = head.as_bytes();
    for (at, byte) in bytes.iter().enumerate() {
        match byte {
            b'>' if at > 0 && bytes[at - 1] == b'-' => {}
            b'<' | b'(' | b'[' => depth += 1,
            b'>' | b')' | b']' => depth -= 1,
            b' ' if depth == 0 => {
                if let Some(ty) = head[at..].strip_prefix(" for ") {
                    return Some((&head[..at], ty));
                }
            }
            _ => {}
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    fn method(inside: &str) -> String {
        of_method("app::save", inside, true).unwrap()
    }

    #[test]
    fn a_method_has_its_type() {
        for (inside, path) in [
            ("app::Db::save::Item", "app::Db::save"),
            ("app::Db::save::STATIC::Item", "app::Db::save"),
            ("app::Db::save::{{closure}}::STATIC::Item", "app::Db::save"),
            ("app::db::save::Item", "app::db::save"),
            ("app::Repo::save::Item", "app::Repo::save"),
            (
                "<app::Db as app::Repo>::save::Item",
                "<app::Db as app::Repo>::save",
            ),
            ("app::G<_>::save::Item", "app::G<_>::save"),
            (
                "<fn() -> _ as app::Repo>::save::Item",
                "<fn() -> _ as app::Repo>::save",
            ),
            (
                "app::main::{{closure}}::Db::save::Item",
                "app::main::Db::save",
            ),
            ("app::save::Db::save::Item", "app::save::Db::save"),
        ] {
            assert_eq!(method(inside), path);
        }
    }

    #[test]
    fn an_impl_elsewhere_reads_like_one_beside_its_type() {
        for (inside, path) in [
            ("app::_::<impl app::Db>::save::Item", "app::Db::save"),
            (
                "app::m::<impl app::G<app::G<u8>>>::save::Item",
                "app::G<app::G<u8>>::save",
            ),
            (
                "app::m::<impl dyn app::Repo>::save::Item",
                "<dyn app::Repo>::save",
            ),
            (
                "app::m::<impl app::Repo for alloc::boxed::Box<app::Db>>::save::{{closure}}::Item",
                "<alloc::boxed::Box<app::Db> as app::Repo>::save",
            ),
            (
                "app::m::<impl app::Repo<fn(u8) -> u8> for for<'a> fn(&'a u8) -> u8>::save::Item",
                "<for<'a> fn(&'a u8) -> u8 as app::Repo<fn(u8) -> u8>>::save",
            ),
        ] {
            assert_eq!(method(inside), path);
        }
    }

    #[test]
    fn compilers_that_write_lifetimes_give_the_same_path_as_those_that_do_not() {
        assert_eq!(method("app::Lent<'_>::save::Item"), "app::Lent::save");
        assert_eq!(method("app::Lent<'_, _>::save::Item"), "app::Lent<_>::save");
    }

    #[test]
    fn what_turns_out_to_be_a_free_function_stays_one() {
        let of = |inside| of_method("app::save", inside, false);
        assert_eq!(of("app::save::Item"), None);
        assert_eq!(of("app::outer::save::{{closure}}::Item"), None);
        assert_eq!(of("app::Db::save::Item").unwrap(), "app::Db::save");
        assert_eq!(of("nothing of that name"), None);
    }
}
