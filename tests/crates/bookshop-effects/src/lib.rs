//! What follows from what a shop does. A real one would send mails; this one
//! prints.

mod chat;
mod mail;
