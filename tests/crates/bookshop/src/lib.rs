//! What a shop does. What follows from it, mails and all, is nowhere in here.

pub mod accounts;
pub mod orders;
