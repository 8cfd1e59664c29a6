use side_effects::is_side_effect_of;

trait Mailer {
    #[is_side_effect_of("handler_in_a_trait")]
    fn send(_name: &str);
}

fn main() {}
