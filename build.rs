//! Builds again when a migration or a question changed: both are compiled in, and cargo can't know.

fn main() {
    println!("cargo:rerun-if-changed=migrations");
    println!("cargo:rerun-if-changed=content");
}
