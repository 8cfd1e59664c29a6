use side_effects::{Dep, is_side_effect_of};

trait Mailer {
    fn send(&self, to: &str);
}

#[is_side_effect_of("dep_misused")]
fn by_reference(mailer: &Dep<String>) {
    let _ = mailer;
}

#[is_side_effect_of("dep_misused")]
fn not_shared(mailer: Dep<dyn Mailer>) {
    mailer.send("ada@example.com");
}

fn main() {}
