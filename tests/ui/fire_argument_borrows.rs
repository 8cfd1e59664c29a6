use side_effects::fire;

fn tell(name: &str, names: &[&str]) {
    fire!("fire_argument_borrows", name);
    fire!("fire_argument_borrows", names);
}

fn main() {
    tell("Ada", &[]);
}
