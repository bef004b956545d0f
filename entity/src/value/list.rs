//! Lists in one cell: items separated by `;`.

/// The items of a list cell: separated by `;`, trimmed. A `;` inside an item is written `\;`. Of backslashes before a
/// `;` two stand for one; elsewhere each stands for itself.
pub fn items(text: &str) -> Vec<String> {
    let mut items = vec![String::new()];
    let mut backslashes = 0;
    for letter in text.chars() {
        if letter == '\\' {
            backslashes += 1;
            continue;
        }
        let (kept, separates) = match letter {
            ';' => (backslashes / 2, backslashes % 2 == 0),
            _ => (backslashes, false),
        };
        backslashes = 0;
        if let Some(item) = items.last_mut() {
            item.extend(std::iter::repeat_n('\\', kept));
            if !separates {
                item.push(letter);
            }
        }
        if separates {
            items.push(String::new());
        }
    }
    if let Some(last) = items.last_mut() {
        last.extend(std::iter::repeat_n('\\', backslashes));
    }
    items
        .iter()
        .map(|item| item.trim().to_owned())
        .filter(|item| !item.is_empty())
        .collect()
}

/// A list cell of these items.
pub fn join(items: &[String]) -> String {
    let mut text = String::new();
    let last = items.len().saturating_sub(1);
    for (place, item) in items.iter().enumerate() {
        let mut backslashes = 0;
        for letter in item.chars() {
            if letter == ';' {
                text.extend(std::iter::repeat_n('\\', backslashes + 1));
            }
            backslashes = if letter == '\\' { backslashes + 1 } else { 0 };
            text.push(letter);
        }
        if place < last {
            text.extend(std::iter::repeat_n('\\', backslashes));
            text.push(';');
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_backslash_before_a_blank_is_one() {
        assert_eq!(items(r"foo\ ;bar"), [r"foo\", "bar"]);
        assert_eq!(join(&items(r"foo\ ;bar")), r"foo\\;bar");
        assert_eq!(items(r"foo\;bar"), ["foo;bar"]);
        assert_eq!(items(r"a\\b; ;c\"), [r"a\\b", r"c\"]);
    }

    proptest! {
        #[test]
        fn what_is_joined_is_split_into_the_same(texts in proptest::collection::vec(r"[a;\\ é]{1,6}", 0..5)) {
            let trimmed = texts.iter().map(|item| item.trim().to_owned());
            let expected: Vec<String> = trimmed.filter(|item| !item.is_empty()).collect();
            prop_assert_eq!(items(&join(&expected)), expected);
        }

        #[test]
        fn a_cell_that_was_written_is_written_so_again(cell in r"[a;\\ é]{0,12}") {
            let once = join(&items(&cell));
            prop_assert_eq!(join(&items(&once)), once);
        }
    }
}
