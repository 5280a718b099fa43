//! What can be said of iterators only when their inputs are known: sides and kinds of joins, index merges.

use crate::builder::{Builder, Step};
use crate::model::{
    AccessType, JoinBuffer, JoinKind, MaterializeReason, Operation, Role, SemiJoin, TableAccess,
};

/// Goes over all steps, inputs before what reads them. Every step must have been added before its inputs.
pub(crate) fn settle(builder: &mut Builder, steps: &[Step]) {
    for &step in steps.iter().rev() {
        match builder.node(step).operation {
            Operation::NestedLoop => nested_loop(builder, step),
            Operation::HashJoin => hash_join(builder, step),
            Operation::SetOperation { .. } => members(builder, step),
            Operation::TableAccess => access(builder, step),
            _ => {}
        }
    }
}

fn nested_loop(builder: &mut Builder, step: Step) {
    let kind = builder.node(step).join.take();
    let heading = builder.node(step).heading.clone();
    let inputs: Vec<Step> = rows_of(builder, step);
    if let Some(&inner) = inputs.get(1) {
        builder.node(inner).join = kind;
        if heading.starts_with("Batched key access")
            && let Some(table) = &mut builder.node(inner).table
        {
            table.join_buffer = Some(JoinBuffer::BatchedKeyAccess);
        }
    }
    let semi_join = if heading.ends_with("(FirstMatch)") { Some(SemiJoin::FirstMatch) } else { None };
    if let (Some(&inner), Some(semi_join)) = (inputs.get(1), semi_join)
        && let Some(table) = table_below(builder, inner)
    {
        table.semi_join = Some(semi_join);
    }
    if heading.ends_with("(LooseScan)")
        && let Some(&outer) = inputs.first()
        && let Some(table) = table_below(builder, outer)
    {
        table.semi_join = Some(SemiJoin::LooseScan);
    }
    builder.flatten_nested_loop(step);
}

/// The table of an input that is one, or filters one.
fn table_below(builder: &mut Builder, step: Step) -> Option<&mut TableAccess> {
    let mut at = step;
    while matches!(builder.node(at).operation, Operation::Filter | Operation::Deduplicate { .. }) {
        at = *builder.children(at).first()?;
    }
    builder.node(at).table.as_deref_mut()
}

/// The inputs whose rows flow through a step.
fn rows_of(builder: &mut Builder, step: Step) -> Vec<Step> {
    let children = builder.children(step).to_vec();
    children.into_iter().filter(|child| !builder.node(*child).role.is_subquery()).collect()
}

/// The side without a heading asks, the other builds.
fn hash_join(builder: &mut Builder, step: Step) {
    let inputs = rows_of(builder, step);
    if let [probe, build] = inputs[..] {
        if builder.node(probe).role == Role::Input {
            builder.node(probe).role = Role::ProbeSide;
        }
        if builder.node(build).role == Role::Input {
            builder.node(build).role = Role::BuildSide;
        }
        let later = if builder.node(step).join == Some(JoinKind::Inner) { probe } else { build };
        if let Some(table) = table_below(builder, later) {
            table.join_buffer = Some(JoinBuffer::Hash);
        }
    }
}

fn members(builder: &mut Builder, step: Step) {
    for input in rows_of(builder, step) {
        if builder.node(input).role == Role::Input {
            builder.node(input).role = Role::SetMember;
        }
    }
}

/// What stands below a table fills it, or is a part of its index merge.
fn access(builder: &mut Builder, step: Step) {
    let is_merge = |table: &TableAccess| table.access == Some(AccessType::IndexMerge);
    let merge = builder.node(step).table.as_deref().is_some_and(is_merge);
    let alias = builder.node(step).alias().unwrap_or_default().to_owned();
    let inputs = rows_of(builder, step);
    if !merge {
        for input in inputs {
            let node = builder.node(input);
            if node.role == Role::Input {
                node.role = Role::MaterializedFrom;
            }
            if let Operation::Materialize { reason: reason @ MaterializeReason::Derived, .. } =
                &mut node.operation
                && (alias.starts_with("<subquery") || alias.starts_with("<materialized_subquery"))
            {
                *reason = MaterializeReason::Subquery;
            }
        }
        return;
    }
    let mut names = Vec::with_capacity(inputs.len());
    let mut of_part = None;
    for input in inputs {
        let node = builder.node(input);
        node.role = Role::IndexMergePart;
        if let Some(part) = &node.table {
            names.push(part.index.clone().unwrap_or_default());
            of_part.get_or_insert((part.schema.clone(), part.name.clone(), part.alias.clone()));
        }
    }
    if let (Some(table), Some((schema, name, alias))) = (&mut builder.node(step).table, of_part) {
        let how = table.index.take().unwrap_or_default();
        table.index = Some(format!("{how}({})", names.join(",")));
        table.schema = schema;
        table.name = name;
        table.alias = alias;
    }
}
