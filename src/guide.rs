//! Guides: what the crate is for, in whole pages.

#[doc = include_str!("../docs/guide/coming_from_django.md")]
pub mod coming_from_django {}
