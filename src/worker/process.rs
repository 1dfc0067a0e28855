//! One worker as its parent sees it.

use super::Budget;
use super::protocol::{Answer, MESSAGE_BYTES, decode, read_frame, write_frame};
use crate::extract::Ended;
use std::ffi::OsString;
use std::io::{self, BufReader, BufWriter, Read, Write};
use std::path::PathBuf;
use std::process::{Child, ChildStderr, ChildStdin, ChildStdout, Command, ExitStatus, Stdio};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread::{self, JoinHandle};

/// Bytes of a pipe's buffer on this side; larger frames pass it by.
const BUFFER_BYTES: usize = 64 << 10;
/// Bytes kept of what a worker wrote last on its standard error.
const CRY_BYTES: usize = 4 << 10;
/// Tells glibc to keep one heap and what it has: a worker has one busy thread, the heaps of further
/// threads are given back and asked for again all the time, and so are a document's larger pieces,
/// though the next one needs them again. Other systems do not know it.
const HEAP: [(&str, &str); 3] = [
    ("MALLOC_ARENA_MAX", "1"),
    ("MALLOC_TRIM_THRESHOLD_", "67108864"),
    ("MALLOC_MMAP_THRESHOLD_", "33554432"),
];
/// What the runtime says before it ends a process that got no memory.
const OUT_OF_MEMORY: &str = "memory allocation of";
/// What the runtime says before it ends a process that ran out of stack.
const OUT_OF_STACK: &str = "has overflowed its stack";

/// The program that serves as a worker.
#[derive(Clone, Debug)]
pub struct Program {
    /// Its file.
    pub path: PathBuf,
    /// Its arguments.
    pub args: Vec<OsString>,
}

/// A child process that is killed once at most, and never after it was waited for.
#[derive(Debug)]
pub struct Process {
    child: Child,
    status: Option<ExitStatus>,
}

impl Process {
    /// Returns the process of a child.
    pub fn new(child: Child) -> Self {
        Self { child, status: None }
    }

    /// Gives the process that `command` will start a group of its own: an interrupt from the
    /// terminal is the parent's to handle.
    pub fn group(command: &mut Command) -> &mut Command {
        #[cfg(unix)]
        std::os::unix::process::CommandExt::process_group(command, 0);
        command
    }

    /// Kills the process and those it started.
    pub fn kill(&mut self) {
        if self.status.is_none() {
            #[cfg(unix)]
            {
                let group = rustix::process::Pid::from_child(&self.child);
                let _ = rustix::process::kill_process_group(group, rustix::process::Signal::KILL);
            }
            // One that has ended meanwhile cannot be killed, and need not be.
            let _ = self.child.kill();
        }
    }

    /// Returns the status if the process has ended.
    ///
    /// # Errors
    /// If the system refuses.
    pub fn try_wait(&mut self) -> io::Result<Option<ExitStatus>> {
        if self.status.is_none() {
            self.status = self.child.try_wait()?;
        }
        Ok(self.status)
    }

    fn kill_and_wait(&mut self) -> io::Result<ExitStatus> {
        self.kill();
        let status = self.child.wait()?;
        self.status = Some(status);
        Ok(status)
    }
}

/// A running worker.
#[derive(Debug)]
pub struct Worker {
    process: Arc<Mutex<Process>>,
    input: BufWriter<ChildStdin>,
    output: BufReader<ChildStdout>,
    cry: Option<JoinHandle<Vec<u8>>>,
    /// Documents it was given so far.
    pub documents: u32,
}

/// What a worker answered.
pub type Reply = (Answer, Option<Vec<u8>>);

impl Worker {
    /// Starts a worker in a process group of its own: an interrupt from the terminal is the
    /// parent's to handle.
    ///
    /// # Errors
    /// If the system refuses.
    pub fn start(program: &Program) -> io::Result<Self> {
        let mut command = Command::new(&program.path);
        command.args(&program.args).envs(HEAP);
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = Process::group(&mut command).spawn()?;
        let pipes = (child.stdin.take(), child.stdout.take(), child.stderr.take());
        let mut process = Process::new(child);
        let (Some(input), Some(output), Some(cry)) = pipes else {
            process.kill_and_wait()?;
            return Err(io::ErrorKind::BrokenPipe.into());
        };
        let listen = thread::Builder::new().name("rungs-cry".into());
        Ok(Self {
            process: Arc::new(Mutex::new(process)),
            input: BufWriter::with_capacity(BUFFER_BYTES, input),
            output: BufReader::with_capacity(BUFFER_BYTES, output),
            cry: Some(listen.spawn(move || last_words(cry))?),
            documents: 0,
        })
    }

