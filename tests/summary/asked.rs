//! Questions of grouped sums as a client spells them, with everything selected. What the answer should
//! be is the oracle's to say.

use super::filters::Filter;
use crate::oracle::rate::Target;
use crate::oracle::summary::{
    Bound, By, Comparison, Having, Measure, Order, Question, Row, Rows, decimal,
};

/// A question with its filter.
pub struct Asked {
    pub question: Question,
    pub filter: Option<&'static Filter>,
}

/// What answers hold that are of one kind.
struct Held {
    /// What its types are called by.
    name: &'static str,
    keys: &'static str,
    figures: &'static str,
    control: &'static str,
    /// Fragments of these.
    parts: &'static str,
}

const FUNDING: Held = Held {
    name: "Funding",
    keys: "party { code } funder { key } technologyArea { key } hostCountry { code } leadInstitute { key }
        funderKind programme status entryKind",
    figures: "projects amounts { ...Amounts }
        converted {
            currency amounts { ...Amounts } unconverted { ...Apart }
            ratesInAll rates(first: 6) { ...Rate } further: rates(first: 6, skip: 6) { ...Rate }
        }",
    control: "totals { ...Sum } groupsTotal { ...Sum } unknownTotal { ...Sum } restTotal { ...Sum }
        converted {
            total { ...Sum } groupsTotal { ...Sum } unknownTotal { ...Sum } restTotal { ...Sum }
            unconverted { ...Apart } groupsUnconverted { ...Apart } unknownUnconverted { ...Apart }
            restUnconverted { ...Apart }
        }",
    parts: "fragment Amounts on AmountFigures { currency count sum min max mean median }
        fragment Apart on UnconvertedAmounts { currency reason count sum }
        fragment Rate on AppliedRate { from to method rate period dateRule table source count originalSum sum }
        fragment Sum on Money { amount currency }",
};

const PROJECTS: Held = Held {
    name: "Project",
    keys: "programme status technologyArea { key } hostCountry { code } leadInstitute { key }
        party { code } funder { key }",
    figures: "durations { count sum min max mean median }",
    control: "months groupsMonths unknownMonths restMonths",
    parts: "",
};

const OUTPUTS: Held = Held {
    name: "Output",
    keys: "kind level institute { key } project { number } programme technologyArea { key } hostCountry { code }",
    figures: "projects",
    control: "",
    parts: "",
};

impl Held {
    /// Everything that an answer can hold.
    fn fragments(&self) -> String {
        let Held {
            name,
            keys,
            figures,
            control,
            parts,
        } = self;
        format!(
            "fragment Whole on {name}Summary {{
                groups {{
                    keys {{ {keys} year quarter {{ year quarter }} fiscalYear {{ label startsOn endsOn }} }}
                    unknown
                    figures {{ ...Figures }}
                }}
                rest {{ ...Figures }}
                total {{ ...Figures }}
                control {{
                    rows {control} groupsWeight unknownWeight restWeight groupsInAll reconciles
                }}
                method
                additive
            }}
            fragment Figures on {name}Figures {{ count weight {figures} }} {parts}"
        )
    }
}

impl Asked {
    /// The filter's meaning, said once more.
    pub fn passes(&self, row: &Row<'_>) -> bool {
        self.filter.is_none_or(|filter| filter.passes(row))
    }

    /// The field with its arguments; what nothing is said of is left out.
    pub fn field(&self) -> String {
        let question = &self.question;
        let by: Vec<&str> = question.by.iter().map(|by| by.word()).collect();
        let mut arguments = vec![format!("groupBy: [{}]", by.join(", "))];
        if let Some(filter) = self.filter {
            arguments.push(format!("filter: {{{}}}", filter.spelt));
        }
        if let Some(method) = question.method {
            arguments.push(format!("method: {}", method.word()));
        }
        if let Some(party) = &question.fiscal_year_of {
            arguments.push(format!("fiscalYearOf: \"{party}\""));
        }
        let having = having(&question.having);
        if !having.is_empty() {
            arguments.push(format!("having: {{{}}}", having.join(", ")));
        }
        let order: Vec<String> = question.order.iter().map(order).collect();
        if !order.is_empty() {
            arguments.push(format!("orderBy: [{}]", order.join(", ")));
        }
        if let Some(top) = question.top {
            let skip = top.skip.map(|skip| format!(", skip: {skip}"));
            let rest = top.rest.map(|rest| format!(", rest: {rest}"));
            let (skip, rest) = (skip.unwrap_or_default(), rest.unwrap_or_default());
            arguments.push(format!("top: {{n: {}{skip}{rest}}}", top.n));
        }
        if let Some(Target { currency, table }) = &question.to {
            arguments.push(format!(
                "convertTo: {{currency: \"{currency}\", table: \"{table}\"}}"
            ));
        }
        format!("{}({})", root(question.rows), arguments.join(", "))
    }

    /// The document; the answer is at `it`.
    pub fn document(&self) -> String {
        whole(&self.field())
    }
}

/// A document that asks everything of this field, at `it`.
pub fn whole(field: &str) -> String {
    let held = match field {
        _ if field.starts_with(root(Rows::Projects)) => PROJECTS,
        _ if field.starts_with(root(Rows::Outputs)) => OUTPUTS,
        _ => FUNDING,
    };
    format!("{{ it: {field} {{ ...Whole }} }} {}", held.fragments())
}

/// The root field.
pub fn root(rows: Rows) -> &'static str {
    match rows {
        Rows::Contributions => "fundingSummary",
        Rows::Ledger => "ledgerSummary",
        Rows::Projects => "projectSummary",
        Rows::Outputs => "outputSummary",
    }
}

fn having(having: &Having) -> Vec<String> {
    let mut tests = Vec::new();
    if let Some(Bound { is, to }) = having.count {
        tests.push(format!("count: {{{}: {to}}}", test(is)));
    }
    if let Some(Bound { is, to }) = having.projects {
        tests.push(format!("projects: {{{}: {to}}}", test(is)));
    }
    if let Some((currency, Bound { is, to })) = &having.sum {
        if currency.is_empty() {
            tests.push(format!("months: {{{}: {to}}}", test(*is)));
            return tests;
        }
        let amount = decimal(*to, currency);
        tests.push(format!(
            "sum: {{currency: \"{currency}\", {}: \"{amount}\"}}",
            test(*is)
        ));
    }
    tests
}

fn test(comparison: Comparison) -> &'static str {
    match comparison {
        Comparison::Eq => "eq",
        Comparison::Gt => "gt",
        Comparison::Gte => "gte",
        Comparison::Lt => "lt",
        Comparison::Lte => "lte",
    }
}

fn order(step: &Order) -> String {
    let by = match &step.by {
        By::Key(dimension) => format!("key: {}", dimension.word()),
        By::Measure(measure, None) => format!("measure: {}", word(*measure)),
        By::Measure(measure, Some(currency)) => {
            format!("measure: {}, currency: \"{currency}\"", word(*measure))
        }
    };
    // Ascending is what it is where nothing is said.
    let direction = if step.descending {
        ", direction: DESC"
    } else {
        ""
    };
    format!("{{{by}{direction}}}")
}

fn word(measure: Measure) -> &'static str {
    match measure {
        Measure::Count => "COUNT",
        Measure::Projects => "PROJECTS",
        Measure::Sum => "SUM",
        Measure::Min => "MIN",
        Measure::Max => "MAX",
        Measure::Mean => "MEAN",
        Measure::Median => "MEDIAN",
    }
}
