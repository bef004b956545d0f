//! Smaller operations that may still show the same.

use super::operation::{Asked, Literal, Operation, Selection};

/// Every operation that lacks one thing of this one, the largest things first.
pub fn smaller(operation: &Operation) -> Vec<Operation> {
    let mut smaller: Vec<Operation> = sets(&operation.selections)
        .into_iter()
        .filter(|selections| !selections.is_empty())
        .map(|selections| Operation { selections })
        .collect();
    smaller.sort_by_key(|operation| operation.write().0.len());
    smaller
}

fn sets(selections: &[Selection]) -> Vec<Vec<Selection>> {
    let mut sets = Vec::new();
    for place in 0..selections.len() {
        let mut without = selections.to_vec();
        without.remove(place);
        sets.push(without);
        for one in lesser(&selections[place]) {
            let mut with = selections.to_vec();
            with[place] = one;
            sets.push(with);
        }
    }
    sets
}

fn lesser(selection: &Selection) -> Vec<Selection> {
    match selection {
        Selection::On {
            on,
            named,
            selections,
        } => {
            let mut lesser: Vec<Selection> = sets(selections)
                .into_iter()
                .filter(|selections| !selections.is_empty())
                .map(|selections| Selection::On {
                    on: on.clone(),
                    named: named.clone(),
                    selections,
                })
                .collect();
            if let [only] = selections.as_slice() {
                lesser.push(only.clone());
            }
            lesser
        }
        Selection::Field(asked) => fields(asked).into_iter().map(Selection::Field).collect(),
    }
}

fn fields(asked: &Asked) -> Vec<Asked> {
    let mut lesser = Vec::new();
    for selections in sets(&asked.selections) {
        if !selections.is_empty() {
            lesser.push(Asked {
                selections,
                ..asked.clone()
            });
        }
    }
    for place in 0..asked.arguments.len() {
        let mut without = asked.clone();
        let (_, value) = without.arguments.remove(place);
        lesser.push(without);
        for value in values(&value) {
            let mut with = asked.clone();
            with.arguments[place].1 = value;
            lesser.push(with);
        }
    }
    if asked.directive.is_some() {
        lesser.push(Asked {
            directive: None,
            ..asked.clone()
        });
    }
    lesser
}

fn values(value: &Literal) -> Vec<Literal> {
    match value {
        Literal::Variable(_, _, value) => vec![(**value).clone()],
        Literal::List(items) => {
            let mut lesser = Vec::new();
            for place in 0..items.len() {
                let mut without = items.clone();
                let item = without.remove(place);
                lesser.push(Literal::List(without));
                for item in values(&item) {
                    let mut with = items.clone();
                    with[place] = item;
                    lesser.push(Literal::List(with));
                }
            }
            lesser
        }
        Literal::Object(fields) => {
            let mut lesser = Vec::new();
            for place in 0..fields.len() {
                let mut without = fields.clone();
                let (_, field) = without.remove(place);
                lesser.push(Literal::Object(without));
                for field in values(&field) {
                    let mut with = fields.clone();
                    with[place].1 = field;
                    lesser.push(Literal::Object(with));
                }
            }
            lesser
        }
        _ => Vec::new(),
    }
}
