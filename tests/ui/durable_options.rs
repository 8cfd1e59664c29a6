use side_effects::is_side_effect_of;

#[is_side_effect_of("ordered", durable(queu = "mail", max_attempts = 0, id = ""))]
fn misspelt() {}

#[is_side_effect_of("ordered", durable(queue = "Mail Queue", max_attempts = "5", id = 5))]
fn mistyped() {}

#[is_side_effect_of("ordered", durable("mail"))]
fn unnamed() {}

#[is_side_effect_of("ordered", durable = "mail")]
fn assigned() {}

#[is_side_effect_of("ordered", durable, durable(queue = "mail", queue = "post"))]
fn twice() {}

#[is_side_effect_of("ordered", durabel)]
fn slip() {}

#[is_side_effect_of("ordered", background, durable)]
fn both() {}

fn main() {}
