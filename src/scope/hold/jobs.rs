//! Taking the jobs of events that wait.

use std::mem::take;

use super::{HeldEvent, Hold};
use crate::event::job::Job;

impl Hold {
    /// Takes the jobs that the durable handlers of the events in this hold have to write, in
    /// the order in which they fired: for whoever writes them in the transaction that the hold
    /// is for, before it commits. The events wait on, for their other handlers.
    ///
    /// Jobs that nobody has taken are written on release. Events that are suppressed have none,
    /// and those that a guard with `manual()` sees keep theirs. A job that was taken is gone
    /// with the transaction it was written in: if that is rolled back, discard the hold, too.
    ///
    /// # Examples
    ///
    /// ```
    /// use side_effects::{has_side_effects, hold_side_effects, is_side_effect_of};
    /// # struct Transaction;
    /// # impl Transaction {
    /// #     fn insert(&mut self, job: &side_effects::durable::Job) -> Result<(), String> { Ok(()) }
    /// #     fn commit(self) -> Result<(), String> { Ok(()) }
    /// # }
    /// # fn begin() -> Transaction { Transaction }
    ///
    /// #[has_side_effects("take_jobs_example")]
    /// fn place_order(tx: &mut Transaction, id: u32) -> Result<(), String> {
    ///     Ok(())
    /// }
    ///
    /// /// Mail the confirmation.
    /// #[is_side_effect_of("take_jobs_example", durable)]
    /// fn confirm(id: u32) {}
    ///
    /// let mut tx = begin();
    /// let held = hold_side_effects();
    /// place_order(&mut tx, 7)?;
    /// let jobs = held.take_jobs();
    /// assert_eq!(jobs.len(), 1);
    /// for job in &jobs {
    ///     tx.insert(job)?;
    /// }
    /// tx.commit()?;
    /// held.release();
    /// # Ok::<(), String>(())
    /// ```
    #[must_use = "these jobs are written by nobody else"]
    pub fn take_jobs(&self) -> Vec<Job> {
        let is_free = |held: &&mut HeldEvent| held.admission.of_living_guards().manual().is_none();
        let mut queue = self.0.queue.lock();
        let free = queue.events.iter_mut().filter(is_free);
        free.flat_map(|held| take(&mut held.jobs).new)
            .map(|new| new.job)
            .collect()
    }
}
