//! Where a function is, told to people and to browsers.

use std::fmt::Write as _;

/// Whether a file is outside of the workspace: it has no place in the
/// repository, and its path differs from machine to machine.
pub(super) fn is_elsewhere(file: &str) -> bool {
    file.starts_with('/') || file.chars().nth(1) == Some(':')
}

/// The path of a source file with the slashes of URLs.
pub(super) fn slashed(file: &str) -> String {
    file.replace('\\', "/")
}

/// The part of an absolute path that is the same everywhere:
/// `mail-1.0.2/src/lib.rs`.
pub(super) fn inside_package(file: &str) -> &str {
    let Some(src) = file.rfind("/src/") else {
        return file.rsplit('/').next().unwrap_or(file);
    };
    let package = file[..src].rfind('/').map_or(0, |slash| slash + 1);
    &file[package..]
}

pub(super) fn percent_encoded(path: &str) -> String {
    let mut url = String::with_capacity(path.len());
    for byte in path.bytes() {
        if byte.is_ascii_alphanumeric() || b"/-_.~".contains(&byte) {
            url.push(char::from(byte));
        } else {
            let _ = write!(url, "%{byte:02X}");
        }
    }
    url
}
