// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! A thread of its own for calls that may block for ever or panic.
//!
//! Most PC/SC calls have no time limit, and the PC/SC library panics on values it does not know.
//! On a worker a late call is given up and a panic becomes an error; the caller sees neither.

use std::any::Any;
use std::cell::Cell;
use std::panic::{self, AssertUnwindSafe};
use std::sync::Once;
use std::sync::mpsc::{self, Receiver, RecvTimeoutError, Sender};
use std::thread;
use std::time::Duration;

type Job<S> = Box<dyn FnOnce(&mut S) -> Outcome + Send>;

/// Whether a worker may go on after a job.
enum Outcome {
    Finished,
    Panicked,
}

/// Owner of a thread that owns `S`. When it is dropped, the thread finishes its job, drops the
/// state and ends.
#[derive(Debug)]
pub(crate) struct Worker<S> {
    jobs: Sender<Job<S>>,
}

/// Why a job brought no result. The worker cannot be used any more.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Lost {
    /// It did not end in time.
    TimedOut,
    /// It panicked, with these words.
    Panicked(String),
}

impl<S: Send + 'static> Worker<S> {
    pub(crate) fn start(state: S) -> Result<Self, Lost> {
        Self::attended(state, None, |_| ())
    }

    /// A worker that does something by itself whenever it had no job for this long.
    pub(crate) fn attended(
        mut state: S,
        longest_silence: Option<Duration>,
        attend: fn(&mut S),
    ) -> Result<Self, Lost> {
        silence_workers();
        let (jobs, queue) = mpsc::channel::<Job<S>>();
        let run = move || {
            IS_WORKER.set(true);
            while let Some(next) = next_job(&queue, longest_silence) {
                let outcome = match next {
                    Next::Job(job) => job(&mut state),
                    Next::Silence => guarded(|| attend(&mut state)).1,
                };
                if matches!(outcome, Outcome::Panicked) {
                    break;
                }
            }
        };
        thread::Builder::new()
            .name("pcsc".to_owned())
            .spawn(run)
            .map_err(|error| Lost::Panicked(format!("no thread: {error}")))?;
        Ok(Self { jobs })
    }

    /// Runs one job on the worker and waits for its result.
    pub(crate) fn call<T, J>(&self, limit: Duration, job: J) -> Result<T, Lost>
    where
        T: Send + 'static,
        J: FnOnce(&mut S) -> T + Send + 'static,
    {
        let (reply, result) = mpsc::channel();
        let job = move |state: &mut S| {
            let (result, outcome) = guarded(|| job(state));
            // A caller that has given up does not want the result.
            let _ = reply.send(result);
            outcome
        };
        let ended = || Lost::Panicked("its thread has ended".to_owned());
        self.jobs.send(Box::new(job)).map_err(|_| ended())?;
        match result.recv_timeout(limit) {
            Ok(result) => result.map_err(Lost::Panicked),
            Err(RecvTimeoutError::Timeout) => Err(Lost::TimedOut),
            Err(RecvTimeoutError::Disconnected) => Err(ended()),
        }
    }
}

/// What a worker does next.
enum Next<S> {
    Job(Job<S>),
    Silence,
}

/// Waits for a job, or for the longest silence; nothing more when the owner is gone.
fn next_job<S>(queue: &Receiver<Job<S>>, longest_silence: Option<Duration>) -> Option<Next<S>> {
    let Some(limit) = longest_silence else {
        return queue.recv().ok().map(Next::Job);
    };
    match queue.recv_timeout(limit) {
        Ok(job) => Some(Next::Job(job)),
        Err(RecvTimeoutError::Timeout) => Some(Next::Silence),
        Err(RecvTimeoutError::Disconnected) => None,
    }
}

/// Runs something that may panic. After a panic the state is only dropped, never used again.
fn guarded<T>(work: impl FnOnce() -> T) -> (Result<T, String>, Outcome) {
    match panic::catch_unwind(AssertUnwindSafe(work)) {
        Ok(result) => (Ok(result), Outcome::Finished),
        Err(payload) => (Err(words_of(payload.as_ref())), Outcome::Panicked),
    }
}

thread_local! {
    static IS_WORKER: Cell<bool> = const { Cell::new(false) };
}

/// Keeps panics of workers off the screen; those of all other threads are shown as before.
fn silence_workers() {
    static INSTALLED: Once = Once::new();
    if thread::panicking() {
        // The hook cannot be changed now.
        return;
    }
    INSTALLED.call_once(|| {
        let shown = panic::take_hook();
        panic::set_hook(Box::new(move |information| {
            if !IS_WORKER.try_with(Cell::get).unwrap_or(false) {
                shown(information);
            }
        }));
    });
}

fn words_of(payload: &(dyn Any + Send)) -> String {
    let words = payload
        .downcast_ref::<&str>()
        .map(|words| (*words).to_owned());
    words
        .or_else(|| payload.downcast_ref::<String>().cloned())
        .unwrap_or_else(|| "unknown panic".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    const LIMIT: Duration = Duration::from_secs(5);

    #[test]
    fn a_job_sees_the_state_the_last_one_left() {
        let worker = Worker::start(1_u32).unwrap();
        worker.call(LIMIT, |number| *number += 1).unwrap();
        assert_eq!(worker.call(LIMIT, |number| *number), Ok(2));
    }

    #[test]
    fn a_panic_becomes_an_error_with_its_words() {
        let worker = Worker::start(()).unwrap();
        let lost = worker.call(LIMIT, |()| panic!("impossible protocol: {:#x}", 8));
        assert_eq!(
            lost,
            Err(Lost::Panicked("impossible protocol: 0x8".to_owned()))
        );
        assert!(matches!(
            worker.call(LIMIT, |()| ()),
            Err(Lost::Panicked(_))
        ));
    }

    #[test]
    fn a_panic_on_a_worker_is_not_shown() {
        // The hook belongs to the process, so the test above runs in one of its own.
        let test = "worker::tests::a_panic_becomes_an_error_with_its_words";
        let output = std::process::Command::new(std::env::current_exe().unwrap())
            .args(["--exact", test, "--nocapture"])
            .output()
            .unwrap();
        let shown = String::from_utf8_lossy(&output.stderr);
        assert!(
            String::from_utf8_lossy(&output.stdout).contains("1 passed"),
            "{shown}"
        );
        assert!(!shown.contains("panicked"), "{shown}");
    }

    #[test]
    fn a_silent_worker_is_attended_again_and_again_until_it_has_work() {
        let often = Some(Duration::from_millis(2));
        let worker = Worker::attended(0_u32, often, |times| *times += 1).unwrap();
        let began = std::time::Instant::now();
        let times = loop {
            let times = worker.call(LIMIT, |times| *times).unwrap();
            if times >= 3 || began.elapsed() > LIMIT {
                break times;
            }
            thread::sleep(Duration::from_millis(10));
        };
        assert!(times >= 3, "{times}");
    }

    #[test]
    fn a_late_job_is_given_up_and_its_state_dropped_when_it_ends() {
        struct Told(Sender<()>);
        impl Drop for Told {
            fn drop(&mut self) {
                self.0.send(()).unwrap();
            }
        }
        let (sender, dropped) = mpsc::channel();
        let (release, wait) = mpsc::channel::<()>();
        let worker = Worker::start(Told(sender)).unwrap();
        let lost = worker.call(Duration::from_millis(10), move |_| wait.recv().is_ok());
        assert_eq!(lost, Err(Lost::TimedOut));
        drop(worker);
        release.send(()).unwrap();
        dropped.recv_timeout(LIMIT).unwrap();
    }
}
