//! Prints what to ask a MySQL server, so that its digests can be recorded: see `tests/server_digest`. The number of
//! statements may be given.
#![allow(clippy::print_stdout, reason = "its output is what it is for")]

mod generator;

use std::collections::BTreeSet;

fn main() {
    let count = std::env::args().nth(1).and_then(|count| count.parse().ok()).unwrap_or(2_400);
    let mut generator = generator::Generator::new(1);
    let mut asked = BTreeSet::new();
    while asked.len() < count {
        let statement = generator.statement();
        // Longer texts would only make the file large; much longer ones the server cuts.
        if statement.len() <= 180 && asked.insert(statement.clone()) {
            let quoted =
                statement.replace('\\', "\\\\").replace('\'', "''").replace('\n', "\\n").replace('\t', "\\t");
            println!("SELECT STATEMENT_DIGEST_TEXT('{quoted}'), '{quoted}';");
        }
    }
}
