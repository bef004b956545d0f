use super::*;

#[test]
fn a_wrong_setting_says_which() {
    let wrong = |common: Common| common.resolved(&File::default()).unwrap_err().to_string();
    let url = Common {
        database_url: Some("mysql://x".to_owned().into()),
        ..Common::default()
    };
    assert!(wrong(url).contains("database_url"));
    let readers = Common {
        readers: Some(0),
        ..Common::default()
    };
    assert!(wrong(readers).contains("readers"));
}

#[test]
fn flags_come_before_the_file_and_the_file_before_defaults() {
    let file: File = toml::from_str("readers = 3\nlog_format = \"json\"").unwrap();
    let settings = Common::default().resolved(&file).unwrap();
    assert_eq!(
        (settings.readers, settings.log_format),
        (3, LogFormat::Json)
    );
    let flags = Common {
        readers: Some(5),
        ..Common::default()
    };
    assert_eq!(flags.resolved(&file).unwrap().readers, 5);
    assert!(toml::from_str::<File>("reader = 3").is_err());
}

#[test]
fn an_address_does_not_print() {
    assert_eq!(
        format!("{:?}", Secret::from("postgres://u:p@h/d".to_owned())),
        "(not shown)"
    );
}

#[test]
fn a_mistake_in_the_file_is_told_by_its_place_alone() {
    let secret = "hunter2, expected hunter2";
    let said = |text: &str| mistake::read::<File>(text).unwrap_err().to_string();
    for (text, expected) in [
        (
            format!("readers = \"{secret}\""),
            "line 1, column 11: `readers`: expected u32",
        ),
        (
            format!("# é\nlog_format = \"{secret}\""),
            "line 2, column 14: `log_format`: expected `text` or `json`",
        ),
        (
            format!("database_url = [\"{secret}\"]"),
            "line 1, column 16: `database_url`: expected a string",
        ),
        (
            format!("\n\ndatabase_url = {secret}"),
            "line 3, column 23: `database_url`: this is not TOML",
        ),
        (format!("database_url = \"{secret}"), "line 1, column "),
        (
            format!("readers = 3\nowner_url = \"\"\"{secret}\nhunter2 = 4"),
            "line ",
        ),
        (format!("readers = 3\nlog {secret}"), "line 2, column "),
        (
            format!("\"{secret}\" = 1"),
            "line 1, column 1: `(not shown)`: unknown key, expected one of `data_dir`, ",
        ),
        (
            format!("pasword = \"{secret}\""),
            "line 1, column 1: `pasword`: unknown key, expected one of `data_dir`, ",
        ),
        (
            format!("[[issuers]]\nissuer = \"a\"\naudiences = [\"{secret}\"]\nkey = \"{secret}\""),
            "line 4, column 1: `issuers.key`: unknown key, expected one of `issuer`, ",
        ),
        (
            format!("[[issuers]]\nissuer = \"{secret}\""),
            "line 1, column 1: `issuers`: missing field `audiences`",
        ),
        (
            format!("[[issuers]]\nissuer = \"a\"\naudiences = []\nnbf = \"{secret}\""),
            "line 4, column 7: `issuers.nbf`: expected `on` or `off`",
        ),
        (
            format!("[[issuers]]\nissuer = \"a\"\naudiences = [1, \"{secret}\"]"),
            "line 3, column 14: `issuers.audiences`: expected a string",
        ),
    ] {
        let said = said(&text);
        assert!(said.starts_with(expected), "{text}\n{said}");
        assert!(!said.contains("hunter2"), "{said}");
    }
}
