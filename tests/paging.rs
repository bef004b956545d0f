//! Pages: every list in every order, forwards and backwards, gives the whole list and nothing twice.
//!
//! The order itself is worked out once more here, from the rows as they were answered. What cursors
//! hold is told in `paging/cursors.rs`, lists asked for in several ways at once in `paging/shapes.rs`.

mod cursors;
mod lists;
mod shapes;

use crate::support::{Person, Service, both};
use lists::{List, lists};
use serde_json::{Value, json};

impl List {
    fn question(&self, lists: &str) -> String {
        match self.within {
            "" => format!("{{ {lists} }}"),
            within => format!("{{ within: {within} {{ {lists} }} }}"),
        }
    }

    /// The lists asked for, by alias.
    async fn ask(&self, service: &Service, lists: &str) -> Value {
        let data = service.data(&self.person, &self.question(lists)).await;
        if self.within.is_empty() {
            data
        } else {
            data["within"].clone()
        }
    }

    /// The rows in this order, and the cursor of each.
    async fn whole(&self, service: &Service, order: &str) -> (Vec<Value>, Vec<Value>) {
        let (name, row) = (self.name, self.row);
        let list = format!(
            "list: {name}(first: 200 {order}) {{ totalCount edges {{ cursor node {{ {row} }} }} }}"
        );
        let data = self.ask(service, &list).await;
        let edges = data["list"]["edges"].as_array().unwrap().clone();
        assert_eq!(data["list"]["totalCount"], json!(edges.len()));
        edges
            .into_iter()
            .map(|edge| (edge["node"].clone(), edge["cursor"].clone()))
            .unzip()
    }

    /// Asks for each page, and compares it with its part of the whole list.
    async fn pages(
        &self,
        service: &Service,
        order: &str,
        cursors: &[Value],
        pages: &[(String, std::ops::Range<usize>)],
    ) {
        for some in pages.chunks(25) {
            // The whole list is counted for the first of them only, to save the others the time.
            let total = |at: usize| if at == 0 { "totalCount" } else { "" };
            let lists: Vec<String> = some.iter().enumerate().map(|(at, (arguments, _))| format!(
                "p{at}: {}(filter: {{}}, {arguments} {order}) {{ {} pageInfo {{ hasNextPage hasPreviousPage startCursor endCursor }} edges {{ cursor }} }}",
                self.name,
                total(at)
            )).collect();
            let data = self.ask(service, &lists.join("\n")).await;
            for (at, (arguments, part)) in some.iter().enumerate() {
                let rows = &cursors[part.clone()];
                let mut right = json!({
                    "pageInfo": {
                        "hasNextPage": part.end < cursors.len(),
                        "hasPreviousPage": part.start > 0,
                        "startCursor": rows.first(),
                        "endCursor": rows.last(),
                    },
                    "edges": rows.iter().map(|cursor| json!({ "cursor": cursor })).collect::<Vec<_>>(),
                });
                if at == 0 {
                    right["totalCount"] = json!(cursors.len());
                }
                assert_eq!(
                    data[format!("p{at}")],
                    right,
                    "{} {}({arguments} {order})",
                    self.within,
                    self.name
                );
            }
        }
    }
}

/// Every page of a list of `count` rows, forwards and backwards, and the empty ones behind the ends.
fn every_page(count: usize, cursors: &[Value]) -> Vec<(String, std::ops::Range<usize>)> {
    let mut pages = Vec::new();
    for size in 1..=4 {
        for from in (0..=count).step_by(size) {
            let after = from
                .checked_sub(1)
                .map_or(String::new(), |last| format!("after: {}", cursors[last]));
            pages.push((
                format!("first: {size} {after}"),
                from..count.min(from + size),
            ));
            let to = count - from;
            let before = cursors
                .get(to)
                .map_or(String::new(), |next| format!("before: {next}"));
            pages.push((
                format!("last: {size} {before}"),
                to.saturating_sub(size)..to,
            ));
        }
    }
    pages
}

