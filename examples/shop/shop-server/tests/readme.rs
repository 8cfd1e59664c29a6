//! What the walk through the shop shows is there.

use std::fs;
use std::path::Path;

const README: &str = include_str!("../../README.md");

fn files(folder: &Path, found: &mut Vec<String>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            files(&path, found);
        } else {
            found.push(fs::read_to_string(path).unwrap());
        }
    }
}

#[test]
fn each_piece_of_code_in_the_readme_is_in_the_sources() {
    let shop = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
    let mut sources = Vec::new();
    for package in ["shop", "shop-effects", "shop-server"] {
        files(&shop.join(package).join("src"), &mut sources);
    }
    let blocks: Vec<_> = README.split("```rust\n").skip(1).collect();
    assert_eq!(blocks.len(), 3);
    for block in blocks {
        let code = block.split("```").next().unwrap();
        assert!(sources.iter().any(|source| source.contains(code)), "{code}");
    }
}

#[test]
fn each_file_that_the_readme_leads_to_is_there() {
    let shop = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
    let links = README
        .split("](")
        .skip(1)
        .filter_map(|rest| rest.split(')').next());
    for link in links {
        assert!(shop.join(link).exists(), "{link}");
    }
}

#[test]
fn each_variable_of_the_configuration_is_in_the_readme() {
    let config = include_str!("../src/config.rs");
    let variables = config.split('"').filter(|text| {
        text.starts_with("SHOP_")
            && text
                .bytes()
                .all(|byte| byte.is_ascii_uppercase() || byte == b'_')
    });
    for variable in variables {
        assert!(README.contains(&format!("`{variable}`")), "{variable}");
    }
}
