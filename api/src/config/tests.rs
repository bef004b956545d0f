use super::*;

#[test]
fn a_wrong_setting_says_which() {
    let wrong = |common: Common| common.resolved(&File::default()).unwrap_err().to_string();
    let url = Common {
        database_url: Some("mysql://x".into()),
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
        format!("{:?}", Secret("postgres://u:p@h/d".into())),
        "(not shown)"
    );
}
