//! The program. All of it is in the library: see `viva::cli`.

use std::process::ExitCode;

fn main() -> ExitCode {
    match viva::cli::main() {
        Ok(code) => code,
        Err(error) => {
            eprintln!("viva: {error:#}");
            ExitCode::FAILURE
        }
    }
}
