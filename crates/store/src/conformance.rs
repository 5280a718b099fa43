//! What every backend must do, as assertions over the contract. A backend's test calls [`run`] with a way to
//! open a new store and to open the same one again, as a restarted process would.

mod cloud;
mod plans;
mod records;
mod slow_queries;
mod targets;

use std::future::Future;
use std::sync::Arc;

use crate::Store;

/// How a backend's test hands stores to the suite.
pub trait Factory {
    /// Opens the store numbered `place`; the same number opens the same store again after it was closed.
    fn open(&self, place: u32) -> impl Future<Output = Arc<dyn Store>>;
}

/// Runs the whole suite. Panics at the first promise that is broken.
pub async fn run(factory: &impl Factory) {
    slow_queries::a_record_is_kept_and_read_back(&*factory.open(1).await).await;
    slow_queries::writing_twice_and_out_of_order_leaves_one_record(&*factory.open(2).await).await;
    slow_queries::what_is_new_is_counted(&*factory.open(15).await).await;
    slow_queries::what_was_hidden_gets_its_text_and_true_start(&*factory.open(14).await).await;
    slow_queries::the_same_connection_may_be_slow_again(&*factory.open(3).await).await;
    slow_queries::running_records_come_back_with_their_baseline(factory).await;
    slow_queries::filters_select(&*factory.open(5).await).await;
    slow_queries::paging_shows_each_record_once(&*factory.open(6).await).await;
    slow_queries::hostile_values_are_only_values(&*factory.open(7).await).await;
    slow_queries::statements_are_ranked_over_what_matches(&*factory.open(8).await).await;
    slow_queries::retention_spares_what_runs_and_what_is_used(&*factory.open(9).await).await;
    plans::each_shape_is_kept_once(&*factory.open(20).await).await;
    plans::an_old_shape_may_come_back(&*factory.open(21).await).await;
    plans::when_each_was_explained_last_is_known(&*factory.open(25).await).await;
    plans::plans_are_listed_by_what_is_asked_for(&*factory.open(22).await).await;
    plans::latencies_are_of_executions_that_ended(&*factory.open(23).await).await;
    plans::retention_takes_plans_that_were_not_seen_again(&*factory.open(24).await).await;
    cloud::what_became_of_each_is_kept(&*factory.open(30).await).await;
    cloud::places_do_not_touch_each_other(&*factory.open(31).await).await;
    cloud::how_asking_went_is_kept(&*factory.open(32).await).await;
    targets::targets_are_kept_replaced_and_removed(&*factory.open(10).await).await;
    targets::watch_marks_are_kept(&*factory.open(11).await).await;
    targets::a_closed_store_says_so(&*factory.open(12).await).await;
}