    /// Returns the process, to be watched.
    pub fn process(&self) -> &Arc<Mutex<Process>> {
        &self.process
    }

    /// Asks for a document, and waits for the answer.
    ///
    /// # Errors
    /// With `InvalidData` if the answer is none; any other error means that the worker has ended.
    pub fn ask(&mut self, question: &[u8], document: &[u8]) -> io::Result<Reply> {
        self.documents += 1;
        write_frame(&mut self.input, question)?;
        write_frame(&mut self.input, document)?;
        self.input.flush()?;
        let answer: Answer = decode(&self.frame()?)?;
        let has_bytes = matches!(answer, Answer::Picture { .. } | Answer::Taken(_));
        let bytes = has_bytes.then(|| self.frame()).transpose()?;
        Ok((answer, bytes))
    }

    fn frame(&mut self) -> io::Result<Vec<u8>> {
        read_frame(&mut self.output, MESSAGE_BYTES)?
            .ok_or_else(|| io::ErrorKind::UnexpectedEof.into())
    }

    /// Ends the worker and says why it failed; only good after a failed [`Self::ask`].
    pub fn post_mortem(mut self, error: &io::Error, budget: &Budget) -> Ended {
        let (status, cry) = self.end();
        match status {
            _ if error.kind() == io::ErrorKind::InvalidData => Ended::Answer,
            Ok(status) => cause(status, &String::from_utf8_lossy(&cry), budget),
            Err(_) => Ended::Answer,
        }
    }

    /// Kills the process, if it has not ended yet; returns its status and last words.
    fn end(&mut self) -> (io::Result<ExitStatus>, Vec<u8>) {
        let status = lock(&self.process).kill_and_wait();
        let cry = self.cry.take().and_then(|thread| thread.join().ok());
        (status, cry.unwrap_or_default())
    }
}

impl Drop for Worker {
    fn drop(&mut self) {
        let _ = self.end();
    }
}

fn lock(process: &Mutex<Process>) -> MutexGuard<'_, Process> {
    process.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Reads the standard error to its end, so that no worker waits for it, and returns the last bytes.
fn last_words(mut cry: ChildStderr) -> Vec<u8> {
    let (mut last, mut buffer) = (Vec::new(), [0; CRY_BYTES]);
    while let Ok(n @ 1..) = cry.read(&mut buffer) {
        last.extend_from_slice(&buffer[..n]);
        last.drain(..last.len().saturating_sub(CRY_BYTES));
    }
    last
}

/// Names the reason of an end from exit status and last words.
fn cause(status: ExitStatus, cry: &str, budget: &Budget) -> Ended {
    let signal = signal(status);
    match signal {
        _ if cry.contains(OUT_OF_MEMORY) => Ended::Memory { bytes: budget.memory_bytes },
        _ if cry.contains(OUT_OF_STACK) => Ended::Nesting,
        Some(signal) if is_processor_limit(signal) => {
            Ended::Processor { seconds: budget.processor_s }
        }
        Some(signal) => Ended::Signal(signal),
        None => Ended::Exit(status.code().unwrap_or_default()),
    }
}

#[cfg(unix)]
fn signal(status: ExitStatus) -> Option<i32> {
    std::os::unix::process::ExitStatusExt::signal(&status)
}

#[cfg(not(unix))]
fn signal(_status: ExitStatus) -> Option<i32> {
    None
}

#[cfg(unix)]
fn is_processor_limit(signal: i32) -> bool {
    signal == rustix::process::Signal::XCPU.as_raw()
}

#[cfg(not(unix))]
fn is_processor_limit(_signal: i32) -> bool {
    false
}
