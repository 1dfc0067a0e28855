//! The `rungs` program.

fn main() -> std::process::ExitCode {
    rungs::cli::run(std::env::args_os())
}
