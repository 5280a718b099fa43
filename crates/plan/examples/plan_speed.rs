//! How many plans a second one core reads, and with their findings:
//! `cargo run --release -p auroscope-plan --example plan_speed -- FILE…`. A file's statement is looked for beside it.

use std::path::Path;
use std::time::{Duration, Instant};

use auroscope_plan::{Facts, Plan, findings};

fn main() {
    for path in std::env::args().skip(1) {
        let document = match std::fs::read(&path) {
            Ok(document) => document,
            Err(error) => {
                eprintln!("{path}: {error}");
                continue;
            }
        };
        let plan = match Plan::parse(&document) {
            Ok(plan) => plan,
            Err(error) => {
                eprintln!("{path}: {error}");
                continue;
            }
        };
        let statement = std::fs::read_to_string(Path::new(&path).with_file_name("statement.sql")).ok();
        let facts = Facts { statement: statement.as_deref(), ..Facts::default() };
        let found = findings(&plan, &facts).len();
        println!("{path}: {} bytes, {} steps, {found} findings", document.len(), plan.nodes.len());
        measure("read", || Plan::parse(&document).map_or(0, |plan| plan.nodes.len()));
        measure("read, with findings", || {
            Plan::parse(&document).map_or(0, |plan| plan.nodes.len() + findings(&plan, &facts).len())
        });
    }
}

/// Does it for two seconds; the sum keeps the work from being left out.
fn measure(what: &str, mut work: impl FnMut() -> usize) {
    let begin = Instant::now();
    let (mut plans, mut sum) = (0_u64, 0_usize);
    while begin.elapsed() < Duration::from_secs(2) {
        for _ in 0..100 {
            sum = sum.wrapping_add(work());
            plans += 1;
        }
    }
    let rate = plans as f64 / begin.elapsed().as_secs_f64();
    println!("  {what}: {rate:.0} plans/s, {:.1} µs each (sum {sum})", 1e6 / rate);
}
