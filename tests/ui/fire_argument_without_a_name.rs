use side_effects::fire;

struct User {
    name: String,
}

fn main() {
    let user = User { name: "Ada".into() };
    fire!("fire_argument_without_a_name", user.name);
    fire!("fire_argument_without_a_name", &user);
    fire!("fire_argument_without_a_name", 7);
    fire!("fire_argument_without_a_name", user.name.len(), 7);
    fire!("fire_argument_without_a_name"; &user);
    fire!("fire_argument_without_a_name", name =);
    fire!("fire_argument_without_a_name", missing);
}
