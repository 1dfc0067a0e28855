//! `rungs worker`: reads documents for the program that started it; not for people.

use super::Exit;
use crate::extract::Limits;
use crate::pipeline::THREAD_NAME;
use crate::worker::{self, Budget, Program, Workers};
use anyhow::Context;
use std::fs::File;
use std::io::{self, BufReader, BufWriter};
use std::thread;

/// Name of the command that makes this program a worker.
const COMMAND: &str = "worker";
/// Bytes of a pipe's buffer; larger frames pass it by.
const BUFFER_BYTES: usize = 64 << 10;

/// Returns a pool of workers of this same program.
///
/// # Errors
/// If the program cannot be found again, or the system gives no thread.
pub fn pool() -> anyhow::Result<Workers> {
    let path = std::env::current_exe().context("the program's own file cannot be found")?;
    let program = Program { path, args: vec![COMMAND.into()] };
    Workers::new(program, Limits::default(), Budget::default())
        .context("the readers could not be started")
}

/// Serves until the standard input ends.
///
/// # Errors
/// If the other side is no parent, or a limit cannot be set.
pub fn run() -> anyhow::Result<Exit> {
    let (input, output) = pipes()?;
    end_with_parent(&input)?;
    // A panic is an answer; nobody reads its cry.
    std::panic::set_hook(Box::new(|_| ()));
    let serve = move || {
        let mut input = BufReader::with_capacity(BUFFER_BYTES, input);
        let mut output = BufWriter::with_capacity(BUFFER_BYTES, output);
        worker::serve(&mut input, &mut output, worker::limit_this_process)
    };
    let thread = thread::Builder::new().name(THREAD_NAME.into()).stack_size(worker::STACK_BYTES);
    thread.spawn(serve)?.join().map_err(|_| anyhow::anyhow!("the reader's thread failed"))??;
    Ok(Exit::Done)
}

/// Takes the two pipes to the parent away from the standard streams: a library that prints must not
/// answer for us.
#[cfg(unix)]
fn pipes() -> io::Result<(File, File)> {
    use std::os::fd::AsFd;
    let own = |fd: std::os::fd::BorrowedFd| fd.try_clone_to_owned().map(File::from);
    let pipes = (own(io::stdin().as_fd())?, own(io::stdout().as_fd())?);
    let nothing = File::options().read(true).write(true).open("/dev/null")?;
    rustix::stdio::dup2_stdin(&nothing)?;
    rustix::stdio::dup2_stdout(&nothing)?;
    Ok(pipes)
}

#[cfg(not(unix))]
fn pipes() -> io::Result<(io::Stdin, io::Stdout)> {
    Ok((io::stdin(), io::stdout()))
}

/// Ends this process as soon as the parent's end of the pipe is closed, busy or not.
#[cfg(unix)]
fn end_with_parent(input: &File) -> io::Result<()> {
    use rustix::event::{PollFd, PollFlags, poll};
    let input = input.try_clone()?;
    let watch = move || {
        // Nothing is asked for, so that only the end of the pipe wakes it.
        while poll(&mut [PollFd::new(&input, PollFlags::empty())], None).is_err() {}
        std::process::exit(Exit::Done as i32)
    };
    thread::Builder::new()
        .name("rungs-parent".into())
        .stack_size(GUARD_STACK_BYTES)
        .spawn(watch)?;
    Ok(())
}

/// Elsewhere an idle worker ends with the pipe, a busy one with its answer.
#[cfg(not(unix))]
fn end_with_parent(_input: &io::Stdin) -> io::Result<()> {
    Ok(())
}

/// Stack of the thread that waits for the parent's end.
#[cfg(unix)]
const GUARD_STACK_BYTES: usize = 128 << 10;
