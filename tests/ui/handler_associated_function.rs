use side_effects::is_side_effect_of;

struct Mailer;

impl Mailer {
    #[is_side_effect_of("handler_associated_function")]
    fn send(_name: &str) {}
}

fn main() {
    Mailer::send("Ada");
}
