//! How many plans a second one core reads: `cargo run --release -p auroscope-plan --example plan_speed -- FILE…`.

use std::time::{Duration, Instant};

use auroscope_plan::Plan;

fn main() {
    for path in std::env::args().skip(1) {
        let document = match std::fs::read(&path) {
            Ok(document) => document,
            Err(error) => {
                eprintln!("{path}: {error}");
                continue;
            }
        };
        let begin = Instant::now();
        let (mut plans, mut steps) = (0_u64, 0_usize);
        while begin.elapsed() < Duration::from_secs(2) {
            for _ in 0..100 {
                match Plan::parse(&document) {
                    Ok(plan) => steps += plan.nodes.len(),
                    Err(error) => {
                        eprintln!("{path}: {error}");
                        return;
                    }
                }
                plans += 1;
            }
        }
        let seconds = begin.elapsed().as_secs_f64();
        let rate = plans as f64 / seconds;
        println!(
            "{path}: {} bytes, {} steps, {rate:.0} plans/s, {:.1} µs each",
            document.len(),
            steps as u64 / plans,
            1e6 / rate
        );
    }
}
