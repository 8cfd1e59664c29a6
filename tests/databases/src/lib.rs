//! The guide to transactions is documentation of `side-effects`. Its examples need sqlx, which that
//! crate does not depend on: they run as doctests of this one.

#![cfg_attr(doctest, doc = include_str!("../../../docs/guide/transactions.md"))]
