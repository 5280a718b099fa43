//! Shows a plan as the terminal will: `cargo run -p auroscope-plan --example plan_show -- FILE…`.

use auroscope_plan::{Plan, TreeTableStyle, tree_table};

fn main() {
    for path in std::env::args().skip(1) {
        println!("== {path}");
        let Ok(document) = std::fs::read(&path) else { continue };
        match Plan::parse(&document) {
            Ok(plan) => {
                println!("{:?}, cost {:?}, shape {}", plan.format, plan.total_cost, plan.shape());
                for line in tree_table(&plan, 150, TreeTableStyle::default()) {
                    println!("{line}");
                }
                for node in plan.nodes.iter().filter(|node| !node.extras.is_empty()) {
                    println!("  #{} {:?}", node.id, node.extras);
                }
            }
            Err(error) => println!("{error}"),
        }
    }
}
