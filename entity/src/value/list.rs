//! Lists in one cell: items separated by `;`.

/// The items of a list cell: separated by `;`, trimmed, a `;` inside an item written `\;`.
pub fn items(text: &str) -> Vec<String> {
    let mut items = vec![String::new()];
    let mut letters = text.chars().peekable();
    while let Some(letter) = letters.next() {
        match letter {
            '\\' if letters.peek() == Some(&';') => {
                letters.next();
                if let Some(item) = items.last_mut() {
                    item.push(';');
                }
            }
            ';' => items.push(String::new()),
            other => {
                if let Some(item) = items.last_mut() {
                    item.push(other);
                }
            }
        }
    }
    items
        .iter()
        .map(|item| item.trim().to_owned())
        .filter(|item| !item.is_empty())
        .collect()
}

/// A list cell of these items.
pub fn join(items: &[String]) -> String {
    items
        .iter()
        .map(|item| item.replace(';', "\\;"))
        .collect::<Vec<_>>()
        .join(";")
}
