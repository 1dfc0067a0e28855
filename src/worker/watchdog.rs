//! The clock that ends workers: one thread, asleep until the next deadline.

use super::process::Process;
use std::collections::BTreeMap;
use std::io;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

/// Kills processes whose time is up.
#[derive(Debug)]
pub struct Watchdog {
    shared: Arc<Shared>,
    thread: Option<JoinHandle<()>>,
}

/// How a watched job ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// In its time.
    InTime,
    /// Killed because its time was up.
    TooLong,
    /// Killed on request.
    Stopped,
}

#[derive(Debug, Default)]
struct Shared {
    state: Mutex<State>,
    changed: Condvar,
}

#[derive(Debug, Default)]
struct State {
    jobs: BTreeMap<u64, Job>,
    next_job: u64,
    /// When the thread will look next; not before it is called if absent.
    looks_at: Option<Instant>,
    /// When all jobs are to be ended.
    stop_at: Option<Instant>,
    closing: bool,
}

#[derive(Debug)]
struct Job {
    deadline: Instant,
    process: Arc<Mutex<Process>>,
}

impl Watchdog {
    /// Starts the thread.
    ///
    /// # Errors
    /// If the system gives none.
    pub fn start() -> io::Result<Self> {
        let shared = Arc::<Shared>::default();
        let own = Arc::clone(&shared);
        let thread =
            thread::Builder::new().name("rungs-watchdog".into()).spawn(move || own.watch())?;
        Ok(Self { shared, thread: Some(thread) })
    }

    /// Kills `process` unless [`Self::end`] is called with the returned number in time.
    pub fn begin(&self, process: &Arc<Mutex<Process>>, time: Duration) -> u64 {
        let mut state = self.shared.lock();
        let (number, deadline) = (state.next_job, Instant::now() + time);
        state.next_job += 1;
        state.jobs.insert(number, Job { deadline, process: Arc::clone(process) });
        self.shared.call_by(&state, deadline);
        number
    }

    /// Ends the watch over a job.
    pub fn end(&self, number: u64) -> Verdict {
        let mut state = self.shared.lock();
        match state.jobs.remove(&number) {
            Some(_) => Verdict::InTime,
            None if state.is_stopped() => Verdict::Stopped,
            None => Verdict::TooLong,
        }
    }

    /// Ends all jobs `grace` from now, and those that begin later.
    pub fn stop_after(&self, grace: Duration) {
        let mut state = self.shared.lock();
        let at = Instant::now() + grace;
        state.stop_at = Some(state.stop_at.map_or(at, |earlier| earlier.min(at)));
        self.shared.call_by(&state, at);
    }

    /// Tells whether the time of a stop has come.
    pub fn is_stopped(&self) -> bool {
        self.shared.lock().is_stopped()
    }
}

impl Drop for Watchdog {
    fn drop(&mut self) {
        self.shared.lock().closing = true;
        self.shared.changed.notify_all();
        // A thread that panicked has nothing left to watch.
        let _ = self.thread.take().map(JoinHandle::join);
    }
}

impl Shared {
    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Wakes the thread if it would sleep past `at`; as times are alike, it seldom would.
    fn call_by(&self, state: &State, at: Instant) {
        if state.looks_at.is_none_or(|looks_at| at < looks_at) {
            self.changed.notify_all();
        }
    }

    fn watch(&self) {
        let mut state = self.lock();
        while !state.closing {
            state.kill_overdue(Instant::now());
            state.looks_at = state.next_deadline();
            let sleep = state.looks_at.map(|at| at.saturating_duration_since(Instant::now()));
            state = match sleep {
                Some(time) => {
                    let woken = self.changed.wait_timeout(state, time);
                    woken.unwrap_or_else(PoisonError::into_inner).0
                }
                None => self.changed.wait(state).unwrap_or_else(PoisonError::into_inner),
            };
        }
    }
}

impl State {
    fn is_stopped(&self) -> bool {
        self.stop_at.is_some_and(|at| at <= Instant::now())
    }

    fn kill_overdue(&mut self, now: Instant) {
        let stopped = self.stop_at.is_some_and(|at| at <= now);
        self.jobs.retain(|_, job| {
            let is_due = stopped || job.deadline <= now;
            if is_due {
                job.process.lock().unwrap_or_else(PoisonError::into_inner).kill();
            }
            !is_due
        });
    }

    /// Returns when the next job is due; a stop counts only while there is something to stop.
    fn next_deadline(&self) -> Option<Instant> {
        let first = self.jobs.values().map(|job| job.deadline).min()?;
        Some(self.stop_at.map_or(first, |at| at.min(first)))
    }
}
