//! The parent's side: workers that are started when needed, used again, and replaced.

use super::Budget;
use super::process::{Program, Reply, Worker};
use super::protocol::{Answer, Ask, Request, encode};
use super::watchdog::{Verdict, Watchdog};
use crate::container::Holding;
use crate::extract::{Ended, ExtractError, Extractor, Limits, Picture, Wish};
use crate::model::{Format, LayoutDoc};
use crate::source::Ignore;
use std::io;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

/// Runs the readers in workers, at most as many as threads ask at once.
///
/// A worker that ends, hangs or grows costs its document one more try, alone in a fresh worker; then
/// the document is refused.
#[derive(Debug)]
pub struct Workers {
    program: Program,
    limits: Limits,
    budget: Budget,
    idle: Mutex<Vec<Worker>>,
    watchdog: Watchdog,
}

impl Workers {
    /// Returns a pool without workers.
    ///
    /// # Errors
    /// If the system gives no thread for the clock.
    pub fn new(program: Program, limits: Limits, budget: Budget) -> io::Result<Self> {
        let watchdog = Watchdog::start()?;
        Ok(Self { program, limits, budget, idle: Mutex::default(), watchdog })
    }

    /// Ends `grace` from now what is being read then, with [`ExtractError::Interrupted`], and reads
    /// nothing more.
    pub fn stop_after(&self, grace: Duration) {
        self.watchdog.stop_after(grace);
    }

    /// Asks a worker, and a fresh one if that ends.
    fn ask(&self, ask: Ask, document: &[u8]) -> Result<Reply, ExtractError> {
        let request = Request { ask, limits: self.limits.clone(), budget: self.budget.clone() };
        let question = encode(&request).map_err(|_| ExtractError::Fault)?;
        let idle = self.idle().pop();
        let first = idle.map_or_else(|| self.start(), Ok)?;
        match self.try_once(first, &question, document) {
            Err(ExtractError::Ended(_)) => self.try_once(self.start()?, &question, document),
            answer => answer,
        }
    }

    fn idle(&self) -> MutexGuard<'_, Vec<Worker>> {
        self.idle.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn start(&self) -> Result<Worker, ExtractError> {
        if self.watchdog.is_stopped() {
            return Err(ExtractError::Interrupted);
        }
        Ok(Worker::start(&self.program).map_err(|e| Ended::NotStarted(e.to_string()))?)
    }

    /// Asks one worker, and puts it back if it is good for more.
    fn try_once(
        &self,
        mut worker: Worker,
        question: &[u8],
        document: &[u8],
    ) -> Result<Reply, ExtractError> {
        let time = Duration::from_secs(self.budget.wall_s);
        let watch = self.watchdog.begin(worker.process(), time);
        let reply = worker.ask(question, document);
        match (self.watchdog.end(watch), reply) {
            (Verdict::Stopped, _) => Err(ExtractError::Interrupted),
            (Verdict::TooLong, _) => Err(Ended::Time { seconds: self.budget.wall_s }.into()),
            (Verdict::InTime, Err(e)) => Err(worker.post_mortem(&e, &self.budget).into()),
            (Verdict::InTime, Ok(reply)) => {
                if worker.documents < self.budget.documents {
                    self.idle().push(worker);
                }
                Ok(reply)
            }
        }
    }
}

impl Extractor for Workers {
    fn layout(&self, format: Format, bytes: &[u8], wish: &Wish) -> Result<LayoutDoc, ExtractError> {
        match self.ask(Ask::Layout { format, wish: wish.clone() }, bytes)? {
            (Answer::Layout(layout), _) => Ok(layout),
            (answer, _) => Err(refusal(answer)),
        }
    }

    fn picture(
        &self,
        format: Format,
        bytes: &[u8],
        page: u32,
        dpi: f32,
        passwords: &[String],
    ) -> Result<Picture, ExtractError> {
        let passwords = passwords.to_vec();
        match self.ask(Ask::Picture { format, page, dpi, passwords }, bytes)? {
            (Answer::Picture { width, height }, Some(png)) => Ok(Picture { png, width, height }),
            (answer, _) => Err(refusal(answer)),
        }
    }

    fn list(&self, bytes: &[u8], ignore: &Ignore) -> Result<Holding, ExtractError> {
        match self.ask(Ask::List { ignore: ignore.clone() }, bytes)? {
            (Answer::Held(holding), _) => Ok(holding),
            (answer, _) => Err(refusal(answer)),
        }
    }

    fn take(&self, bytes: &[u8], paths: &[String]) -> Result<Vec<Option<Vec<u8>>>, ExtractError> {
        match self.ask(Ask::Take { paths: paths.to_vec() }, bytes)? {
            (Answer::Taken(lengths), Some(bytes)) if lengths.len() == paths.len() => {
                cut(&lengths, &bytes).ok_or_else(|| Ended::Answer.into())
            }
            (answer, _) => Err(refusal(answer)),
        }
    }
}

/// Cuts documents that stand one after the other; nothing if the lengths are not theirs.
fn cut(lengths: &[Option<u64>], mut bytes: &[u8]) -> Option<Vec<Option<Vec<u8>>>> {
    let mut documents = Vec::with_capacity(lengths.len());
    for length in lengths {
        let Some(length) = length else {
            documents.push(None);
            continue;
        };
        let (document, rest) = bytes.split_at_checked(usize::try_from(*length).ok()?)?;
        documents.push(Some(document.to_vec()));
        bytes = rest;
    }
    bytes.is_empty().then_some(documents)
}

/// Returns why there is no answer; the answer to another question is none.
fn refusal(answer: Answer) -> ExtractError {
    match answer {
        Answer::Failed(error) => error,
        _ => Ended::Answer.into(),
    }
}
