use side_effects::fire;

fn main() {
    let (a, b) = (1, 2);
    fire!("fire_argument_given_twice", a, b, a = 3);
    fire!("fire_argument_given_twice", a, r#a = b);
}
