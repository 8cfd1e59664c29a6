//! What the other crates of a program share: the core crate, and the labels.

#![forbid(unsafe_code)]

pub use side_effects;

/// What may happen.
pub mod labels {
    /// Somebody has signed up.
    pub const SIGNED_UP: &str = "signed_up";
    /// Somebody was greeted.
    pub const GREETED: &str = "greeted";
}