both! {
    async fn every_list_pages_both_ways_in_every_order(database) {
        let service = Service::of_the_world(database).await;
        for list in lists() {
            let (unsorted, _) = list.whole(&service, "").await;
            assert!(unsorted.len() > 2, "{} {}", list.within, list.name);
            for (field, by) in list.fields {
                for descending in [false, true] {
                    let direction = if descending { "DESC" } else { "ASC" };
                    let order = format!("orderBy: [{{field: {field}, direction: {direction}}}]");
                    let (rows, cursors) = list.whole(&service, &order).await;
                    let mut sorted: Vec<_> =
                        unsorted.iter().enumerate().map(|(at, row)| (by.of(row, at), row.clone())).collect();
                    // Without a value last, both ways; of equal ones the key decides, upwards.
                    sorted.sort_by(|(one, _), (other, _)| match (one, other) {
                        (Some(one), Some(other)) if descending => other.cmp(one),
                        (Some(one), Some(other)) => one.cmp(other),
                        _ => one.is_none().cmp(&other.is_none()),
                    });
                    let sorted: Vec<Value> = sorted.into_iter().map(|(_, row)| row).collect();
                    assert_eq!(rows, sorted, "{} {} by {field} {direction}", list.within, list.name);
                    list.pages(&service, &order, &cursors, &every_page(rows.len(), &cursors)).await;
                }
            }
        }
    }
}

both! {
    async fn every_field_of_an_order_was_tried(database) {
        let service = Service::empty(database).await;
        for list in lists() {
            let question = format!(r#"{{ __type(name: "{}OrderField") {{ enumValues {{ name }} }} }}"#, list.order);
            let data = service.data(&Person::nobody(), &question).await;
            let mut fields: Vec<&str> = data["__type"]["enumValues"]
                .as_array()
                .unwrap()
                .iter()
                .map(|one| one["name"].as_str().unwrap())
                .collect();
            let mut tried: Vec<&str> = list.fields.iter().map(|(field, _)| *field).collect();
            fields.sort_unstable();
            tried.sort_unstable();
            assert_eq!(tried, fields, "{}", list.order);
        }
    }
}

both! {
    async fn an_order_of_several_fields_and_a_part_between_two_cursors_page_right(database) {
        let service = Service::of_the_world(database).await;
        let list = &lists()[0];
        let order = "orderBy: [{field: STATUS, direction: DESC}, {field: HOST_COUNTRY_CODE}, {field: STARTS_ON, direction: DESC}]";
        let (rows, cursors) = list.whole(&service, order).await;
        list.pages(&service, order, &cursors, &every_page(rows.len(), &cursors)).await;
        let between =
            |first: &str, from: usize, to: usize| format!("{first} after: {} before: {}", cursors[from], cursors[to]);
        let parts = [
            (between("first: 2", 4, 20), 5..7),
            (between("last: 2", 4, 20), 18..20),
            (between("first: 100", 4, 20), 5..20),
            (between("last: 100", 4, 20), 5..20),
            (between("first: 15", 4, 20), 5..20),
            (format!("first: 100 before: {}", cursors[3]), 0..3),
            (format!("last: 100 after: {}", cursors[rows.len() - 4]), rows.len() - 3..rows.len()),
        ];
        list.pages(&service, order, &cursors, &parts).await;
    }
}

both! {
    async fn numbers_are_in_their_natural_order(database) {
        let service = Service::of_the_world(database).await;
        let (rows, _) = lists()[0].whole(&service, "").await;
        let numbers: Vec<&str> = rows.iter().map(|row| row["number"].as_str().unwrap()).collect();
        let natural = "015-94 A-301 A-302 A-303 A-304 A-305 B-401 C-201 C-202 C-203 C-204 C-205 C-206 G-501 G-502 \
            H-1101 H-1102 K-055 K-99 K-1000 K-1001 K-2365 K-2366 KR-993.2 N-901 PR-132.1.4 R-2001 R-2002 R-2003 R-2004 \
            R-2005 S-801 S-802 T-701 TJ-2512 TJ-2513 U-601 U-602";
        assert_eq!(numbers.join(" "), natural);
    }
}
