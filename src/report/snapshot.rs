//! A committed page of the wiring, and the test that keeps it true.

use std::fs;
use std::io;
use std::path::{Component, Path, PathBuf};

use crate::report::diff::diff;
use crate::report::listing::Listing;
use crate::scope::switches::environment;

/// Compares the [`Markdown`](crate::Format::Markdown) listing with a committed
/// file, and shows the difference: so the documentation cannot go stale, and a
/// handler that is no longer linked in is noticed.
///
/// `SIDE_EFFECTS_BLESS=1 cargo test` writes the file. Its path is relative to
/// the manifest of the crate. Line endings make no difference.
///
/// The page shows what is linked into the program that asks, which is the test.
/// So write it as a unit test of the *binary*, in `main.rs`: that links exactly
/// what the program links. A file under `tests/` would need a
/// [`link!`](crate::link!) of its own, and would pass while the one in `main.rs`
/// is missing.
///
/// A second argument is the [`Listing`](crate::Listing) to compare with, where
/// that is not to be `registry().listing()`.
///
/// # Panics
///
/// If the file is not what the listing is, or cannot be read or written.
///
/// # Examples
///
/// In `main.rs`:
///
/// ```no_run
/// # extern crate std as my_app;
/// # extern crate core as my_mail_effects;
/// side_effects::link!(my_app, my_mail_effects);
///
/// fn main() {
///     side_effects::assert_wired();
///     // …
/// }
///
/// #[cfg(test)]
/// mod tests {
///     #[test]
///     fn the_page_of_side_effects_is_current() {
///         side_effects::assert_listing!("docs/side-effects.md");
///     }
/// }
/// ```
#[macro_export]
macro_rules! assert_listing {
    ($path:expr $(,)?) => {
        $crate::assert_listing!($path, $crate::registry().listing())
    };
    ($path:expr, $listing:expr $(,)?) => {
        $crate::__private::assert_listing(
            &$listing,
            ::core::convert::AsRef::as_ref($path),
            &$crate::__private::Caller {
                package: ::core::env!("CARGO_PKG_NAME"),
                manifest_dir: ::core::env!("CARGO_MANIFEST_DIR"),
                file: ::core::file!(),
            },
        )
    };
}

/// Where an [`assert_listing!`](crate::assert_listing!) is.
#[derive(Debug)]
pub struct Caller {
    pub package: &'static str,
    pub manifest_dir: &'static str,
    pub file: &'static str,
}

impl Caller {
    /// The root of the workspace: what `file!()` is relative to.
    fn root(&self) -> &Path {
        let package = Path::new(self.manifest_dir);
        let has_file = |dir: &&Path| dir.join(self.file).is_file();
        package.ancestors().find(has_file).unwrap_or(package)
    }
}

#[track_caller]
pub fn assert_listing(listing: &Listing, path: &Path, caller: &Caller) {
    let file = Path::new(caller.manifest_dir).join(path);
    let dir = file.parent().unwrap_or(&file);
    let page = listing.page(&way(dir, caller.root()));
    let committed = match fs::read_to_string(&file) {
        Ok(text) => Some(text.replace("\r\n", "\n")),
        Err(error) if error.kind() == io::ErrorKind::NotFound => None,
        Err(error) => panic!("cannot read {}: {error}", file.display()),
    };
    if committed.as_ref() == Some(&page) {
        return;
    }
    if environment("SIDE_EFFECTS_BLESS") {
        let written = fs::create_dir_all(dir).and_then(|()| fs::write(&file, page));
        return written.unwrap_or_else(|error| panic!("cannot write {}: {error}", file.display()));
    }
    let problem = match committed {
        None => format!("{} is not there yet.", path.display()),
        Some(committed) => format!(
            "{} is not what this program does (`-` is in the file, `+` in the program):\n\n{}\n\
             A side effect that only the file has may be in a crate that nothing refers to any \
             more:\n`side_effects::link!` says what to do.",
            path.display(),
            diff(&committed, &page)
        ),
    };
    let test = std::thread::current().name().unwrap_or_default().to_owned();
    panic!(
        "{problem}\n\nTo write what the program does:\n\n    \
         SIDE_EFFECTS_BLESS=1 cargo test -p {} {test}\n",
        caller.package
    );
}

/// How a link in `from` gets to `to`: "", or a path that ends with a slash.
fn way(from: &Path, to: &Path) -> String {
    let (from, to) = (normalized(from), normalized(to));
    let (from, to): (Vec<_>, Vec<_>) = (from.components().collect(), to.components().collect());
    let shared = from.iter().zip(&to).take_while(|(a, b)| a == b).count();
    let up = from[shared..].iter().map(|_| "../".to_owned());
    let down = to[shared..]
        .iter()
        .map(|dir| format!("{}/", dir.as_os_str().to_string_lossy()));
    up.chain(down).collect()
}

/// Without `.` and `..`. The files need not exist.
fn normalized(path: &Path) -> PathBuf {
    let mut normalized = PathBuf::new();
    for component in path.components() {
        match component {
            Component::CurDir => {}
            Component::ParentDir => {
                normalized.pop();
            }
            other => normalized.push(other),
        }
    }
    normalized
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn links_find_the_root_from_where_the_page_is() {
        let way = |from: &str| way(Path::new(from), Path::new("/home/shop"));
        assert_eq!(way("/home/shop"), "");
        assert_eq!(way("/home/shop/docs"), "../");
        assert_eq!(way("/home/shop/crates/app/../../docs/./internal"), "../../");
        assert_eq!(way("/home/docs"), "../shop/");
    }

    #[test]
    fn the_root_is_where_the_file_of_the_caller_is_found() {
        let file = file!();
        let manifest_dir = env!("CARGO_MANIFEST_DIR");
        let caller = |manifest_dir| Caller {
            package: "",
            manifest_dir,
            file,
        };
        let root = Path::new(manifest_dir);
        assert_eq!(caller(manifest_dir).root(), root);
        let inside = concat!(env!("CARGO_MANIFEST_DIR"), "/side-effects-macros/src");
        assert_eq!(caller(inside).root(), root);
    }
}
