#![allow(unused)]

use std::cell::Cell;
use std::sync::Arc;

use side_effects::{has_side_effects, is_side_effect_of};

struct Connection;

#[has_side_effects("typed_cannot_outlive", typed)]
fn save(connection: &Connection, shared: &Arc<Connection>, name: &str, cell: &Cell<u8>) -> Result<u8, String> {
    Ok(1)
}

#[is_side_effect_of(origin = save, background)]
async fn connected(connection: &Connection) {}

#[is_side_effect_of(origin = save, background)]
fn celled(cell: &Cell<u8>) {}

#[is_side_effect_of(origin = save, background)]
async fn fits(shared: &Connection, name: &str, return_value: u8) {}

fn main() {}
