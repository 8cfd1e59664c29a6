use side_effects::is_side_effect_of;

struct Mailer;

impl Mailer {
    #[is_side_effect_of("handler_with_receiver")]
    fn by_reference(&self, _name: &str) {}

    #[is_side_effect_of("handler_with_receiver")]
    fn by_value(self) {}

    #[is_side_effect_of("handler_with_receiver")]
    fn typed(self: Box<Self>) {}
}

fn main() {}
