//! Amounts by their unit. There are seldom more than three, in each of very many groups: a short list is made and
//! looked through faster than a tree.

use super::figures::Amounts;

/// Amounts, one entry for each unit, in the order of the units.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ByUnit(Vec<(String, Amounts)>);

impl ByUnit {
    /// Those in this unit.
    pub fn get(&self, unit: &str) -> Option<&Amounts> {
        self.iter()
            .find_map(|(known, amounts)| (known == unit).then_some(amounts))
    }

    /// All of them.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = (&str, &Amounts)> {
        self.0
            .iter()
            .map(|(unit, amounts)| (unit.as_str(), amounts))
    }

    /// Adds to those in this unit.
    pub(super) fn add(&mut self, unit: &str, more: impl FnOnce(&mut Amounts)) {
        if let Some((_, amounts)) = self.0.iter_mut().find(|(known, _)| known == unit) {
            more(amounts);
            return;
        }
        let mut amounts = Amounts::default();
        more(&mut amounts);
        let place = self.0.partition_point(|(known, _)| known.as_str() < unit);
        self.0.insert(place, (unit.to_owned(), amounts));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_unit_has_one_entry_in_its_place() {
        let mut all = ByUnit::default();
        for unit in ["USD", "", "EUR", "USD", "JPY", ""] {
            all.add(unit, |amounts| amounts.count += 1);
        }
        let counts: Vec<_> = all
            .iter()
            .map(|(unit, amounts)| (unit, amounts.count))
            .collect();
        assert_eq!(counts, [("", 2), ("EUR", 1), ("JPY", 1), ("USD", 2)]);
        assert_eq!(all.get("JPY").map(|amounts| amounts.count), Some(1));
        assert_eq!(all.get("KRW"), None);
    }
}
